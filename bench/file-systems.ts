/**
 * Places to measure in: tmpfs and a journaled ext4 of our own. The root file system of a machine is no
 * place for it: without a journal, ext4 makes new files ten times slower after a removal.
 */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Place {
	readonly name: "ext4" | "tmpfs";
	readonly folder: string;
}

function isRun(command: readonly string[]): boolean {
	return Bun.spawnSync([...command], { stdout: "ignore", stderr: "ignore" }).exitCode === 0;
}

function mountExt4(folder: string): Place | undefined {
	const image = join(folder, "ext4.img");
	const mount = join(folder, "ext4");
	mkdirSync(mount);
	const isReady =
		isRun(["truncate", "-s", "12G", image]) &&
		isRun(["mkfs.ext4", "-q", "-F", image]) &&
		isRun(["mount", "-o", "loop,noatime", image, mount]);
	return isReady ? { name: "ext4", folder: mount } : undefined;
}

/** The places this machine lets us have; says which it does not. */
export function openPlaces(): { readonly places: readonly Place[]; close(): void } {
	const scratch = mkdtempSync(join(tmpdir(), "pippin-bench-"));
	const ext4 = mountExt4(scratch);
	if (ext4 === undefined) console.log("no ext4 here: a loop mount needs root and mkfs.ext4");
	const shared = "/dev/shm";
	const tmpfs: Place = { name: "tmpfs", folder: mkdtempSync(join(shared, "pippin-bench-")) };
	return {
		places: ext4 === undefined ? [tmpfs] : [ext4, tmpfs],
		close: () => {
			if (ext4 !== undefined) isRun(["umount", ext4.folder]);
			isRun(["rm", "-rf", scratch, tmpfs.folder]);
		},
	};
}

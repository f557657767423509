/** Programs with mounts of their own, for disks that are full or cannot be written. */

/** How to have mounts of one's own; `undefined` with the reason printed where the machine does not let us. */
function findMounts(): readonly string[] | undefined {
	for (const wrapper of [
		["unshare", "-m"],
		["unshare", "-rm"],
	]) {
		const tried = Bun.spawnSync([...wrapper, "mount", "-t", "tmpfs", "none", "/mnt"]);
		if (tried.exitCode === 0) return wrapper;
	}
	console.log(
		"skipped: tests of read-only and full disks need `unshare -m`, which is refused here",
	);
	return undefined;
}

const mounts = findMounts();

/** Whether the machine lets us have mounts. */
export const hasMounts: boolean = mounts !== undefined;

/** Runs a shell program with its own mounts, in which `"$@"` is the command. */
export function mounted(program: string): readonly string[] {
	return [...(mounts ?? []), "sh", "-ec", program, "sh"];
}

/** Runs the command where nothing below the path can be written. */
export function readOnly(path: string): readonly string[] {
	return mounted(`mount --bind "${path}" "${path}"; mount -o remount,bind,ro "${path}"; exec "$@"`);
}

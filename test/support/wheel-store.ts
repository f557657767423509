/** A store of unpacked wheels and environments to install them into, without interpreter, index or command. */

import { createHash } from "node:crypto";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unpackZip } from "../../src/archive/unpack.ts";
import { openZip } from "../../src/archive/zip.ts";
import { acquireLock, type HeldLock } from "../../src/platform/lock-file.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import {
	applyChanges,
	type ChangeOptions,
	type ChangeOutcome,
	type Changes,
	type ChangeTarget,
} from "../../src/wheel/apply-changes.ts";
import { type BuiltImage, buildInstallImage } from "../../src/wheel/build-install-image.ts";
import { readInstallImage } from "../../src/wheel/install-image.ts";
import type { OutgoingDistribution } from "../../src/wheel/installed-files.ts";
import type { StagedWheel } from "../../src/wheel/staged-wheel.ts";
import { buildWheel, type WheelRecipe, wheelFileName } from "./wheel-builder.ts";

const MEMORY = "/dev/shm";

/** A new empty folder; its path has no links in it. In memory where the system offers that: tests make and delete many files. */
export function temporaryFolder(): string {
	const parent = existsSync(MEMORY) ? MEMORY : tmpdir();
	return realpathSync(mkdtempSync(join(parent, "pippin-test-")));
}

/** Unpacks the wheel of a recipe into a store entry and makes its image. */
export function storeWheel(store: string, recipe: WheelRecipe): BuiltImage & StagedWheel {
	return storeWheelFile(store, wheelFileName(recipe), buildWheel(recipe));
}

/** The same for the bytes of a wheel. */
export function storeWheelFile(
	store: string,
	filename: string,
	bytes: Uint8Array,
): BuiltImage & StagedWheel {
	const hex = createHash("sha256").update(bytes).digest("hex");
	const directory = join(store, hex);
	mkdirSync(join(directory, "tree"), { recursive: true });
	const files = unpackZip(openZip(bytes), join(directory, "tree"));
	const built = buildInstallImage({
		directory,
		files,
		filename: parseWheelFilename(filename),
		digest: `sha256:${hex}`,
	});
	return { ...built, directory, isRequested: false };
}

/** A wheel that was stored before, read again. */
export function storedWheel(directory: string): StagedWheel {
	const image = readInstallImage(directory);
	if (image === undefined) throw new Error(`no image in ${directory}`);
	return { image, directory, isRequested: false };
}

/** The parts of a virtual environment that installing needs. The interpreter is a link that nobody follows. */
export function makeTarget(root: string): ChangeTarget {
	const site = join(root, "lib", "python3.12", "site-packages");
	mkdirSync(site, { recursive: true });
	mkdirSync(join(root, "bin"));
	mkdirSync(join(root, "include"));
	symlinkSync("/usr/bin/env", join(root, "bin", "python"));
	writeFileSync(join(root, "pyvenv.cfg"), "home = /usr/bin\n");
	return targetAt(root);
}

/** The same environment, where it exists. */
export function targetAt(root: string): ChangeTarget {
	const site = join(root, "lib", "python3.12", "site-packages");
	return {
		root,
		paths: {
			purelib: site,
			platlib: site,
			scripts: join(root, "bin"),
			headers: join(root, "include", "site", "python3.12"),
			data: root,
		},
		interpreter: { path: join(root, "bin", "python"), system: "posix" },
	};
}

/** Changes an environment under its lock. */
export async function change(
	target: ChangeTarget,
	changes: Partial<Changes>,
	options: Partial<ChangeOptions> = {},
): Promise<ChangeOutcome> {
	using lock: HeldLock = await acquireLock(join(target.root, ".lock"), { timeout: 10_000 });
	return await applyChanges(
		target,
		{ outgoing: [], incoming: [], ...changes },
		{ lock, ...options },
	);
}

/** An installed distribution, by the name of its metadata folder. */
export function installed(target: ChangeTarget, infoFolder: string): OutgoingDistribution {
	const [name = "", version = ""] = infoFolder.replace(/\.[a-z-]+$/, "").split("-");
	return { name, version, path: join(target.paths.purelib, infoFolder) };
}

/** Every entry below a folder: path → mode and content (files), target (links) or "folder". */
export function treeOf(
	root: string,
	options: { readonly mayDiffer?: RegExp } = {},
): Map<string, string> {
	const tree = new Map<string, string>();
	const visit = (folder: string, prefix: string): void => {
		for (const name of readdirSync(folder).sort()) {
			const path = join(folder, name);
			const shown = prefix + name;
			if (options.mayDiffer?.test(shown) === true) continue;
			const found = lstatSync(path);
			if (found.isDirectory()) {
				tree.set(shown, "folder");
				visit(path, `${shown}/`);
			} else if (found.isSymbolicLink()) tree.set(shown, `-> ${readlinkSync(path)}`);
			else {
				const digest = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
				tree.set(shown, `${(found.mode & 0o7777).toString(8)} ${digest}`);
			}
		}
	};
	if (existsSync(root)) visit(root, "");
	return tree;
}

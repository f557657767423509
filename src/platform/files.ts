/**
 * Every call that changes the file system, and no other. Reading needs no gate; changing does, so that
 * the crash sweep can kill or fail each call. Errors are the system's own, with `code`.
 */
import {
	chmodSync,
	closeSync,
	constants,
	copyFileSync,
	fstatSync,
	fsyncSync,
	ftruncateSync,
	linkSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	renameSync,
	rmdirSync,
	statSync,
	symlinkSync,
	unlinkSync,
	utimesSync,
	writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { libc } from "../runtime/libc.ts";
import { processId } from "../runtime/this-process.ts";
import { passFaultSwitch } from "./fault-switch.ts";

/** Codes of the system; those of a runtime (`ERR_…`) and of our own failures look otherwise. */
const SYSTEM_CODE_REGEXP = /^E[A-Z0-9]+$/;

/** The system's code of an error, such as `ENOENT`; `undefined` for an error that is not the system's. */
export function errorCode(error: unknown): string | undefined {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return typeof code === "string" && SYSTEM_CODE_REGEXP.test(code) ? code : undefined;
}

/** Makes one folder; throws `EEXIST` where something is there. */
export function makeDirectory(path: string, mode = 0o777): void {
	passFaultSwitch("mkdir", path);
	mkdirSync(path, mode);
}

/** Makes a folder and its missing parents; throws `EEXIST` where something else than a folder is in the way. */
export function makeDirectories(path: string, mode = 0o777): void {
	try {
		makeDirectory(path, mode);
	} catch (error) {
		const code = errorCode(error);
		if (code === "EEXIST" && isFolder(path)) return;
		const parent = dirname(path);
		// A relative path whose working directory is gone has no parent that could be made.
		if (code !== "ENOENT" || parent === path) throw error;
		makeDirectories(parent, mode);
		makeDirectories(path, mode);
	}
}

/** Also a link to one. */
function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Creates a file that must not exist, with all of its bytes. `mode` is subject to the umask. Where writing fails, what
 * was written until then stays.
 */
export function writeNewFile(path: string, data: string | Uint8Array, mode = 0o666): void {
	withNewFile(path, mode, (descriptor) => writeAll(descriptor, data));
}

/** The same; answers the file's modification time as the file system has it, in whole milliseconds. */
export function writeNewFileTimed(path: string, data: Uint8Array, mode: number): number {
	return withNewFile(path, mode, (descriptor) => {
		writeAll(descriptor, data);
		// While the file is open this is cheaper than to look it up again.
		return Math.floor(fstatSync(descriptor).mtimeMs);
	});
}

function withNewFile<Value>(
	path: string,
	mode: number,
	write: (descriptor: number) => Value,
): Value {
	passFaultSwitch("create", path);
	const descriptor = openSync(path, "wx", mode);
	try {
		passFaultSwitch("write", path);
		return write(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function writeAll(descriptor: number, data: string | Uint8Array): void {
	const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
	let written = 0;
	while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

/** A file that grows at its end. Close it after the last write. */
export interface GrowingFile extends Disposable {
	append(bytes: Uint8Array): void;
	/** Forgets everything that was written. */
	startOver(): void;
	close(): void;
}

/** Opens a file that exists, to be written from its beginning on. */
export function openGrowingFile(path: string): GrowingFile {
	const descriptor = openSync(path, "r+");
	let isOpen = true;
	let size = 0;
	const close = (): void => {
		if (isOpen) closeSync(descriptor);
		isOpen = false;
	};
	return {
		append: (bytes) => {
			passFaultSwitch("write", path);
			let written = 0;
			while (written < bytes.length) {
				written += writeSync(descriptor, bytes, written, bytes.length - written, size + written);
			}
			size += bytes.length;
		},
		startOver: () => {
			passFaultSwitch("write", path);
			ftruncateSync(descriptor, 0);
			size = 0;
		},
		close,
		[Symbol.dispose]: close,
	};
}

let temporaryCount = 0;

/** A name beside `path` that no other process, no other thread and no other call uses: `<path>.<process>-<digits>.tmp`. */
export function temporaryNameFor(path: string): string {
	temporaryCount += 1;
	// Threads count each for themselves, and processes of two machines may share a number.
	const random = Math.floor(Math.random() * 36 ** 6).toString(36);
	return `${path}.${processId().toString(36)}-${temporaryCount.toString(36)}${random.padStart(6, "0")}.tmp`;
}

/**
 * Puts a file in place by one rename: a reader sees the old bytes or the new ones. With `isSynced` the bytes are on the
 * disk before the name is.
 */
export function replaceFile(
	path: string,
	data: string | Uint8Array,
	options: { readonly mode?: number; readonly isSynced?: boolean } = {},
): void {
	const temporary = temporaryNameFor(path);
	try {
		writeNewFile(temporary, data, options.mode);
		if (options.isSynced === true) syncPath(temporary);
		renamePath(temporary, path);
	} catch (error) {
		removeQuietly(temporary);
		throw error;
	}
}

/** Removes a file as far as the system lets: for what may stay, and where a second failure would hide the first. */
export function removeQuietly(path: string): void {
	try {
		removeFileIfThere(path);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
	}
}

/** Moves a file or folder within one file system; replaces a file, never a folder that holds something. */
export function renamePath(from: string, to: string): void {
	passFaultSwitch("rename", to);
	renameSync(from, to);
}

export function linkFile(existing: string, path: string): void {
	passFaultSwitch("link", path);
	linkSync(existing, path);
}

export function makeSymlink(target: string, path: string): void {
	passFaultSwitch("symlink", path);
	symlinkSync(target, path);
}

/** Copies a file that must not exist yet, with its mode; shares blocks where the file system can. */
export function copyFile(from: string, to: string): void {
	passFaultSwitch("copy", to);
	copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

export function removeFile(path: string): void {
	passFaultSwitch("unlink", path);
	unlinkSync(path);
}

/** Removes a file; nothing happens where there is none. */
export function removeFileIfThere(path: string): void {
	ifThere(() => removeFile(path));
}

/** `undefined` where what the call is about is not there. */
function ifThere<Value>(call: () => Value): Value | undefined {
	try {
		return call();
	} catch (error) {
		if (errorCode(error) !== "ENOENT") throw error;
		return undefined;
	}
}

/** Removes an empty folder. */
export function removeDirectory(path: string): void {
	passFaultSwitch("rmdir", path);
	rmdirSync(path);
}

/** Removes a file, a link (never what it points to) or a whole folder; nothing happens where there is none. */
export function removeTree(path: string): void {
	const found = lstatSync(path, { throwIfNoEntry: false });
	if (found === undefined) return;
	if (found.isDirectory()) removeFolder(path);
	else removeFileIfThere(path);
}

/** Another process may be removing the same: what it was faster with is passed over. */
function removeFolder(path: string): void {
	for (const entry of ifThere(() => readdirSync(path, { withFileTypes: true })) ?? []) {
		const child = `${path}/${entry.name}`;
		if (entry.isDirectory()) removeFolder(child);
		else removeFileIfThere(child);
	}
	ifThere(() => removeDirectory(path));
}

export function setMode(path: string, mode: number): void {
	passFaultSwitch("chmod", path);
	chmodSync(path, mode);
}

/** Sets access and modification time, in seconds since 1970. */
export function setTimes(path: string, seconds: number): void {
	passFaultSwitch("utimes", path);
	utimesSync(path, seconds, seconds);
}

/** Waits until the bytes of a file, or the entries of a folder, are on the disk. */
export function syncPath(path: string): void {
	passFaultSwitch("sync", path);
	const descriptor = openSync(path, "r");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** Waits until everything that was written to the file system of `path` is on the disk; false where the system cannot. */
export function syncFileSystem(path: string): boolean {
	passFaultSwitch("sync", path);
	const library = libc();
	if (library === undefined) return false;
	const descriptor = openSync(path, "r");
	try {
		return library.syncfs(descriptor) === 0;
	} finally {
		closeSync(descriptor);
	}
}

/** Opens a file for writing as lock files are: created where missing, never truncated. The caller closes it. */
export function openLockFile(path: string): number {
	passFaultSwitch("create", path);
	return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o666);
}

/** Cuts a file to its first `length` bytes. */
export function truncateFile(path: string, length: number): void {
	passFaultSwitch("write", path);
	const descriptor = openSync(path, "r+");
	try {
		ftruncateSync(descriptor, length);
	} finally {
		closeSync(descriptor);
	}
}

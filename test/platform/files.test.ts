import { afterAll, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../src/errors/user-error.ts";
import {
	copyFile,
	errorCode,
	linkFile,
	makeDirectories,
	makeDirectory,
	openGrowingFile,
	removeDirectory,
	removeFileIfThere,
	removeTree,
	renamePath,
	replaceFile,
	setMode,
	setTimes,
	syncFileSystem,
	syncPath,
	temporaryNameFor,
	truncateFile,
	writeNewFile,
	writeNewFileTimed,
} from "../../src/platform/files.ts";

const ROOT = mkdtempSync(join(tmpdir(), "pippin-files-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));
const folder = (): string => mkdtempSync(join(ROOT, "f-"));

function codeOf(work: () => unknown): string {
	try {
		work();
		return "done";
	} catch (error) {
		return errorCode(error) ?? String(error);
	}
}

class Refusal extends UserError {
	readonly code = "refused";
}

test("errorCode knows the system's codes and no other", () => {
	const coded = (code: unknown): Error => Object.assign(new Error("x"), { code });
	expect(errorCode(coded("ENOENT"))).toBe("ENOENT");
	expect(errorCode(coded("E2BIG"))).toBe("E2BIG");
	for (const other of [
		coded("ERR_INVALID_ARG_TYPE"),
		coded(7),
		new Refusal("no"),
		"ENOENT",
		undefined,
	]) {
		expect(errorCode(other)).toBeUndefined();
	}
});

test("folders are made with their parents, and something else in the way is an error", () => {
	const root = folder();
	makeDirectories(join(root, "a", "b", "c"));
	makeDirectories(join(root, "a", "b", "c"));
	expect(statSync(join(root, "a", "b", "c")).isDirectory()).toBe(true);
	symlinkSync("a", join(root, "link"));
	makeDirectories(join(root, "link"));
	writeFileSync(join(root, "file"), "");
	expect(codeOf(() => makeDirectories(join(root, "file")))).toBe("EEXIST");
	expect(codeOf(() => makeDirectories(join(root, "file", "x")))).toBe("ENOTDIR");
	expect(codeOf(() => makeDirectory(join(root, "a")))).toBe("EEXIST");
});

test("a new file has its bytes, its mode and its time; an old one is not touched", () => {
	const path = join(folder(), "new");
	writeNewFile(path, "naïve", 0o600);
	expect(readFileSync(path, "utf8")).toBe("naïve");
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(codeOf(() => writeNewFile(path, "other"))).toBe("EEXIST");
	expect(readFileSync(path, "utf8")).toBe("naïve");
	const timed = `${path}2`;
	const modified = writeNewFileTimed(timed, Uint8Array.of(1, 2), 0o666);
	expect(Math.floor(statSync(timed).mtimeMs)).toBe(modified);
});

test("a file is replaced by one rename: whoever has the old one open reads the old one", () => {
	const root = folder();
	const path = join(root, "file");
	writeFileSync(path, "old");
	const inode = statSync(path).ino;
	linkFile(path, join(root, "link"));
	replaceFile(path, "new", { isSynced: true });
	expect(readFileSync(path, "utf8")).toBe("new");
	expect(readFileSync(join(root, "link"), "utf8")).toBe("old");
	expect(statSync(path).ino).not.toBe(inode);
	expect(readdirSync(root).sort()).toEqual(["file", "link"]);
});

test("a file that cannot be replaced leaves no draft, and the first error is the one that is told", () => {
	const root = folder();
	mkdirSync(join(root, "taken", "inside"), { recursive: true });
	expect(codeOf(() => replaceFile(join(root, "taken"), "x"))).toMatch(/^E(ISDIR|NOTEMPTY|EXIST)$/);
	expect(codeOf(() => replaceFile(join(root, "missing", "x"), "x"))).toBe("ENOENT");
	expect(readdirSync(root)).toEqual(["taken"]);
});

test("a tree is removed, and what its links lead to stays", () => {
	const root = folder();
	const outside = join(root, "outside");
	mkdirSync(join(outside, "deep"), { recursive: true });
	writeFileSync(join(outside, "deep", "kept"), "");
	const tree = join(root, "tree");
	mkdirSync(join(tree, "a", "b"), { recursive: true });
	writeFileSync(join(tree, "a", "b", "file"), "");
	symlinkSync(outside, join(tree, "folder-link"));
	symlinkSync("../outside/deep/kept", join(tree, "a", "file-link"));
	symlinkSync("nowhere", join(tree, "dangling"));
	removeTree(tree);
	expect(existsSync(tree)).toBe(false);
	expect(existsSync(join(outside, "deep", "kept"))).toBe(true);
	symlinkSync(outside, join(root, "link"));
	removeTree(join(root, "link"));
	expect(readdirSync(root)).toEqual(["outside"]);
	expect(existsSync(join(outside, "deep", "kept"))).toBe(true);
});

test("removing a file as a tree removes it, and removing nothing does nothing", () => {
	const root = folder();
	writeFileSync(join(root, "file"), "");
	removeTree(join(root, "file"));
	removeTree(join(root, "file"));
	removeFileIfThere(join(root, "file"));
	expect(codeOf(() => removeDirectory(join(root, "file")))).toBe("ENOENT");
	expect(readdirSync(root)).toEqual([]);
});

test("no two temporary names are the same, not even those of two threads with one number", async () => {
	const names = new Set(Array.from({ length: 1000 }, () => temporaryNameFor("/x/file")));
	expect(names.size).toBe(1000);
	for (const name of names) expect(name).toMatch(/^\/x\/file\.[0-9a-z]+-[0-9a-z]+\.tmp$/);
	const source = `
		import { temporaryNameFor } from ${JSON.stringify(new URL("../../src/platform/files.ts", import.meta.url).href)};
		postMessage(Array.from({ length: 1000 }, () => temporaryNameFor("/x/file")));
	`;
	const url = URL.createObjectURL(new Blob([source], { type: "application/typescript" }));
	const worker = new Worker(url);
	const others = await new Promise<readonly string[]>((resolve, reject) => {
		worker.onmessage = (event: MessageEvent<readonly string[]>) => resolve(event.data);
		worker.onerror = (event) => reject(new Error(event.message));
	});
	worker.terminate();
	expect(others.filter((name) => names.has(name))).toEqual([]);
});

test("a growing file holds what was appended since it last started over", () => {
	const path = join(folder(), "growing");
	writeFileSync(path, "");
	const file = openGrowingFile(path);
	file.append(Buffer.from("wrong start"));
	file.startOver();
	file.append(Buffer.from("one "));
	file.append(Buffer.alloc(0));
	file.append(Buffer.from("two"));
	file.close();
	file.close();
	expect(readFileSync(path, "utf8")).toBe("one two");
	expect(codeOf(() => openGrowingFile(`${path}-missing`))).toBe("ENOENT");
});

test("the small calls do what the system does", () => {
	const root = folder();
	const path = join(root, "file");
	writeFileSync(path, "12345");
	chmodSync(path, 0o640);
	copyFile(path, join(root, "copy"));
	expect(statSync(join(root, "copy")).mode & 0o777).toBe(0o640);
	expect(codeOf(() => copyFile(path, join(root, "copy")))).toBe("EEXIST");
	expect(codeOf(() => linkFile(path, join(root, "copy")))).toBe("EEXIST");
	truncateFile(path, 2);
	expect(readFileSync(path, "utf8")).toBe("12");
	setMode(path, 0o600);
	setTimes(path, 1_000_000_000.5);
	const { mode, mtimeMs } = lstatSync(path);
	expect([mode & 0o777, mtimeMs]).toEqual([0o600, 1_000_000_000_500]);
	renamePath(path, join(root, "copy"));
	expect(readFileSync(join(root, "copy"), "utf8")).toBe("12");
	syncPath(root);
	syncPath(join(root, "copy"));
	expect(syncFileSystem(root)).toBe(process.platform === "linux");
});

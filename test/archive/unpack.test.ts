/** Unpacking into a folder: on one thread, on several, and where the disk refuses. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { type UnpackedFile, unpackZip } from "../../src/archive/unpack.ts";
import { unpackInBackground } from "../../src/archive/unpack-in-background.ts";
import { type UnpackPayload, unpackTask } from "../../src/archive/unpack-task.ts";
import { openZip } from "../../src/archive/zip.ts";
import type { Background, TaskOptions } from "../../src/platform/background.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { buildZip, type ZipMember } from "../support/zip-builder.ts";

let root = "";
let count = 0;
beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), "pippin-unpack-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function newFolder(): string {
	count += 1;
	const folder = join(root, `${count}`);
	mkdirSync(folder);
	return folder;
}

/** Path → content of all files below a folder. */
function tree(folder: string): Map<string, string> {
	const files = new Map<string, string>();
	for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
		const path = join(folder, name);
		if (statSync(path).isFile()) files.set(name, readFileSync(path, "latin1"));
	}
	return files;
}

/** Bytes that deflate cannot make small. */
function noise(size: number, seed: number): Uint8Array {
	const random = seededRandom(seed);
	return Uint8Array.from({ length: size }, () => random.below(256));
}

const SMALL: readonly ZipMember[] = [
	{ name: "p/sub/deep/a.py", data: "a = 1\n" },
	{ name: "p/empty.py", data: "" },
	{ name: "bin/run", data: "#!x", mode: 0o104755 },
	{ name: "hollow/" },
];
/** Beyond the size from which threads share an archive. */
const LARGE: readonly ZipMember[] = Array.from({ length: 40 }, (_, index) => ({
	name: `p/d${index % 5}/f${index}.bin`,
	data: noise(120_000 + index * 1000, index),
	method: "stored",
}));

/** Runs tasks in real threads, one each. */
class Threads implements Background {
	readonly #workers: Worker[] = [];
	readonly size: number;
	tasks = 0;

	constructor(size: number) {
		this.size = size;
	}

	run(task: string, payload: unknown, options: TaskOptions = {}): Promise<unknown> {
		expect(task).toBe("unpack");
		this.tasks += 1;
		const worker = new Worker(new URL("./unpack-worker.ts", import.meta.url));
		this.#workers.push(worker);
		return new Promise((resolve, reject) => {
			worker.once("message", resolve);
			worker.once("error", reject);
			worker.postMessage(payload, [...(options.transfer ?? [])]);
		});
	}

	warm(): void {}

	async end(): Promise<void> {
		await Promise.all(this.#workers.map((worker) => worker.terminate()));
	}
}

test("every file is written, and described as it was written", () => {
	const folder = newFolder();
	const files = unpackZip(openZip(buildZip(SMALL)), folder);
	expect(files.map(({ path, size, isExecutable }) => ({ path, size, isExecutable }))).toEqual([
		{ path: "p/sub/deep/a.py", size: 6, isExecutable: false },
		{ path: "p/empty.py", size: 0, isExecutable: false },
		{ path: "bin/run", size: 3, isExecutable: true },
	]);
	for (const { path, modified, digest } of files) {
		const bytes = readFileSync(join(folder, path));
		expect(modified).toBe(Math.floor(statSync(join(folder, path)).mtimeMs));
		expect(digest).toBe(createHash("sha256").update(bytes).digest("base64url"));
	}
	expect(readdirSync(folder).sort()).toEqual(["bin", "hollow", "p"]);
});

describe("T5: modes", () => {
	for (const umask of ["022", "077"]) {
		test(`under umask ${umask} files get what it leaves, and no special bit`, () => {
			const folder = newFolder();
			const archive = join(folder, "a.zip");
			writeFileSync(archive, buildZip(SMALL));
			mkdirSync(join(folder, "out"));
			const script = `
				import { readFileSync } from "node:fs";
				import { unpackZip } from "${join(import.meta.dir, "../../src/archive/unpack.ts")}";
				import { openZip } from "${join(import.meta.dir, "../../src/archive/zip.ts")}";
				process.umask(0o${umask});
				unpackZip(openZip(readFileSync("${archive}")), "${join(folder, "out")}");
			`;
			const child = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
			expect(child.stderr).toBe("");
			const mode = (path: string): number => statSync(join(folder, "out", path)).mode & 0o7777;
			const left = 0o777 & ~Number.parseInt(umask, 8);
			expect(mode("bin/run")).toBe(left);
			expect(mode("p/sub/deep/a.py")).toBe(left & 0o666);
		});
	}
});

test("a damaged member stops the unpacking with BadArchive", () => {
	const members = [...SMALL, { name: "z", data: "z", local: { crc32: 1 }, central: { crc32: 1 } }];
	expect(() => unpackZip(openZip(buildZip(members)), newFolder())).toThrow(BadArchive);
});

describe("the task", () => {
	const payload = (bytes: Uint8Array, directory: string): UnpackPayload => ({
		source: { kind: "bytes", bytes },
		name: undefined,
		limits: {
			entries: 99,
			totalSize: 1e9,
			ratio: 50,
			ratioFreeSize: 1e8,
			depth: 9,
			metadataSize: 1e6,
		},
		directory,
		counter: undefined,
		faults: undefined,
	});
	test("answers a bad archive as a value", () => {
		const result = unpackTask(payload(buildZip([{ name: "../x" }]), newFolder()));
		expect(result).toEqual({
			kind: "bad-archive",
			reason: "the member `../x` has the component `..`",
		});
	});
	test("answers the system's refusal as a value", () => {
		const result = unpackTask(payload(buildZip(SMALL), join(root, "missing")));
		expect(result).toMatchObject({ kind: "refused", code: "ENOENT" });
	});
	test("answers a missing archive as a value", () => {
		const source = { kind: "path", path: join(root, "missing.whl") } as const;
		const result = unpackTask({ ...payload(new Uint8Array(0), newFolder()), source });
		expect(result).toMatchObject({ kind: "refused", code: "ENOENT" });
	});
});

describe("in the background", () => {
	const alone = (members: readonly ZipMember[]) => {
		const folder = newFolder();
		return { files: unpackZip(openZip(buildZip(members)), folder), tree: tree(folder) };
	};
	const withoutTimes = (files: readonly UnpackedFile[]) =>
		files.map((file) => ({ ...file, modified: 0 }));
	const cases = [
		["a small archive", SMALL, 2, 1],
		["a large archive", LARGE, 2, 2],
		["a large archive with one thread's help", LARGE, 1, 1],
		["a large archive without threads", LARGE, 0, 0],
	] as const;
	for (const [what, members, size, tasks] of cases) {
		for (const kind of ["bytes", "path"] as const) {
			test(`${what}, given as ${kind}, is unpacked as on one thread`, async () => {
				const bytes = buildZip(members);
				const path = join(newFolder(), "a.zip");
				writeFileSync(path, bytes);
				const threads = new Threads(size);
				const folder = newFolder();
				const source = kind === "bytes" ? ({ kind, bytes } as const) : ({ kind, path } as const);
				const { files } = await unpackInBackground(source, folder, { background: threads });
				await threads.end();
				expect(threads.tasks).toBe(tasks);
				const expected = alone(members);
				expect(withoutTimes(files)).toEqual(withoutTimes(expected.files));
				expect(tree(folder)).toEqual(expected.tree);
			});
		}
	}

	test("a bad archive is refused with its name, whoever finds out", async () => {
		const bad = { name: "bad", data: "x", local: { crc32: 1 }, central: { crc32: 1 } };
		for (const members of [
			[...SMALL, bad],
			[...LARGE, bad],
		]) {
			const threads = new Threads(2);
			const source = { kind: "bytes", bytes: buildZip(members) } as const;
			const options = { background: threads, name: "a.whl" };
			const attempt = unpackInBackground(source, newFolder(), options);
			await expect(attempt).rejects.toThrow("Cannot read `a.whl`: the member `bad` is damaged");
			await threads.end();
		}
	});

	test("warnings of the archive come along", async () => {
		const bytes = buildZip(SMALL, { suffix: new Uint8Array(2) });
		const { warnings } = await unpackInBackground({ kind: "bytes", bytes }, newFolder());
		expect(warnings).toEqual(["the archive is followed by 2 NUL bytes"]);
	});
});

describe("the fault switch", () => {
	const source = join(import.meta.dir, "../../src/archive");
	/** Unpacks in a process of its own, with two threads; what it prints, and the folder. */
	const run = (fault: string, members: readonly ZipMember[]): string => {
		const folder = newFolder();
		writeFileSync(join(folder, "a.zip"), buildZip(members));
		mkdirSync(join(folder, "out"));
		const script = `
			import { Worker } from "node:worker_threads";
			import { unpackInBackground } from "${source}/unpack-in-background.ts";
			const run = (task, payload) => new Promise((resolve, reject) => {
				const worker = new Worker("${join(import.meta.dir, "unpack-worker.ts")}");
				worker.once("message", (answer) => { worker.terminate(); resolve(answer); });
				worker.once("error", reject);
				worker.postMessage(payload);
			});
			try {
				const archive = { kind: "path", path: "${folder}/a.zip" };
				const background = { size: 2, run, warm() {} };
				await unpackInBackground(archive, "${folder}/out", { background });
				console.log("done");
			} catch (error) { console.log(error.code); }
		`;
		const env = { ...process.env, PIPPIN_INTERNAL_FAULT: fault };
		return spawnSync(process.execPath, ["-e", script], { encoding: "utf8", env }).stdout.trim();
	};
	test("fails any call of any thread, and its code is told", () => {
		// Five folders, then a creation and a write for each of three files.
		expect(["ENOSPC@1", "EIO@6", "ENOSPC@11", "EIO@12"].map((fault) => run(fault, SMALL))).toEqual([
			"ENOSPC",
			"EIO",
			"ENOSPC",
			"done",
		]);
		expect(run("ENOSPC@70", LARGE)).toBe("ENOSPC");
	});
	test("counts the calls of all threads together", () => {
		const trace = join(newFolder(), "trace");
		expect(run(`TRACE@${trace}`, LARGE)).toBe("done");
		const numbers = readFileSync(trace, "utf8")
			.trim()
			.split("\n")
			.map((line) => Number.parseInt(line, 10));
		const calls = 6 + 2 * LARGE.length;
		expect(numbers.sort((left, right) => left - right)).toEqual(
			Array.from({ length: calls }, (_, index) => index + 1),
		);
	});
});

/** Prints what this runtime makes of the same tasks, one line each: two runtimes must print the same. */
import { zstdCompressSync } from "node:zlib";
import { runChild } from "../../../src/runtime/child-process.ts";
import { gunzip, gunzipBody, gzip, inflateRaw, unzstd } from "../../../src/runtime/compression.ts";
import { crc32, createHasher, type HasherAlgorithm } from "../../../src/runtime/hasher.ts";
import { startWorkerThread } from "../../../src/runtime/worker-thread.ts";

const ALGORITHMS: readonly HasherAlgorithm[] = [
	"md5",
	"sha1",
	"sha224",
	"sha256",
	"sha384",
	"sha512",
	"blake2b512",
];

function say(what: string, outcome: unknown): void {
	process.stdout.write(`${what}: ${JSON.stringify(outcome)}\n`);
}

/** The number of bytes that come out, or that nothing does. */
function outcome(work: () => Uint8Array): number | "refused" {
	try {
		return work().length;
	} catch {
		return "refused";
	}
}

const text = new TextEncoder().encode("spam and eggs ".repeat(3000));
const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
	new Uint8Array(Buffer.concat(parts));
const changed = (bytes: Uint8Array, place: number): Uint8Array<ArrayBuffer> => {
	const copy = join(bytes);
	copy[place] = (copy[place] ?? 0) ^ 1;
	return copy;
};

for (const algorithm of ALGORITHMS) {
	const digests = ["hex", "base64url"] as const;
	say(
		algorithm,
		digests.map((form) => {
			const hasher = createHasher(algorithm);
			hasher.update("spam");
			hasher.update(Uint8Array.of(0, 255));
			return hasher[form]();
		}),
	);
}
say("crc32", [crc32(text), crc32(new Uint8Array(0)), crc32(Buffer.from("123456789"))]);

const zipped: Uint8Array<ArrayBuffer> = join(gzip(join(text)));
const cases: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
	["whole", zipped],
	["cut in the trailer", zipped.slice(0, -3) as Uint8Array<ArrayBuffer>],
	["cut in the data", zipped.slice(0, 40) as Uint8Array<ArrayBuffer>],
	["of two members", join(zipped, gzip(join(text.subarray(0, 100))))],
	["with garbage behind it", join(zipped, Uint8Array.of(1, 2, 3, 4))],
	["with zeros behind it", join(zipped, new Uint8Array(8))],
	["of a wrong checksum", changed(zipped, zipped.length - 6)],
	["of a wrong size", changed(zipped, zipped.length - 2)],
	["of nothing", new Uint8Array(0)],
	["that is none", join(text)],
];
for (const [what, data] of cases) {
	say(`gzip ${what}`, [
		outcome(() => gunzip(data, 1_000_000)),
		outcome(() => gunzipBody(data, 1_000_000)),
	]);
}
for (const limit of [text.length - 1, text.length]) {
	say(`gzip at a limit of ${limit}`, [
		outcome(() => gunzip(zipped, limit)),
		outcome(() => gunzipBody(zipped, limit)),
	]);
}

// A gzip file is ten bytes of header, a raw stream, and eight bytes of trailer.
const raw = zipped.slice(10, -8);
const announced = { size: text.length, crc32: crc32(text) };
say("raw", [
	outcome(() => inflateRaw(raw, announced)),
	outcome(() => inflateRaw(raw.subarray(0, -1), announced)),
	outcome(() => inflateRaw(join(raw, Uint8Array.of(0)), announced)),
	outcome(() => inflateRaw(join(raw, raw), announced)),
	outcome(() => inflateRaw(raw, { ...announced, size: text.length - 1 })),
	outcome(() => inflateRaw(raw, { ...announced, size: text.length + 1 })),
	outcome(() => inflateRaw(raw, { ...announced, crc32: 1 })),
	outcome(() => inflateRaw(changed(raw, 20), announced)),
	outcome(() => inflateRaw(new Uint8Array(0), { size: 0, crc32: 0 })),
	outcome(() => inflateRaw(Uint8Array.of(3, 0), { size: 0, crc32: 0 })),
]);
const frame = new Uint8Array(zstdCompressSync(text));
say("zstd", [
	outcome(() => unzstd(frame, text.length)),
	outcome(() => unzstd(frame, text.length - 1)),
	outcome(() => unzstd(frame, text.length + 1)),
	outcome(() => unzstd(frame.subarray(0, -2), text.length)),
	outcome(() => unzstd(join(frame, Uint8Array.of(1, 2)), text.length)),
]);

const shell = async (script: string, options: object = {}): Promise<unknown> => {
	const environment = { PATH: "/usr/bin:/bin", ONLY: "this" };
	const result = await runChild("/bin/sh", ["-c", script], { environment, ...options });
	return { ...result, stdout: result.stdout.slice(0, 40), status: result.status ?? null };
};
const missing = await runChild("/nowhere/program", [], { environment: {} });
say("missing program", { ...missing, status: missing.status ?? null });
const forbidden = await runChild("/etc/passwd", [], { environment: {} });
say("forbidden program", { ...forbidden, status: forbidden.status ?? null });
say(
	"output and status",
	await shell("cat; echo $ONLY$HOME; echo bad >&2; exit 3", { input: "in " }),
);
say("signal", await shell("kill -9 $$"));
say("timeout", await shell("sleep 60 & sleep 60", { timeout: 100 }));
say("too much output", await shell("yes", { outputLimit: 1000 }));
say(
	"too much on stderr",
	await shell("yes >&2", { outputLimit: 10 }).then((result) => ({
		...(result as object),
		stderr: "",
	})),
);
say("working directory", await shell("pwd", { workingDirectory: "/" }));
say("missing working directory", await shell("pwd", { workingDirectory: "/nowhere" }));
say("input that nobody reads", await shell("exit 0", { input: "x".repeat(1_000_000) }));

const thread = startWorkerThread(new URL("echo-thread.ts", import.meta.url));
const answers: unknown[] = [];
const memory = new SharedArrayBuffer(4);
const moved = new Uint8Array([1, 2, 3]);
await new Promise<void>((resolve, reject) => {
	thread.onFailure((reason) => reject(new Error(reason)));
	thread.onMessage((message) => {
		answers.push(message);
		if (answers.length === 2) resolve();
	});
	thread.post({ text: "hello", memory }, []);
	thread.post({ bytes: moved }, [moved.buffer]);
});
say("thread", [answers, new Int32Array(memory)[0], moved.length]);
thread.terminate();
const broken = startWorkerThread(new URL("no-such-thread.ts", import.meta.url));
say("broken thread", await new Promise((resolve) => broken.onFailure(() => resolve("told"))));
broken.terminate();
process.exit(0);

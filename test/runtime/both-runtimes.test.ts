/** The same tasks on Bun and on Node: what callers see of either must be the same. */
import { beforeAll, describe, expect, test } from "bun:test";

const PROGRAM = new URL("programs/both-runtimes.ts", import.meta.url).pathname;
const NODE = new URL("../../node_modules/.bin/node", import.meta.url).pathname;
const RUNTIMES = [
	["Bun", [process.execPath]],
	["Node", [NODE, "--experimental-strip-types", "--no-warnings"]],
] as const;

async function run(command: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
	const child = Bun.spawn([...command, PROGRAM], { stdout: "pipe", stderr: "inherit" });
	const text = await new Response(child.stdout).text();
	expect(await child.exited).toBe(0);
	const lines = text.trimEnd().split("\n");
	return new Map(
		lines.map((line) => {
			const colon = line.indexOf(": ");
			return [line.slice(0, colon), JSON.parse(line.slice(colon + 2))];
		}),
	);
}

const NOTHING = { status: null, stdout: "", stderr: "", timedOut: false };
const SIZE = 42_000;
const BOTH = [SIZE, SIZE];
const REFUSED = ["refused", "refused"];

for (const [name, command] of RUNTIMES) {
	describe(name, () => {
		let told: ReadonlyMap<string, unknown> = new Map();
		beforeAll(async () => {
			told = await run(command);
		});

		test("gzip is inflated when it is whole, with all of its members, and refused otherwise", () => {
			expect(told.get("gzip whole")).toEqual(BOTH);
			expect(told.get("gzip of two members")).toEqual([SIZE + 100, SIZE + 100]);
			for (const fault of [
				"cut in the trailer",
				"cut in the data",
				"with garbage behind it",
				"with zeros behind it",
				"of a wrong checksum",
				"of a wrong size",
				"of nothing",
				"that is none",
			]) {
				expect([fault, told.get(`gzip ${fault}`)]).toEqual([fault, REFUSED]);
			}
			expect(told.get(`gzip at a limit of ${SIZE - 1}`)).toEqual(REFUSED);
			expect(told.get(`gzip at a limit of ${SIZE}`)).toEqual(BOTH);
		});

		test("a raw stream must be one stream of the announced size and checksum", () => {
			expect(told.get("raw")).toEqual([SIZE, ...Array(8).fill("refused"), 0]);
		});

		test("a zstd frame must be whole, alone and of the announced size", () => {
			expect(told.get("zstd")).toEqual([SIZE, ...Array(4).fill("refused")]);
		});

		test("digests are those that everybody computes", () => {
			// Made with Python's hashlib of `b"spam\x00\xff"`.
			expect(told.get("md5")).toEqual([
				"4c2a0c4019f1f02f85df54b68090055c",
				"TCoMQBnx8C-F31S2gJAFXA",
			]);
			expect(told.get("sha256")).toEqual([
				"484a5748e9ba512e265f1bb60d40d477d2884e57c3f7cdfa3f3d67cffecf1550",
				"SEpXSOm6US4mXxu2DUDUd9KITlfD9836Pz1nz_7PFVA",
			]);
			expect(told.get("blake2b512")).toEqual([
				"4cb16571ef5700e73851905d487f14de1731efef0fd25dd7a145078c3bbf67efee0d6e0c588709c886b6de7163c8573931d731839ead1824ccb0f4a1f9fbc9a5",
				"TLFlce9XAOc4UZBdSH8U3hcx7-8P0l3XoUUHjDu_Z-_uDW4MWIcJyIa23nFjyFc5Mdcxg56tGCTMsPSh-fvJpQ",
			]);
			expect((told.get("crc32") as readonly number[]).slice(1)).toEqual([0, 0xcbf43926]);
		});

		test("a program that cannot be started says why, and has no status", () => {
			expect(told.get("missing program")).toEqual({ ...NOTHING, startError: "ENOENT" });
			expect(told.get("forbidden program")).toEqual({ ...NOTHING, startError: "EACCES" });
			expect(told.get("missing working directory")).toEqual({ ...NOTHING, startError: "ENOENT" });
		});

		test("a program gets its input and its own environment, and its output and status come back", () => {
			expect(told.get("output and status")).toEqual({
				...NOTHING,
				status: 3,
				stdout: "in this\n",
				stderr: "bad\n",
			});
			expect(told.get("working directory")).toEqual({ ...NOTHING, status: 0, stdout: "/\n" });
			expect(told.get("input that nobody reads")).toEqual({ ...NOTHING, status: 0 });
		});

		test("a program that is killed, stays too long or writes too much is told apart", () => {
			expect(told.get("signal")).toEqual({ ...NOTHING, signal: "SIGKILL" });
			expect(told.get("timeout")).toEqual({ ...NOTHING, signal: "SIGKILL", timedOut: true });
			const tooMuch = { ...NOTHING, startError: "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" };
			expect(told.get("too much output")).toEqual({ ...tooMuch, stdout: "y\n".repeat(20) });
			expect(told.get("too much on stderr")).toEqual(tooMuch);
		});

		test("a thread answers, shares memory and takes over what is moved to it", () => {
			expect(told.get("thread")).toEqual([
				[
					{ text: "HELLO", bytes: null },
					{ text: null, bytes: [1, 2, 3] },
				],
				42,
				0,
			]);
			expect(told.get("broken thread")).toBe("told");
		});
	});
}

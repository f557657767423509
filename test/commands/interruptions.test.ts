/** Ctrl-C, a second process at work, a full or read-only disk, a damaged cache: the environment is as it was, or as it was to be. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type RunResult, type Sandbox } from "../support/sandbox.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { indexFile } from "./index-file.ts";
import { failed, installed, preparedSandbox, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

/** Enough files that an interrupt can arrive while they are linked. */
const MANY = 2500;

function manyFiles(version: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Array.from({ length: MANY }, (_, number) => [
			`many/part${number % 50}/file${number}.py`,
			`version = "${version}"\n`,
		]),
	);
}

/** Bytes that do not compress. */
function noise(length: number): Uint8Array {
	const { below } = seededRandom(1);
	return Uint8Array.from({ length }, () => below(256));
}

const index: IndexServer = await startIndexServer(
	worldOf([
		[
			"alpha",
			[
				indexFile({ name: "alpha", version: "1.0" }),
				indexFile({ name: "alpha", version: "2.0", requires: ["beta"] }),
			],
		],
		["beta", [indexFile({ name: "beta", version: "1.0" })]],
		[
			"many",
			[
				indexFile({ name: "many", version: "1.0", files: manyFiles("1.0") }),
				indexFile({ name: "many", version: "2.0", files: manyFiles("2.0") }),
			],
		],
		[
			"large",
			[indexFile({ name: "large", version: "1.0", files: { "large/data.bin": noise(600_000) } })],
		],
	]),
);
afterAll(() => index.stop());

function installWords(...words: readonly string[]): readonly string[] {
	return ["pip", "install", "--index-url", index.url, ...words];
}

/** Waits until something holds, at most ten seconds. */
async function until(holds: () => boolean): Promise<boolean> {
	const end = performance.now() + 10_000;
	while (!holds()) {
		if (performance.now() > end) return false;
		await new Promise((resolve) => setImmediate(resolve));
	}
	return true;
}

async function ended(
	sandbox: Sandbox,
	child: ReturnType<Sandbox["start"]>,
): Promise<Omit<RunResult, "stdout">> {
	const stderr = sandbox.filterOutput(await new Response(child.stderr).text());
	return { stderr, status: await child.exited };
}

describe("Ctrl-C", () => {
	test("while a wheel is on its way changes nothing and leaves nothing behind", async () => {
		using sandbox = await preparedSandbox(index, "alpha==1.0");
		const before = treeText(sandbox.environment);
		index.forgetRequests();
		index.setFaults([{ match: /alpha-2\.0-py3-none-any\.whl$/, wire: { kind: "stall", at: 0.5 } }]);
		const child = sandbox.start(installWords("-U", "alpha"));
		expect(await until(() => index.count(/alpha-2\.0-py3-none-any\.whl$/) > 0)).toBe(true);
		child.kill("SIGINT");
		const { status } = await ended(sandbox, child);
		index.setFaults([]);
		expect(status).toBe(130);
		expect(treeText(sandbox.environment)).toBe(before);
		expect((await sandbox.run(installWords("-U", "alpha"))).stderr).toEndWith(
			" - alpha==1.0\n + alpha==2.0\n + beta==1.0\n",
		);
	});

	/** Parts of the state folder that come and go while a change is made. */
	const moments: readonly (readonly [string, string])[] = [
		["when it begins", "."],
		["while it links", "stage"],
		["when it is committed", "commit"],
		["while old files go", "trash/0"],
	];

	test("at any moment of a change leaves the old state or the new one, and no debris", async () => {
		using sandbox = await preparedSandbox(index, "many==1.0");
		const old = treeText(sandbox.environment);
		await sandbox.runWell(installWords("-q", "many==2.0"));
		const fresh = treeText(sandbox.environment);
		const state = join(sandbox.environment, ".pippin", "transaction");
		const outcomes = new Set<string>();
		for (const [moment, part] of moments) {
			for (const signal of ["SIGINT", "SIGTERM"] as const) {
				await sandbox.runWell(installWords("-q", "many==1.0"));
				const status = await stopWhen(sandbox, () => existsSync(join(state, part)), signal);
				const now = treeText(sandbox.environment);
				expect([moment, now === old || now === fresh]).toEqual([moment, true]);
				// A command that was not stopped in time has done its work.
				const ending = now === fresh ? [0, SIGNAL_STATUSES[signal]] : [SIGNAL_STATUSES[signal]];
				expect(ending).toContain(status);
				outcomes.add(now === fresh ? "new" : "old");
			}
		}
		expect(outcomes).toContain("old");
	}, 30_000);
});

const SIGNAL_STATUSES = { SIGINT: 130, SIGTERM: 143 };

/** Upgrades `many` and sends the signal as soon as something holds. Answers the exit status. */
async function stopWhen(
	sandbox: Sandbox,
	holds: () => boolean,
	signal: keyof typeof SIGNAL_STATUSES,
): Promise<number> {
	const child = sandbox.start(installWords("many==2.0"));
	let isOver = false;
	const over = ended(sandbox, child).finally(() => {
		isOver = true;
	});
	await until(() => isOver || holds());
	child.kill(signal);
	return (await over).status;
}

describe("a second process at work", () => {
	test("is waited for, and named when that takes too long", async () => {
		using sandbox = await preparedSandbox(index);
		index.forgetRequests();
		index.setFaults([{ match: "/simple/alpha/", wire: { kind: "stall", at: 0 } }]);
		const first = sandbox.start(installWords("alpha"));
		await until(() => index.count("/simple/alpha/") > 0);
		const second = await sandbox.run(installWords("beta"), { variables: { UV_LOCK_TIMEOUT: "1" } });
		first.kill("SIGKILL");
		await first.exited;
		index.setFaults([]);
		expect({ ...second, stderr: second.stderr.replace(String(first.pid), "[PID]") }).toEqual(
			failed(
				2,
				"Waiting for another process that changes [FOLDER]/work/.venv",
				"error: Cannot lock `[FOLDER]/work/.venv/.lock`: process [PID] has held it for 1 seconds",
				"",
				"hint: Wait for the other process, or set `UV_LOCK_TIMEOUT` to more seconds",
			),
		);
		// The lock goes with its holder, however that ended.
		expect((await sandbox.run(installWords("-q", "beta"))).status).toBe(0);
	});

	test("three at once all do their work", async () => {
		using sandbox = await preparedSandbox(index);
		const results = await Promise.all(
			["alpha", "beta", "many"].map((name) => sandbox.run(installWords("-q", name))),
		);
		expect(results).toEqual([told(), told(), told()]);
		expect(installed(sandbox)).toEqual(["alpha-2.0", "beta-1.0", "many-2.0"]);
	});
});

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

/** Runs a shell program with its own mounts, in which `"$@"` is the command. */
function mounted(program: string): readonly string[] {
	return [...(mounts ?? []), "sh", "-ec", program, "sh"];
}

describe.skipIf(mounts === undefined)("a disk", () => {
	const readOnly = (path: string): readonly string[] =>
		mounted(`mount --bind "${path}" "${path}"; mount -o remount,bind,ro "${path}"; exec "$@"`);

	test("that is read-only below the environment is told before anything is fetched", async () => {
		using sandbox = await preparedSandbox(index, "alpha==1.0");
		const before = treeText(sandbox.environment);
		index.forgetRequests();
		const result = await sandbox.run(installWords("beta"), {
			wrapper: readOnly(sandbox.environment),
		});
		expect(result).toEqual(
			failed(
				2,
				"error: Could not install into `[FOLDER]/work/.venv/lib/python3.X/site-packages`: its file system is read-only",
				"",
				"hint: Make a virtual environment with `pippin venv`, or name another place with `--target`",
			),
		);
		expect(index.requests).toEqual([]);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("that is read-only below the cache is worked around, with a warning", async () => {
		using sandbox = await preparedSandbox(index, "alpha==1.0");
		const result = await sandbox.run(installWords("--link-mode", "copy", "beta"), {
			wrapper: readOnly(sandbox.cache),
		});
		expect(result).toEqual(
			told(
				"warning: The cache folder `[FOLDER]/cache/pippin-v1` cannot be written; a temporary cache is used for this run",
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + beta==1.0",
			),
		);
	});

	test("that is full below the environment leaves it as it was", async () => {
		using sandbox = await preparedSandbox(index);
		await sandbox.runWell(installWords("-q", "--target", "elsewhere", "large"));
		// Mounts end with their process, so that one program makes the environment, compares and reports.
		const program = `
			mkdir small; mount -t tmpfs -o size=400k none small
			"$1" venv -q small
			list() { find small ! -name .lock -type f -exec sha256sum {} + | sort; }
			list > before; status=0; "$@" || status=$?; list > after
			diff before after >&2; exit $status`;
		const words = installWords("--python", "small", "--link-mode", "copy", "large");
		expect(await sandbox.run(words, { wrapper: mounted(program) })).toEqual(
			failed(
				2,
				"Using Python 3.X environment at: small",
				"Resolved 1 package in [TIME]",
				"error: Could not change the environment at `[FOLDER]/work/small`: no space is left on the device",
			),
		);
	});

	test("that is full below the cache is told, with what to do", async () => {
		using sandbox = await preparedSandbox(index);
		const before = treeText(sandbox.environment);
		const wrapper = mounted(
			`mkdir -p "${sandbox.cache}"; mount -t tmpfs -o size=200k none "${sandbox.cache}"; exec "$@"`,
		);
		expect(await sandbox.run(installWords("large"), { wrapper })).toEqual(
			failed(
				2,
				"Resolved 1 package in [TIME]",
				"error: Cannot write the cache at `[FOLDER]/cache/pippin-v1`: no space is left on its disk",
				"",
				"hint: Run `pippin cache prune`, or name another place with `--cache-dir`",
			),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});
});

describe("a damaged cache", () => {
	/** All files below a folder. */
	function filesBelow(folder: string): readonly string[] {
		return readdirSync(folder, { recursive: true, encoding: "utf8" })
			.map((name) => join(folder, name))
			.filter((path) => statSync(path).isFile())
			.sort();
	}

	const damages: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map([
		[
			"flipped",
			(bytes) => bytes.map((byte, place) => (place === bytes.length >> 1 ? byte ^ 0x20 : byte)),
		],
		["cut", (bytes) => bytes.subarray(0, bytes.length >> 1)],
		["emptied", () => new Uint8Array(0)],
	]);

	for (const [damage, change] of damages) {
		test(`installs the same where any one file of it is ${damage}`, async () => {
			using sandbox = await preparedSandbox(index, "alpha");
			const expected = treeText(sandbox.sitePackages);
			const whole = join(sandbox.folder, "whole");
			Bun.spawnSync(["cp", "-a", sandbox.cache, whole]);
			const files = filesBelow(whole).filter((path) => statSync(path).size > 0);
			expect(files.length).toBeGreaterThan(20);
			for (const path of files) {
				const name = path.slice(whole.length + 1);
				const cache = join(sandbox.folder, "damaged");
				Bun.spawnSync(["rm", "-rf", cache, sandbox.environment]);
				Bun.spawnSync(["cp", "-a", whole, cache]);
				const damaged = join(cache, name);
				writeFileSync(damaged, change(readFileSync(damaged)));
				const variables = { PIPPIN_CACHE_DIR: cache };
				await sandbox.runWell(["venv", "-q"], { variables });
				const { stderr, status } = await sandbox.run(installWords("-q", "alpha"), { variables });
				const isSame = treeText(sandbox.sitePackages) === expected;
				expect({ name, status, stderr, isSame }).toEqual({
					name,
					status: 0,
					stderr: "",
					isSame: true,
				});
			}
		}, 30_000);
	}

	test("that is a file, or leads elsewhere, is not used", async () => {
		using sandbox = createSandbox();
		writeFileSync(sandbox.cache, "not a folder");
		const { stderr, status } = await sandbox.run(["venv"]);
		expect({ stderr, status }).toEqual({
			status: 0,
			stderr: expect.stringContaining("a temporary cache is used for this run\n"),
		});
		expect(readFileSync(sandbox.cache, "utf8")).toBe("not a folder");
	});
});

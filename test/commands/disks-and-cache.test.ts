/** Read-only and full disks, and a cache that was damaged: the environment is as it was, or as it was to be. */
import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { hasMounts, mounted, readOnly } from "../support/own-mounts.ts";
import { createSandbox } from "../support/sandbox.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { changingProjects, failed, preparedSandbox, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

/** Bytes that do not compress. */
function noise(length: number): Uint8Array {
	const { below } = seededRandom(1);
	return Uint8Array.from({ length }, () => below(256));
}

const index: IndexServer = await startIndexServer(
	worldOf([
		...changingProjects(),
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

describe.skipIf(!hasMounts)("a disk", () => {
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

	const damages = new Map<string, (bytes: Uint8Array) => Uint8Array>([
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

/** `--exclude-newer`, `--prerelease` and `--resolution` with their forms for single packages, on `pip compile`, `pip sync`, `list` and `venv`. */
import { afterAll, describe, expect, test } from "bun:test";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox } from "../support/sandbox.ts";

const dated = (pin: string, uploadTime: string, requires: readonly string[] = []) => {
	const [name = "", version = ""] = pin.split("==");
	return indexFile({ name, version, requires }, { uploadTime });
};

const index = await startIndexServer(
	worldOf([
		[
			"tea",
			[
				dated("tea==1.0", "2024-01-10T00:00:00.000000Z"),
				dated("tea==2.0", "2024-01-20T12:00:00.000000Z", ["cup"]),
				dated("tea==3.0rc1", "2024-01-25T12:00:00.000000Z", ["cup"]),
			],
		],
		[
			"cup",
			[
				dated("cup==1.0", "2024-01-10T00:00:00.000000Z"),
				dated("cup==1.5", "2024-01-19T23:00:00.000000Z"),
				dated("cup==2.0b1", "2024-01-26T12:00:00.000000Z"),
			],
		],
		["pip", [dated("pip==1.0", "2024-01-10T00:00:00Z"), dated("pip==2.0", "2024-02-10T00:00:00Z")]],
	]),
);
afterAll(() => index.stop());

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());
sandbox.write("requirements.in", "tea\n");

const NOW = { UV_TEST_CURRENT_TIMESTAMP: "2024-01-30T12:00:00Z", TZ: "UTC" };
const STYLE = ["--no-header", "--no-annotate"];

function compile(words: readonly string[], variables: Readonly<Record<string, string>> = {}) {
	return sandbox.run(
		["pip", "compile", "-q", "requirements.in", "-i", index.url, ...STYLE, ...words],
		{
			variables: { ...NOW, ...variables },
		},
	);
}

async function pins(
	words: readonly string[],
	variables?: Readonly<Record<string, string>>,
): Promise<string> {
	const { stdout, stderr, status } = await compile(words, variables);
	return status === 0 ? stdout.trim().replaceAll("\n", " ") : stderr;
}

describe("--exclude-newer", () => {
	test.each([
		["2024-01-20", "cup==1.5 tea==2.0"],
		["2024-01-19", "tea==1.0"],
		["2024-01-20T12:00:00Z", "tea==1.0"],
		["2024-01-20T12:00:01Z", "cup==1.5 tea==2.0"],
		["2024-01-20T14:00:01+02:00", "cup==1.5 tea==2.0"],
		["10 days", "tea==1.0"],
		["9 days, 23 hours", "cup==1.5 tea==2.0"],
		["1 week", "cup==1.5 tea==2.0"],
		["2w", "tea==1.0"],
		["P14D", "tea==1.0"],
		["PT24H", "cup==1.5 tea==2.0"],
		["false", "cup==1.5 tea==2.0"],
	])("%p gives %p", async (value, expected) => {
		expect(await pins(["--exclude-newer", value])).toBe(expected);
	});

	test("a day ends where the clock on the wall says", async () => {
		const value = ["--exclude-newer", "2024-01-20"];
		expect(await pins(value, { TZ: "Asia/Tokyo" })).toBe("cup==1.5 tea==2.0");
		expect(await pins(["--exclude-newer", "2024-01-19"], { TZ: "America/Los_Angeles" })).toBe(
			"tea==1.0",
		);
		expect(await pins(["--exclude-newer", "2024-01-19", "-P", "cup"], { TZ: "UTC" })).toBe(
			"tea==1.0",
		);
	});

	test("a variable says the same", async () => {
		expect(await pins([], { UV_EXCLUDE_NEWER: "2024-01-19" })).toBe("tea==1.0");
		expect(await pins(["--exclude-newer", "false"], { UV_EXCLUDE_NEWER: "2024-01-19" })).toBe(
			"cup==1.5 tea==2.0",
		);
	});

	test("for one package it stands in place of the other", async () => {
		expect(await pins(["--exclude-newer-package", "Cup=2024-01-18"])).toBe("cup==1.0 tea==2.0");
		const both = ["--exclude-newer", "2024-01-18", "--exclude-newer-package", "tea=false"];
		expect(await pins(both)).toBe("cup==1.0 tea==2.0");
		expect(await pins([...both, "--exclude-newer-package", "tea=2024-01-11"])).toBe("tea==1.0");
	});

	test("months and years are refused with days in their place", async () => {
		expect(await compile(["--exclude-newer", "2 months"])).toEqual({
			stdout: "",
			stderr:
				"error: Cannot use `2 months` for `--exclude-newer`: months differ in length; write days, such as `60 days`\n",
			status: 2,
		});
	});

	test("what is no date and no length of time is refused", async () => {
		expect(await compile(["--exclude-newer-package", "tea=yesterday"])).toEqual({
			stdout: "",
			stderr:
				"error: Cannot use `yesterday` for `--exclude-newer-package tea`: it is neither a day such as `2026-01-31`, nor a moment such as `2026-01-31T12:00:00Z`, nor a length of time such as `3 days` or `P3D`\n",
			status: 2,
		});
		expect((await compile(["--exclude-newer-package", "tea"])).stderr).toBe(
			"error: Cannot use `tea` for `--exclude-newer-package`: it takes the name of a package, `=` and a value\n",
		);
	});

	test("a failure names the setting, the moment and the newest that it holds back", async () => {
		expect(await compile(["--exclude-newer-package", "tea=2024-01-01"])).toEqual({
			stdout: "",
			stderr: [
				"error: No solution found when resolving dependencies",
				"  cause: Because `tea` is newer than `--exclude-newer` allows and you require `tea` (requirements.in line 1), your requirements cannot be met.",
				"",
				"hint: `tea==2.0` was uploaded at 2024-01-20T12:00:00Z, and `--exclude-newer-package` takes only what was uploaded before 2024-01-02T00:00:00Z: give a later one, or leave it out",
				"try: Give `--exclude-newer-package tea=false`; that gives `tea==2.0`",
				"",
			].join("\n"),
			status: 1,
		});
	});

	test("holds for what `venv --seed` installs, for `sync` and for `list --outdated`", async () => {
		using other = createSandbox();
		const from = ["-i", index.url];
		const early = ["--exclude-newer", "2024-01-15"];
		await other.runWell(["venv", "-q", "--seed", ...from, ...early]);
		expect((await other.runWell(["pip", "freeze"])).stdout).toBe("pip==1.0\n");
		other.write("r.txt", "pip==2.0\n");
		expect((await other.run(["pip", "sync", "r.txt", ...from, ...early])).status).toBe(1);
		const exempt = ["--exclude-newer-package", "pip=false"];
		const { stdout } = await other.runWell([
			"pip",
			"list",
			"--outdated",
			"--format",
			"json",
			...from,
			...early,
			...exempt,
		]);
		expect(stdout).toContain('"latest_version":"2.0"');
		await other.runWell(["pip", "sync", "r.txt", ...from, ...early, ...exempt]);
		expect((await other.runWell(["pip", "freeze"])).stdout).toBe("pip==2.0\n");
	});
});

describe("--prerelease-package", () => {
	test.each([
		[["--prerelease-package", "cup=allow"], "cup==2.0b1 tea==2.0"],
		[["--prerelease", "allow", "--prerelease-package", "cup=disallow"], "cup==1.5 tea==3.0rc1"],
		[["--pre", "--prerelease-package", "tea=if-necessary"], "cup==2.0b1 tea==2.0"],
	])("%p gives %p", async (words, expected) => {
		expect(await pins(words)).toBe(expected);
	});

	test("an unknown mode is refused", async () => {
		expect(await compile(["--prerelease-package", "cup=maybe"])).toEqual({
			stdout: "",
			stderr:
				"error: Cannot use `cup=maybe` for `--prerelease-package`: `maybe` is none of disallow, allow, if-necessary, explicit, if-necessary-or-explicit\n",
			status: 2,
		});
	});
});

describe("--resolution and --prerelease together", () => {
	test.each([
		["highest", "if-necessary-or-explicit", "cup==1.5 tea==2.0"],
		["highest", "if-necessary", "cup==1.5 tea==2.0"],
		["highest", "explicit", "cup==1.5 tea==2.0"],
		["highest", "disallow", "cup==1.5 tea==2.0"],
		["highest", "allow", "cup==2.0b1 tea==3.0rc1"],
		["lowest", "allow", "tea==1.0"],
		["lowest-direct", "allow", "tea==1.0"],
	])("%s, %s: %s", async (resolution, prerelease, expected) => {
		expect(await pins(["--resolution", resolution, "--prerelease", prerelease])).toBe(expected);
	});
});

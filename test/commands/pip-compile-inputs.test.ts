/** Where `pip compile` reads requirements, and whom it names for them. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createSandbox, type RunResult } from "../support/sandbox.ts";
import { startInstallIndex } from "./install-world.ts";

const index = await startInstallIndex();
afterAll(() => index.stop());

type Files = Readonly<Record<string, string>>;

/** `pip compile` without header, in a folder with these files. */
async function compile(files: Files, words: readonly string[], input?: string): Promise<RunResult> {
	using sandbox = createSandbox();
	for (const [name, text] of Object.entries(files)) {
		const path = join(sandbox.work, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	const all = ["pip", "compile", "--no-header", "--index-url", index.url, ...words];
	return await sandbox.run(all, input === undefined ? {} : { input });
}

/** What it writes, where it does well. */
async function compiled(...given: Parameters<typeof compile>): Promise<string> {
	const { stdout, stderr, status } = await compile(...given);
	return status === 0 ? stdout : `${status}: ${stderr}`;
}

describe("excludes and overrides", () => {
	const files = { "r.in": "alpha\nbeta<2\n", "x.txt": "Beta>=1\n", "o.txt": "beta>=2\n" };

	test("--excludes leaves out what a file names, also against an override", async () => {
		const words = ["r.in", "--excludes", "x.txt", "--overrides", "o.txt"];
		expect(await compiled(files, words)).toBe("alpha==2.0\n    # via -r r.in\n");
	});

	test("an exclude without a name is refused", async () => {
		const words = ["r.in", "--exclude", "y.txt"];
		const { stderr, status } = await compile({ ...files, "y.txt": "./beta\n" }, words);
		expect(status).toBe(2);
		expect(stderr).toBe(
			"error: Cannot exclude `./beta` (y.txt line 1): packages are excluded by name\n",
		);
	});

	test("constraints, overrides and requirements are named in this order", async () => {
		const words = ["r.in", "--overrides", "o.txt", "-c", "c.txt"];
		const all = { ...files, "c.txt": "beta<3\nalpha\n" };
		expect(await compiled(all, words)).toBe(
			[
				"alpha==2.0",
				"    # via -r r.in",
				"beta==2.0",
				"    # via",
				"    #   -c c.txt",
				"    #   --override o.txt",
				"    #   -r r.in",
				"    #   alpha",
				"",
			].join("\n"),
		);
	});
});

/** `pip compile --layers` of the built executable: one solve, an output for each file. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../support/sandbox.ts";
import { compileIn, sandboxWith, startCompileIndex } from "./compile-index.ts";

const index = await startCompileIndex();
afterAll(() => index.stop());

const LAYERS = {
	"base.in": "base\n",
	"sub/test.in": "-r ../base.in\napp\n",
	"dev.in": "unix\nbase<2\n",
};
const WORDS = ["--layers", "--no-header", "base.in", "sub/test.in", "dev.in"];

function read(sandbox: Sandbox, name: string): string {
	return readFileSync(join(sandbox.work, name), "utf8");
}

describe("pip compile --layers", () => {
	test("solves all files together and gives each what it needs", async () => {
		using sandbox = sandboxWith(LAYERS);
		expect(await compileIn(sandbox, index, WORDS)).toEqual({
			stdout: "",
			stderr:
				"Resolved 3 packages in [TIME]\nbase.txt: 1 package\nsub/test.txt: 3 packages\ndev.txt: 2 packages\n",
			status: 0,
		});
		// The limit of one layer holds in all of them.
		expect(read(sandbox, "base.txt")).toBe("base==1.0\n    # via -r base.in\n");
		expect(read(sandbox, "sub/test.txt")).toBe(
			"app==1.0\n    # via -r sub/test.in\nbase==1.0\n    # via\n    #   -r sub/../base.in\n    #   app\n    #   unix\nunix==1.0\n    # via app\n",
		);
		expect(read(sandbox, "dev.txt")).toBe(
			"base==1.0\n    # via\n    #   -r dev.in\n    #   unix\nunix==1.0\n    # via -r dev.in\n",
		);
	});

	test("keeps what the outputs pinned before, and --check tells which one is stale", async () => {
		using sandbox = sandboxWith({
			...LAYERS,
			"dev.in": "unix\n",
			"base.txt": "base==1.0\n    # via -r base.in\n",
		});
		const { stderr, status } = await compileIn(sandbox, index, [...WORDS, "--check"]);
		expect(status).toBe(1);
		expect(stderr).toContain("base.txt: 1 package\n");
		expect(stderr).toContain("error: `dev.txt` does not exist yet\n");
		expect(existsSync(join(sandbox.work, "dev.txt"))).toBe(false);
		await compileIn(sandbox, index, WORDS);
		expect(read(sandbox, "dev.txt")).toContain("base==1.0\n");
		expect((await compileIn(sandbox, index, [...WORDS, "--check"])).status).toBe(0);
	});

	test("says where each is needed in an answer for all platforms", async () => {
		using sandbox = sandboxWith({
			"base.in": "paint ; sys_platform == 'win32'\n",
			"dev.in": "paint\n",
		});
		await compileIn(sandbox, index, [
			"--layers",
			"--no-header",
			"--universal",
			"base.in",
			"dev.in",
		]);
		expect(read(sandbox, "base.txt")).toBe(
			"paint==1.0 ; sys_platform == 'win32'\n    # via -r base.in\n",
		);
		expect(read(sandbox, "dev.txt")).toBe("paint==1.0\n    # via -r dev.in\n");
	});

	test.each(["base.txt", "pyproject.toml", "-", "https://example.com/a.in"])(
		"takes no %s as a layer",
		async (name) => {
			using sandbox = sandboxWith({});
			const { stderr, status } = await compileIn(sandbox, index, ["--layers", name]);
			expect(stderr).toStartWith(`error: Cannot use \`${name}\` as a layer: `);
			expect(status).toBe(2);
		},
	);

	test("writes nothing where there is no solution", async () => {
		using sandbox = sandboxWith({ "base.in": "base<2\n", "dev.in": "base>=2\n" });
		const { status } = await compileIn(sandbox, index, ["--layers", "base.in", "dev.in"]);
		expect(status).toBe(1);
		expect(existsSync(join(sandbox.work, "base.txt"))).toBe(false);
	});
});

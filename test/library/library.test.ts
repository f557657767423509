/** The packed library, in a program of its user's, on Node and on Bun. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { temporaryFolder } from "../support/wheel-store.ts";
import { makeLibraryProject, RUNTIMES, runLibraryProgram } from "./packed-library.ts";

const TIMEOUT = 120_000;

const WORLD = worldOf([
	[
		"flask",
		[
			indexFile({ name: "flask", version: "2.3.0" }),
			indexFile({
				name: "flask",
				version: "3.1.0",
				requires: ["click>=8", 'colorama; sys_platform == "win32"'],
				entryPoints: { console_scripts: { flask: "flask:main" } },
				files: { "flask/__init__.py": 'import click\n\n\ndef main():\n    print("hello")\n' },
			}),
		],
	],
	[
		"click",
		[
			indexFile({ name: "click", version: "8.1.0" }),
			indexFile({ name: "click", version: "8.2.0" }),
		],
	],
]);

let project: string;
let server: IndexServer;
let sandbox: Sandbox;

beforeAll(async () => {
	project = temporaryFolder();
	sandbox = createSandbox();
	[server] = await Promise.all([startIndexServer(WORLD), makeLibraryProject(project)]);
}, TIMEOUT);

afterAll(() => {
	server.stop();
	sandbox[Symbol.dispose]();
	rmSync(project, { recursive: true, force: true });
});

function variables(): Record<string, string> {
	return { HOME: sandbox.home, PATH: "/usr/bin:/bin" };
}

test("the tarball holds the modules with their declarations, the texts, and nothing of the tests", () => {
	const own = join(project, "node_modules", "pippin");
	expect(readdirSync(own).sort()).toEqual([
		"CHANGELOG.md",
		"LICENSE-APACHE",
		"LICENSE-MIT",
		"README.md",
		"dist",
		"package.json",
	]);
	const files = readdirSync(join(own, "dist"), { recursive: true, encoding: "utf8" });
	expect(files).toContain("lib/index.js");
	expect(files).toContain("lib/index.d.ts");
	expect(files.filter((name) => /\.(?:test\.|map$|node$)/.test(name))).toEqual([]);
	const text = readFileSync(join(own, "package.json"), "utf8");
	const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
	// Nothing of ours runs when somebody installs the package.
	expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$/.test(name))).toEqual([]);
});

for (const [name, executable] of RUNTIMES) {
	describe(`on ${name}`, () => {
		test(
			"a program of twenty lines resolves flask and installs it into an environment",
			async () => {
				const folder = join(project, name);
				const { status, output, report } = await runLibraryProgram(
					[executable, "program.mjs", folder, sandbox.python, server.url],
					project,
					variables(),
				);
				// The library itself prints nothing.
				expect({ status, output }).toEqual({ status: 0, output: "" });
				expect(report).toEqual({
					pins: ["click==8.2.0", "flask==3.1.0"],
					installed: [
						{ name: "click", version: "8.2.0" },
						{ name: "flask", version: "3.1.0" },
					],
					removed: [],
					again: { installed: [], removed: [] },
					version: "3.1.0",
					isNewEnough: true,
					refusal: {
						isUserError: true,
						code: "no-solution",
						reasons: [
							"Because you require `flask>=9` and `flask` has no such version (there is 2.3.0, 3.1.0), your requirements cannot be met.",
						],
						would: ["flask==3.1.0"],
					},
					heard: expect.any(Number),
				});
				expect((report as { heard: number }).heard).toBeGreaterThan(0);
				const run = Bun.spawnSync([join(folder, ".venv", "bin", "flask")]);
				expect(run.stdout.toString()).toBe("hello\n");
			},
			TIMEOUT,
		);

		test(
			"threads that it started end with the call that needed them",
			async () => {
				const folder = join(project, `${name} threads`);
				const { status, output, report } = await runLibraryProgram(
					[executable, "threads.mjs", folder, sandbox.python, server.url],
					project,
					variables(),
				);
				expect({ status, output }).toEqual({ status: 0, output: "" });
				expect((report as { started: number }).started).toBeGreaterThan(0);
			},
			TIMEOUT,
		);

		test("importing it starts no thread, and leaves the process as it was", async () => {
			const { status, output, report } = await runLibraryProgram(
				[executable, "watcher.mjs", join(project, `${name} watched`)],
				project,
				variables(),
			);
			expect({ status, output }).toEqual({ status: 0, output: "" });
			expect(report).toEqual({
				calls: [],
				exports: expect.arrayContaining([
					"createEnvironment",
					"install",
					"openEnvironment",
					"resolve",
				]),
				exitCode: null,
				isEnvironmentKept: true,
				isGlobalScopeKept: true,
			});
		});
	});
}

/** What the tests of `pip install` install, and how they do it. */

import { readdirSync } from "node:fs";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile } from "../support/index-world.ts";
import {
	createSandbox,
	type RunOptions,
	type RunResult,
	type Sandbox,
} from "../support/sandbox.ts";

/** An index of small projects that differ in what they require, yank and pre-release. Stop it. */
export function startInstallIndex(): Promise<IndexServer> {
	return startIndexServer(
		worldOf([
			[
				"alpha",
				[
					indexFile({ name: "alpha", version: "1.0" }),
					indexFile({ name: "alpha", version: "1.1" }),
					indexFile({ name: "alpha", version: "2.0", requires: ["beta>=1"] }),
					indexFile({ name: "alpha", version: "2.1rc1" }),
				],
			],
			[
				"beta",
				[
					indexFile({ name: "beta", version: "1.0" }),
					indexFile({
						name: "beta",
						version: "2.0",
						extras: ["x"],
						requires: ["gamma; extra == 'x'"],
					}),
				],
			],
			[
				"gamma",
				[
					indexFile({ name: "gamma", version: "0.9" }),
					indexFile({ name: "gamma", version: "1.0" }, { yanked: "it is broken" }),
				],
			],
			[
				"early",
				[
					indexFile({ name: "early", version: "1.0a1" }),
					indexFile({ name: "early", version: "1.0b1" }),
				],
			],
			[
				"delta",
				[
					indexFile({ name: "delta", version: "1.0" }),
					indexFile({ name: "delta", version: "2.0b1" }),
				],
			],
			[
				"needs-delta",
				[indexFile({ name: "needs-delta", version: "1.0", requires: ["delta>=2.0b1"] })],
			],
			["loose", [indexFile({ name: "loose", version: "1.0", requires: ["delta"] })]],
			["withdrawn", [indexFile({ name: "withdrawn", version: "1.0" }, { yanked: true })]],
			[
				"tool",
				[
					indexFile({
						name: "tool",
						version: "1.0",
						entryPoints: { console_scripts: { "run-tool": "tool:main" } },
						files: { "tool/__init__.py": "def main():\n    print('tool runs')\n" },
					}),
				],
			],
			[
				"odd",
				[
					indexFile({
						name: "odd",
						version: "1.0",
						files: { "odd/__init__.py": "", "odd/template.py": "{% if %}\n" },
					}),
				],
			],
		]),
	);
}

/** `alpha` 1.0 and 2.0, which requires `beta`: what a test changes that is about something else. */
export function changingProjects(): readonly [project: string, files: readonly IndexFile[]][] {
	return [
		[
			"alpha",
			[
				indexFile({ name: "alpha", version: "1.0" }),
				indexFile({ name: "alpha", version: "2.0", requires: ["beta"] }),
			],
		],
		["beta", [indexFile({ name: "beta", version: "1.0" })]],
	];
}

/** A sandbox with an environment in its working folder, in which `words` of `pip install` were carried out. */
export async function preparedSandbox(
	index: IndexServer,
	...words: readonly string[]
): Promise<Sandbox> {
	const sandbox = createSandbox();
	await sandbox.runWell(["venv", "-q"]);
	if (words.length > 0) {
		await sandbox.runWell(["pip", "install", "-q", "--index-url", index.url, ...words]);
	}
	return sandbox;
}

interface IndexedInstalls {
	/** `pip install` from the index. */
	install(sandbox: Sandbox, words: readonly string[], options?: RunOptions): Promise<RunResult>;
	/** See `preparedSandbox`. */
	prepared(...words: readonly string[]): Promise<Sandbox>;
}

/** The commands of a test that installs from one index. */
export function installsFrom(index: IndexServer): IndexedInstalls {
	return {
		install: (sandbox, words, options) =>
			sandbox.run(["pip", "install", "--index-url", index.url, ...words], options),
		prepared: (...words) => preparedSandbox(index, ...words),
	};
}

/** What a command that does well leaves: lines on standard error, nothing on standard output. */
export function told(...lines: readonly string[]): RunResult {
	return { stdout: "", stderr: lines.map((line) => `${line}\n`).join(""), status: 0 };
}

/** The same for one that ends with `status`. */
export function failed(status: number, ...lines: readonly string[]): RunResult {
	return { ...told(...lines), status };
}

/** `name-version` of all that is installed in the sandbox's environment, sorted. */
export function installed(sandbox: Sandbox): readonly string[] {
	return readdirSync(sandbox.sitePackages)
		.filter((name) => name.endsWith(".dist-info"))
		.map((name) => name.slice(0, -".dist-info".length))
		.sort();
}

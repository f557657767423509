/** A source tree with a backend of its own, and environments that are there already. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BuildEnvironments } from "../../src/build/build-environments.ts";
import { SourceBuild, type SourceBuildTools } from "../../src/build/source-build.ts";
import { Limit } from "../../src/platform/limit.ts";
import { printRequirement } from "../../src/standards/requirement.ts";

/** What `python3` on PATH is in the end; null: there is none. */
export const PYTHON: string | null = findPython();

function findPython(): string | null {
	if (Bun.which("python3") === null) return null;
	const { stdout } = Bun.spawnSync(["python3", "-c", "import sys; print(sys.executable)"]);
	return stdout.toString().trim();
}

/** `[build-system]` for a backend in the tree itself, in `backend/own.py`. */
export const OWN_BACKEND =
	'[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["backend"]\n';

export interface Ground extends Disposable {
	readonly root: string;
	readonly tree: string;
	readonly output: string;
	/** What environments were asked for, one text each. */
	readonly opened: readonly string[];
	/** What builds printed. */
	readonly printed: () => string;
	build(more?: Partial<SourceBuildTools>): SourceBuild;
}

/** The tree has these files; `backend/own.py` is the backend's text. */
export function groundWith(
	backend: string,
	files: Readonly<Record<string, string>> = { "pyproject.toml": OWN_BACKEND },
): Ground {
	const root = mkdtempSync(join(tmpdir(), "pippin-test-"));
	const [tree, output] = [join(root, "tree"), join(root, "output")];
	mkdirSync(output);
	for (const [path, text] of Object.entries({ "backend/own.py": backend, ...files })) {
		mkdirSync(dirname(join(tree, path)), { recursive: true });
		writeFileSync(join(tree, path), text);
	}
	const opened: string[] = [];
	let printed = "";
	const environments: BuildEnvironments = {
		open: async (label, requirements) => {
			opened.push(`${label}: ${requirements.map(printRequirement).join(" ")}`);
			return {
				python: PYTHON ?? "",
				root: undefined,
				scripts: join(root, "scripts"),
				[Symbol.dispose]: () => undefined,
			};
		},
	};
	return {
		root,
		tree,
		output,
		opened,
		printed: () => printed,
		build: (more = {}) =>
			new SourceBuild(
				{ directory: tree, label: "thing" },
				{},
				{
					environments,
					variables: process.env as Readonly<Record<string, string>>,
					timeLimit: undefined,
					limit: new Limit(1),
					onOutput: (text) => {
						printed += text;
					},
					...more,
				},
			),
		[Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
	};
}

/**
 * The interpreters that the live tests use: those that `PIPPIN_TEST_PYTHONS` names (paths with `:` between them), else what
 * pyenv has, else what is on PATH.
 */
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The versions that the live tests want; three of them must be there. */
const WANTED_VERSIONS = ["3.9", "3.11", "3.12", "3.13"] as const;
const FEWEST = 3;

const SCRIPT = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])";

function candidates(): readonly string[] {
	const named = process.env["PIPPIN_TEST_PYTHONS"];
	if (named !== undefined && named !== "") return named.split(delimiter);
	const pyenv = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
	const installed = existsSync(pyenv) ? readdirSync(pyenv) : [];
	const onPath = WANTED_VERSIONS.map((version) => Bun.which(`python${version}`));
	return [
		...installed.map((name) => join(pyenv, name, "bin", "python")),
		...onPath.filter((path) => path !== null),
	];
}

/** `3.12` for a CPython that runs and is one of the wanted. */
function versionOf(path: string): string | undefined {
	if (!existsSync(path)) return undefined;
	const child = Bun.spawnSync([path, "-I", "-c", SCRIPT]);
	if (child.exitCode !== 0) return undefined;
	const [implementation, version = ""] = child.stdout.toString().trim().split(" ");
	const isWanted = WANTED_VERSIONS.some((wanted) => wanted === version);
	return implementation === "cpython" && isWanted ? version : undefined;
}

/** Path by version, such as `3.12`. Throws where fewer than three are there. */
export function findPythons(): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const path of candidates()) {
		const version = versionOf(path);
		if (version !== undefined && !found.has(version)) found.set(version, path);
	}
	if (found.size >= FEWEST) return found;
	throw new Error(
		`the live tests need ${FEWEST} of CPython ${WANTED_VERSIONS.join(", ")}, and found ${[...found.keys()].join(", ") || "none"}: name them in PIPPIN_TEST_PYTHONS`,
	);
}

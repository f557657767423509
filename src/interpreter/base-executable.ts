/** Which executable a virtual environment was made from, and which name of a base interpreter lasts. */
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { operatingSystem } from "../runtime/this-process.ts";
import { BrokenInterpreter } from "./broken-interpreter.ts";
import type { InterpreterFacts } from "./interpreter-facts.ts";
import { findEnvironmentRoot, type PyvenvConfig } from "./pyvenv-config.ts";

/** No tool makes longer chains of links. */
const LONGEST_CHAIN = 40;

/** Names of the interpreter inside an environment, the usual one first. */
function environmentExecutables(isWindows: boolean): readonly string[] {
	return isWindows
		? ["Scripts\\python.exe", "bin\\python.exe"]
		: ["bin/python", "bin/python3", "bin/pypy3", "bin/graalpy"];
}

/** The base interpreter to ask, and the environment's own name for it. */
export interface BaseExecutable {
	readonly base: string;
	readonly entry: string;
}

/**
 * The executable behind the environment at `root`: where its link leads, else what `pyvenv.cfg` names.
 *
 * @throws BrokenInterpreter where there is none any more
 */
export function findBaseExecutable(root: string, config: PyvenvConfig): BaseExecutable {
	const isWindows = operatingSystem() === "win32";
	const entries = environmentExecutables(isWindows).map((name) => join(root, name));
	const entry = entries.find(isThere) ?? entries[0] ?? root;
	if (!existsSync(entry)) throw brokenEntry(root, entry);
	const outside = linkChain(entry).find((path) => findEnvironmentRoot(path) === undefined);
	const base = outside ?? namedExecutables(config, isWindows).find((path) => existsSync(path));
	if (base !== undefined) return { base, entry };
	throw new BrokenInterpreter(
		`Could not use the virtual environment at \`${root}\`: the Python it was made from is not at \`${config.home ?? "the place its pyvenv.cfg does not name"}\` any more`,
		{ hints: ["Recreate the environment with `pippin venv --clear`"] },
	);
}

/** Whether something has this name, be it a link that leads nowhere. */
function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function brokenEntry(root: string, entry: string): BrokenInterpreter {
	const reason = isThere(entry)
		? `\`${entry}\` is a link to \`${readlinkSync(entry)}\`, which leads to no interpreter any more`
		: `there is no interpreter at \`${entry}\``;
	return new BrokenInterpreter(`Could not use the virtual environment at \`${root}\`: ${reason}`, {
		hints: ["Recreate the environment with `pippin venv --clear`"],
	});
}

/** The path itself, then each place its links lead to. */
function linkChain(path: string): readonly string[] {
	const chain = [path];
	let current = path;
	while (chain.length < LONGEST_CHAIN) {
		const target = readLink(current);
		if (target === undefined) break;
		current = isAbsolute(target) ? target : resolve(dirname(current), target);
		chain.push(current);
	}
	// A link among the folders leads on as well.
	const real = realpathSync(path);
	return chain.includes(real) ? chain : [...chain, real];
}

function readLink(path: string): string | undefined {
	const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
	return isLink ? readlinkSync(path) : undefined;
}

function namedExecutables(config: PyvenvConfig, isWindows: boolean): readonly string[] {
	const { home, executable, version } = config;
	const named = executable === undefined ? [] : [executable];
	if (home === undefined) return named;
	const [minor] = /^\d+\.\d+/.exec(version ?? "") ?? [""];
	const names = isWindows ? ["python.exe"] : [`python${minor}`, "python3", "python", "pypy3"];
	return [...names.map((name) => join(home, name)), ...named];
}

/**
 * Of the names that lead to one base interpreter the first from which Python finds its own standard library: that of
 * `/opt/python@3.12/bin` survives an upgrade, the versioned folder behind it does not, and a link in a folder of the
 * user's is no home at all.
 */
export function homeExecutable(executable: string, facts: InterpreterFacts): string {
	const library = relative(facts.prefix, facts.stdlib);
	const chain = linkChain(executable);
	if (library.startsWith("..") || isAbsolute(library)) return chain.at(-1) ?? executable;
	const depth = operatingSystem() === "win32" ? "." : "..";
	const found = chain.find((path) => existsSync(join(dirname(path), depth, library, "os.py")));
	return found ?? chain.at(-1) ?? executable;
}

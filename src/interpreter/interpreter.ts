/**
 * A Python that packages can be installed for: a base interpreter, or that of a virtual environment, which is never
 * started: `pyvenv.cfg` and the facts of its base say all there is to know.
 */
import { existsSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import type { SchemePaths } from "../platform/scheme-paths.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { TagTarget } from "../standards/platform-tags.ts";
import type { Version } from "../standards/version.ts";
import { findBaseExecutable, homeExecutable } from "./base-executable.ts";
import { BrokenInterpreter } from "./broken-interpreter.ts";
import type { InterpreterFacts } from "./interpreter-facts.ts";
import { type ProbeOptions, probeInterpreter } from "./probe.ts";
import { findEnvironmentRoot, type PyvenvConfig, readPyvenvConfig } from "./pyvenv-config.ts";
import { tagTargetOf } from "./tag-target.ts";

/** All paths are absolute; links in them are kept as the user named them. */
export interface Interpreter {
	/** The path it was found at. */
	readonly executable: string;
	readonly version: Version;
	readonly pythonVersion: readonly [major: number, minor: number];
	/** `sys.implementation.name`: `cpython`, `pypy`, `graalpy`. */
	readonly implementation: string;
	readonly markers: MarkerEnvironment;
	readonly tagTarget: TagTarget;
	/** `sys.prefix`: the root of the environment, else that of the installation. */
	readonly prefix: string;
	readonly basePrefix: string;
	/** The executable that a new environment is linked to. */
	readonly baseExecutable: string;
	readonly paths: SchemePaths;
	readonly isVirtualEnvironment: boolean;
	/** What the environment's `pyvenv.cfg` says; `undefined` for a base interpreter. */
	readonly config: PyvenvConfig | undefined;
	/** The `EXTERNALLY-MANAGED` file (PEP 668) of a base interpreter that has one. */
	readonly externallyManaged: string | undefined;
	/** The facts of the base interpreter. */
	readonly base: InterpreterFacts;
}

/**
 * The interpreter at this path: that of a virtual environment where a `pyvenv.cfg` says so, else a base one.
 *
 * @throws BrokenInterpreter
 */
export async function readInterpreter(
	executable: string,
	options: ProbeOptions = {},
): Promise<Interpreter> {
	const root = findEnvironmentRoot(executable);
	if (root !== undefined) return readEnvironmentInterpreter(root, options);
	const facts = await probeInterpreter(executable, options);
	return baseInterpreter(executable, facts);
}

/** The interpreter with these facts, found at this path. */
export function baseInterpreter(executable: string, facts: InterpreterFacts): Interpreter {
	const marker = join(facts.stdlib, "EXTERNALLY-MANAGED");
	return {
		...describe(facts),
		executable,
		prefix: facts.prefix,
		baseExecutable: homeExecutable(executable, facts),
		paths: facts.paths,
		isVirtualEnvironment: false,
		config: undefined,
		externallyManaged: existsSync(marker) ? marker : undefined,
	};
}

/**
 * The interpreter of the virtual environment at `root`, without starting it.
 *
 * @throws BrokenInterpreter where the folder is no environment, or the Python it was made from is gone or another one
 */
export async function readEnvironmentInterpreter(
	root: string,
	options: ProbeOptions = {},
): Promise<Interpreter> {
	const config = readPyvenvConfig(root);
	if (config === undefined) {
		throw new BrokenInterpreter(
			`Could not use the virtual environment at \`${root}\`: it has no \`pyvenv.cfg\``,
			{ hints: [RECREATE_HINT] },
		);
	}
	const { base, entry } = findBaseExecutable(root, config);
	const facts = await probeInterpreter(base, options);
	refuseOtherVersion(root, config, facts);
	const baseExecutable = homeExecutable(base, facts);
	const parts = { root, config, facts, executable: entry, baseExecutable };
	const interpreter = environmentInterpreter(parts);
	const manylinuxModule = join(interpreter.paths.purelib, "_manylinux.py");
	if (!existsSync(manylinuxModule)) return interpreter;
	const asked = await probeInterpreter(base, { ...options, manylinuxModule });
	return environmentInterpreter({ ...parts, facts: asked });
}

const RECREATE_HINT = "Recreate the environment with `pippin venv --clear`";

/** A link to `/usr/bin/python3` leads to another Python after an upgrade of the system: no package would be found. */
function refuseOtherVersion(root: string, config: PyvenvConfig, facts: InterpreterFacts): void {
	const [major, minor] = facts.version.release;
	const match = /^(\d+)\.(\d+)/.exec(config.version ?? "");
	if (match === null || (Number(match[1]) === major && Number(match[2]) === minor)) return;
	throw new BrokenInterpreter(
		`Could not use the virtual environment at \`${root}\`: it was made for Python ${match[0]}, but its interpreter is Python ${facts.version} now`,
		{ hints: [RECREATE_HINT] },
	);
}

/** The parts that an environment's interpreter is put together from. */
export interface EnvironmentParts {
	readonly root: string;
	readonly config: PyvenvConfig;
	readonly facts: InterpreterFacts;
	/** The environment's own executable. */
	readonly executable: string;
	readonly baseExecutable: string;
}

/** The interpreter of an environment, from its parts alone. */
export function environmentInterpreter(parts: EnvironmentParts): Interpreter {
	const { root, config, facts } = parts;
	return {
		...describe(facts),
		executable: parts.executable,
		prefix: root,
		baseExecutable: parts.baseExecutable,
		paths: environmentSchemePaths(root, facts),
		isVirtualEnvironment: true,
		config,
		externallyManaged: undefined,
	};
}

/** Where the environment at `root`, made from an interpreter with these facts, has the parts of distributions. */
export function environmentSchemePaths(root: string, facts: InterpreterFacts): SchemePaths {
	const { purelib, platlib, scripts, data } = facts.environmentPaths;
	const [major, minor] = facts.version.release;
	const { join } = facts.markers.osName === "nt" ? win32 : posix;
	return {
		purelib: join(root, purelib),
		platlib: join(root, platlib),
		scripts: join(root, scripts),
		// Not sysconfig's answer, which is the folder of the base interpreter: pip's convention.
		headers: join(root, "include", "site", `python${major}.${minor}`),
		data: data === "" ? root : join(root, data),
	};
}

function describe(
	facts: InterpreterFacts,
): Pick<
	Interpreter,
	"version" | "pythonVersion" | "implementation" | "markers" | "tagTarget" | "basePrefix" | "base"
> {
	const [major = 0, minor = 0] = facts.version.release;
	return {
		version: facts.version,
		pythonVersion: [major, minor],
		implementation: facts.implementation,
		markers: facts.markers,
		tagTarget: tagTargetOf(facts),
		basePrefix: facts.prefix,
		base: facts,
	};
}

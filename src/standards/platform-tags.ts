/**
 * The tags an interpreter can take, best first, by the packaging specification "Platform compatibility tags": what
 * `packaging.tags.sys_tags()` answers on that interpreter, computed from a description of it, so that it can be done for
 * machines that are elsewhere.
 */
import { type PlatformTarget, platformsOf } from "./platforms.ts";
import { type TagRun, TagSet } from "./tag.ts";

/** An interpreter, as far as tags depend on it. */
export interface TagTarget {
	/** Its `sys.implementation.name`: `cpython`, `pypy`, `graalpy`, or another, which gets its plain name. */
	readonly implementation: string;
	readonly pythonVersion: readonly [major: number, minor: number];
	/** The implementation's own version; needed for PyPy and GraalPy, whose ABI goes by it. */
	readonly implementationVersion?: readonly [major: number, minor: number];
	/** CPython without the global lock: `cp313t`. */
	readonly isFreeThreaded?: boolean;
	/** CPython built with `--with-pydebug`; it can take ordinary extensions too. */
	readonly isDebug?: boolean;
	readonly platform: PlatformTarget;
}

type PythonVersion = TagTarget["pythonVersion"];

const ANY: ReadonlyMap<string, number> = new Map([["any", 0]]);

/** The tags of an interpreter. Cheap: one run for each pair of interpreter and ABI, some eighty of them. */
export function supportedTags(target: TagTarget): TagSet {
	const platforms = new Map<string, number>();
	for (const platform of platformsOf(target.platform)) {
		if (!platforms.has(platform)) platforms.set(platform, platforms.size);
	}
	const isCPython = target.implementation === "cpython";
	const own = isCPython ? cpythonRuns(target, platforms) : genericRuns(target, platforms);
	return TagSet.ofRuns([...own, ...pythonRuns(target, platforms)]);
}

/** `cp312-cp312-*`, `cp312-abi3-*`, `cp312-none-*`, then `cp311-abi3-*` down to `cp32-abi3-*`. */
function cpythonRuns(target: TagTarget, platforms: TagRun["platforms"]): readonly TagRun[] {
	const { pythonVersion } = target;
	const [major, minor] = pythonVersion;
	const interpreter = `cp${major}${minor}`;
	const stable = target.isFreeThreaded === true ? "abi3t" : "abi3";
	const hasStable = major === 3 && minor >= 2;
	const abis = [...cpythonAbis(target), ...(hasStable ? [stable] : []), "none"];
	const runs = abis.map((abi): TagRun => ({ interpreter, abi, platforms }));
	if (hasStable) {
		for (let older = minor - 1; older >= 2; older--) {
			runs.push({ interpreter: `cp${major}${older}`, abi: stable, platforms });
		}
	}
	return runs;
}

function cpythonAbis({ pythonVersion, isFreeThreaded, isDebug }: TagTarget): readonly string[] {
	const [major, minor] = pythonVersion;
	const threading = isFreeThreaded === true ? "t" : "";
	const plain = `cp${major}${minor}${threading}`;
	// Before 3.8 the letter for pymalloc was part of the ABI, and debug builds took nothing but their own.
	if (major === 3 && minor < 8) return [`${plain}${isDebug === true ? "d" : ""}m`];
	return isDebug === true ? [`${plain}d`, plain] : [plain];
}

/** `pp310-pypy310_pp73-*`, then `pp310-none-*`. */
function genericRuns(target: TagTarget, platforms: TagRun["platforms"]): readonly TagRun[] {
	const { interpreter, abi } = describeGeneric(target);
	const abis = abi === undefined ? ["none"] : [abi, "none"];
	return abis.map((each) => ({ interpreter, abi: each, platforms }));
}

function describeGeneric(target: TagTarget): { interpreter: string; abi: string | undefined } {
	const python = target.pythonVersion.join("");
	const own = target.implementationVersion?.join("");
	switch (target.implementation) {
		case "pypy":
			return { interpreter: `pp${python}`, abi: own && `pypy${python}_pp${own}` };
		case "graalpy":
			return { interpreter: `graalpy${python}`, abi: own && `graalpy${own}_${python}_native` };
		default:
			return { interpreter: `${target.implementation}${python}`, abi: undefined };
	}
}

/** `py312-none-*`, `py3-none-*`, `py311-none-*` down to `py30-none-*`; the same for `any`, the interpreter's own first. */
function pythonRuns(target: TagTarget, platforms: TagRun["platforms"]): readonly TagRun[] {
	const interpreters = pythonInterpreters(target.pythonVersion);
	const own = ownPureInterpreter(target);
	return [
		...interpreters.map((interpreter) => ({ interpreter, abi: "none", platforms })),
		...(own === undefined ? [] : [{ interpreter: own, abi: "none", platforms: ANY }]),
		...interpreters.map((interpreter) => ({ interpreter, abi: "none", platforms: ANY })),
	];
}

function ownPureInterpreter({ implementation, pythonVersion }: TagTarget): string | undefined {
	if (implementation === "cpython") return `cp${pythonVersion.join("")}`;
	return implementation === "pypy" ? "pp3" : undefined;
}

function pythonInterpreters([major, minor]: PythonVersion): readonly string[] {
	const interpreters = [`py${major}${minor}`, `py${major}`];
	for (let older = minor - 1; older >= 0; older--) interpreters.push(`py${major}${older}`);
	return interpreters;
}

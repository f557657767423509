/** Under which names an interpreter that was asked for may stand in a folder, the surest first. */
import type { PythonRequest, PythonVariant, VersionRequest } from "./python-request.ts";

/** File names for a request, on Windows with `.exe`. The last are the names of any Python, whose version is then asked. */
export function executableNames(request: PythonRequest, isWindows: boolean): readonly string[] {
	const version = versionOf(request);
	const stems = request.kind === "any" ? ["python", "pypy", "graalpy"] : stemsOf(request);
	const names = stems.flatMap((stem) => versionedNames(stem, version));
	return isWindows ? names.map((name) => `${name}.exe`) : names;
}

function versionOf(request: PythonRequest): VersionRequest | undefined {
	switch (request.kind) {
		case "version":
		case "implementation":
		case "key":
			return request.version;
		case "any":
		case "default":
		case "path":
		case "executable-name":
			return undefined;
	}
}

function stemsOf(request: PythonRequest): readonly string[] {
	const isOther =
		(request.kind === "implementation" || request.kind === "key") &&
		request.implementation !== undefined &&
		request.implementation !== "cpython";
	return isOther ? [request.implementation, "python"] : ["python"];
}

function versionedNames(stem: string, version: VersionRequest | undefined): readonly string[] {
	const numbers = numbersOf(version);
	const suffix = version === undefined ? "" : suffixOf(version.variant);
	const names: string[] = [];
	for (let length = numbers.length; length > 0; length--) {
		const name = stem + numbers.slice(0, length).join(".");
		if (suffix !== "") names.push(name + suffix);
		names.push(name);
	}
	if (numbers.length === 0) names.push(`${stem}3`);
	names.push(stem);
	return names;
}

function numbersOf(version: VersionRequest | undefined): readonly number[] {
	switch (version?.kind) {
		case "release":
			return version.numbers;
		case "prerelease":
			return version.version.release.slice(0, 2);
		case "range":
		case undefined:
			return [];
	}
}

function suffixOf({ isFreeThreaded, isDebug }: PythonVariant): string {
	return (isFreeThreaded === true ? "t" : "") + (isDebug === true ? "d" : "");
}

/** Whether the request leaves the minor version open, so that `python3.11` and its like are looked for as well. */
export function leavesMinorOpen(request: PythonRequest): boolean {
	return request.kind !== "executable-name" && numbersOf(versionOf(request)).length < 2;
}

const MINOR_REGEXP = /^python3\.(\d+)t?(?:\.exe)?$/;

/** Of the names in a folder those of one minor version, the newest first. */
export function minorNames(entries: readonly string[]): readonly string[] {
	const minorOf = (name: string): number => Number(MINOR_REGEXP.exec(name)?.[1] ?? -1);
	return entries
		.filter((name) => MINOR_REGEXP.test(name))
		.sort((a, b) => minorOf(b) - minorOf(a) || (a < b ? -1 : 1));
}

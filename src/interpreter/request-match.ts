/** Whether an interpreter is what was asked for, and whether it may be taken without having been asked for by name. */
import type { Version } from "../standards/version.ts";
import type { InterpreterFacts } from "./interpreter-facts.ts";
import type { PythonRequest, PythonVariant, VersionRequest } from "./python-request.ts";

/** What a request is held against; the facts of every interpreter have it. */
export type MatchedFacts = Pick<
	InterpreterFacts,
	"version" | "implementation" | "isFreeThreaded" | "isDebug" | "platform" | "libc"
>;

/** Whether the interpreter is meant by the request. Places and names mean whatever lies there. */
export function matchesRequest(request: PythonRequest, facts: MatchedFacts): boolean {
	switch (request.kind) {
		case "any":
		case "default":
		case "path":
		case "executable-name":
			return true;
		case "version":
			return matchesVersion(request.version, facts);
		case "implementation":
			return (
				facts.implementation === request.implementation &&
				(request.version === undefined || matchesVersion(request.version, facts))
			);
		case "key":
			return (
				(request.implementation ?? facts.implementation) === facts.implementation &&
				(request.version === undefined || matchesVersion(request.version, facts)) &&
				matchesPlatform(request, facts)
			);
	}
}

function matchesVersion(request: VersionRequest, facts: MatchedFacts): boolean {
	if (!matchesVariant(request.variant, facts)) return false;
	const { version } = facts;
	switch (request.kind) {
		case "release":
			return request.numbers.every((number, index) => version.release[index] === number);
		case "prerelease":
			return (
				samePrerelease(request.version, version) &&
				request.version.release.every((number, index) => version.release[index] === number)
			);
		case "range":
			return request.specifiers.contains(version, "allow");
	}
}

function samePrerelease(wanted: Version, version: Version): boolean {
	return wanted.pre?.phase === version.pre?.phase && wanted.pre?.number === version.pre?.number;
}

function matchesVariant(variant: PythonVariant, facts: MatchedFacts): boolean {
	return (
		(variant.isFreeThreaded ?? facts.isFreeThreaded) === facts.isFreeThreaded &&
		(variant.isDebug ?? facts.isDebug) === facts.isDebug
	);
}

const SYSTEM_NAMES: ReadonlyMap<string, string> = new Map([
	["macosx", "macos"],
	["win", "windows"],
	["win32", "windows"],
]);

const MACHINE_NAMES: ReadonlyMap<string, string> = new Map([
	["amd64", "x86_64"],
	["arm64", "aarch64"],
	["", "x86"],
]);

function matchesPlatform(
	{ os, architecture, libc }: Extract<PythonRequest, { kind: "key" }>,
	facts: MatchedFacts,
): boolean {
	const parts = facts.platform.split("-");
	const system = SYSTEM_NAMES.get(parts[0] ?? "") ?? parts[0];
	const named = parts.length === 1 ? "" : (parts.at(-1) ?? "");
	const machine = MACHINE_NAMES.get(named) ?? named;
	if (os !== undefined && os !== system) return false;
	if (architecture !== undefined && architecture !== machine) return false;
	return libc === undefined || libc === cLibraryName(facts);
}

function cLibraryName({ libc }: MatchedFacts): string {
	if (libc === undefined) return "none";
	return libc.name === "glibc" ? "gnu" : "musl";
}

/**
 * Whether the interpreter is of a kind that is taken only where the request names it or nothing else is there: a
 * pre-release, a debug build, one without the global lock before 3.14, another implementation than CPython.
 */
export function isUnusual(request: PythonRequest, facts: MatchedFacts): boolean {
	if (request.kind === "any" || request.kind === "path" || request.kind === "executable-name") {
		return false;
	}
	const version = request.kind === "default" ? undefined : request.version;
	const [major = 0, minor = 0] = facts.version.release;
	const isEarlyFreeThreaded = facts.isFreeThreaded && major === 3 && minor < 14;
	return (
		(facts.version.isPrerelease && !mentionsPrerelease(version)) ||
		(facts.isDebug && version?.variant.isDebug !== true) ||
		(isEarlyFreeThreaded && version?.variant.isFreeThreaded !== true) ||
		(facts.implementation !== "cpython" && !namesImplementation(request))
	);
}

function mentionsPrerelease(version: VersionRequest | undefined): boolean {
	if (version === undefined) return false;
	return (
		version.kind === "prerelease" ||
		(version.kind === "range" && version.specifiers.mentionsPrerelease)
	);
}

function namesImplementation(request: PythonRequest): boolean {
	return (
		request.kind === "implementation" ||
		(request.kind === "key" && request.implementation !== undefined)
	);
}

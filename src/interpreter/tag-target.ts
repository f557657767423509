/** From what an interpreter says to what the compatibility tags need. */

import type { TagTarget } from "../standards/platform-tags.ts";
import type { PlatformTarget } from "../standards/platforms.ts";
import type { InterpreterFacts } from "./interpreter-facts.ts";

/** What this interpreter can install. */
export function tagTargetOf(facts: InterpreterFacts): TagTarget {
	const [major = 0, minor = 0] = facts.version.release;
	const [ownMajor, ownMinor] = twoNumbers(facts.markers.implementationVersion);
	return {
		implementation: facts.implementation,
		pythonVersion: [major, minor],
		implementationVersion: [ownMajor, ownMinor],
		isFreeThreaded: facts.isFreeThreaded,
		isDebug: facts.isDebug,
		platform: platformTargetOf(facts),
	};
}

function platformTargetOf(facts: InterpreterFacts): PlatformTarget {
	const dash = facts.platform.indexOf("-");
	const system = dash === -1 ? facts.platform : facts.platform.slice(0, dash);
	const rest = dash === -1 ? "" : facts.platform.slice(dash + 1);
	switch (system) {
		case "linux":
			return linuxTarget(facts, rest);
		case "macosx": {
			const [major, minor] = twoNumbers(facts.systemVersion);
			const machine = facts.markers.platformMachine;
			const architecture = machine === "x86_64" && facts.pointerSize === 4 ? "i386" : machine;
			return { os: "macos", major, minor, architecture };
		}
		case "win32":
			return { os: "windows", architecture: "x86" };
		case "win":
			return { os: "windows", architecture: rest };
		case "android": {
			const [level = "0", abi = ""] = splitOnce(rest);
			return { os: "android", apiLevel: Number.parseInt(level, 10), abi };
		}
		case "ios": {
			const [version = "", multiarch = ""] = splitOnce(rest);
			const [major, minor] = twoNumbers(version);
			return { os: "ios", major, minor, multiarch };
		}
		default:
			return { os: "other", platforms: [facts.platform.replace(/[-.]/g, "_")] };
	}
}

/** A 32-bit interpreter on a 64-bit kernel. */
const NARROW: ReadonlyMap<string, string> = new Map([
	["x86_64", "i686"],
	["aarch64", "armv8l"],
]);

function linuxTarget(facts: InterpreterFacts, machine: string): PlatformTarget {
	const narrow = facts.pointerSize === 4 ? NARROW.get(machine) : undefined;
	const architecture = narrow ?? machine;
	if (facts.libc === undefined) return { os: "linux", architecture };
	const [major, minor] = facts.libc.version;
	if (facts.libc.name === "musl") return { os: "musllinux", major, minor, architecture };
	const manylinuxAllowed = facts.manylinuxAllowed ?? true;
	return { os: "manylinux", major, minor, architecture, manylinuxAllowed };
}

function twoNumbers(text: string): [major: number, minor: number] {
	const [major, minor] = text.split(".").map((part) => Number.parseInt(part, 10) || 0);
	return [major ?? 0, minor ?? 0];
}

function splitOnce(text: string): readonly string[] {
	const dash = text.indexOf("-");
	return dash === -1 ? [text] : [text.slice(0, dash), text.slice(dash + 1)];
}

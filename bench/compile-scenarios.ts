/** `pip compile` beside uv: with a warm cache, with none, and with one whose pages have expired. */
import { mkdirSync, rmSync } from "node:fs";
import { pinDifferences, pinLinesOf } from "../test/support/pins-by-meaning.ts";
import { freshPath, type Ground, type Scenario, sharedCache, variables } from "./ground.ts";
import type { Sample } from "./measure.ts";
import { inputFile } from "./preparation.ts";
import type { Tool } from "./tools.ts";

const MEMORY_TARGET = 2.5;

interface Work {
	readonly workload: string;
	/** For all platforms at once. */
	readonly isUniversal?: boolean;
}

function nameOf({ workload, isUniversal = false }: Work): string {
	return isUniversal ? `${workload} universal` : workload;
}

/** One compile; how a tool links files is no part of it, so uv with hard links has nothing to add. */
function compileOnce(
	tool: Tool,
	ground: Ground,
	{ workload, isUniversal, cache }: Work & { readonly cache: string },
): (Sample & { readonly answer: string }) | undefined {
	const command = tool.compile(inputFile(workload));
	if (command === undefined || tool.name === "uv hardlink") return undefined;
	mkdirSync(cache, { recursive: true });
	const form = isUniversal === true ? ["--universal"] : [];
	const words = [...command, "--no-annotate", ...form, "--python", ground.preparation.python];
	const sample = ground.execute(words, {
		env: variables(tool, cache),
		cwd: ground.place.folder,
	});
	return { ...sample, answer: pinLinesOf(sample.stdout).join("\n") };
}

function isSame(left: string, right: string): boolean {
	return pinDifferences(left.split("\n"), right.split("\n"), "3.12").length === 0;
}

/** Everything is in the cache and fresh; the solve is not. */
function warm(work: Work, target: number): Scenario {
	return {
		name: `compile warm, ${nameOf(work)}`,
		target,
		memoryTarget: MEMORY_TARGET,
		rounds: 7,
		run: (tool, ground) =>
			compileOnce(tool, ground, { ...work, cache: sharedCache(tool, ground.place) }),
		isSame,
	};
}

/** The cache is empty, and each answer takes twenty milliseconds. */
function cold(work: Work): Scenario {
	return {
		name: `compile cold far, ${nameOf(work)}`,
		target: 1,
		memoryTarget: MEMORY_TARGET,
		rounds: 3,
		index: "far",
		run: (tool, ground) => {
			const cache = freshPath(ground.place, "cold");
			const sample = compileOnce(tool, ground, { ...work, cache });
			rmSync(cache, { recursive: true, force: true });
			return sample;
		},
		isSame,
	};
}

/** Everything is in the cache, but each page has to be asked for again, and that takes twenty milliseconds. */
function expired(work: Work): Scenario {
	return {
		name: `compile expired far, ${nameOf(work)}`,
		target: 0.6,
		memoryTarget: MEMORY_TARGET,
		rounds: 3,
		index: "far and expired",
		run: (tool, ground) =>
			compileOnce(tool, ground, { ...work, cache: sharedCache(tool, ground.place) }),
		isSame,
	};
}

export const COMPILE_SCENARIOS: readonly Scenario[] = [
	warm({ workload: "trio" }, 1.2),
	warm({ workload: "jupyter" }, 1.2),
	warm({ workload: "boto3" }, 1),
	warm({ workload: "jupyter", isUniversal: true }, 1),
	warm({ workload: "boto3", isUniversal: true }, 1),
	cold({ workload: "trio" }),
	cold({ workload: "jupyter" }),
	cold({ workload: "boto3" }),
	expired({ workload: "trio" }),
	expired({ workload: "jupyter" }),
	expired({ workload: "boto3" }),
];

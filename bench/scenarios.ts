/** What is measured: each scenario says how one tool does the work once, on fresh ground. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./file-systems.ts";
import { installedTree } from "./installed-tree.ts";
import type { MeasureOptions, Sample } from "./measure.ts";
import { inputFile, makeEnvironment, type Preparation } from "./preparation.ts";
import type { Tool } from "./tools.ts";

export interface Ground {
	readonly preparation: Preparation;
	readonly place: Place;
	readonly indexUrl: string;
	pins(workload: string): string;
	/** Runs one command, in the way of this round. */
	execute(
		command: readonly string[],
		options: MeasureOptions,
	): Sample & { readonly stdout: string };
}

export interface Scenario {
	readonly name: string;
	/** The largest ratio to uv that we promise. */
	readonly target: number;
	readonly rounds: number;
	/** `undefined`: this tool does not take part. What two tools answer must be equal. */
	run(tool: Tool, ground: Ground): (Sample & { readonly answer: string }) | undefined;
}

let folderCount = 0;

/** A path that nothing had before. */
function freshPath(place: Place, name: string): string {
	folderCount += 1;
	return join(place.folder, `${name}-${folderCount}`);
}

function variables(tool: Tool, cache: string): Record<string, string> {
	return {
		PATH: process.env["PATH"] ?? "",
		HOME: "/nonexistent",
		LC_ALL: "C.UTF-8",
		...tool.variables(cache),
	};
}

function sharedCache(tool: Tool, place: Place): string {
	return join(place.folder, `cache-${tool.name.replace(" ", "-")}`);
}

function installInto(
	environment: string,
	context: {
		readonly tool: Tool;
		readonly ground: Ground;
		readonly workload: string;
		readonly cache: string;
	},
): Sample & { readonly answer: string } {
	const { tool, ground, workload, cache } = context;
	const sample = ground.execute(tool.install(environment, ground.pins(workload)), {
		env: variables(tool, cache),
		cwd: ground.place.folder,
	});
	const tree = installedTree(environment, ground.preparation.pythonMinor);
	return { ...sample, answer: tree.join("\n") };
}

function newEnvironment(ground: Ground): string {
	const environment = freshPath(ground.place, "venv");
	makeEnvironment(ground.preparation, environment);
	return environment;
}

/** One install into an environment of its own, which is removed again: twenty of them would fill a place. */
function installOnce(
	workload: string,
	{ tool, ground, cache }: { tool: Tool; ground: Ground; cache: string },
): Sample & { readonly answer: string } {
	const environment = newEnvironment(ground);
	const sample = installInto(environment, { tool, ground, workload, cache });
	rmSync(environment, { recursive: true, force: true });
	return sample;
}

function warmInstall(workload: string): Scenario {
	return {
		name: `warm install, ${workload}`,
		target: 1,
		rounds: 15,
		run: (tool, ground) =>
			installOnce(workload, { tool, ground, cache: sharedCache(tool, ground.place) }),
	};
}

function coldInstall(workload: string): Scenario {
	return {
		name: `cold install, ${workload}`,
		target: 1.2,
		rounds: 7,
		run: (tool, ground) => {
			const cache = freshPath(ground.place, "cold");
			const sample = installOnce(workload, { tool, ground, cache });
			rmSync(cache, { recursive: true, force: true });
			return sample;
		},
	};
}

const satisfied = new Map<string, string>();

const nothingToDo: Scenario = {
	name: "nothing to do, jupyter",
	target: 1.5,
	rounds: 21,
	run: (tool, ground) => {
		const key = `${tool.name} ${ground.place.name}`;
		const context = { tool, ground, workload: "jupyter", cache: sharedCache(tool, ground.place) };
		const known = satisfied.get(key);
		const environment = known ?? newEnvironment(ground);
		if (known === undefined) {
			installInto(environment, context);
			satisfied.set(key, environment);
		}
		return installInto(environment, context);
	},
};

const startUp: Scenario = {
	name: "--version",
	target: 2,
	rounds: 31,
	run: (tool, ground) => {
		const sample = ground.execute(tool.version(), {
			env: variables(tool, sharedCache(tool, ground.place)),
			cwd: ground.place.folder,
		});
		return { ...sample, answer: "" };
	},
};

function warmCompile(workload: string): Scenario {
	return {
		name: `warm compile, ${workload}`,
		target: 2,
		rounds: 15,
		run: (tool, ground) => {
			const command = tool.compile(inputFile(workload));
			if (command === undefined) return undefined;
			const cache = sharedCache(tool, ground.place);
			mkdirSync(cache, { recursive: true });
			const sample = ground.execute([...command, "--python", ground.preparation.python], {
				env: variables(tool, cache),
				cwd: ground.place.folder,
			});
			const pins = sample.stdout.split("\n").filter((line) => /^\S+==/.test(line));
			return { ...sample, answer: pins.join("\n") };
		},
	};
}

export const SCENARIOS: readonly Scenario[] = [
	startUp,
	nothingToDo,
	warmInstall("trio"),
	warmInstall("jupyter"),
	coldInstall("trio"),
	coldInstall("jupyter"),
	warmCompile("trio"),
	warmCompile("jupyter"),
];

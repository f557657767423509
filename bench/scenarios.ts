/** What is measured: each scenario says how one tool does the work once, on fresh ground. */
import { rmSync } from "node:fs";
import { COMPILE_SCENARIOS } from "./compile-scenarios.ts";
import { freshPath, type Ground, type Scenario, sharedCache, variables } from "./ground.ts";
import { installedTree } from "./installed-tree.ts";
import type { Sample } from "./measure.ts";
import { makeEnvironment } from "./preparation.ts";
import type { Tool } from "./tools.ts";

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

export const SCENARIOS: readonly Scenario[] = [
	startUp,
	nothingToDo,
	warmInstall("trio"),
	warmInstall("jupyter"),
	coldInstall("trio"),
	coldInstall("jupyter"),
	...COMPILE_SCENARIOS,
];

/** What commands that change an environment have in common: what is installed, and that nothing was to be done. */
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { describeLeftover, readSitePackages } from "../environment/site-packages.ts";
import type { InstalledFacts } from "../installer/plan.ts";
import type { ChangePreferences } from "./change-environment.ts";
import { cameFrom } from "./direct-origin.ts";
import type { Tools } from "./tools.ts";

/** What is installed; what only looks like it is told. */
export function readInstalled(
	environment: Environment,
	tools: Tools,
): readonly InstalledDistribution[] {
	const { distributions, leftovers } = readSitePackages(environment.sitePackages);
	for (const leftover of leftovers) {
		tools.reporter.report({ kind: "warning", message: describeLeftover(leftover) });
	}
	return distributions;
}

/** An installed distribution as plans see it. */
export function factsOf(distribution: InstalledDistribution): InstalledFacts {
	const { name, version, path } = distribution;
	return {
		name,
		version,
		path,
		get directUrl() {
			return distribution.directUrl?.url;
		},
		cameFrom: (wheel) => cameFrom(distribution, wheel),
	};
}

/** Says `Checked N packages`. */
export function tellChecked(
	count: number,
	context: {
		readonly started: number;
		readonly tools: Tools;
		readonly options: { readonly change: ChangePreferences };
	},
): void {
	const { started, tools, options } = context;
	const elapsed = tools.now() - started;
	tools.reporter.report({ kind: "stage", stage: "checked", count, elapsed });
	if (options.change.isDryRun) {
		tools.reporter.report({
			kind: "stage",
			stage: "would-change-nothing",
			count: 0,
			elapsed: undefined,
		});
	}
}

/** The knot: a build needs an environment, an environment needs a resolution, and that may need a build. Tied once, here. */
import { SourceBuild } from "../build/source-build.ts";
import { openBuildEnvironment } from "../commands/build-environment.ts";
import type { BuildNeeds, SupplyNeeds, Tools } from "../commands/tools.ts";
import { SdistBuilds } from "../preparer/sdist-builds.ts";
import { WheelFetcher, type WheelFetcherTools } from "../preparer/wheel-fetcher.ts";
import { buildLimit, buildTimeLimit } from "./build-limits.ts";

export interface BuildsParts {
	readonly needs: SupplyNeeds;
	readonly builds: BuildNeeds;
	readonly fetching: WheelFetcherTools;
	readonly tools: Tools;
}

/** What builds source distributions in environments of their own. */
export function openBuilds({ needs, builds, fetching, tools }: BuildsParts): SdistBuilds {
	const { reporter, cache } = tools;
	// What the user wrote is of the source distribution, not of what comes out of it.
	const fetcher = new WheelFetcher({ ...fetching, allowedDigests: () => [] });
	return new SdistBuilds({
		cache,
		reporter,
		fetcher,
		chain: builds.chain,
		refusesFolders: builds.refusesFolders,
		build: (tree, name) =>
			new SourceBuild(
				tree,
				{},
				{
					environments: {
						open: (label, requirements) =>
							openBuildEnvironment(
								{ label, name, requirements, further: needs.further },
								builds,
								tools,
							),
					},
					variables: tools.variables,
					timeLimit: buildTimeLimit(tools.variables),
					limit: buildLimit(tools.variables),
					onOutput: (text) => {
						const message = text.trimEnd();
						reporter.report({ kind: "detail", scope: "build", message });
					},
				},
			),
	});
}

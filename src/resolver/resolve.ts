/** A manifest in; a resolution, or the reason why there is none, out. See docs/resolution.md. */
import { checkManifest } from "./check-manifest.ts";
import { ForkScope } from "./fork-scope.ts";
import type { Manifest } from "./manifest.ts";
import type { Answer, PackageSource } from "./package-source.ts";
import type { ResolutionOutcome } from "./resolution-outcome.ts";
import { resolveUniversally } from "./resolve-universally.ts";
import { MachineScope } from "./scope.ts";
import { startSolve } from "./solve-manifest.ts";
import { tellOutcome } from "./tell-outcome.ts";

/**
 * Resolves for one platform, or for all of them. Waits only where the source answers with promises; the outcome never
 * depends on the order in which they are kept.
 *
 * @throws UserError where the inputs contradict themselves, a registry brings a URL, or the source fails
 */
export function resolve(manifest: Manifest, source: PackageSource): Answer<ResolutionOutcome> {
	const { target } = manifest;
	if ("forkStrategy" in target) {
		checkManifest(manifest, ForkScope.from(target.pythonVersion));
		return resolveUniversally(manifest, target, source);
	}
	const scope = new MachineScope(target);
	checkManifest(manifest, scope);
	const started = startSolve({ manifest, scope, source });
	const finish = ({
		solve,
		provider,
		parts,
	}: Awaited<typeof started>): Answer<ResolutionOutcome> => {
		const outcome = solve.run();
		return outcome instanceof Promise
			? outcome.then((ended) => tellOutcome(ended, provider, parts))
			: tellOutcome(outcome, provider, parts);
	};
	return started instanceof Promise ? started.then(finish) : finish(started);
}

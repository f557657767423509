/** How a command builds source distributions. */
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { ResolutionPolicy } from "../resolver/manifest.ts";
import type { BuildNeeds } from "./tools.ts";

/** What is resolved for a build keeps to the same dates, and to nothing else that was asked. */
export function buildNeedsOf(
	interpreter: Interpreter,
	{ excludeNewer, excludeNewerPackages, onlyBinary }: ResolutionPolicy,
): BuildNeeds {
	return {
		interpreter,
		constraints: [],
		cutoffs: { excludeNewer, excludeNewerPackages },
		chain: [],
		refusesFolders: onlyBinary.all,
	};
}

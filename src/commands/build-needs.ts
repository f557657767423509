/** How a command builds source distributions. */
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { UploadCutoffs } from "../resolver/upload-cutoffs.ts";
import type { BuildNeeds } from "./tools.ts";

/** What is resolved for a build keeps to the same dates, and to nothing else that was asked. */
export function buildNeedsOf(
	interpreter: Interpreter,
	{ excludeNewer, excludeNewerPackages }: UploadCutoffs,
): BuildNeeds {
	return {
		interpreter,
		constraints: [],
		cutoffs: { excludeNewer, excludeNewerPackages },
		chain: [],
	};
}

/** How a resolution ends. */
import type { Distribution } from "../distributions/distribution.ts";
import type { Explanation } from "./explain.ts";
import type { SolvedResolution } from "./resolution.ts";

export type ResolutionOutcome =
	| { readonly kind: "resolved"; readonly resolution: SolvedResolution }
	/** No choice of versions meets all that is asked. */
	| { readonly kind: "unsatisfiable"; readonly explanation: Explanation }
	/** Only a build could tell what this distribution depends on. */
	| { readonly kind: "needs-build"; readonly distribution: Distribution };

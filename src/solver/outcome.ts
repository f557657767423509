/** How a solve ends. */

import type { PackageId } from "./dependency-provider.ts";
import type { Derivation } from "./derivation.ts";

export type Outcome =
	/** The chosen ordinal of each package that somebody asked for, the root included. */
	| { readonly kind: "solved"; readonly decisions: ReadonlyMap<PackageId, number> }
	| { readonly kind: "failed"; readonly derivation: Derivation }
	/** The provider would not go on: for this version of the package, or (ordinal -1) before it chose one. */
	| {
			readonly kind: "stopped";
			readonly id: PackageId;
			readonly ordinal: number;
			readonly reason: unknown;
	  };

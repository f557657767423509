/** Why a solve failed, as data that can be checked step by step. See docs/solver.md#derivations. */
import type { PackageId } from "./dependency-provider.ts";
import type { OrdinalSet } from "./ordinal-set.ts";

/** Positive: chosen, and among `versions`. Negative: not chosen, or not among them. */
export interface Term {
	readonly id: PackageId;
	readonly isPositive: boolean;
	readonly versions: OrdinalSet;
}

/** Where an incompatibility comes from. All but `derived` are facts that the provider vouches for. */
export type Cause =
	/** The root must be chosen. */
	| { readonly kind: "root" }
	/** Each of `versions` of `id` depends on `allowed` of `dependency`. */
	| {
			readonly kind: "dependency";
			readonly id: PackageId;
			readonly versions: OrdinalSet;
			readonly dependency: PackageId;
			readonly allowed: OrdinalSet;
	  }
	/** `id` has the version of `base`, whichever it is. */
	| {
			readonly kind: "mirror";
			readonly id: PackageId;
			readonly base: PackageId;
			readonly versions: OrdinalSet;
	  }
	/** None of these can be used, or there are none. */
	| { readonly kind: "no-versions"; readonly id: PackageId; readonly versions: OrdinalSet }
	/** The provider gave a reason against these. */
	| {
			readonly kind: "unavailable";
			readonly id: PackageId;
			readonly versions: OrdinalSet;
			readonly reason: unknown;
	  }
	/** The steps at `left` and `right`, resolved on `pivot`. */
	| {
			readonly kind: "derived";
			readonly pivot: PackageId;
			readonly left: number;
			readonly right: number;
	  };

/** The terms cannot all hold. */
export interface DerivationStep {
	readonly terms: readonly Term[];
	readonly cause: Cause;
}

/** Causes come before what is derived from them; the last step says that the root cannot be chosen. */
export interface Derivation {
	readonly steps: readonly DerivationStep[];
}

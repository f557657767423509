/**
 * PORT: what the solver asks of the world. The solver knows packages and ordinals as numbers; what they
 * mean lives behind this port. See docs/solver.md#words.
 */
import type { Answer } from "./answer.ts";
import type { OrdinalSet } from "./ordinal-set.ts";

/** Something that can hold at most one version. Dense, from 0. */
export type PackageId = number;

/** Answers must be the same whenever the same question is asked in one solve. */
export interface DependencyProvider {
	/**
	 * Smaller is decided sooner; no two packages have the same. Asked when a dependency on the package
	 * is learned, and after `reorder` said that something changed.
	 */
	priority(id: PackageId): number;

	/** The ordinal to try next, out of `allowed`; -1 where nothing in there can be used. */
	chooseVersion(id: PackageId, allowed: OrdinalSet): Answer<number | Stop>;

	dependenciesOf(id: PackageId, ordinal: number): Answer<Dependencies>;

	/** The package whose version this one always shares, such as `flask` for `flask[async]`. */
	baseOf(id: PackageId): PackageId | undefined;

	/** Versions that nobody may have, whoever asks. Asked once, when the package is first met. */
	restrictionsOf(id: PackageId): readonly Restriction[];

	/**
	 * The package was in so many conflicts that it had better be decided `sooner` or `later`. True where
	 * its priority has changed by that.
	 */
	reorder(id: PackageId, place: "sooner" | "later"): boolean;
}

/** An empty `requires` is a known fact; `unavailable` means that this version cannot be used. */
export type Dependencies =
	| { readonly kind: "known"; readonly requires: readonly Dependency[] }
	| { readonly kind: "unavailable"; readonly reason: unknown }
	| Stop;

/** The solve cannot go on as it is; its outcome carries the reason, untouched. */
export interface Stop {
	readonly kind: "stop";
	readonly reason: unknown;
}

/** Equal sets of one package should be the same object: such dependencies are merged. */
export interface Dependency {
	readonly id: PackageId;
	readonly versions: OrdinalSet;
	/** All versions of the asker that are known to have this dependency; undefined: the one asked about. */
	readonly sharedBy?: OrdinalSet;
}

/** `reason` comes back in the derivation, untouched. */
export interface Restriction {
	readonly forbidden: OrdinalSet;
	readonly reason: unknown;
}

/** The answer: a graph of distributions, and why each is in there. See docs/resolution.md#the-graph. */
import type { Distribution, RegistryFile } from "../distributions/distribution.ts";
import type { Digest } from "../standards/digest.ts";
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { InputRequirement } from "./manifest.ts";
import type { ResolutionMetadata } from "./package-source.ts";

/** Who asked for a distribution. */
export type Asker =
	/** An input as the user wrote it, also where an override stands for it. */
	| { readonly kind: "input"; readonly input: InputRequirement }
	/** An override of what somebody else asked for. */
	| { readonly kind: "override"; readonly input: InputRequirement }
	/** A constraint on what somebody else asked for. */
	| { readonly kind: "constraint"; readonly input: InputRequirement }
	| {
			readonly kind: "package";
			/** Normalized. */
			readonly name: string;
			/** The extra of that package which brings the requirement; undefined: it always does. */
			readonly extra: string | undefined;
			readonly requirement: Requirement;
	  };

/** One requirement of one node on another. */
export interface ResolutionEdge {
	/** The normalized name of what is required. */
	readonly name: string;
	readonly requirement: Requirement;
	readonly extra: string | undefined;
}

/** Where a distribution is needed, and where each of its extras is. */
export interface Need {
	readonly base: MarkerTree;
	/** The same as the requirements say it, in parts also as these were split: not shortened by what holds everywhere. */
	readonly unabridged?: MarkerTree;
	readonly extras: ReadonlyMap<string, MarkerTree>;
}

/** One distribution of the answer. */
export interface ResolutionNode {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
	readonly distribution: Distribution;
	/** The extras that are active, normalized and sorted. */
	readonly extras: readonly string[];
	/** Undefined in an answer for one platform: there it is needed. */
	readonly need: Need | undefined;
	/** Undefined under `--no-deps`. */
	readonly metadata: ResolutionMetadata | undefined;
	/** Inputs first, in their order; then packages by name. */
	readonly askedBy: readonly Asker[];
	/** In the order of the metadata; those of active extras included. */
	readonly requires: readonly ResolutionEdge[];
	/** All files of the same release on the same index, in its order; for a direct URL none. */
	readonly files: () => readonly RegistryFile[];
	/** The digests that every file of the release may have; those the inputs name, for a direct URL. */
	readonly digests: () => readonly Digest[];
}

/** Something the user should know of an answer that stands. */
export type Diagnostic =
	| {
			readonly kind: "yanked";
			readonly name: string;
			readonly version: Version;
			/** Empty where none was given. */
			readonly reason: string;
	  }
	| {
			readonly kind: "missing-extra";
			readonly name: string;
			readonly version: Version;
			readonly extra: string;
	  }
	/** `--resolution lowest`, and nothing says how low; `asker` is undefined where the inputs ask. */
	| { readonly kind: "unbounded"; readonly name: string; readonly asker: string | undefined };

export interface Resolution {
	/** By name, ascending. */
	readonly nodes: readonly ResolutionNode[];
	/** What the inputs ask for, in their order, overrides in place of what they replace. */
	readonly roots: readonly InputRequirement[];
	readonly diagnostics: readonly Diagnostic[];
}

/** An answer that was found by solving. */
export interface SolvedResolution extends Resolution {
	/** What some of the inputs need, in the versions of the whole: those that the manifest was given, by identity. */
	partFor(inputs: ReadonlySet<InputRequirement>): Resolution;
}

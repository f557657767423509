/** Where a version makes a fork part: it is for some of its environments only. See docs/resolution.md#forks. */
import { containsOrdinal, type OrdinalSet } from "../solver/ordinal-set.ts";
import { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import type { ForkScope } from "./fork-scope.ts";
import type { UniversalTarget } from "./manifest.ts";
import type { Project } from "./project.ts";
import { environmentsOf, pythonsOf } from "./wheel-environments.ts";

/** The version to try serves only a part of the fork. */
export interface Split {
	readonly kind: "split";
	readonly ordinal: number;
	/** The part without it, and the part with it, which is solved first. */
	readonly parts: readonly [MarkerTree, MarkerTree];
}

/** What the solver asks for. */
export interface VersionQuestion {
	readonly project: Project;
	readonly allowed: OrdinalSet;
	/** Where the project is needed, as far as that is known. */
	readonly needed: MarkerTree;
}

const SYSTEMS = ["darwin", "linux", "win32"].map((platform) =>
	MarkerTree.ofUsual(Marker.parse(`sys_platform == "${platform}"`)),
);

export class ForkSplits {
	readonly #scope: ForkScope;
	readonly #target: UniversalTarget;
	readonly #required: readonly MarkerTree[];

	constructor(scope: ForkScope, target: UniversalTarget) {
		this.#scope = scope;
		this.#target = target;
		this.#required = target.requiredEnvironments.map((marker) => MarkerTree.ofUsual(marker));
	}

	/** The ordinal where it serves the fork as it is; -1 where it serves nobody in it. */
	judge(question: VersionQuestion, ordinal: number): number | Split {
		const { project } = question;
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "rejected") return -1;
		const { distribution } = candidate;
		const isListed =
			distribution.kind === "registry-wheel" || distribution.kind === "registry-sdist";
		const requiresPython = isListed ? distribution.requiresPython : undefined;
		if (requiresPython !== undefined && !this.#scope.python.acceptsText(requiresPython))
			return this.byPython(requiresPython, ordinal) ?? -1;
		const files = project.filesOf(ordinal);
		if (files.length === 0) return ordinal;
		if (!this.#scope.overlaps(pythonsOf(files))) return -1;
		return this.#byRequired(question, ordinal) ?? this.#byLocal(question, ordinal);
	}

	/** For a version that needs a later Python; undefined: that Python is none of the fork's. */
	byPython(requiresPython: string, ordinal: number): Split | undefined {
		if (this.#target.forkStrategy === "fewest") return undefined;
		const parts = this.#scope.splitAt(requiresPython);
		return parts === undefined ? undefined : { kind: "split", ordinal, parts };
	}

	/** Where a required environment has no file of the version, it has an answer of its own; undefined: all have. */
	#byRequired({ project, needed }: VersionQuestion, ordinal: number): -1 | Split | undefined {
		for (const environments of this.#required) {
			if (!this.#scope.overlaps(environments) || !needed.overlaps(environments)) continue;
			if (environmentsOf(project.filesOf(ordinal)).overlaps(environments)) continue;
			return this.#part(environments.negate(), ordinal) ?? -1;
		}
		return undefined;
	}

	/** A local version, which is often built for one platform, leaves the others to the version that it is a variant of. */
	#byLocal({ project, allowed }: VersionQuestion, ordinal: number): number | Split {
		const version = project.versions.at(ordinal) as Version;
		if (!version.isLocal) return ordinal;
		const base = project.ordinalOf(version.publicVersion);
		if (base === -1 || !containsOrdinal(allowed, base)) return ordinal;
		if (project.candidate(base).kind === "rejected") return ordinal;
		const own = environmentsOf(project.filesOf(ordinal));
		const rest = environmentsOf(project.filesOf(base)).and(own.negate());
		if (!this.#scope.overlaps(rest)) return ordinal;
		if (!this.#scope.overlaps(own)) return base;
		// Machines that neither is built for go with their system.
		const systems = SYSTEMS.filter((system) => own.overlaps(system) && !rest.overlaps(system));
		const wide = systems.reduce((all, system) => all.or(system), own);
		return this.#part(wide, ordinal) ?? ordinal;
	}

	/** Undefined: there are not two parts. */
	#part(within: MarkerTree, ordinal: number): Split | undefined {
		const without = within.negate();
		if (!this.#scope.overlaps(without) || !this.#scope.overlaps(within)) return undefined;
		return { kind: "split", ordinal, parts: [without, within] };
	}
}

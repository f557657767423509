/** One part of all environments, as the scope of a solve. See docs/resolution.md#all-platforms-at-once. */
import { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Requirement } from "../standards/requirement.ts";
import { parseTags, type Tag } from "../standards/tag.ts";
import type { Version } from "../standards/version.ts";
import { PythonRequirement } from "./requires-python.ts";
import type { RequirementCondition, Scope, ScopedRequirement } from "./scope.ts";

const EVERYWHERE: Marker | undefined = undefined;

/** The trees of markers, made once for all forks of a resolution. */
export class MarkerTrees {
	readonly #trees: Map<Marker, Map<string | undefined, MarkerTree>> = new Map();

	of(marker: Marker | undefined, extra: string | undefined): MarkerTree {
		if (marker === undefined) return MarkerTree.ofUsual(EVERYWHERE);
		let byExtra = this.#trees.get(marker);
		if (byExtra === undefined) {
			byExtra = new Map();
			this.#trees.set(marker, byExtra);
		}
		let tree = byExtra.get(extra);
		if (tree === undefined) {
			tree = MarkerTree.ofUsual(marker, extra === undefined ? [] : [extra]);
			byExtra.set(extra, tree);
		}
		return tree;
	}
}

export class ForkScope implements Scope {
	readonly python: PythonRequirement;
	/** The environments. */
	readonly tree: MarkerTree;
	/** The oldest Python of all forks. */
	readonly oldest: Version;
	readonly #trees: MarkerTrees;
	readonly #overlaps: Map<MarkerTree, boolean> = new Map();

	constructor(tree: MarkerTree, oldest: Version, trees: MarkerTrees) {
		this.tree = tree;
		this.oldest = oldest;
		this.#trees = trees;
		const { version, isIncluded } = tree.pythonRange.start ?? { version: oldest, isIncluded: true };
		this.python = new PythonRequirement(version, isIncluded);
	}

	/** The fork of all environments with a Python from this one on. */
	static from(oldest: Version): ForkScope {
		return new ForkScope(MarkerTree.fromPython(oldest), oldest, new MarkerTrees());
	}

	/** The part of it in which the tree holds. */
	narrow(tree: MarkerTree): ForkScope {
		return new ForkScope(this.tree.and(tree), this.oldest, this.#trees);
	}

	/** The part of it in which the marker holds. */
	narrowTo(marker: Marker): ForkScope {
		return this.narrow(this.#trees.of(marker, undefined));
	}

	/** Where in the scope the marker holds. */
	treeOf(marker: Marker | undefined): MarkerTree {
		return this.tree.and(this.#trees.of(marker, undefined));
	}

	/** Whether one of its environments is in the tree. */
	overlaps(tree: MarkerTree): boolean {
		if (tree.isAlways) return true;
		let answer = this.#overlaps.get(tree);
		if (answer === undefined) {
			answer = this.tree.overlaps(tree);
			this.#overlaps.set(tree, answer);
		}
		return answer;
	}

	admits(marker: Marker | undefined): boolean {
		return marker === undefined || this.overlaps(this.#trees.of(marker, undefined));
	}

	select(
		requirement: Requirement,
		{ extra, isOverridden }: RequirementCondition,
	): ScopedRequirement | undefined {
		const { marker } = requirement;
		const without = this.#trees.of(marker, undefined);
		const tree = extra === undefined ? without : this.#trees.of(marker, extra);
		if (extra !== undefined && tree === without) return undefined;
		if (isOverridden && !tree.isNever) return { ...requirement, environments: MarkerTree.always };
		return this.overlaps(tree) ? { ...requirement, environments: tree } : undefined;
	}

	/**
	 * Tags of platforms are all welcome. What was built for one minor version of Python, and for an older one than the
	 * oldest here, serves nobody.
	 */
	rank(tags: readonly Tag[]): number | undefined {
		return tags.some((tag) => this.#servesSomebody(tag)) ? 0 : undefined;
	}

	fits(tags: string): boolean {
		return this.rank(parseTags(tags)) !== undefined;
	}

	/** The two parts with Pythons below the requirement's lower bound and from there on; undefined: there are not two. */
	splitAt(requiresPython: string): readonly [MarkerTree, MarkerTree] | undefined {
		const bound = PythonRequirement.boundOf(requiresPython);
		if (bound === undefined) return undefined;
		const operator = bound.isIncluded ? ">=" : ">";
		const above = MarkerTree.ofUsual(
			Marker.parse(`python_full_version ${operator} "${bound.version}"`),
		);
		const [lower, upper] = [above.negate().and(this.tree), above.and(this.tree)];
		return lower.isNever || upper.isNever ? undefined : [lower, upper];
	}

	#servesSomebody({ interpreter, abi }: Tag): boolean {
		const [major = 3, minor = 0] = this.oldest.release.map(Number);
		const bound = abi === "none" ? interpreter : abi;
		if (abi === "abi3") return true;
		const match = /^(cp|pp|pypy|graalpy|py)(\d)(\d*)/.exec(bound);
		if (match === null) return true;
		const [, kind, builtMajor = "3", builtMinor = ""] = match;
		if (Number(builtMajor) !== major) return false;
		// `py37-none-any` runs on every later Python too.
		if (kind === "py" || builtMinor === "") return true;
		return Number(builtMinor) >= minor;
	}
}

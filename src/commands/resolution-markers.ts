/**
 * Where each distribution of an answer is needed, as markers: it is for one platform, and says nothing of that by
 * itself, but the requirements that lead to a distribution do. Pure.
 */
import type { Need, Resolution, ResolutionEdge, ResolutionNode } from "../resolver/resolution.ts";
import { MarkerTooComplex, MarkerTree } from "../standards/marker-algebra.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";

/**
 * The needs by normalized name. Conditions that cannot be put
 * together in time count as always met, which is right for the platform of the answer.
 */
export function needsOf(
	{ nodes, roots }: Resolution,
	environment: MarkerEnvironment,
): ReadonlyMap<string, Need> {
	const needs = new Needs(nodes, environment);
	for (const root of roots) needs.askFor(root.requirement, MarkerTree.always, []);
	needs.spread();
	return needs.byName;
}

interface GrowingNeed {
	base: MarkerTree;
	readonly extras: Map<string, MarkerTree>;
}

class Needs {
	readonly byName: Map<string, GrowingNeed> = new Map();
	readonly #nodes: ReadonlyMap<string, ResolutionNode>;
	readonly #environment: MarkerEnvironment;
	/** Names whose need grew since their requirements were looked at. */
	readonly #grown: Set<string> = new Set();

	constructor(nodes: readonly ResolutionNode[], environment: MarkerEnvironment) {
		this.#nodes = new Map(nodes.map((node) => [node.name, node]));
		this.#environment = environment;
	}

	/** Adds what a requirement asks for, under the need of whoever has it. */
	askFor(requirement: Requirement, asker: MarkerTree, extras: readonly string[]): void {
		const { name } = requirement;
		const where = both(asker, conditionOf(requirement, extras));
		const need = this.byName.get(name) ?? { base: MarkerTree.never, extras: new Map() };
		this.byName.set(name, need);
		const base = either(need.base, where);
		if (base !== need.base) this.#grown.add(name);
		need.base = base;
		for (const extra of requirement.extras) {
			const before = need.extras.get(extra) ?? MarkerTree.never;
			const after = either(before, where);
			if (after !== before) this.#grown.add(name);
			need.extras.set(extra, after);
		}
	}

	/** Until nothing grows any more; trees that are equal are the same object, and there are finitely many. */
	spread(): void {
		for (const name of this.#grown) {
			this.#grown.delete(name);
			const node = this.#nodes.get(name);
			if (node === undefined) continue;
			for (const { requirement, extra } of [...node.requires, ...this.#ownRequirements(node)]) {
				const asker = this.#placesOf(name, extra);
				if (asker === undefined) continue;
				this.askFor(requirement, asker, extra === undefined ? [] : [extra]);
			}
		}
	}

	#placesOf(name: string, extra: string | undefined): MarkerTree | undefined {
		const need = this.byName.get(name);
		return extra === undefined ? need?.base : need?.extras.get(extra);
	}

	/** `all = ["project[async]"]`: extras that a release asks of itself are no edges of the graph. */
	#ownRequirements(node: ResolutionNode): readonly Pick<ResolutionEdge, "requirement" | "extra">[] {
		const own = (node.metadata?.requiresDist ?? []).filter(
			({ name, extras }) => name === node.name && extras.length > 0,
		);
		return own.flatMap((requirement) =>
			[undefined, ...node.extras]
				.map((extra) => ({ requirement, extra }))
				.filter(({ extra }) => this.#isActive(requirement, extra)),
		);
	}

	#isActive({ marker }: Requirement, extra: string | undefined): boolean {
		const active = extra === undefined ? [] : [extra];
		return marker === undefined || marker.evaluate(this.#environment, active);
	}
}

function conditionOf({ marker }: Requirement, extras: readonly string[]): MarkerTree {
	return orAlways(() => MarkerTree.ofUsual(marker, extras));
}

function both(left: MarkerTree, right: MarkerTree): MarkerTree {
	return orAlways(() => left.and(right));
}

function either(left: MarkerTree, right: MarkerTree): MarkerTree {
	return orAlways(() => left.or(right));
}

function orAlways(work: () => MarkerTree): MarkerTree {
	try {
		return work();
	} catch (error) {
		if (error instanceof MarkerTooComplex) return MarkerTree.always;
		throw error;
	}
}

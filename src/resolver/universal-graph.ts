/** The graphs of several forks as one, in which every node says where it is needed. See docs/resolution.md#one-graph-again. */
import { distributionId } from "../distributions/distribution.ts";
import type { PackageId } from "../solver/dependency-provider.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import { compareVersions } from "../standards/version.ts";
import type { ForkScope } from "./fork-scope.ts";
import type { InputRequirement } from "./manifest.ts";
import type { ProviderParts, PythonProvider } from "./python-provider.ts";
import type {
	Asker,
	Diagnostic,
	Resolution,
	ResolutionNode,
	SolvedResolution,
} from "./resolution.ts";
import { buildResolution } from "./resolution-graph.ts";
import type { ScopedRequirement } from "./scope.ts";

/** A fork with its answer. */
export interface SolvedFork {
	readonly scope: ForkScope;
	readonly decisions: ReadonlyMap<PackageId, number>;
	readonly provider: PythonProvider;
	readonly parts: ProviderParts;
}

/** A version, or a version with one of its extras. */
interface Vertex {
	/** Where something leads to it. */
	reached: MarkerTree;
	readonly edges: Map<Vertex, MarkerTree>;
}

type PackageAsker = Extract<Asker, { readonly kind: "package" }>;

/** The version's vertex and what each fork says of it. */
interface Version {
	readonly vertex: Vertex;
	readonly extras: Map<string, Vertex>;
	readonly nodes: { readonly node: ResolutionNode; readonly fork: number }[];
}

/** One graph; `whole` is all that the answer is for, `inputs` are those that count, where not all do. */
export function joinForks(
	forks: readonly SolvedFork[],
	whole: ForkScope,
	inputs?: ReadonlySet<InputRequirement>,
): SolvedResolution {
	return new JoinedGraph(forks, whole, inputs).finish();
}

class JoinedGraph {
	readonly #forks: readonly SolvedFork[];
	readonly #inputs: ReadonlySet<InputRequirement> | undefined;
	readonly #resolutions: readonly Resolution[];
	readonly #versions: Map<string, Version> = new Map();
	/** Per fork: name → what it has chosen. */
	readonly #chosen: readonly Map<string, Version>[];
	readonly #root: Vertex = newVertex();
	readonly #whole: ForkScope;

	constructor(
		forks: readonly SolvedFork[],
		whole: ForkScope,
		inputs: ReadonlySet<InputRequirement> | undefined,
	) {
		this.#forks = forks;
		this.#whole = whole;
		this.#inputs = inputs;
		this.#resolutions = forks.map(({ decisions, provider, parts }) => {
			const resolution = buildResolution(decisions, provider, parts);
			return inputs === undefined ? resolution : resolution.partFor(inputs);
		});
		this.#chosen = this.#resolutions.map(({ nodes }, fork) => this.#enter(nodes, fork));
		for (const fork of forks.keys()) this.#connect(fork);
		this.#spread();
	}

	finish(): SolvedResolution {
		const nodes = [...this.#versions.values()]
			.filter(({ vertex }) => this.#isSomewhere(vertex.reached))
			.map((version) => this.#nodeOf(version))
			.sort((a, b) => compareTexts(a.name, b.name) || compareVersions(a.version, b.version));
		const diagnostics = new Map<string, Diagnostic>();
		for (const one of this.#resolutions.flatMap((resolution) => resolution.diagnostics))
			diagnostics.set(diagnosticKey(one), one);
		const roots = new Set(this.#resolutions.flatMap((resolution) => resolution.roots));
		return {
			nodes,
			roots: [...roots],
			diagnostics: [...diagnostics.values()],
			partFor: (inputs) => joinForks(this.#forks, this.#whole, inputs),
		};
	}

	/** What was never split says nothing of where it holds. */
	#treeOf(fork: number): MarkerTree {
		const { scope } = this.#forks[fork] as SolvedFork;
		return scope.tree === this.#whole.tree ? MarkerTree.always : scope.tree;
	}

	#enter(nodes: readonly ResolutionNode[], fork: number): Map<string, Version> {
		const chosen = new Map<string, Version>();
		for (const node of nodes) {
			const id = distributionId(node.distribution);
			const version = this.#versions.get(id) ?? newVersion();
			this.#versions.set(id, version);
			version.nodes.push({ node, fork });
			for (const extra of node.extras)
				if (!version.extras.has(extra)) version.extras.set(extra, newVertex());
			chosen.set(node.name, version);
		}
		return chosen;
	}

	#connect(fork: number): void {
		const { parts } = this.#forks[fork] as SolvedFork;
		for (const requirement of parts.selection.ofInputs(this.#inputs))
			this.#lead(this.#root, requirement, fork);
		for (const version of (this.#chosen[fork] as Map<string, Version>).values())
			this.#connectVersion(version, fork);
	}

	#connectVersion({ vertex, extras, nodes }: Version, fork: number): void {
		const { parts } = this.#forks[fork] as SolvedFork;
		const node = nodes.find((one) => one.fork === fork)?.node;
		if (node?.metadata === undefined) return;
		for (const requirement of parts.selection.of(node.metadata, undefined))
			this.#lead(vertex, requirement, fork);
		for (const extra of node.extras) {
			const from = extras.get(extra) ?? vertex;
			widen(from.edges, vertex, this.#treeOf(fork));
			for (const requirement of parts.selection.of(node.metadata, extra))
				this.#lead(from, requirement, fork);
		}
	}

	#lead(from: Vertex, { name, extras, environments }: ScopedRequirement, fork: number): void {
		const to = (this.#chosen[fork] as Map<string, Version>).get(name);
		const tree = this.#treeOf(fork);
		const where = environments === undefined ? tree : tree.and(environments);
		if (to === undefined || where.isNever) return;
		widen(from.edges, to.vertex, where);
		for (const extra of extras) {
			const vertex = to.extras.get(extra);
			if (vertex !== undefined) widen(from.edges, vertex, where);
		}
	}

	/** From the root along all edges, until nothing is reached in more environments than before. */
	#spread(): void {
		this.#root.reached = this.#forks.reduce(
			(all, _, fork) => all.or(this.#treeOf(fork)),
			MarkerTree.never,
		);
		const open = [this.#root];
		for (let from = open.pop(); from !== undefined; from = open.pop())
			for (const [to, where] of from.edges) {
				const reached = to.reached.or(from.reached.and(where));
				if (reached === to.reached) continue;
				to.reached = reached;
				open.push(to);
			}
	}

	#isSomewhere(reached: MarkerTree): boolean {
		return !reached.and(this.#whole.tree).isNever;
	}

	#nodeOf({ vertex, extras, nodes }: Version): ResolutionNode {
		const whole = this.#whole;
		const [first] = nodes;
		if (first === undefined) throw new Error("a version without a node");
		const active = [...extras].filter(([, { reached }]) => this.#isSomewhere(reached));
		const requires = new Map(
			nodes
				.flatMap(({ node }) => node.requires)
				.map((edge) => [`${edge.extra} ${edge.name} ${edge.requirement.specifiers}`, edge]),
		);
		return {
			...first.node,
			extras: active.map(([extra]) => extra).sort(),
			need: {
				base: shortest(vertex.reached, whole),
				unabridged: vertex.reached,
				extras: new Map(active.map(([extra, { reached }]) => [extra, shortest(reached, whole)])),
			},
			askedBy: this.#askersOf(nodes),
			requires: [...requires.values()],
		};
	}

	/** Inputs are told with every version of what they name, packages with the versions that they need. */
	#askersOf(nodes: Version["nodes"]): readonly Asker[] {
		const name = nodes[0]?.node.name ?? "";
		const everywhere = this.#chosen.flatMap((chosen) => chosen.get(name)?.nodes ?? []);
		const inputs = new Map<unknown, Asker>();
		for (const asker of everywhere.flatMap(({ node }) => node.askedBy))
			if (asker.kind !== "package") inputs.set(asker.input, asker);
		return [...inputs.values(), ...this.#packagesThatAsk(nodes)];
	}

	#packagesThatAsk(nodes: Version["nodes"]): readonly Asker[] {
		const packages = new Map<string, PackageAsker>();
		for (const { node, fork } of nodes)
			for (const asker of node.askedBy)
				if (asker.kind === "package" && this.#isAlive(asker, fork))
					packages.set(`${asker.name}[${asker.extra}]`, asker);
		return [...packages.values()].sort((a, b) => compareTexts(a.name, b.name));
	}

	/** Whether the package that asks is needed somewhere, and asks somewhere in the fork. */
	#isAlive(asker: PackageAsker, fork: number): boolean {
		const version = (this.#chosen[fork] as Map<string, Version>).get(asker.name);
		const vertex = asker.extra === undefined ? version?.vertex : version?.extras.get(asker.extra);
		const { environments } = asker.requirement as ScopedRequirement;
		const { scope } = this.#forks[fork] as SolvedFork;
		const where = environments === undefined ? scope.tree : scope.tree.and(environments);
		return vertex !== undefined && this.#isSomewhere(vertex.reached.and(where));
	}
}

function newVertex(): Vertex {
	return { reached: MarkerTree.never, edges: new Map() };
}

function newVersion(): Version {
	return { vertex: newVertex(), extras: new Map(), nodes: [] };
}

function widen(edges: Map<Vertex, MarkerTree>, to: Vertex, where: MarkerTree): void {
	edges.set(to, edges.get(to)?.or(where) ?? where);
}

/** As short as it can be said among all that the answer is for. */
function shortest(reached: MarkerTree, whole: ForkScope): MarkerTree {
	return reached.coversAllOf(whole.tree)
		? MarkerTree.always
		: reached.simplifyForPython(whole.tree.pythonRange);
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function diagnosticKey(diagnostic: Diagnostic): string {
	const { kind, name } = diagnostic;
	if (kind === "unbounded") return `${kind} ${name} ${diagnostic.asker}`;
	return `${kind} ${name} ${diagnostic.version} ${kind === "missing-extra" ? diagnostic.extra : ""}`;
}

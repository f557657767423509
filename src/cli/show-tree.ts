/** `pip tree`: who requires whom, as an indented drawing. */

export interface TreePackage {
	readonly name: string;
	readonly version: string;
	/** Told where the package stands first. */
	readonly latestVersion?: string;
	readonly requires: readonly TreeRequirement[];
}

export interface TreeRequirement {
	readonly name: string;
	/** Such as `>=0.5, <3`; empty for any version. */
	readonly specifier: string;
}

export interface TreeOptions {
	/** Levels below the roots. */
	readonly depth: number;
	/** Left out; what stood below stays. */
	readonly pruned: ReadonlySet<string>;
	/** Begin at these; empty: at whatever nothing requires. */
	readonly packages: ReadonlySet<string>;
	readonly isInverted: boolean;
	/** A package that was drawn before is not opened again. */
	readonly isDeduplicated: boolean;
	readonly hasSpecifiers: boolean;
}

interface Edge {
	readonly node: number;
	/** `[required: >=1]`, or nothing. */
	readonly label: string;
}

const REPEATED = "(*) Package tree already displayed";
const CYCLIC = "(*) Package tree is a cycle and cannot be shown";

/** The drawing without a final newline; empty where there is nothing to draw. Packages are sorted by name. */
export function showTree(packages: readonly TreePackage[], options: TreeOptions): string {
	const nodes = packages
		.filter(({ name }) => !options.pruned.has(name))
		.sort((left, right) => Number(left.name > right.name) - Number(left.name < right.name));
	const drawing = new TreeDrawing(nodes, edgesOf(nodes, options), options);
	for (const root of rootsOf(nodes, drawing.edges, options.packages)) drawing.addRoot(root);
	return drawing.lines.join("\n");
}

/** From each node to those below it, sorted by name. Several distributions of one project stand side by side. */
function edgesOf(
	nodes: readonly TreePackage[],
	{ isInverted, hasSpecifiers }: TreeOptions,
): readonly (readonly Edge[])[] {
	const byName = indexByName(nodes);
	const edges: Edge[][] = nodes.map(() => []);
	const connect = (index: number, { name, specifier }: TreeRequirement): void => {
		const wanted = specifier === "" ? "*" : specifier;
		const words = isInverted ? `requires: ${name} ${wanted}` : `required: ${wanted}`;
		const label = hasSpecifiers ? ` [${words}]` : "";
		for (const target of byName.get(name) ?? []) {
			if (isInverted) edges[target]?.push({ node: index, label });
			else edges[index]?.push({ node: target, label });
		}
	};
	for (const [index, node] of nodes.entries()) {
		for (const requirement of mergedRequirements(node)) connect(index, requirement);
	}
	for (const below of edges) below.sort((left, right) => left.node - right.node);
	return edges;
}

function indexByName(nodes: readonly TreePackage[]): ReadonlyMap<string, readonly number[]> {
	const byName = new Map<string, number[]>();
	for (const [index, { name }] of nodes.entries()) {
		const same = byName.get(name);
		if (same === undefined) byName.set(name, [index]);
		else same.push(index);
	}
	return byName;
}

/** One entry for each name: `f[x]` and `f[y]>=1` are met by the same distribution. */
function mergedRequirements({ requires }: TreePackage): readonly TreeRequirement[] {
	const specifiers = new Map<string, string[]>();
	for (const { name, specifier } of requires) {
		const known = specifiers.get(name) ?? [];
		if (specifier !== "" && !known.includes(specifier)) known.push(specifier);
		specifiers.set(name, known);
	}
	return [...specifiers].map(([name, known]) => ({ name, specifier: known.join(", ") }));
}

/** What nothing above requires; of packages that require each other in a circle, and that nothing else does, the one with most branches. */
function rootsOf(
	nodes: readonly TreePackage[],
	edges: readonly (readonly Edge[])[],
	wanted: ReadonlySet<string>,
): readonly number[] {
	const roots = new Set<number>();
	const covered = new Set<number>();
	const branches = (node: number): number => edges[node]?.length ?? 0;
	const candidates = [...nodes.keys()]
		.filter((node) => wanted.size === 0 || wanted.has(nodes[node]?.name ?? ""))
		.sort((left, right) => branches(right) - branches(left));
	for (const node of candidates) {
		if (covered.has(node)) continue;
		for (const reached of newlyReached(node, edges, { covered, roots })) covered.add(reached);
		roots.add(node);
	}
	return [...roots].sort((left, right) => left - right);
}

/** What the node leads to and no root before it does. A root that it leads to is none any more. */
function newlyReached(
	node: number,
	edges: readonly (readonly Edge[])[],
	{ covered, roots }: { readonly covered: ReadonlySet<number>; readonly roots: Set<number> },
): ReadonlySet<number> {
	const reached = new Set([node]);
	// A set is walked in the order of insertion, also of what is added meanwhile.
	for (const from of reached) {
		for (const edge of edges[from] ?? []) {
			if (covered.has(edge.node)) roots.delete(edge.node);
			else reached.add(edge.node);
		}
	}
	return reached;
}

class TreeDrawing {
	readonly lines: string[] = [];
	readonly edges: readonly (readonly Edge[])[];
	readonly #nodes: readonly TreePackage[];
	readonly #options: TreeOptions;
	readonly #opened = new Set<number>();
	readonly #path = new Set<number>();
	/** Nodes whose newer version was told. */
	readonly #told = new Set<number>();
	#legend: string | undefined;

	constructor(
		nodes: readonly TreePackage[],
		edges: readonly (readonly Edge[])[],
		options: TreeOptions,
	) {
		this.#nodes = nodes;
		this.edges = edges;
		this.#options = options;
	}

	/** Draws a root and everything below; the legend, once needed, stays last. */
	addRoot(node: number): void {
		if (this.#legend !== undefined) this.lines.pop();
		this.#add({ node, label: "" }, { lead: "", below: "" });
		if (this.#legend !== undefined) this.lines.push(this.#legend);
	}

	#add(edge: Edge, { lead, below }: { lead: string; below: string }): void {
		const { node } = edge;
		const children = this.edges[node] ?? [];
		const isRepeated = this.#options.isDeduplicated && this.#opened.has(node);
		const isMarked = children.length > 0 && (this.#path.has(node) || isRepeated);
		this.lines.push(`${lead}${this.#text(edge)}${isMarked ? " (*)" : ""}`);
		if (isMarked) {
			this.#legend = this.#options.isDeduplicated ? REPEATED : CYCLIC;
			return;
		}
		if (children.length === 0 || this.#path.size >= this.#options.depth) return;
		this.#opened.add(node);
		this.#path.add(node);
		const last = children.at(-1);
		for (const child of children) {
			const isLast = child === last;
			this.#add(child, {
				lead: `${below}${isLast ? "└── " : "├── "}`,
				below: `${below}${isLast ? "    " : "│   "}`,
			});
		}
		this.#path.delete(node);
	}

	#text({ node, label }: Edge): string {
		const found = this.#nodes[node];
		if (found === undefined) return "";
		const { name, version, latestVersion } = found;
		const isTold = latestVersion === undefined || this.#told.has(node);
		const latest = isTold ? "" : ` (latest: v${latestVersion})`;
		this.#told.add(node);
		return `${name} v${version}${label}${latest}`;
	}
}

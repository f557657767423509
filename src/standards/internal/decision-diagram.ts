/**
 * Canonical decision diagrams: each function of the variables has one node, so that equal functions are identical.
 *
 * A node splits the values of its variable, which are ordered, at some places, and has a child for each part. Variables
 * come in one fixed order on every path, neighbouring parts have different children, and no node is made twice.
 * (Bryant's reduced ordered diagrams, with intervals in place of bits.)
 */
import type { EnvironmentVariable } from "../marker-environment.ts";
import type { Comparison } from "./marker-comparison.ts";
import { type Cut, compareCuts } from "./range-cut.ts";

/** Where the values of a variable are split. */
export type Place =
	| { readonly kind: "version"; readonly key: string; readonly cut: Cut }
	| {
			readonly kind: "word";
			readonly key: string;
			readonly word: string;
			readonly isAfter: boolean;
	  }
	/** Between false and true. */
	| { readonly kind: "truth"; readonly key: string };

/** What a node asks for. `name` is its identity and its place in the order. */
export type DiagramVariable =
	| {
			readonly kind: "version";
			readonly name: string;
			readonly variable: "python_full_version" | "implementation_version";
	  }
	| { readonly kind: "word"; readonly name: string; readonly variable: WordVariable }
	/** A comparison that is only known to hold or not. */
	| { readonly kind: "condition"; readonly name: string; readonly comparison: Comparison };

export type WordVariable = Exclude<
	EnvironmentVariable,
	"python_version" | "python_full_version" | "implementation_version"
>;

export interface Diagram {
	readonly id: number;
	/** `undefined`: one of the two ends. */
	readonly variable: DiagramVariable | undefined;
	readonly places: readonly Place[];
	/** One more than places. */
	readonly children: readonly Diagram[];
}

/** Thrown where the work for one operation passes every reasonable amount. */
export class BudgetExceeded extends Error {}

const NEVER_ID = 0;
const ALWAYS_ID = 1;

/** Holds nowhere. */
export const NEVER: Diagram = { id: NEVER_ID, variable: undefined, places: [], children: [] };
/** Holds everywhere. */
export const ALWAYS: Diagram = { id: ALWAYS_ID, variable: undefined, places: [], children: [] };

const nodes = new Map<string, Diagram>();
const negations = new Map<number, Diagram>();
const conjunctions = new Map<number, Diagram>();

/** Remembered conjunctions are forgotten at this number; nodes never are, since identity depends on them. */
const REMEMBERED = 100_000;
const LARGEST_ID = 2 ** 26;
const STEPS = 50_000;
const DEEPEST = 500;

/** The node that asks for the variable; the places ascend. */
export function decide(
	variable: DiagramVariable,
	places: readonly Place[],
	children: readonly Diagram[],
): Diagram {
	const [first = NEVER] = children;
	const keptPlaces: Place[] = [];
	const keptChildren: Diagram[] = [first];
	for (const [index, place] of places.entries()) {
		const child = children[index + 1];
		if (child === undefined || child === keptChildren.at(-1)) continue;
		keptPlaces.push(place);
		keptChildren.push(child);
	}
	return keptPlaces.length === 0 ? first : intern(variable, keptPlaces, keptChildren);
}

function intern(
	variable: DiagramVariable,
	places: readonly Place[],
	children: readonly Diagram[],
): Diagram {
	const splits = places.map((place) => place.key).join("\n");
	const key = `${variable.name}\n\n${splits}\n\n${children.map((child) => child.id).join()}`;
	const known = nodes.get(key);
	if (known !== undefined) return known;
	const node: Diagram = { id: nodes.size + 2, variable, places, children };
	if (node.id >= LARGEST_ID) throw new BudgetExceeded();
	nodes.set(key, node);
	return node;
}

/** Holds where the diagram does not. */
export function negate(diagram: Diagram): Diagram {
	const { variable } = diagram;
	if (variable === undefined) return diagram === NEVER ? ALWAYS : NEVER;
	const known = negations.get(diagram.id);
	if (known !== undefined) return known;
	const negation = decide(variable, diagram.places, diagram.children.map(negate));
	negations.set(diagram.id, negation);
	negations.set(negation.id, diagram);
	return negation;
}

/** Holds where both hold. */
export function conjoin(a: Diagram, b: Diagram): Diagram {
	return new Conjunction().of(a, b, 0);
}

/** Holds where one of them holds. */
export function disjoin(a: Diagram, b: Diagram): Diagram {
	return negate(conjoin(negate(a), negate(b)));
}

/** One conjunction with its budget. */
class Conjunction {
	private steps = 0;

	of(a: Diagram, b: Diagram, depth: number): Diagram {
		if (a === NEVER || b === NEVER) return NEVER;
		if (a === ALWAYS || a === b) return b;
		if (b === ALWAYS) return a;
		const key = a.id < b.id ? a.id * LARGEST_ID + b.id : b.id * LARGEST_ID + a.id;
		const known = conjunctions.get(key);
		if (known !== undefined) return known;
		if (++this.steps > STEPS || depth > DEEPEST) throw new BudgetExceeded();
		const result = this.split(a, b, depth + 1);
		if (conjunctions.size >= REMEMBERED) conjunctions.clear();
		conjunctions.set(key, result);
		return result;
	}

	private split(a: Diagram, b: Diagram, depth: number): Diagram {
		const [left, right] = [a.variable, b.variable];
		if (left === undefined || right === undefined) throw new Error("an end has no variable");
		if (left.name === right.name) return this.merge(a, b, depth);
		// The variable that comes first in the order is asked first.
		return left.name < right.name
			? decide(
					left,
					a.places,
					a.children.map((child) => this.of(child, b, depth)),
				)
			: decide(
					right,
					b.places,
					b.children.map((child) => this.of(a, child, depth)),
				);
	}

	/** Both ask for the same variable: split at the places of both. */
	private merge(a: Diagram, b: Diagram, depth: number): Diagram {
		const places: Place[] = [];
		const children = [this.of(a.children[0] ?? NEVER, b.children[0] ?? NEVER, depth)];
		let [i, j] = [0, 0];
		while (i < a.places.length || j < b.places.length) {
			const [left, right] = [a.places[i], b.places[j]];
			const order = compareOptional(left, right);
			const place = order <= 0 ? left : right;
			if (order <= 0) i++;
			if (order >= 0) j++;
			if (place !== undefined) places.push(place);
			children.push(this.of(a.children[i] ?? NEVER, b.children[j] ?? NEVER, depth));
		}
		return decide(a.variable ?? missing(), places, children);
	}
}

function missing(): never {
	throw new Error("an end has no variable");
}

/** A place that is not there lies behind all others. */
function compareOptional(a: Place | undefined, b: Place | undefined): number {
	if (a === undefined) return 1;
	return b === undefined ? -1 : comparePlaces(a, b);
}

function comparePlaces(a: Place, b: Place): number {
	if (a.key === b.key) return 0;
	if (a.kind === "version" && b.kind === "version") return compareCuts(a.cut, b.cut);
	if (a.kind === "word" && b.kind === "word") {
		if (a.word === b.word) return a.isAfter ? 1 : -1;
		return a.word < b.word ? -1 : 1;
	}
	throw new Error("places of different kinds in one variable");
}

/**
 * What follows from markers: whether two can hold at once, whether one implies another, the simplest marker for a set of
 * environments. Needed to fork a resolution, and to print what holds in one part of it.
 *
 * It is assumed that `python_full_version` and `implementation_version` are versions of Python as they are published,
 * which are never post-releases, and that `python_version` is the beginning of the former.
 */
import { UserError } from "../errors/user-error.ts";
import { diagramOf } from "./internal/comparison-diagram.ts";
import {
	ALWAYS,
	BudgetExceeded,
	conjoin,
	type Diagram,
	disjoin,
	NEVER,
	negate,
} from "./internal/decision-diagram.ts";
import { alternativesOf } from "./internal/diagram-alternatives.ts";
import { PYTHON, rangeDiagram } from "./internal/diagram-leaves.ts";
import { expressionOf } from "./internal/diagram-printer.ts";
import type { Comparison } from "./internal/marker-comparison.ts";
import type { MarkerExpression } from "./internal/marker-grammar.ts";
import { pythonRangeOf, simplifyForPython } from "./internal/python-diagram.ts";
import { possibleEnvironments, usualDiagram } from "./internal/usual-environments.ts";
import { Marker } from "./marker.ts";
import type { Version } from "./version.ts";
import type { VersionRange } from "./version-range.ts";

/** A marker, or a combination of some, with so many independent parts that nothing can be said of it in time. */
export class MarkerTooComplex extends UserError {
	readonly code = "marker-too-complex";
}

/** A set of environments, in canonical form: equal sets are the same object. Immutable. */
export class MarkerTree {
	/** All environments. */
	static readonly always: MarkerTree = new MarkerTree(ALWAYS);
	/** No environment. */
	static readonly never: MarkerTree = new MarkerTree(NEVER);

	private readonly diagram: Diagram;

	private constructor(diagram: Diagram) {
		this.diagram = diagram;
	}

	/**
	 * The environments in which the marker holds; without a marker, all.
	 *
	 * @throws MarkerTooComplex
	 */
	static of(marker: Marker | undefined): MarkerTree {
		if (marker === undefined) return MarkerTree.always;
		return guard(() => treeOf(diagramOfExpression(marker.toExpression())), marker);
	}

	/**
	 * The same over the environments that there are: a pre-release of Python counts as its release, what
	 * `platform_system` is on a usual system follows from `sys_platform`, and the extras are decided.
	 *
	 * @throws MarkerTooComplex
	 */
	static ofUsual(marker: Marker | undefined, extras: readonly string[] = []): MarkerTree {
		if (marker === undefined) return MarkerTree.always;
		return guard(() => treeOf(usualDiagram(marker.toExpression(), extras)), marker);
	}

	/** The environments with this Python or a later one, as `ofUsual` tells Pythons apart. */
	static fromPython(python: Version): MarkerTree {
		return MarkerTree.ofUsual(Marker.parse(`python_full_version >= "${python.baseVersion}"`));
	}

	/** The environments whose Python is in the range. */
	static ofPython(range: VersionRange): MarkerTree {
		return treeOf(rangeDiagram(range, PYTHON));
	}

	/** For this file only. */
	static ofDiagram(diagram: Diagram): MarkerTree {
		return new MarkerTree(diagram);
	}

	/**
	 * Both.
	 *
	 * @throws MarkerTooComplex like every operation that takes another tree
	 */
	and(other: MarkerTree): MarkerTree {
		return guard(() => treeOf(conjoin(this.diagram, other.diagram)), this);
	}

	/** One of them, or both. */
	or(other: MarkerTree): MarkerTree {
		return guard(() => treeOf(disjoin(this.diagram, other.diagram)), this);
	}

	/** All other environments. */
	negate(): MarkerTree {
		return treeOf(negate(this.diagram));
	}

	get isAlways(): boolean {
		return this.diagram === ALWAYS;
	}

	get isNever(): boolean {
		return this.diagram === NEVER;
	}

	/** Whether no environment is in both. Where nothing is known of how two conditions relate, both may hold. */
	isDisjointFrom(other: MarkerTree): boolean {
		return this.and(other).isNever;
	}

	/** Whether an environment that there can be is in both: none is Windows and Linux. */
	overlaps(other: MarkerTree): boolean {
		const both = this.and(other);
		return (
			!both.isNever && guard(() => conjoin(both.diagram, possibleEnvironments()), this) !== NEVER
		);
	}

	/** Whether every environment of the other one that there can be is in this one. */
	coversAllOf(other: MarkerTree): boolean {
		return !other.overlaps(this.negate());
	}

	/** Whether every environment of this one is in the other. */
	implies(other: MarkerTree): boolean {
		return this.and(other.negate()).isNever;
	}

	/** The same as `===`. */
	equals(other: MarkerTree): boolean {
		return this === other;
	}

	/** Those of the environments whose Python is in the range. */
	restrictToPython(range: VersionRange): MarkerTree {
		return this.and(MarkerTree.ofPython(range));
	}

	/**
	 * A simpler tree that is the same for every Python of the range: `python_version >= "3.8" and os_name == "nt"` is
	 * `os_name == "nt"` where only Pythons from 3.8 on count.
	 */
	simplifyForPython(range: VersionRange): MarkerTree {
		return treeOf(simplifyForPython(this.diagram, range));
	}

	/** The same for Pythons from this one on, which begins with its pre-releases. */
	simplifyFrom(python: Version): MarkerTree {
		return this.simplifyForPython(MarkerTree.fromPython(python).pythonRange);
	}

	/** The Pythons for which one of the environments exists. */
	get pythonRange(): VersionRange {
		return pythonRangeOf(this.diagram);
	}

	/** A marker that holds in these environments; `undefined`: in all. For no environment one that never holds. */
	toMarker(): Marker | undefined {
		if (this.isAlways) return undefined;
		// Markers have no word for "never".
		if (this.isNever) return neverMarker();
		return guard(() => Marker.fromExpression(expressionOf(this.diagram)), this);
	}

	/**
	 * The text of a marker that says the same of the environments that there are, as `pip compile` writes it: alternatives,
	 * `python_full_version`, single quotes. The empty text where it holds always.
	 */
	toUsualText(): string {
		if (this.isAlways) return "";
		if (this.isNever) return `${neverMarker()}`.replaceAll('"', "'");
		const alternatives = guard(
			() => alternativesOf(this.diagram, (comparison) => usualDiagram(comparison, [])),
			this,
		);
		return alternatives
			.map((comparisons) => {
				const text = comparisons.map(printQuoted).join(" and ");
				return comparisons.length > 1 && alternatives.length > 1 ? `(${text})` : text;
			})
			.join(" or ");
	}

	/** The marker as text; the empty text where it holds always. */
	toString(): string {
		return `${this.toMarker() ?? ""}`;
	}
}

/** In single quotes, unless the literal has one. */
function printQuoted(comparison: Comparison): string {
	const text = `${comparison}`;
	return comparison.literal.includes("'") ? text : text.replaceAll('"', "'");
}

let never: Marker | undefined;

function neverMarker(): Marker {
	never ??= Marker.parse('python_version < "0"');
	return never;
}

const trees = new WeakMap<Diagram, MarkerTree>([
	[ALWAYS, MarkerTree.always],
	[NEVER, MarkerTree.never],
]);

/** The one tree of the diagram. */
function treeOf(diagram: Diagram): MarkerTree {
	const known = trees.get(diagram);
	if (known !== undefined) return known;
	const tree = MarkerTree.ofDiagram(diagram);
	trees.set(diagram, tree);
	return tree;
}

function diagramOfExpression(expression: MarkerExpression): Diagram {
	switch (expression.kind) {
		case "comparison":
			return diagramOf(expression);
		case "group":
			return diagramOfExpression(expression.operand);
		case "and":
			return expression.operands.map(diagramOfExpression).reduce(conjoin, ALWAYS);
		case "or":
			return expression.operands.map(diagramOfExpression).reduce(disjoin, NEVER);
	}
}

function guard<T>(work: () => T, subject: Marker | MarkerTree): T {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof BudgetExceeded)) throw error;
		const shown = subject instanceof Marker ? `\`${`${subject}`.slice(0, 100)}…\`` : "a marker";
		throw new MarkerTooComplex(`Could not reason about ${shown}: it has too many parts`, {
			cause: error,
		});
	}
}

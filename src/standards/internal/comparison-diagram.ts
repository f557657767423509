/**
 * A comparison of a marker as a decision diagram. What has no simpler form becomes a condition of its own, of which
 * nothing is known but that it holds or not.
 */
import { Version } from "../version.ts";
import {
	ALWAYS,
	type Diagram,
	type DiagramVariable,
	NEVER,
	negate,
	type WordVariable,
} from "./decision-diagram.ts";
import {
	conditionDiagram,
	IMPLEMENTATION,
	PYTHON,
	rangeDiagram,
	wordDiagram,
} from "./diagram-leaves.ts";
import { Comparison } from "./marker-comparison.ts";
import { pythonVersionDiagram, rangeOf } from "./python-diagram.ts";

/** The diagram that holds where the comparison does. */
export function diagramOf(comparison: Comparison): Diagram {
	const { variable } = comparison;
	if (variable === undefined) return comparison.holdsAlone ? ALWAYS : NEVER;
	if (comparison.isUndefined) return NEVER;
	switch (variable) {
		case "python_version":
			return pythonVersionDiagram(comparison);
		case "python_full_version":
			return version(comparison, PYTHON);
		case "implementation_version":
			return version(comparison, IMPLEMENTATION);
		case "platform_release":
			// Some systems have versions here and most have not: a comparison of versions has no opposite.
			return comparison.specifier === undefined && !comparison.isReversed
				? word(comparison, variable)
				: conditionDiagram(comparison, variable);
		case "extra":
			return extra(comparison);
		case "extras":
		case "dependency_groups":
			return member(comparison);
		default:
			return word(comparison, variable);
	}
}

function version(comparison: Comparison, variable: DiagramVariable): Diagram {
	const { operator, specifier, literal } = comparison;
	if (comparison.isReversed || operator === "in" || operator === "not in" || operator === "===") {
		return conditionDiagram(comparison, variable.name);
	}
	if (specifier !== undefined) {
		return rangeDiagram(rangeOf(specifier), variable);
	}
	if (operator === "<" || operator === ">") return NEVER;
	// What is compared as words is never equal to a version, unless it is one that the operator does not take.
	if (Version.tryParse(literal) !== undefined) return conditionDiagram(comparison, variable.name);
	return operator === "!=" ? ALWAYS : NEVER;
}

function word(comparison: Comparison, variable: WordVariable): Diagram {
	const { operator, literal } = comparison;
	switch (operator) {
		case "==":
		case "<=":
		case ">=":
			return wordDiagram(variable, literal);
		case "!=":
			return negate(wordDiagram(variable, literal));
		case "in":
		case "not in":
			return conditionDiagram(comparison, variable);
		default:
			return NEVER;
	}
}

function extra(comparison: Comparison): Diagram {
	switch (comparison.operator) {
		case "==":
		case "<=":
		case ">=":
			return activeExtra(comparison.literal);
		case "!=":
			return negate(activeExtra(comparison.literal));
		case "in":
		case "not in":
			return conditionDiagram(comparison, "extra");
		default:
			return NEVER;
	}
}

function activeExtra(name: string): Diagram {
	const comparison = new Comparison({ kind: "variable", name: "extra" }, "==", {
		kind: "literal",
		value: name,
	});
	return conditionDiagram(comparison, "extra");
}

/** `"x" in extras`. Other operators never hold of a list. */
function member(comparison: Comparison): Diagram {
	const { operator, variable } = comparison;
	const isMembership = comparison.isReversed && (operator === "in" || operator === "not in");
	return isMembership ? conditionDiagram(comparison, `${variable}`) : NEVER;
}

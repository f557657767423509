/** A decision diagram as alternatives, each a list of comparisons that all hold: `a and b or c`. */
import {
	ALWAYS,
	BudgetExceeded,
	conjoin,
	type Diagram,
	disjoin,
	NEVER,
} from "./decision-diagram.ts";
import { type Alternatives, conditionsFor } from "./diagram-conditions.ts";
import type { Comparison } from "./marker-comparison.ts";

/** More ways to the end help nobody who reads them. */
const MOST_ALTERNATIVES = 200;

interface Part {
	readonly comparison: Comparison;
	readonly diagram: Diagram;
}

/**
 * The alternatives of a diagram that is neither end, none longer than it has to be. `diagramOf` is the diagram of a comparison.
 *
 * @throws BudgetExceeded
 */
export function alternativesOf(
	diagram: Diagram,
	diagramOf: (comparison: Comparison) => Diagram,
): Alternatives {
	const paths = pathsThrough(diagram, diagramOf);
	const shortest = paths.map((path) => shorten(path, diagram));
	return withoutNeedless(shortest, diagram).map((path) => path.map(({ comparison }) => comparison));
}

function pathsThrough(
	diagram: Diagram,
	diagramOf: (comparison: Comparison) => Diagram,
): readonly (readonly Part[])[] {
	const found: (readonly Part[])[] = [];
	const open: { diagram: Diagram; path: readonly Part[] }[] = [{ diagram, path: [] }];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { variable } = next.diagram;
		if (variable === undefined) {
			if (next.diagram === ALWAYS && found.push(next.path) > MOST_ALTERNATIVES)
				throw new BudgetExceeded();
			continue;
		}
		const followed: { diagram: Diagram; path: readonly Part[] }[] = [];
		for (const child of new Set(next.diagram.children)) {
			if (child === NEVER) continue;
			const node = { variable, diagram: next.diagram };
			for (const conditions of conditionsFor(node, "full", (part) => part === child)) {
				const parts = conditions.map((comparison) => ({
					comparison,
					diagram: diagramOf(comparison),
				}));
				followed.push({ diagram: child, path: [...next.path, ...parts] });
			}
		}
		open.push(...followed.reverse());
	}
	return found;
}

/** Leaves out what does not have to be said: the rest holds only where the diagram does. */
function shorten(path: readonly Part[], whole: Diagram): readonly Part[] {
	let kept = path;
	for (const part of path) {
		const fewer = kept.filter((one) => one !== part);
		if (conjoin(together(fewer), whole) === together(fewer)) kept = fewer;
	}
	return kept;
}

function withoutNeedless(
	paths: readonly (readonly Part[])[],
	whole: Diagram,
): readonly (readonly Part[])[] {
	let kept = paths;
	for (const path of [...paths].sort((a, b) => b.length - a.length)) {
		const fewer = kept.filter((one) => one !== path);
		if (fewer.map(together).reduce(disjoin, NEVER) === whole) kept = fewer;
	}
	return kept;
}

function together(path: readonly Part[]): Diagram {
	return path.map(({ diagram }) => diagram).reduce(conjoin, ALWAYS);
}

/** What is left of a marker where it is known which extras are active. */
import type { MarkerExpression } from "./internal/marker-grammar.ts";
import { Marker } from "./marker.ts";
import { MarkerTree } from "./marker-algebra.ts";
import { fromMarkerVariables } from "./marker-environment.ts";

/** Conditions on extras are settled before the environment is looked at. */
const NOWHERE = fromMarkerVariables({});

/**
 * The environments in which the marker holds where these extras are active: of `extra == "x" and os_name == "nt"` with
 * `x` it is `os_name == "nt"`, without it nothing.
 *
 * @throws MarkerTooComplex
 */
export function settleExtras(marker: Marker | undefined, extras: readonly string[]): MarkerTree {
	if (marker === undefined || !marker.mentionsExtra()) return MarkerTree.of(marker);
	return settle(marker.toExpression(), extras);
}

function settle(expression: MarkerExpression, extras: readonly string[]): MarkerTree {
	switch (expression.kind) {
		case "comparison": {
			const marker = Marker.fromExpression(expression);
			if (!marker.mentionsExtra()) return MarkerTree.of(marker);
			return marker.evaluate(NOWHERE, extras) ? MarkerTree.always : MarkerTree.never;
		}
		case "group":
			return settle(expression.operand, extras);
		case "and":
			return expression.operands
				.map((operand) => settle(operand, extras))
				.reduce((left, right) => left.and(right), MarkerTree.always);
		case "or":
			return expression.operands
				.map((operand) => settle(operand, extras))
				.reduce((left, right) => left.or(right), MarkerTree.never);
	}
}

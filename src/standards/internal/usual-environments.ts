/**
 * Markers over the environments that there are, which lets them be told apart by fewer things: a pre-release of Python
 * counts as its release, and what `platform.system()` says of a usual system follows from `sys.platform`.
 */
import { normalizeName } from "../name.ts";
import { Specifier } from "../specifier.ts";
import { VersionRange } from "../version-range.ts";
import { diagramOf } from "./comparison-diagram.ts";
import { ALWAYS, conjoin, type Diagram, disjoin, NEVER, negate } from "./decision-diagram.ts";
import { PYTHON, rangeDiagram, wordDiagram } from "./diagram-leaves.ts";
import type { Comparison } from "./marker-comparison.ts";
import type { MarkerExpression } from "./marker-grammar.ts";
import { rangeOf } from "./python-diagram.ts";
import { BEFORE, type Cut, cutBeforeRelease } from "./range-cut.ts";

/** `platform_system` → `sys_platform`, where each has only the other. */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
	["Windows", "win32"],
	["Linux", "linux"],
	["Darwin", "darwin"],
	["AIX", "aix"],
	["Emscripten", "emscripten"],
	["Android", "android"],
	["iOS", "ios"],
]);

/** The diagram of a marker, with the extras that are active decided. */
export function usualDiagram(expression: MarkerExpression, extras: readonly string[]): Diagram {
	switch (expression.kind) {
		case "comparison":
			return usualComparison(expression, extras);
		case "group":
			return usualDiagram(expression.operand, extras);
		case "and":
			return expression.operands.map((one) => usualDiagram(one, extras)).reduce(conjoin, ALWAYS);
		case "or":
			return expression.operands.map((one) => usualDiagram(one, extras)).reduce(disjoin, NEVER);
	}
}

function usualComparison(comparison: Comparison, extras: readonly string[]): Diagram {
	const { variable, operator, literal, specifier } = comparison;
	switch (variable) {
		case "extra":
			return extraHolds(comparison, extras) ? ALWAYS : NEVER;
		case "python_full_version":
			return specifier === undefined || operator === "==="
				? diagramOf(comparison)
				: rangeDiagram(asReleases(rangeOf(withoutPrerelease(specifier))), PYTHON);
		case "platform_system": {
			const platform = SYSTEMS.get(literal);
			if (platform === undefined || (operator !== "==" && operator !== "!=")) break;
			const diagram = wordDiagram("sys_platform", platform);
			return operator === "==" ? diagram : negate(diagram);
		}
		default:
			break;
	}
	return diagramOf(comparison);
}

function extraHolds(comparison: Comparison, extras: readonly string[]): boolean {
	const isNegative = comparison.operator === "!=" || comparison.operator === "not in";
	const values = extras.length === 0 ? [""] : extras.map(normalizeName);
	return values.some((value) => comparison.holdsFor(value) !== isNegative) !== isNegative;
}

/** `<= 3.11.0a6` is `<= 3.11`. */
function withoutPrerelease(specifier: Specifier): Specifier {
	const { operator, version, isWildcard } = specifier;
	if (version === undefined || isWildcard || !version.isPrerelease) return specifier;
	return Specifier.of(operator, `${version.baseVersion}`) ?? specifier;
}

/** Where the range begins or ends at a release, its pre-releases go with it. */
function asReleases(range: VersionRange): VersionRange {
	const { startsInside, cuts } = range.toCuts();
	return VersionRange.fromCuts(startsInside, cuts.map(beforeRelease));
}

function beforeRelease(cut: Cut): Cut {
	const { version, side } = cut;
	const isFinal = !version.isPrerelease && version.toParts().post === undefined;
	return side === BEFORE && isFinal ? cutBeforeRelease(version.toParts()) : cut;
}

let known: Diagram | undefined;

/** The environments that there can be: no Windows is a Linux. */
export function possibleEnvironments(): Diagram {
	known ??= [
		...["linux", "darwin", "ios"].map((platform) => excluded("nt", platform)),
		excluded("posix", "win32"),
	].reduce(conjoin, ALWAYS);
	return known;
}

function excluded(osName: string, platform: string): Diagram {
	return negate(conjoin(wordDiagram("os_name", osName), wordDiagram("sys_platform", platform)));
}

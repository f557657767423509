/** Whether a release is made for the target's Python. See docs/resolution.md#python-versions. */
import {
	InvalidSpecifier,
	parseLenientSpecifiers,
	type Specifier,
	type SpecifierSet,
} from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";

/** Answers for one target; remembers each text, of which an index has few. */
export class PythonRequirement {
	/** Major, minor and patch of the target. */
	readonly version: Version;
	readonly #answers: Map<string, boolean> = new Map();

	constructor(target: Version) {
		this.version = Version.parse(target.release.slice(0, 3).join("."));
	}

	/** A text that cannot be read, even with its known mistakes mended, forbids nothing. */
	acceptsText(requiresPython: string): boolean {
		const known = this.#answers.get(requiresPython);
		if (known !== undefined) return known;
		const specifiers = readSpecifiers(requiresPython);
		const answer = specifiers === undefined || this.accepts(specifiers);
		this.#answers.set(requiresPython, answer);
		return answer;
	}

	/** Only lower bounds count, and what `!=` takes away from them: `>=3.9,!=3.9.0` begins after 3.9.0. */
	accepts({ specifiers }: SpecifierSet): boolean {
		return (
			specifiers.every((specifier) => this.#isAtLeast(specifier)) && !this.#isTakenAway(specifiers)
		);
	}

	#isTakenAway(specifiers: readonly Specifier[]): boolean {
		const excluding = specifiers.filter(
			(specifier) => specifier.operator === "!=" && !specifier.contains(this.version),
		);
		if (excluding.length === 0) return false;
		const bounds = specifiers.flatMap(({ operator, version }) =>
			version !== undefined && (operator === ">=" || operator === "~=")
				? [version.baseVersion]
				: [],
		);
		const [first, ...others] = bounds;
		if (first === undefined) return false;
		const lowest = others.reduce((left, right) => (left.compare(right) < 0 ? right : left), first);
		return excluding.some((specifier) => !specifier.contains(lowest));
	}

	#isAtLeast({ operator, version, text }: Specifier): boolean {
		const bound = version ?? Version.tryParse(text);
		if (bound === undefined) return true;
		switch (operator) {
			case ">=":
			case "~=":
			case "==":
			case "===":
				return this.version.compare(bound.baseVersion) >= 0;
			case ">":
				return this.version.compare(bound.baseVersion) > 0;
			case "<":
			case "<=":
			case "!=":
				return true;
		}
	}
}

function readSpecifiers(text: string): SpecifierSet | undefined {
	try {
		return parseLenientSpecifiers(text).specifiers;
	} catch (error) {
		if (error instanceof InvalidSpecifier) return undefined;
		throw error;
	}
}

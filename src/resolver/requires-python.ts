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

	/** The first three numbers of the highest lower bound in the text; undefined where it has none. */
	static boundOf(requiresPython: string): Version | undefined {
		let highest: Version | undefined;
		for (const { operator, version, text } of readSpecifiers(requiresPython)?.specifiers ?? []) {
			if (operator === "<" || operator === "<=" || operator === "!=") continue;
			const bound = (version ?? Version.tryParse(text))?.baseVersion;
			if (bound !== undefined && (highest === undefined || bound.compare(highest) > 0))
				highest = bound;
		}
		return highest;
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

	/** Only lower bounds count. */
	accepts(requiresPython: SpecifierSet): boolean {
		return requiresPython.specifiers.every((specifier) => this.#isAtLeast(specifier));
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

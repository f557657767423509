/** Whether a release is made for the target's Python. See docs/resolution.md#python-versions. */
import { InvalidSpecifier, parseLenientSpecifiers, SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";
import { type RangeStart, VersionRange } from "../standards/version-range.ts";

/** Answers for one target, or for the oldest of many; remembers each text, of which an index has few. */
export class PythonRequirement {
	/** Major, minor and patch of the target. */
	readonly version: Version;
	/** False: all Pythons of the target are later than that. */
	readonly isIncluded: boolean;
	readonly #answers: Map<string, boolean> = new Map();
	readonly #known: Map<SpecifierSet, boolean> = new Map();

	constructor(target: Version, isIncluded: boolean = true) {
		this.version = Version.parse(target.release.slice(0, 3).join("."));
		this.isIncluded = isIncluded;
	}

	/** Where the Pythons begin that the text accepts; undefined: it has no lower bound, or cannot be read. */
	static boundOf(requiresPython: string): RangeStart | undefined {
		const specifiers = readSpecifiers(requiresPython);
		return specifiers === undefined ? undefined : startOf(specifiers);
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

	/** Only where the accepted Pythons begin counts. */
	accepts(requiresPython: SpecifierSet): boolean {
		let answer = this.#known.get(requiresPython);
		if (answer === undefined) {
			answer = this.#compare(requiresPython);
			this.#known.set(requiresPython, answer);
		}
		return answer;
	}

	#compare(requiresPython: SpecifierSet): boolean {
		const start = startOf(requiresPython);
		if (start === undefined) return true;
		const order = this.version.compare(start.version);
		return order > 0 || (order === 0 && (start.isIncluded || !this.isIncluded));
	}
}

/** `>=3.8,!=3.8.0` begins after 3.8.0. */
function startOf(requiresPython: SpecifierSet): RangeStart | undefined {
	const lower = requiresPython.specifiers.filter(({ operator }) => operator[0] !== "<");
	return VersionRange.fromSpecifiers(SpecifierSet.of(lower)).start;
}

function readSpecifiers(text: string): SpecifierSet | undefined {
	try {
		return parseLenientSpecifiers(text).specifiers;
	} catch (error) {
		if (error instanceof InvalidSpecifier) return undefined;
		throw error;
	}
}

/**
 * Compatibility tags, by the packaging specification "Platform compatibility tags" (PEP 425): what a wheel asks of an
 * interpreter, and what an interpreter can take, best first.
 */
import { ParseError } from "../errors/parse-error.ts";

/** Compressed tag sets multiply out: `2.3-4.5-6.7` are eight tags. More than this is an attack. */
const MOST_TAGS = 2_000;

/** A text that is no tag or compressed set of tags. */
export class InvalidTag extends ParseError {
	readonly code = "invalid-tag";
}

/** One combination of interpreter, ABI and platform, in lower case. */
export class Tag {
	/** Such as `cp312` or `py3`. */
	readonly interpreter: string;
	/** Such as `cp312`, `abi3` or `none`. */
	readonly abi: string;
	/** Such as `manylinux_2_17_x86_64` or `any`. */
	readonly platform: string;

	constructor(interpreter: string, abi: string, platform: string) {
		this.interpreter = interpreter;
		this.abi = abi;
		this.platform = platform;
	}

	/**
	 * Reads one tag, not a compressed set.
	 *
	 * @throws InvalidTag
	 */
	static parse(text: string): Tag {
		const [tag, another] = parseTags(text);
		if (tag === undefined || another !== undefined) {
			throw new InvalidTag(
				`Could not read \`${text}\` as a tag: it stands for several`,
				whole(text),
			);
		}
		return tag;
	}

	toString(): string {
		return `${this.interpreter}-${this.abi}-${this.platform}`;
	}
}

/** Thousands of files share a few sets; bounded, because the texts are foreign. */
const parsedTags = new Map<string, readonly Tag[]>();
const MOST_PARSED = 1_000;

/**
 * Reads a tag or a compressed set, `py2.py3-none-any`, into all it stands for, without repetition.
 *
 * @throws InvalidTag
 */
export function parseTags(text: string): readonly Tag[] {
	const known = parsedTags.get(text);
	if (known !== undefined) return known;
	const parts = text.toLowerCase().split("-");
	const [interpreters, abis, platforms] = parts;
	if (
		interpreters === undefined ||
		abis === undefined ||
		platforms === undefined ||
		parts.length > 3
	) {
		throw new InvalidTag(
			`Could not read \`${text}\` as a tag: it does not have the three parts interpreter, ABI and platform`,
			whole(text),
		);
	}
	const tags = expandTags(text, [
		alternatives(interpreters),
		alternatives(abis),
		alternatives(platforms),
	]);
	if (parsedTags.size >= MOST_PARSED) parsedTags.clear();
	parsedTags.set(text, tags);
	return tags;
}

function expandTags(
	text: string,
	[interpreters, abis, platforms]: readonly [
		readonly string[],
		readonly string[],
		readonly string[],
	],
): readonly Tag[] {
	if (interpreters.length * abis.length * platforms.length > MOST_TAGS) {
		throw new InvalidTag(`Could not read a tag: it stands for more than ${MOST_TAGS}`, whole(text));
	}
	const tags: Tag[] = [];
	for (const interpreter of interpreters) {
		for (const abi of abis) {
			for (const platform of platforms) {
				if (interpreter === "" || abi === "" || platform === "") {
					throw new InvalidTag(`Could not read \`${text}\` as a tag: a part is empty`, whole(text));
				}
				tags.push(new Tag(interpreter, abi, platform));
			}
		}
	}
	return tags;
}

function alternatives(part: string): readonly string[] {
	return part.includes(".") ? [...new Set(part.split("."))] : [part];
}

function whole(text: string): { source: string; span: { start: number; end: number } } {
	return { source: text, span: { start: 0, end: text.length } };
}

/** A run of tags that differ in the platform alone: `interpreter-abi-*`, in the order of `platforms`. */
export interface TagRun {
	readonly interpreter: string;
	readonly abi: string;
	/** Each platform with its position, ascending from 0. May be the same map for many runs. */
	readonly platforms: ReadonlyMap<string, number>;
}

function serveAny(ranked: readonly RankedRun[], platforms: string): boolean {
	for (const platform of platforms.split("."))
		for (const { run } of ranked) if (run.platforms.has(platform)) return true;
	return false;
}

interface RankedRun {
	readonly run: TagRun;
	/** The rank of the run's first tag. */
	readonly first: number;
}

/**
 * What an interpreter can take, best first. A thousand tags are some eighty runs over forty platforms: the tags
 * themselves are made only when somebody lists them.
 */
export class TagSet implements Iterable<Tag> {
	/** The number of tags. */
	readonly size: number;
	private readonly runs: readonly TagRun[];
	private readonly byInterpreter: ReadonlyMap<string, ReadonlyMap<string, readonly RankedRun[]>>;

	private constructor(runs: readonly TagRun[]) {
		const byInterpreter = new Map<string, Map<string, RankedRun[]>>();
		let first = 0;
		for (const run of runs) {
			const byAbi = byInterpreter.get(run.interpreter) ?? new Map<string, RankedRun[]>();
			byInterpreter.set(run.interpreter, byAbi);
			const ranked = byAbi.get(run.abi);
			if (ranked === undefined) byAbi.set(run.abi, [{ run, first }]);
			else ranked.push({ run, first });
			first += run.platforms.size;
		}
		this.size = first;
		this.runs = runs;
		this.byInterpreter = byInterpreter;
	}

	/** The set of these tags, most preferred first. */
	static of(tags: readonly Tag[]): TagSet {
		return new TagSet(
			tags.map(({ interpreter, abi, platform }) => ({
				interpreter,
				abi,
				platforms: new Map([[platform, 0]]),
			})),
		);
	}

	/** The set of all tags of these runs, most preferred run first. */
	static ofRuns(runs: readonly TagRun[]): TagSet {
		return new TagSet(runs);
	}

	/** How good a tag is: 0 is best; `undefined`: it cannot be taken. */
	rank(tag: Tag): number | undefined {
		const ranked = this.byInterpreter.get(tag.interpreter)?.get(tag.abi);
		if (ranked === undefined) return undefined;
		for (const { run, first } of ranked) {
			const position = run.platforms.get(tag.platform);
			if (position !== undefined) return first + position;
		}
		return undefined;
	}

	/** The rank of the best of these tags; `undefined`: none can be taken. */
	bestRank(tags: readonly Tag[]): number | undefined {
		let best: number | undefined;
		for (const tag of tags) {
			const rank = this.rank(tag);
			if (rank !== undefined && (best === undefined || rank < best)) best = rank;
		}
		return best;
	}

	/** Whether any tag of a compressed set can be taken, as names of wheels have it: `py2.py3-none-any`. */
	fits(text: string): boolean {
		const [interpreters = "", abis = "", platforms = ""] = text.toLowerCase().split("-");
		for (const interpreter of interpreters.split(".")) {
			const byAbi = this.byInterpreter.get(interpreter);
			if (byAbi === undefined) continue;
			for (const abi of abis.split(".")) {
				const ranked = byAbi.get(abi);
				if (ranked !== undefined && serveAny(ranked, platforms)) return true;
			}
		}
		return false;
	}

	/** Whether any tag of this interpreter can be taken; tells a wrong Python from a wrong platform. */
	knowsInterpreter(interpreter: string): boolean {
		return this.byInterpreter.has(interpreter);
	}

	*[Symbol.iterator](): Iterator<Tag> {
		for (const { interpreter, abi, platforms } of this.runs) {
			for (const platform of platforms.keys()) yield new Tag(interpreter, abi, platform);
		}
	}
}

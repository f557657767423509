/**
 * A version taken apart, by PEP 440 ("Version specifiers" of the packaging specifications): reading, printing and
 * the full comparison. The slow path of `Version`, and the only one that knows numbers beyond 2^53.
 */

/** A number of a version. Those that a double cannot hold are bigints; the two compare with each other. */
export type Segment = number | bigint;

export type Phase = "a" | "b" | "rc";

export interface VersionParts {
	readonly epoch: Segment;
	/** As written: `1.0` has two numbers. Never empty. */
	readonly release: readonly Segment[];
	readonly pre: { readonly phase: Phase; readonly number: Segment } | undefined;
	readonly post: Segment | undefined;
	readonly dev: Segment | undefined;
	readonly local: readonly (string | Segment)[] | undefined;
}

/** Longer texts are no versions: nobody means them, and nothing may take long to refuse. */
export const LONGEST_VERSION = 256;

const VERSION_REGEXP =
	/^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;

const PHASES: ReadonlyMap<string, Phase> = new Map<string, Phase>([
	["alpha", "a"],
	["a", "a"],
	["beta", "b"],
	["b", "b"],
	["preview", "rc"],
	["pre", "rc"],
	["c", "rc"],
	["rc", "rc"],
]);

/** The parts of a text without space around it, or `undefined` where it is no version. */
export function parseVersionParts(text: string): VersionParts | undefined {
	if (text.length > LONGEST_VERSION) return undefined;
	const match = VERSION_REGEXP.exec(text);
	if (match === null) return undefined;
	const [, epoch, release = "", letters, pre, dashPost, postWord, post, devWord, dev, local] =
		match;
	const phase = letters === undefined ? undefined : PHASES.get(letters.toLowerCase());
	return {
		epoch: epoch === undefined ? 0 : parseSegment(epoch),
		release: release.split(".").map(parseSegment),
		pre: phase === undefined ? undefined : { phase, number: parseSegment(pre ?? "") },
		post: parsePost(dashPost, postWord, post),
		dev: devWord === undefined ? undefined : parseSegment(dev ?? ""),
		local: local === undefined ? undefined : parseLocal(local),
	};
}

function parsePost(
	dashed: string | undefined,
	word: string | undefined,
	digits: string | undefined,
): Segment | undefined {
	if (dashed !== undefined) return parseSegment(dashed);
	return word === undefined ? undefined : parseSegment(digits ?? "");
}

/** No digits mean 0: `1.0.dev` is `1.0.dev0`. */
function parseSegment(digits: string): Segment {
	if (digits.length <= 15) return Number(digits);
	const exact = BigInt(digits);
	return exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : exact;
}

function parseLocal(text: string): (string | Segment)[] {
	return text
		.toLowerCase()
		.split(/[-_.]/)
		.map((part) => (/^\d+$/.test(part) ? parseSegment(part) : part));
}

/** The normalized spelling. */
export function printVersionParts(parts: VersionParts): string {
	const { epoch, release, pre, post, dev, local } = parts;
	let text = release.join(".");
	if (epoch !== 0) text = `${epoch}!${text}`;
	if (pre !== undefined) text += `${pre.phase}${pre.number}`;
	if (post !== undefined) text += `.post${post}`;
	if (dev !== undefined) text += `.dev${dev}`;
	if (local !== undefined) text += `+${local.join(".")}`;
	return text;
}

/** The release without the zeros at its end, of which the first number always stays: 1.0.0 → 1, 0.0 → 0. */
export function trimmedRelease(release: readonly Segment[]): readonly Segment[] {
	let length = release.length;
	while (length > 1 && release[length - 1] === 0) length--;
	return length === release.length ? release : release.slice(0, length);
}

/** Negative, zero or positive, as PEP 440 orders the two. */
export function compareVersionParts(a: VersionParts, b: VersionParts): number {
	return (
		compareSegments(a.epoch, b.epoch) ||
		compareReleases(a.release, b.release) ||
		phaseRank(a) - phaseRank(b) ||
		compareSegments(a.pre?.number ?? 0, b.pre?.number ?? 0) ||
		compareSegments(a.post ?? -1, b.post ?? -1) ||
		// Without a development number a version comes after all that have one.
		compareSegments(a.dev ?? Number.POSITIVE_INFINITY, b.dev ?? Number.POSITIVE_INFINITY) ||
		compareLocals(a.local, b.local)
	);
}

/** 1.0.dev1 < 1.0a1 < 1.0b1 < 1.0rc1 < 1.0: a development release of nothing else comes before all phases. */
function phaseRank({ pre, post, dev }: VersionParts): number {
	if (pre === undefined) return post === undefined && dev !== undefined ? 0 : 4;
	if (pre.phase === "rc") return 3;
	return pre.phase === "b" ? 2 : 1;
}

function compareSegments(a: Segment, b: Segment): number {
	if (a < b) return -1;
	return a > b ? 1 : 0;
}

function compareReleases(a: readonly Segment[], b: readonly Segment[]): number {
	const length = Math.max(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const order = compareSegments(a[index] ?? 0, b[index] ?? 0);
		if (order !== 0) return order;
	}
	return 0;
}

type Local = VersionParts["local"];

/** None < any; words < numbers; the longer one wins where the shorter is its beginning. */
function compareLocals(a: Local, b: Local): number {
	if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const order = compareLocalSegments(a[index] ?? 0, b[index] ?? 0);
		if (order !== 0) return order;
	}
	return a.length - b.length;
}

function compareLocalSegments(a: string | Segment, b: string | Segment): number {
	if (typeof a === "string") {
		if (typeof b !== "string" || a < b) return -1;
		return a > b ? 1 : 0;
	}
	return typeof b === "string" ? 1 : compareSegments(a, b);
}

/**
 * Most versions as one whole number below 2^53 that sorts as the version does, so that comparing is one subtraction.
 *
 * From the highest bits: release 12, 11, 11, 6 · kind 3 · number 10. The kind is that of the only suffix:
 * dev < a < b < rc < none < post. Versions with an epoch, a local part, two suffixes or larger numbers have no packed
 * form: `NaN`. Whether a version has one depends on its value, never on its spelling.
 */
import type { Segment, VersionParts } from "./version-parts.ts";
import { trimmedRelease } from "./version-parts.ts";

const DEV = 0;
const ALPHA = 1;
const BETA = 2;
const CANDIDATE = 3;
const FINAL = 4;
const POST = 5;

/** How many numbers each place of the release can tell apart. */
const PLACES: readonly number[] = [4096, 2048, 2048, 64];
const NUMBERS = 1024;
const KINDS = 8;

const ZERO = 0x30;
const DOT = 0x2e;

/** The distance from a final release's packed form to a place above all its post-releases. */
export const ABOVE_POSTS: number = 2 * NUMBERS;

/** The packed form of the parts, or `NaN`. */
export function packVersionParts(parts: VersionParts): number {
	const { epoch, pre, post, dev, local } = parts;
	const suffixes =
		Number(pre !== undefined) + Number(post !== undefined) + Number(dev !== undefined);
	if (epoch !== 0 || local !== undefined || suffixes > 1) return Number.NaN;
	const release = packRelease(trimmedRelease(parts.release));
	const number = pre?.number ?? post ?? dev ?? 0;
	return number < NUMBERS ? pack(release, kindOf(parts), Number(number)) : Number.NaN;
}

function kindOf({ pre, post, dev }: VersionParts): number {
	if (dev !== undefined) return DEV;
	if (post !== undefined) return POST;
	if (pre === undefined) return FINAL;
	if (pre.phase === "rc") return CANDIDATE;
	return pre.phase === "b" ? BETA : ALPHA;
}

function packRelease(release: readonly Segment[]): number {
	if (release.length > PLACES.length) return Number.NaN;
	let packed = 0;
	for (const [place, size] of PLACES.entries()) {
		const segment = release[place] ?? 0;
		if (segment >= size) return Number.NaN;
		packed = packed * size + Number(segment);
	}
	return packed;
}

function pack(release: number, kind: number, number: number): number {
	return (release * KINDS + kind) * NUMBERS + number;
}

/** The packed form of `1.2.dev0` for that of the final release `1.2`; `NaN` for any other version. */
export function packedFirst(packed: number): number {
	const kind = Math.floor(packed / NUMBERS) % KINDS;
	return kind === FINAL ? packed - FINAL * NUMBERS : Number.NaN;
}

/** Whether the version of this packed form has a phase or a development number. */
export function isPackedPrerelease(packed: number): boolean {
	return Math.floor(packed / NUMBERS) % KINDS < FINAL;
}

/**
 * The packed form of a text in normalized spelling, or `NaN` where it is not normalized, does not fit, or is no version
 * at all. Never wrong, and the only parser that most versions ever meet.
 */
export function scanPackedVersion(text: string): number {
	const length = text.length;
	let release = 0;
	let index = 0;
	let place = 0;
	for (;;) {
		const start = index;
		let segment = 0;
		let digit = digitAt(text, index);
		while (digit >= 0) {
			segment = segment * 10 + digit;
			digit = digitAt(text, ++index);
		}
		const size = PLACES[place++];
		if (size === undefined || segment >= size || !isPlainNumber(text, start, index))
			return Number.NaN;
		release = release * size + segment;
		if (text.charCodeAt(index) !== DOT || digitAt(text, index + 1) < 0) break;
		index++;
	}
	while (place < PLACES.length) release *= PLACES[place++] ?? 1;
	return index === length ? pack(release, FINAL, 0) : scanSuffix(text, index, release);
}

function scanSuffix(text: string, start: number, release: number): number {
	const kind = suffixKind(text, start);
	let index = start + suffixLength(kind);
	const first = index;
	let number = 0;
	for (let digit = digitAt(text, index); digit >= 0; digit = digitAt(text, ++index)) {
		number = number * 10 + digit;
	}
	const isWhole = kind !== FINAL && index === text.length && isPlainNumber(text, first, index);
	return isWhole && number < NUMBERS ? pack(release, kind, number) : Number.NaN;
}

function suffixKind(text: string, index: number): number {
	switch (text.charCodeAt(index)) {
		case 0x61:
			return ALPHA;
		case 0x62:
			return BETA;
		case 0x72:
			return text.charCodeAt(index + 1) === 0x63 ? CANDIDATE : FINAL;
		default:
			if (text.startsWith(".post", index)) return POST;
			return text.startsWith(".dev", index) ? DEV : FINAL;
	}
}

function suffixLength(kind: number): number {
	switch (kind) {
		case DEV:
			return 4;
		case CANDIDATE:
			return 2;
		case POST:
			return 5;
		default:
			return 1;
	}
}

/** 0 to 9, or a negative number where there is no ASCII digit. */
function digitAt(text: string, index: number): number {
	// Beyond the end `charCodeAt` gives `NaN`, which makes the whole scanner slow.
	if (index >= text.length) return -1;
	const digit = text.charCodeAt(index) - ZERO;
	return digit >= 0 && digit <= 9 ? digit : -1;
}

/** Whether the digits are as a normalized version has them: at least one, and no zero before others. */
function isPlainNumber(text: string, start: number, end: number): boolean {
	return end > start && (end === start + 1 || text.charCodeAt(start) !== ZERO);
}

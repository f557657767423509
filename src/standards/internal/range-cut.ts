/**
 * A cut: a place between versions where a range begins or ends. Cuts and versions share one order.
 *
 * Three kinds of place are enough for every operator of PEP 440. "After 1.0 and all its local versions" needs none of
 * its own: nothing lies between there and 1.0.post0.dev0.
 */
import { Version } from "../version.ts";
import { ABOVE_POSTS, packedFirst } from "./packed-version.ts";
import { compareVersionParts, type VersionParts } from "./version-parts.ts";

/** Just before the version. */
export const BEFORE = 0;
/** Just after the version, before its local versions. */
const AFTER = 1;
/** After all post-releases of a final release, with their local versions. */
export const AFTER_POSTS = 2;

export interface Cut {
	readonly version: Version;
	readonly side: typeof BEFORE | typeof AFTER | typeof AFTER_POSTS;
	/**
	 * A version with a packed form lies above the cut exactly where that form is greater than `packed`; `NaN` where only
	 * the parts can tell.
	 */
	readonly packed: number;
}

export function cutBefore(version: Version): Cut {
	// Packed forms are whole numbers, and nothing packed lies between two of them.
	return { version, side: BEFORE, packed: version.packed - 1 };
}

export function cutAfter(version: Version): Cut {
	return { version, side: AFTER, packed: version.packed };
}

/** After every local version of a version that is none itself. */
export function cutAfterLocals(version: Version): Cut {
	// Versions with a local part have no packed form: what is packed and above this one is above them as well.
	return new LateCut(version.packed, () => nextAfterLocals(version.toParts()));
}

/** Before the development releases, and with them the pre-releases, of a version that is neither. */
export function cutBeforePrereleases(version: Version): Cut {
	const packed = packedFirst(version.packed) - 1;
	return new LateCut(packed, () => ({ ...version.toParts(), dev: 0 }));
}

/** Before a version of which, most of the time, only the packed form is ever asked for. */
class LateCut implements Cut {
	readonly side = BEFORE;
	readonly packed: number;
	readonly #parts: () => VersionParts;
	#version: Version | undefined;

	constructor(packed: number, parts: () => VersionParts) {
		this.packed = packed;
		this.#parts = parts;
	}

	get version(): Version {
		this.#version ??= Version.fromParts(this.#parts());
		return this.#version;
	}
}

/** After every post-release of a version that is neither a post- nor a development release. */
export function cutAfterPosts(version: Version): Cut {
	const parts = version.toParts();
	if (parts.pre !== undefined) {
		// Post-releases of 1.0a1 end where 1.0a2 begins.
		const pre = { phase: parts.pre.phase, number: increment(parts.pre.number) };
		return cutBefore(Version.fromParts({ ...parts, pre, dev: 0 }));
	}
	return { version, side: AFTER_POSTS, packed: version.packed + ABOVE_POSTS - 1 };
}

/** The first place that belongs to the release: before `1.2.dev0`. */
export function cutBeforeRelease(release: Pick<VersionParts, "epoch" | "release">): Cut {
	const { epoch, release: numbers } = release;
	const parts = { epoch, release: numbers, pre: undefined, post: undefined, local: undefined };
	return cutBefore(Version.fromParts({ ...parts, dev: 0 }));
}

/** 1.2 → 1.3: the first release that does not begin like this one. */
export function nextRelease(
	parts: Pick<VersionParts, "epoch" | "release">,
): Pick<VersionParts, "epoch" | "release"> {
	const last = parts.release.at(-1) ?? 0;
	return { epoch: parts.epoch, release: [...parts.release.slice(0, -1), increment(last)] };
}

/** The smallest version above the local versions of this one. */
function nextAfterLocals(parts: VersionParts): VersionParts {
	if (parts.dev !== undefined) return { ...parts, dev: increment(parts.dev) };
	const post = parts.post === undefined ? 0 : increment(parts.post);
	return { ...parts, post, dev: 0 };
}

function increment(segment: number | bigint): number | bigint {
	return typeof segment === "number" && segment < Number.MAX_SAFE_INTEGER
		? segment + 1
		: BigInt(segment) + 1n;
}

/** Whether the version lies above the cut. */
export function isAbove(version: Version, cut: Cut): boolean {
	const distance = version.packed - cut.packed;
	if (!Number.isNaN(distance)) return distance > 0;
	const order = compareVersionParts(version.toParts(), keyOf(cut));
	return order > 0 || (order === 0 && cut.side === BEFORE);
}

/** Negative, zero or positive. Zero means the same place. */
export function compareCuts(a: Cut, b: Cut): number {
	const distance = a.packed - b.packed;
	if (distance < 0 || distance > 0) return distance;
	return compareVersionParts(keyOf(a), keyOf(b)) || Number(a.side > 0) - Number(b.side > 0);
}

/** The cut's place as parts that the full comparison puts where the cut is. */
function keyOf(cut: Cut): VersionParts {
	const parts = cut.version.toParts();
	if (cut.side !== AFTER_POSTS) return parts;
	// Above all that can be written: no post number and no local number is infinite.
	return { ...parts, post: Number.POSITIVE_INFINITY, local: [Number.POSITIVE_INFINITY] };
}

/**
 * Sets of versions as sorted intervals, with the algebra that resolving needs.
 *
 * A range is the list of places where membership changes, ascending, and whether it begins inside. Every set has one
 * such list, so equal ranges have equal lists.
 */
import {
	BEFORE,
	type Cut,
	compareCuts,
	cutAfter,
	cutAfterLocals,
	cutAfterPosts,
	cutBefore,
	cutBeforePrereleases,
	cutBeforeRelease,
	isAbove,
	nextRelease,
} from "./internal/range-cut.ts";
import { printCuts } from "./internal/range-printer.ts";
import type { Specifier, SpecifierSet } from "./specifier.ts";
import { Version } from "./version.ts";
import type { VersionList } from "./version-list.ts";

/** Nothing comes before it. */
const FIRST: Cut = cutBefore(Version.parse("0.dev0"));

/** The release at which a range begins, and whether it is inside. */
export interface RangeStart {
	readonly version: Version;
	readonly isIncluded: boolean;
}

/** A set of versions. Immutable. */
export class VersionRange {
	/** All versions. */
	static readonly full: VersionRange = new VersionRange(true, []);
	/** No version. */
	static readonly empty: VersionRange = new VersionRange(false, []);

	private readonly startsInside: boolean;
	private readonly cuts: readonly Cut[];

	private constructor(startsInside: boolean, cuts: readonly Cut[]) {
		this.startsInside = startsInside;
		this.cuts = cuts;
	}

	/** For this folder only: the range that changes sides at these ascending places. */
	static fromCuts(startsInside: boolean, cuts: readonly Cut[]): VersionRange {
		const first = cuts[0];
		if (first === undefined) return startsInside ? VersionRange.full : VersionRange.empty;
		// Before the first of all versions there is nothing to be inside of.
		if (compareCuts(first, FIRST) > 0) return new VersionRange(startsInside, cuts);
		return VersionRange.fromCuts(!startsInside, cuts.slice(1));
	}

	/** For this folder only. */
	toCuts(): { readonly startsInside: boolean; readonly cuts: readonly Cut[] } {
		return { startsInside: this.startsInside, cuts: this.cuts };
	}

	/** The one version, without its local versions. */
	static exactly(version: Version): VersionRange {
		return between(cutBefore(version), cutAfter(version));
	}

	/** `>=version`. */
	static atLeast(version: Version): VersionRange {
		return VersionRange.fromCuts(false, [cutBefore(version)]);
	}

	/**
	 * The versions that all the specifiers accept, pre-releases like others. `===` stands for the version it spells in
	 * any spelling (1.0.0 is in the range of `===1.0`), and for none where it spells none.
	 */
	static fromSpecifiers(set: SpecifierSet): VersionRange {
		let range = VersionRange.full;
		for (const specifier of set.specifiers) range = range.intersect(rangeOf(specifier));
		return range;
	}

	/** Has no version. */
	get isEmpty(): boolean {
		return !this.startsInside && this.cuts.length === 0;
	}

	/** Has every version. */
	get isFull(): boolean {
		return this.startsInside && this.cuts.length === 0;
	}

	/** Where it begins; undefined: it is empty, or begins before all releases. */
	get start(): RangeStart | undefined {
		const cut = this.startsInside ? undefined : this.cuts[0];
		if (cut === undefined) return undefined;
		const isIncluded = cut.side === BEFORE && cut.version.toParts().post === undefined;
		return { version: cut.version.baseVersion, isIncluded };
	}

	/** Whether it ends before the last of all versions. */
	get hasUpperEnd(): boolean {
		return this.startsInside === (this.cuts.length % 2 === 1) && !this.isEmpty;
	}

	contains(version: Version): boolean {
		let low = 0;
		let high = this.cuts.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const cut = this.cuts[middle];
			if (cut !== undefined && isAbove(version, cut)) low = middle + 1;
			else high = middle;
		}
		return this.startsInside === (low % 2 === 0);
	}

	intersect(other: VersionRange): VersionRange {
		if (this.isFull || other.isEmpty) return other;
		if (other.isFull || this.isEmpty) return this;
		return merge(this, other, 2);
	}

	union(other: VersionRange): VersionRange {
		if (this.isEmpty || other.isFull) return other;
		if (other.isEmpty || this.isFull) return this;
		return merge(this, other, 1);
	}

	/** All versions that are not in it. */
	complement(): VersionRange {
		return this.cuts.length === 0
			? VersionRange.fromCuts(!this.startsInside, [])
			: new VersionRange(!this.startsInside, this.cuts);
	}

	/** What is in this range and not in the other. */
	difference(other: VersionRange): VersionRange {
		return this.intersect(other.complement());
	}

	/** Whether the other range has every version of this one. */
	isSubsetOf(other: VersionRange): boolean {
		return this.difference(other).isEmpty;
	}

	isDisjointFrom(other: VersionRange): boolean {
		return this.intersect(other).isEmpty;
	}

	equals(other: VersionRange): boolean {
		return (
			this.startsInside === other.startsInside &&
			this.cuts.length === other.cuts.length &&
			this.cuts.every((cut, index) => {
				const twin = other.cuts[index];
				return twin !== undefined && compareCuts(cut, twin) === 0;
			})
		);
	}

	/**
	 * Which of the versions are inside, as half-open pairs of places in the list: `[from, to, from, to, …]`, ascending,
	 * none empty and none touching the next. `sorted` is ascending.
	 */
	ordinalsIn(sorted: VersionList): readonly number[] {
		const ordinals: number[] = [];
		let isInside = this.startsInside;
		if (isInside) ordinals.push(0);
		let from = 0;
		for (const cut of this.cuts) {
			from = firstAbove(sorted, cut, from);
			isInside = !isInside;
			// Where no version lies between two cuts, neither of them shows.
			if (ordinals.at(-1) === from) ordinals.pop();
			else ordinals.push(from);
		}
		if (!isInside) return ordinals;
		if (ordinals.at(-1) === sorted.length) ordinals.pop();
		else ordinals.push(sorted.length);
		return ordinals;
	}

	/** As specifiers: `>=1,<2,!=1.5`; several alternatives with ` | ` between, `*` for all versions, `∅` for none. */
	toString(): string {
		return printCuts(this.startsInside, this.cuts);
	}
}

/** The ordinal of the first version above the cut, not below `start`. */
function firstAbove(sorted: VersionList, cut: Cut, start: number): number {
	const { packed } = sorted;
	let low = start;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const distance = (packed?.[middle] ?? Number.NaN) - cut.packed;
		const version = Number.isNaN(distance) ? sorted.at(middle) : undefined;
		if (distance > 0 || (version !== undefined && isAbove(version, cut))) high = middle;
		else low = middle + 1;
	}
	return low;
}

function between(from: Cut, to: Cut): VersionRange {
	return VersionRange.fromCuts(false, [from, to]);
}

/** Where at least so many (1 or 2) of the two are inside. */
function merge(a: VersionRange, b: VersionRange, wanted: number): VersionRange {
	const left = a.toCuts();
	const right = b.toCuts();
	let insideLeft = left.startsInside;
	let insideRight = right.startsInside;
	const startsInside = Number(insideLeft) + Number(insideRight) >= wanted;
	let isInside = startsInside;
	const cuts: Cut[] = [];
	let i = 0;
	let j = 0;
	for (;;) {
		const cut = left.cuts[i];
		const twin = right.cuts[j];
		if (cut === undefined && twin === undefined) return VersionRange.fromCuts(startsInside, cuts);
		const order = compareOptional(cut, twin);
		if (order <= 0) {
			insideLeft = !insideLeft;
			i++;
		}
		if (order >= 0) {
			insideRight = !insideRight;
			j++;
		}
		const place = order <= 0 ? cut : twin;
		const next = Number(insideLeft) + Number(insideRight) >= wanted;
		if (next !== isInside && place !== undefined) cuts.push(place);
		isInside = next;
	}
}

/** A cut that is not there lies behind all others. */
function compareOptional(a: Cut | undefined, b: Cut | undefined): number {
	if (a === undefined) return 1;
	return b === undefined ? -1 : compareCuts(a, b);
}

function rangeOf(specifier: Specifier): VersionRange {
	const { operator, version } = specifier;
	if (version === undefined) {
		const spelled = Version.tryParse(specifier.text);
		return spelled === undefined ? VersionRange.empty : VersionRange.exactly(spelled);
	}
	switch (operator) {
		case "===":
			return VersionRange.exactly(version);
		case "==":
			return equalTo(specifier, version);
		case "!=":
			return equalTo(specifier, version).complement();
		case "<=":
			return VersionRange.fromCuts(true, [cutAfterLocals(version)]);
		case ">=":
			return VersionRange.atLeast(version);
		case "<":
			return VersionRange.fromCuts(true, [upperCut(version)]);
		case ">":
			return VersionRange.fromCuts(false, [lowerCut(version)]);
		case "~=":
			return compatibleWith(version);
	}
}

function equalTo(specifier: Specifier, version: Version): VersionRange {
	if (specifier.isWildcard) {
		const parts = version.toParts();
		return between(cutBeforeRelease(parts), cutBeforeRelease(nextRelease(parts)));
	}
	if (version.isLocal) return VersionRange.exactly(version);
	return between(cutBefore(version), cutAfterLocals(version));
}

/** `~=1.2.3` is `>=1.2.3,==1.2.*`. */
function compatibleWith(version: Version): VersionRange {
	const { epoch, release } = version.toParts();
	const end = nextRelease({ epoch, release: release.slice(0, -1) });
	return between(cutBefore(version), cutBeforeRelease(end));
}

/** `<1.0` ends before the pre-releases of 1.0, `<1.0rc1` before 1.0rc1. */
function upperCut(version: Version): Cut {
	if (version.isPrerelease) return cutBefore(version);
	return cutBeforePrereleases(version);
}

/** `>1.0` begins after the post-releases of 1.0, `>1.0.post1` after the local versions of 1.0.post1. */
function lowerCut(version: Version): Cut {
	const { post, dev } = version.toParts();
	return post === undefined && dev === undefined ? cutAfterPosts(version) : cutAfterLocals(version);
}

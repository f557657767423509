/** A range of versions as the specifiers that would make it: alternatives, each a list of clauses that all hold. */
import type { Version } from "../version.ts";
import { AFTER_POSTS, BEFORE, type Cut } from "./range-cut.ts";
import { trimmedRelease, type VersionParts } from "./version-parts.ts";

export interface Clause {
	readonly operator: "==" | "!=" | "<=" | ">=" | "<" | ">";
	/** A version or wildcard. */
	readonly version: string;
}

/**
 * The clauses of a range that is neither empty nor full. A hole of one version or wildcard becomes `!=`. Two places
 * have no exact clause and get the nearest: below a post-release that is not there, and between a version and its
 * local versions.
 */
export function clausesOf(
	startsInside: boolean,
	cuts: readonly Cut[],
): readonly (readonly Clause[])[] {
	const alternatives: Clause[][] = [];
	let clauses: Clause[] = [];
	let isInside = startsInside;
	for (let index = 0; index < cuts.length; index++) {
		const cut = cuts[index];
		if (cut === undefined) break;
		const point = pointBetween(cut, cuts[index + 1]);
		if (!isInside) {
			clauses = [point === undefined ? lowerBound(cut) : { operator: "==", version: point }];
			alternatives.push(clauses);
			if (point !== undefined) index++;
			else isInside = true;
			continue;
		}
		if (alternatives.length === 0) alternatives.push(clauses);
		if (point !== undefined) {
			clauses.push({ operator: "!=", version: point });
			index++;
			continue;
		}
		clauses.push(...upperBound(cut));
		isInside = false;
	}
	return alternatives;
}

/** `1.5`, `1.5.*` or `1.5+cpu` where that is all that lies between the two. */
function pointBetween(from: Cut, to: Cut | undefined): string | undefined {
	if (to === undefined || from.side !== BEFORE) return undefined;
	const { version } = from;
	if (to.side !== BEFORE) {
		return to.side !== AFTER_POSTS && to.version.equals(version) ? `${version}` : undefined;
	}
	const [parts, next] = [version.toParts(), to.version.toParts()];
	if (isFirstOfRelease(parts) && isFirstOfRelease(next)) {
		const release = wildcardRelease(parts, next);
		return release === undefined ? undefined : `${release}.*`;
	}
	return isSuccessor(parts, next) ? `${version}` : undefined;
}

/** `1.2.dev0`: nothing of the release 1.2 comes before it. */
export function isFirstOfRelease({ pre, post, dev, local }: VersionParts): boolean {
	return dev === 0 && pre === undefined && post === undefined && local === undefined;
}

/** `1.2` for 1.2.dev0 and 1.3.dev0. */
function wildcardRelease(from: VersionParts, to: VersionParts): string | undefined {
	const end = trimmedRelease(to.release);
	const last = end.length - 1;
	// 3 is 3.0 where 3.1 comes next.
	const start = [...from.release, ...end.slice(from.release.length).fill(0)];
	const isNext =
		from.epoch === to.epoch &&
		start.slice(end.length).every((segment) => segment === 0) &&
		start.slice(0, last).every((segment, place) => segment === end[place]) &&
		BigInt(end[last] ?? 0) - BigInt(start[last] ?? 0) === 1n;
	if (!isNext) return undefined;
	const release = start.slice(0, end.length).join(".");
	return from.epoch === 0 ? release : `${from.epoch}!${release}`;
}

/** 1.2 and 1.2.post0.dev0, between which lie only 1.2 and its local versions. */
function isSuccessor(from: VersionParts, to: VersionParts): boolean {
	if (from.dev !== undefined || from.local !== undefined || to.dev !== 0) return false;
	const nextPost = from.post === undefined ? 0n : BigInt(from.post) + 1n;
	return to.post !== undefined && BigInt(to.post) === nextPost && haveSameBeginning(from, to);
}

function haveSameBeginning(a: VersionParts, b: VersionParts): boolean {
	return (
		a.epoch === b.epoch &&
		trimmedRelease(a.release).join(".") === trimmedRelease(b.release).join(".") &&
		a.pre?.phase === b.pre?.phase &&
		a.pre?.number === b.pre?.number
	);
}

function lowerBound({ version, side }: Cut): Clause {
	return { operator: side === BEFORE ? ">=" : ">", version: `${version}` };
}

function upperBound({ version, side }: Cut): readonly Clause[] {
	if (side !== BEFORE) return [{ operator: "<=", version: `${version}` }];
	const parts = version.toParts();
	if (isFirstOfRelease(parts)) return [{ operator: "<", version: `${version.baseVersion}` }];
	if (parts.dev === 0 && parts.post !== undefined) return [belowPost(version)];
	// `<1.0rc1` ends before 1.0rc1, but `<1.0` already before its pre-releases.
	if (version.isPrerelease) return [{ operator: "<", version: `${version}` }];
	return [
		{ operator: "<=", version: `${version}` },
		{ operator: "!=", version: `${version}` },
	];
}

/** The end of 1.0 and its local versions is the beginning of 1.0.post0. */
function belowPost(version: Version): Clause {
	const text = `${version}`;
	return text.endsWith(".post0.dev0")
		? { operator: "<=", version: text.slice(0, -".post0.dev0".length) }
		: { operator: "<", version: text.slice(0, -".dev0".length) };
}

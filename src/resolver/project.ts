/** One project in a resolution: its versions, and what is found out about each of them when it is looked at. */
import type {
	Distribution,
	KeptDistribution,
	RegistryFile,
} from "../distributions/distribution.ts";
import { EMPTY, type OrdinalSet } from "../solver/ordinal-set.ts";
import type { SpecifierSet } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import type { VersionList } from "../standards/version-list.ts";
import { VersionRange } from "../standards/version-range.ts";
import type { Candidate, Rejection } from "./candidate.ts";
import type {
	IndexDecision,
	MergedIndexes,
	ProjectAnswer,
	ProjectReleases,
} from "./package-source.ts";

/** A version of a project, and where its files are listed. */
export interface Release {
	readonly version: Version;
	readonly releases: ProjectReleases;
	/** In these releases. */
	readonly ordinal: number;
}

/** Finds the file that serves a release. */
export type Judge = (release: Release) => Candidate | Rejection;

const NO_RELEASES: ProjectReleases = { versions: [], filesOf: () => [] };

export class Project {
	readonly name: string;
	/** Ascending: those of the index and, where it is missing there, the installed one. */
	readonly versions: VersionList;
	/** How the index answered; `direct`: nobody asked, because a URL names the only candidate. */
	readonly answer: ProjectAnswer["kind"] | "direct";
	/** Indexes that refused to say (401, 403). */
	readonly unauthorized: readonly string[];
	/** Where there are several indexes, which one decided. */
	readonly decision: IndexDecision | undefined;
	/** The indexes whose releases these are, where there are several. */
	readonly merged: MergedIndexes | undefined;
	/** The ordinal of the installed version that is kept, or -1. */
	readonly installedOrdinal: number;
	#everything: OrdinalSet | undefined;
	readonly #releases: ProjectReleases;
	/** Where the installed version was put in between those of the index; else -1. */
	readonly #inserted: number;
	readonly #fixed: Candidate | Rejection | undefined;
	readonly #judge: Judge;
	readonly #candidates: (Candidate | Rejection | undefined)[] = [];
	readonly #bySpecifiers: Map<SpecifierSet, OrdinalSet> = new Map();
	readonly #byText: Map<string, OrdinalSet> = new Map();
	readonly #interned: Map<string, OrdinalSet> = new Map();

	/** A project whose only candidate is `fixed`, or one of an index, with what is installed and kept. */
	constructor(
		name: string,
		source:
			| {
					readonly kind: "direct";
					readonly version: Version;
					readonly fixed: Candidate | Rejection;
			  }
			| {
					readonly kind: "index";
					readonly answer: ProjectAnswer;
					readonly kept: KeptDistribution | undefined;
			  },
		judge: Judge,
	) {
		this.name = name;
		this.#judge = judge;
		if (source.kind === "direct") {
			this.versions = [source.version];
			this.answer = "direct";
			this.unauthorized = [];
			this.decision = undefined;
			this.merged = undefined;
			this.installedOrdinal = -1;
			this.#releases = NO_RELEASES;
			this.#inserted = -1;
			this.#fixed = source.fixed;
			return;
		}
		const { answer, kept } = source;
		const releases = answer.kind === "found" ? answer.releases : NO_RELEASES;
		this.answer = answer.kind;
		this.unauthorized = answer.kind === "not-found" ? answer.unauthorized : [];
		this.decision = answer.kind === "found" ? answer.decision : undefined;
		this.#fixed = undefined;
		const place = kept === undefined ? -1 : firstNotBelow(releases.versions, kept.version);
		const isListed = place !== -1 && isAt(releases.versions, place, kept?.version);
		this.installedOrdinal = place;
		this.versions =
			kept === undefined || isListed
				? releases.versions
				: [...releases.versions].toSpliced(place, 0, kept.version);
		this.merged = releases.merged;
		this.#releases = releases;
		this.#inserted = isListed ? -1 : place;
		if (kept !== undefined) this.#candidates[place] = asCandidate(kept);
	}

	/** All versions; the same object at each call. */
	get everything(): OrdinalSet {
		this.#everything ??= this.versions.length === 0 ? EMPTY : [0, this.versions.length];
		return this.#everything;
	}

	/** Whether there is nothing but pre-releases. */
	get hasOnlyPrereleases(): boolean {
		for (const version of this.versions) if (!version.isPrerelease) return false;
		return true;
	}

	/** Judged at the first call. */
	candidate(ordinal: number): Candidate | Rejection {
		let candidate = this.#fixed ?? this.#candidates[ordinal];
		if (candidate === undefined) {
			candidate = this.#judge({
				version: this.versions.at(ordinal) as Version,
				releases: this.#releases,
				ordinal: this.#placeOf(ordinal),
			});
			this.#candidates[ordinal] = candidate;
		}
		return candidate;
	}

	/** The files of a version, in the order of the index; of several indexes, those of the one that serves it. */
	filesOf(ordinal: number): readonly RegistryFile[] {
		if (ordinal === this.#inserted) return [];
		const files = this.#releases.filesOf(this.#placeOf(ordinal));
		if (this.merged === undefined) return files;
		const candidate = this.candidate(ordinal);
		if (candidate.kind === "rejected" || !("index" in candidate.distribution)) return files;
		const { url } = candidate.distribution.index;
		return files.filter(({ index }) => index.url === url);
	}

	/** The place of the version, or -1. */
	ordinalOf(version: Version): number {
		const place = firstNotBelow(this.versions, version);
		return isAt(this.versions, place, version) ? place : -1;
	}

	/** Equal sets are the same object. */
	ordinalsOf(specifiers: SpecifierSet): OrdinalSet {
		if (specifiers.isAny) return this.everything;
		let ordinals = this.#bySpecifiers.get(specifiers);
		if (ordinals !== undefined) return ordinals;
		const text = specifiers.toString();
		ordinals = this.#byText.get(text);
		if (ordinals === undefined) {
			ordinals = this.#intern(VersionRange.fromSpecifiers(specifiers).ordinalsIn(this.versions));
			this.#byText.set(text, ordinals);
		}
		this.#bySpecifiers.set(specifiers, ordinals);
		return ordinals;
	}

	/** Among the releases of the index. */
	#placeOf(ordinal: number): number {
		return this.#inserted !== -1 && ordinal > this.#inserted ? ordinal - 1 : ordinal;
	}

	#intern(ordinals: OrdinalSet): OrdinalSet {
		if (ordinals.length === 0) return EMPTY;
		if (ordinals.length === 2 && ordinals[0] === 0 && ordinals[1] === this.versions.length)
			return this.everything;
		const key = ordinals.join();
		const known = this.#interned.get(key) ?? ordinals;
		this.#interned.set(key, known);
		return known;
	}
}

/** A distribution that needs no judging. */
export function asCandidate(distribution: Distribution): Candidate {
	return { kind: "candidate", distribution, metadataFrom: distribution };
}

function firstNotBelow(versions: VersionList, version: Version): number {
	let low = 0;
	let high = versions.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((versions.at(middle) as Version).compare(version) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

function isAt(versions: VersionList, place: number, version: Version | undefined): boolean {
	const found = place < 0 ? undefined : versions.at(place);
	return found !== undefined && version !== undefined && found.equals(version);
}

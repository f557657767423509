/** The best file of a release for the target, or why it has none. See docs/resolution.md#candidates. */
import type { Distribution, RegistryFile, RegistryWheel } from "../distributions/distribution.ts";
import type { Digest } from "../standards/digest.ts";
import type { Tag } from "../standards/tag.ts";
import { compareBuilds } from "../standards/wheel-filename.ts";
import { excludes, type ProjectSelection } from "./manifest.ts";
import type { ProjectReleases } from "./package-source.ts";
import { cutoffFor, type UploadCutoffs } from "./upload-cutoffs.ts";

/** A version with the file that would serve it. */
export interface Candidate {
	readonly kind: "candidate";
	readonly distribution: Distribution;
	/** Where its metadata is asked for: a wheel of the same release, where the file itself is none. */
	readonly metadataFrom: Distribution;
}

/** Why a file was passed over. */
export type Objection =
	| { readonly kind: "too-new"; readonly uploadTime: number | undefined; readonly cutoff: number }
	| { readonly kind: "yanked"; readonly reason: string }
	| { readonly kind: "requires-python"; readonly requiresPython: string }
	/** A wheel for other interpreters or platforms. */
	| { readonly kind: "tags"; readonly tags: readonly Tag[] }
	| { readonly kind: "no-binary" }
	| { readonly kind: "only-binary" };

/** A version that nobody may have. Empty: it has no file at all. */
export interface Rejection {
	readonly kind: "rejected";
	readonly objections: readonly Objection[];
}

/** What files are judged by. */
export interface FileRules extends UploadCutoffs {
	/** The rank of a wheel's tags, 0 best; undefined: it cannot be used. */
	rank(tags: readonly Tag[]): number | undefined;
	/** Whether a wheel whose name has these tags can be used. */
	fits(tags: string): boolean;
	/** Whether the file is made for the target's Python. */
	acceptsPython(requiresPython: string): boolean;
	readonly noBinary: ProjectSelection;
	readonly onlyBinary: ProjectSelection;
}

/** The files of one release, in the order of the index. */
export interface ReleaseFiles {
	all(): readonly RegistryFile[];
	/** Those that may be usable: wheels for others can be missing. */
	fitting(): readonly RegistryFile[];
}

/** What is known of the one release. */
export interface ReleaseRules {
	readonly mayBeYanked: boolean;
	/** Undefined: no hash was asked for. */
	readonly hashes: readonly Digest[] | undefined;
}

/** Judges the files of releases by their tags; thousands of files share a few sets, and each is compared once. */
export class TagFilter {
	readonly #rules: Pick<FileRules, "fits">;
	readonly #fits: Map<string, boolean> = new Map();

	constructor(rules: Pick<FileRules, "fits">) {
		this.#rules = rules;
	}

	filesIn(releases: ProjectReleases, ordinal: number): ReleaseFiles {
		const all = () => releases.filesOf(ordinal);
		return { all, fitting: () => releases.fittingFilesOf?.(ordinal, this.#accepts) ?? all() };
	}

	readonly #accepts = (tags: string): boolean => {
		let answer = this.#fits.get(tags);
		if (answer === undefined) {
			answer = this.#rules.fits(tags);
			this.#fits.set(tags, answer);
		}
		return answer;
	};
}

interface Rated {
	readonly file: RegistryFile;
	/** 0: a hash that was asked for, or none was; 1: the index names none to compare; 2: another hash. */
	readonly hash: number;
	/** The tag's rank; a source distribution comes after all wheels. */
	readonly rank: number;
}

/** The best of the files, in the order of the index where they are equal. */
export function bestCandidate(
	files: ReleaseFiles,
	rules: FileRules,
	release: ReleaseRules,
): Candidate | Rejection {
	let best: Rated | undefined;
	for (const file of files.fitting()) {
		// A file of another index may be of another project: it counts only where an earlier index has none.
		if (best !== undefined && !maySubstitute(file, best.file)) continue;
		const rated = rate(file, rules, release);
		if (!("kind" in rated) && (best === undefined || isBetter(rated, best))) best = rated;
	}
	if (best === undefined)
		return new RejectedRelease(() => objectionsTo(files.all(), rules, release));
	const distribution = best.file;
	const metadataFrom =
		distribution.kind === "registry-wheel"
			? distribution
			: anyWheel(
					files.all().filter((file) => maySubstitute(file, distribution)),
					rules,
				);
	return { kind: "candidate", distribution, metadataFrom: metadataFrom ?? distribution };
}

/** Most rejections are never explained: what speaks against the files is found when somebody asks. */
class RejectedRelease implements Rejection {
	readonly kind = "rejected";
	readonly #find: () => readonly Objection[];
	#objections: readonly Objection[] | undefined;

	constructor(find: () => readonly Objection[]) {
		this.#find = find;
	}

	get objections(): readonly Objection[] {
		this.#objections ??= this.#find();
		return this.#objections;
	}
}

function objectionsTo(
	files: readonly RegistryFile[],
	rules: FileRules,
	release: ReleaseRules,
): readonly Objection[] {
	return files.flatMap((file) => {
		const rated = rate(file, rules, release);
		return "kind" in rated ? [rated] : [];
	});
}

function maySubstitute(one: RegistryFile, other: RegistryFile): boolean {
	return (
		one.index.url === other.index.url ||
		one.index.format === "flat" ||
		other.index.format === "flat"
	);
}

/** All wheels of a release say the same of its dependencies, also those made for others. */
function anyWheel(files: readonly RegistryFile[], rules: FileRules): RegistryWheel | undefined {
	const wheels = files.filter(
		(file): file is RegistryWheel =>
			file.kind === "registry-wheel" && !isTooNew(file, cutoffOn(file, rules)),
	);
	return wheels.find((wheel) => wheel.metadata !== undefined) ?? wheels[0];
}

function rate(file: RegistryFile, rules: FileRules, release: ReleaseRules): Rated | Objection {
	const cutoff = cutoffOn(file, rules);
	if (isTooNew(file, cutoff)) return { kind: "too-new", uploadTime: file.uploadTime, cutoff };
	if (file.yanked !== undefined && !release.mayBeYanked)
		return { kind: "yanked", reason: file.yanked };
	const { requiresPython } = file;
	if (requiresPython !== undefined && !rules.acceptsPython(requiresPython))
		return { kind: "requires-python", requiresPython };
	// Digests are taken apart when somebody asks for them.
	const hash = release.hashes === undefined ? 0 : rateHash(file.digests, release.hashes);
	if (file.kind === "registry-sdist") {
		const isRefused = excludes(rules.onlyBinary, rules.noBinary, file.name);
		return isRefused ? { kind: "only-binary" } : { file, hash, rank: Number.POSITIVE_INFINITY };
	}
	if (excludes(rules.noBinary, rules.onlyBinary, file.name)) return { kind: "no-binary" };
	const { tags } = file.filename;
	const rank = rules.rank(tags);
	return rank === undefined ? { kind: "tags", tags } : { file, hash, rank };
}

/** Links of a flat index have no upload time, and are left alone. */
function cutoffOn({ name, index }: RegistryFile, rules: FileRules): number | undefined {
	return index.format === "flat" ? undefined : cutoffFor(rules, name, index);
}

function isTooNew({ uploadTime }: RegistryFile, cutoff: number | undefined): cutoff is number {
	return cutoff !== undefined && (uploadTime === undefined || uploadTime >= cutoff);
}

function rateHash(digests: readonly Digest[], wanted: readonly Digest[]): number {
	let isComparable = false;
	for (const { algorithm, hex } of wanted)
		for (const digest of digests) {
			if (digest.algorithm !== algorithm) continue;
			if (digest.hex === hex) return 0;
			isComparable = true;
		}
	return isComparable ? 2 : 1;
}

function isBetter(a: Rated, b: Rated): boolean {
	if (a.hash !== b.hash) return a.hash < b.hash;
	if (a.rank !== b.rank) return a.rank < b.rank;
	if (a.file.kind !== "registry-wheel" || b.file.kind !== "registry-wheel") return false;
	return compareBuilds(a.file.filename.build, b.file.filename.build) > 0;
}

/** What a lock selects for one target, as distributions to install. */
import { basename } from "node:path";
import type { SdistDistribution, WheelDistribution } from "../distributions/distribution.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { fileUrlOf, pathOfFileUrl } from "../platform/file-url.ts";
import type { ResolutionPolicy, Target } from "../resolver/manifest.ts";
import type { Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { type Digest, tryDigest } from "../standards/digest.ts";
import type {
	LockedFile,
	LockedSdist,
	LockedSource,
	LockedWheel,
} from "../standards/locked-package.ts";
import { type SelectedPackage, selectFromPylock } from "../standards/pylock-selection.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import { filenameOfUrl } from "../standards/url-reference.ts";
import { parseWheelFilename, type WheelFilename } from "../standards/wheel-filename.ts";
import { needsBuild, WrongProject } from "./direct-wheel.ts";
import { mayBeBuilt, mayBeWheel } from "./file-kinds.ts";
import { type LoadedLock, localFileOf } from "./lock-file.ts";
import type { LockChoices } from "./lock-source.ts";
import type { Tools } from "./tools.ts";

/** An entry of a lock that this machine, or this request, cannot be served with. */
export class UnusableLockEntry extends UserError {
	readonly code = "unusable-lock-entry";
}

/** A file that is not of the size that the lock says. */
export class SizeMismatch extends UserError {
	readonly code = "size-mismatch";
	override readonly exitStatus = 1;
}

export interface LockSelection {
	readonly target: Target;
	readonly choices: LockChoices;
	readonly policy: Pick<ResolutionPolicy, "noBinary" | "onlyBinary" | "requireHashes">;
}

/**
 * One distribution for each package that the target needs.
 *
 * @throws PylockSelectionFailed, UnusableLockEntry, SizeMismatch, NotYet for what has to be built
 */
export async function selectLocked(
	loaded: LoadedLock,
	{ target, choices, policy }: LockSelection,
	tools: Tools,
): Promise<Resolution> {
	const { lock, folder } = loaded;
	const selected = selectFromPylock(lock, {
		environment: target.markers,
		tags: target.tags,
		extras: choices.hasAllExtras ? (lock.extras ?? []) : choices.extras,
		...(choices.groups.length === 0 ? {} : { dependencyGroups: choices.groups }),
		mayUse: (name, kind) => (kind === "wheel" ? mayBeWheel : mayBeBuilt)(name, policy),
	});
	const nodes = selected.map(async (entry) => {
		if (policy.requireHashes) requireHashed(entry);
		return nodeOf(await distributionOf(entry, { folder, target, tools }));
	});
	const sorted = (await Promise.all(nodes)).sort((left, right) =>
		left.name < right.name ? -1 : 1,
	);
	return { nodes: sorted, roots: [], diagnostics: [] };
}

function requireHashed({ package: { name }, choice }: SelectedPackage): void {
	if (choice.kind !== "directory" && choice.kind !== "vcs") return;
	const what = choice.kind === "directory" ? "a folder" : "a repository";
	throw new UnusableLockEntry(
		`Cannot install \`${name}\` with \`--require-hashes\`: the lock names ${what}, which has no hash`,
	);
}

type LockedDistribution = WheelDistribution | SdistDistribution;

interface Context {
	readonly folder: string | undefined;
	readonly target: Target;
	readonly tools: Tools;
}

async function distributionOf(
	{ package: locked, choice }: SelectedPackage,
	context: Context,
): Promise<LockedDistribution> {
	const { name } = locked;
	switch (choice.kind) {
		case "wheel": {
			const { filename } = choice.wheel;
			const facts = await listedFacts(choice.wheel, indexOf(locked.index), context);
			return { ...facts, kind: "registry-wheel", filename, version: filename.version };
		}
		case "sdist": {
			const { filename } = choice.sdist;
			const facts = await listedFacts(choice.sdist, indexOf(locked.index), context);
			return { ...facts, kind: "registry-sdist", filename, version: filename.version };
		}
		case "archive":
			return directFile(name, choice, context);
		case "directory":
			throw needsBuild(name, "the lock names a folder, which needs");
		case "vcs":
			throw needsBuild(name, "the lock names a repository, which needs");
	}
}

function indexOf(url: string | undefined): PackageIndex {
	const isDefault = false;
	return { name: undefined, url: url ?? "", format: "simple", isExplicit: false, isDefault };
}

async function listedFacts(
	file: LockedWheel | LockedSdist,
	index: PackageIndex,
	{ folder, tools }: Context,
) {
	const { given, name } = file.filename;
	const place = placeOf(given, file, folder);
	return {
		name,
		index,
		url: place.kind === "path" ? fileUrlOf(place.path) : await withoutUser(place.url, tools),
		digests: digestsOf(given, file),
		requiresPython: undefined,
		yanked: undefined,
		size: file.size,
		uploadTime: file.uploadTime,
		metadata: undefined,
	};
}

type Archive = Extract<LockedSource, { kind: "archive" }>;

async function directFile(
	name: string,
	{ file, subdirectory }: Pick<Archive, "file" | "subdirectory">,
	{ folder, target, tools }: Context,
): Promise<LockedDistribution> {
	const given = file.path === undefined ? filenameOfUrl(file.url ?? "") : basename(file.path);
	if (given?.endsWith(".whl") === true) {
		const filename = parseWheelFilename(given);
		requireName(filename, name);
		requireTags(filename, target);
		const facts = { name, version: filename.version, filename, digests: digestsOf(given, file) };
		const place = placeOf(given, file, folder);
		if (place.kind === "path")
			return { ...facts, kind: "path-wheel", path: place.path, given: place.path };
		const url = await withoutUser(place.url, tools);
		return { ...facts, kind: "url-wheel", url, given: displayUrl(place.url), size: file.size };
	}
	const filename =
		given === undefined || subdirectory !== undefined
			? undefined
			: parseSdistFilenameOf(name, given);
	if (given === undefined || filename === undefined)
		throw needsBuild(given ?? name, "the lock names a source tree, which needs");
	const facts = { name, version: filename.version, filename, digests: digestsOf(given, file) };
	const place = placeOf(given, file, folder);
	if (place.kind === "path")
		return { ...facts, kind: "path-sdist", path: place.path, given: place.path };
	const url = await withoutUser(place.url, tools);
	return { ...facts, kind: "url-sdist", url, given: displayUrl(place.url) };
}

function requireName({ given, name: its }: WheelFilename, name: string): void {
	if (its === name) return;
	throw new WrongProject(`Cannot use \`${given}\` for \`${name}\`: it is a wheel of \`${its}\``);
}

function requireTags({ given, tags }: WheelFilename, target: Target): void {
	if (target.tags.bestRank(tags) !== undefined) return;
	throw new UnusableLockEntry(
		`Cannot install \`${given}\`: it is made for another Python or platform than ${describe(target)}`,
		{
			hints: ["Make a lock for this platform, or name the one it is for with `--python-platform`"],
		},
	);
}

function describe({ markers }: Target): string {
	const { platformPythonImplementation, pythonFullVersion, platformSystem } = markers;
	return `${platformPythonImplementation} ${pythonFullVersion} on ${platformSystem}`;
}

type Place =
	| { readonly kind: "path"; readonly path: string }
	| { readonly kind: "url"; readonly url: string };

/** A path comes before a URL, as long as there is a file. */
function placeOf(
	given: string,
	{ path, url, size }: Pick<LockedFile, "path" | "url" | "size">,
	folder: string | undefined,
): Place {
	const local = localFileOf(path, folder);
	if (local !== undefined) {
		if (size !== undefined && local.size !== size) {
			throw new SizeMismatch(
				`Cannot use \`${local.path}\`: it has ${local.size} bytes and the lock says ${size}`,
			);
		}
		return { kind: "path", path: local.path };
	}
	if (url !== undefined) return placeAt(given, url, folder);
	const why =
		folder === undefined
			? "a lock from the network names it by a path"
			: `there is no file \`${path}\` beside the lock`;
	throw new UnusableLockEntry(`Cannot find \`${given}\`: ${why}`);
}

function placeAt(given: string, url: string, folder: string | undefined): Place {
	if (/^https?:\/\//i.test(url)) return { kind: "url", url };
	// A lock from the network may not reach for files of this machine.
	if (/^file:/i.test(url) && folder !== undefined)
		return { kind: "path", path: pathOfFileUrl(url) };
	throw new UnusableLockEntry(
		`Cannot fetch \`${given}\`: \`${displayUrl(url)}\` is no address that a lock may name`,
	);
}

/** All that can be computed here; all of them have to hold. */
function digestsOf(given: string, { hashes }: Pick<LockedFile, "hashes">): readonly Digest[] {
	const digests = [...hashes].flatMap(([algorithm, digits]) => tryDigest(algorithm, digits) ?? []);
	if (digests.length > 0) return digests;
	throw new UnusableLockEntry(
		`Cannot check \`${given}\`: of the hashes in the lock (${[...hashes.keys()].join(", ")}) none can be computed`,
	);
}

async function withoutUser(url: string, tools: Tools): Promise<string> {
	return /^[a-z]+:\/\/[^/?#]*@/i.test(url) ? tools.hideCredentials(url) : url;
}

function nodeOf(distribution: LockedDistribution): ResolutionNode {
	return {
		name: distribution.name,
		version: distribution.version,
		distribution,
		extras: [],
		need: undefined,
		metadata: undefined,
		askedBy: [],
		requires: [],
		files: () => [],
		digests: () => distribution.digests,
	};
}

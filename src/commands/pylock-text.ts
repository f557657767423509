/** A resolution as the text of a pylock.toml. */
import { dirname, relative, sep } from "node:path";
import { type DirectFile, isDirectFile, type RegistryFile } from "../distributions/distribution.ts";
import { ForkScope } from "../resolver/fork-scope.ts";
import type { ResolutionPolicy, Target, UniversalTarget } from "../resolver/manifest.ts";
import type { Need, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { MachineScope, type Scope } from "../resolver/scope.ts";
import { wasInTime } from "../resolver/upload-cutoffs.ts";
import { platformsOf } from "../resolver/wheel-environments.ts";
import type { Digest } from "../standards/digest.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import { printPylock, type WrittenFile, type WrittenSource } from "../standards/pylock-document.ts";
import { directDigests, fileDigests } from "./file-digests.ts";
import { mayBeBuilt, mayBeWheel } from "./file-kinds.ts";
import type { Supply } from "./tools.ts";

/** The tool whose layout and fields are written: who reads locks by it finds what it expects. */
const CREATED_BY = "uv";

export interface PylockFacts {
	readonly target: Target | UniversalTarget;
	readonly policy: Pick<
		ResolutionPolicy,
		"excludeNewer" | "excludeNewerPackages" | "noBinary" | "onlyBinary"
	>;
	/** Where the distribution is needed. */
	needOf(node: ResolutionNode): Need | undefined;
	/** Normalized names that are left out. */
	readonly omitted: ReadonlySet<string>;
	/** The absolute path of the lock; paths of wheels are written from there. */
	readonly lockPath: string;
}

/** The whole document. Wheels that the target can take are listed, and the source distribution. */
export async function printLock(
	{ nodes }: Resolution,
	facts: PylockFacts,
	supply: Supply,
): Promise<string> {
	const packages = nodes
		.filter(({ name }) => !facts.omitted.has(name))
		.map(async (node) => ({
			name: node.name,
			version: node.version.toString(),
			marker: markerOf(node, facts),
			source: await sourceOf(node, facts, supply),
		}));
	return printPylock({
		createdBy: CREATED_BY,
		requiresPython: `>=${firstPython(facts.target)}`,
		packages: await Promise.all(packages),
	});
}

/** 3.12.0 is 3.12, unless the user says so. */
function firstPython(target: Target | UniversalTarget): string {
	const { release } = target.pythonVersion;
	if ("kind" in target) return release.join(".");
	const [major = 3, minor = 0, patch = 0] = release;
	return patch === 0 ? `${major}.${minor}` : `${major}.${minor}.${patch}`;
}

function markerOf(node: ResolutionNode, { needOf }: PylockFacts): string | undefined {
	const need = needOf(node);
	const text = (need?.unabridged ?? need?.base)?.toUsualText() ?? "";
	return text === "" ? undefined : text;
}

async function sourceOf(
	node: ResolutionNode,
	facts: PylockFacts,
	supply: Supply,
): Promise<WrittenSource> {
	const { distribution } = node;
	if (isDirectFile(distribution)) {
		return { kind: "archive", file: await directFile(distribution, facts, supply) };
	}
	if (distribution.kind === "directory") {
		const { path, isEditable } = distribution;
		return { kind: "directory", path: pathFrom(facts.lockPath, path) || ".", isEditable };
	}
	const scope = scopeOf(node, facts);
	const files = node.files().filter(isOffered(node, facts, scope.python));
	const isTaken = wheelFilter(node, facts, scope);
	const [sdist] = files.filter((file) => file.kind === "registry-sdist").sort(compareSdists);
	return {
		kind: "registry",
		sdist:
			sdist === undefined || !mayBeBuilt(node.name, facts.policy)
				? undefined
				: await listedFile(sdist, supply),
		wheels: await Promise.all(
			files
				.filter(isTaken)
				.sort(compareNames)
				.map((file) => listedFile(file, supply)),
		),
	};
}

/** Whom the distribution is for: the machine, or all environments in which it is needed. */
function scopeOf(node: ResolutionNode, { target, needOf }: PylockFacts): Scope {
	if ("tags" in target) return new MachineScope(target);
	return ForkScope.from(target.pythonVersion).narrow(needOf(node)?.base ?? MarkerTree.always);
}

/** What the resolver could have taken: uploaded in time, not yanked unless the choice is, made for this Python. */
function isOffered(
	{ distribution, name }: ResolutionNode,
	{ policy }: PylockFacts,
	python: Scope["python"],
): (file: RegistryFile) => boolean {
	const isYanked = "yanked" in distribution && distribution.yanked !== undefined;
	return ({ index, uploadTime, yanked, requiresPython }) => {
		if (yanked !== undefined && !isYanked) return false;
		if (requiresPython !== undefined && !python.acceptsText(requiresPython)) return false;
		return wasInTime({ index, uploadTime }, name, policy);
	};
}

function wheelFilter(
	{ name }: ResolutionNode,
	{ policy }: PylockFacts,
	scope: Scope,
): (file: RegistryFile) => boolean {
	const isTaken = mayBeWheel(name, policy);
	return (file) => {
		if (!isTaken || file.kind !== "registry-wheel") return false;
		const { tags } = file.filename;
		if (scope.rank(tags) === undefined) return false;
		return !(scope instanceof ForkScope) || scope.overlaps(platformsOf(tags));
	};
}

/** The order of an index may be another tomorrow. */
function compareNames(left: RegistryFile, right: RegistryFile): number {
	return left.filename.given < right.filename.given ? -1 : 1;
}

const SDIST_ENDINGS = [".tar.gz", ".zip"];

/** The kinds that tools have to read come first. */
function compareSdists(left: RegistryFile, right: RegistryFile): number {
	const rank = ({ filename }: RegistryFile): number => {
		const place = SDIST_ENDINGS.findIndex((ending) => filename.given.endsWith(ending));
		return place === -1 ? SDIST_ENDINGS.length : place;
	};
	return rank(left) - rank(right);
}

async function listedFile(file: RegistryFile, supply: Supply): Promise<WrittenFile> {
	return {
		filename: file.filename.given,
		place: { url: file.url },
		uploadTime: file.uploadTime,
		size: file.size,
		hashes: hashesOf(await fileDigests(file, supply)),
	};
}

async function directFile(
	file: DirectFile,
	{ lockPath }: PylockFacts,
	supply: Supply,
): Promise<WrittenFile> {
	return {
		filename: file.filename.given,
		place: "url" in file ? { url: file.url } : { path: pathFrom(lockPath, file.path) },
		hashes: hashesOf(await directDigests(file, supply)),
	};
}

function pathFrom(lockPath: string, path: string): string {
	return relative(dirname(lockPath), path).replaceAll(sep, "/");
}

function hashesOf(digests: readonly Digest[]): ReadonlyMap<string, string> {
	return new Map(digests.map(({ algorithm, hex }) => [algorithm, hex]));
}

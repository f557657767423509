/** A resolution as the text of a pylock.toml. */
import { dirname, relative, sep } from "node:path";
import type { PathWheel, RegistryFile, UrlWheel } from "../distributions/distribution.ts";
import { type ResolutionPolicy, selects, type Target } from "../resolver/manifest.ts";
import { PythonRequirement } from "../resolver/requires-python.ts";
import type { Resolution, ResolutionNode } from "../resolver/resolution.ts";
import type { Digest } from "../standards/digest.ts";
import { printPylock, type WrittenFile, type WrittenSource } from "../standards/pylock-document.ts";
import type { Version } from "../standards/version.ts";
import { directDigests, fileDigests } from "./file-digests.ts";
import { spellFrom, spellMarker } from "./marker-spelling.ts";
import type { Need } from "./resolution-markers.ts";
import type { Supply } from "./tools.ts";

/** The tool whose layout and fields are written: who reads locks by it finds what it expects. */
const CREATED_BY = "uv";

export interface PylockFacts {
	readonly target: Target;
	readonly policy: Pick<ResolutionPolicy, "excludeNewer" | "noBinary" | "onlyBinary">;
	/** Where each distribution is needed. */
	readonly needs: ReadonlyMap<string, Need>;
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
	const { pythonVersion } = facts.target;
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
		requiresPython: `>=${shortRelease(pythonVersion)}`,
		packages: await Promise.all(packages),
	});
}

/** 3.12.0 is 3.12. */
function shortRelease({ release }: Version): string {
	const [major = 3, minor = 0, patch = 0] = release;
	return patch === 0 ? `${major}.${minor}` : `${major}.${minor}.${patch}`;
}

function markerOf(node: ResolutionNode, { needs, target }: PylockFacts): string | undefined {
	if (node.marker !== undefined) return spellMarker(node.marker);
	const need = needs.get(node.name);
	return need === undefined ? undefined : spellFrom(need.base, target.pythonVersion);
}

async function sourceOf(
	node: ResolutionNode,
	facts: PylockFacts,
	supply: Supply,
): Promise<WrittenSource> {
	const { distribution } = node;
	if (distribution.kind === "url-wheel" || distribution.kind === "path-wheel") {
		return { kind: "archive", file: await directFile(distribution, facts, supply) };
	}
	const files = node.files().filter(isOffered(node, facts));
	const isTaken = wheelFilter(node, facts);
	const [sdist] = files.filter((file) => file.kind === "registry-sdist").sort(compareSdists);
	return {
		kind: "registry",
		sdist:
			sdist === undefined || !mayBeBuilt(node.name, facts)
				? undefined
				: await listedFile(sdist, supply),
		wheels: await Promise.all(files.filter(isTaken).map((file) => listedFile(file, supply))),
	};
}

/** What the resolver could have taken: uploaded in time, not yanked unless the choice is, made for this Python. */
function isOffered(
	{ distribution }: ResolutionNode,
	{ target, policy }: PylockFacts,
): (file: RegistryFile) => boolean {
	const python = new PythonRequirement(target.pythonVersion);
	const isYanked = "yanked" in distribution && distribution.yanked !== undefined;
	const { excludeNewer } = policy;
	return ({ index, uploadTime, yanked, requiresPython }) => {
		if (yanked !== undefined && !isYanked) return false;
		if (requiresPython !== undefined && !python.acceptsText(requiresPython)) return false;
		if (excludeNewer === undefined || index.format === "flat") return true;
		return uploadTime !== undefined && uploadTime < excludeNewer;
	};
}

function wheelFilter(
	{ name }: ResolutionNode,
	{ target, policy }: PylockFacts,
): (file: RegistryFile) => boolean {
	const { noBinary, onlyBinary } = policy;
	const isRefused =
		selects(noBinary, name) && (noBinary.names.has(name) || !onlyBinary.names.has(name));
	return (file) =>
		!isRefused &&
		file.kind === "registry-wheel" &&
		target.tags.bestRank(file.filename.tags) !== undefined;
}

/** A name of one selection outranks `all` of the other. */
function mayBeBuilt(name: string, { policy: { noBinary, onlyBinary } }: PylockFacts): boolean {
	if (!selects(onlyBinary, name)) return true;
	return !onlyBinary.names.has(name) && noBinary.names.has(name);
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
	wheel: UrlWheel | PathWheel,
	{ lockPath }: PylockFacts,
	supply: Supply,
): Promise<WrittenFile> {
	return {
		filename: wheel.filename.given,
		place:
			wheel.kind === "url-wheel" ? { url: wheel.url } : { path: pathFrom(lockPath, wheel.path) },
		hashes: hashesOf(await directDigests(wheel, supply)),
	};
}

function pathFrom(lockPath: string, path: string): string {
	return relative(dirname(lockPath), path).replaceAll(sep, "/");
}

function hashesOf(digests: readonly Digest[]): ReadonlyMap<string, string> {
	return new Map(digests.map(({ algorithm, hex }) => [algorithm, hex]));
}

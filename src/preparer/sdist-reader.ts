/**
 * What a source distribution says of its dependencies: as far as no build may change it, by the file that the index
 * serves beside it, else by the archive itself, which is fetched whole and not kept; else by its build. And its wheel.
 */
import type { UnpackSource } from "../archive/unpack-task.ts";
import {
	isDirectFile,
	type ProjectDirectory,
	type SdistDistribution,
} from "../distributions/distribution.ts";
import type { RemoteMetadata } from "../package-index/remote-metadata.ts";
import type { MetadataAnswer, ResolutionMetadata } from "../resolver/package-source.ts";
import type { Digest } from "../standards/digest.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import type { StaticMetadata } from "../standards/static-metadata.ts";
import { type BringTools, bringFile } from "./bring-file.ts";
import { type CachedWheel, readCachedWheel } from "./cached-wheel.ts";
import { offlineFailure } from "./download-distribution.ts";
import type { MetadataStore } from "./metadata-store.ts";
import type { FolderToDescribe, SdistBuilds, Told } from "./sdist-builds.ts";
import { builtLinkName, linkName, WheelLinks } from "./wheel-links.ts";

export interface SdistReaderTools extends BringTools {
	readonly remote: RemoteMetadata;
	readonly store: MetadataStore;
	/** Whether what the cache has of a project by an address alone must be fetched again. */
	isRefreshed(name: string): boolean;
	/** What builds those that do not tell; absent: nothing is built. */
	readonly builds?: SdistBuilding | undefined;
}

/** How builds are made. */
export interface SdistBuilding {
	/** All beside the source that decides what a build gives, as one text. */
	readonly circumstances: string;
	/** Opened with the first build. */
	readonly open: () => Promise<SdistBuilds>;
}

export class SdistReader {
	readonly #tools: SdistReaderTools;
	readonly #links: WheelLinks;

	constructor(tools: SdistReaderTools) {
		this.#tools = tools;
		this.#links = new WheelLinks(tools.cache);
	}

	/** What is known of it from before. */
	find(sdist: SdistDistribution): ResolutionMetadata | undefined {
		const { store } = this.#tools;
		if (!isDirectFile(sdist)) return store.find(sdist);
		const digest = this.#knownDigest(sdist);
		return digest === undefined ? undefined : store.find(withDigest(sdist, digest));
	}

	/**
	 * What it says, which is kept.
	 *
	 * @throws UnavailableDistribution, HashMismatch, BadArchive, HttpFailure, and the system's errors
	 */
	async read(sdist: SdistDistribution): Promise<MetadataAnswer> {
		const served = isDirectFile(sdist) ? undefined : await this.#tools.remote.fetchServed(sdist);
		if (served?.kind === "offline") return served;
		if (served !== undefined) {
			const { staticPkgInfo } = await import("../standards/static-metadata.ts");
			const metadata = staticPkgInfo(served.text, sdist);
			if (metadata !== undefined) return this.#keep(sdist, { metadata, text: served.text });
		}
		const found = await this.#bring(sdist, async (source, sha256) => ({
			told: (await readStatic(sdist, source)) ?? (await this.#tellByBuild(sdist, source)),
			sha256,
		}));
		if (found === undefined) return { kind: "offline" };
		const { told, sha256 } = found;
		if (told === undefined) return { kind: "needs-build" };
		return this.#keep(isDirectFile(sdist) ? withDigest(sdist, sha256) : sdist, told);
	}

	async #tellByBuild(sdist: SdistDistribution, source: UnpackSource): Promise<Told | undefined> {
		const builds = await this.#tools.builds?.open();
		return builds?.metadata(sdist, source);
	}

	/** The wheel that was built of it before, under the same circumstances. */
	findWheel(sdist: SdistDistribution): CachedWheel | undefined {
		const digest = this.#knownDigest(sdist);
		const { builds, cache } = this.#tools;
		if (digest === undefined || builds === undefined) return undefined;
		const wheel = this.#links.find(sdist.name, builtLinkName(digest, builds.circumstances));
		return wheel === undefined ? undefined : readCachedWheel(cache, sdist, wheel);
	}

	/** The wheel of a project in a folder, built anew. @throws as `read` does */
	async buildFolder(project: ProjectDirectory): Promise<CachedWheel> {
		return (await this.#building.open()).folderWheel(project);
	}

	/** The text of METADATA of the project in a folder, by its backend. @throws as `read` does */
	async describeFolder(place: FolderToDescribe): Promise<string> {
		return (await this.#building.open()).describeFolder(place);
	}

	get #building(): SdistBuilding {
		const { builds } = this.#tools;
		if (builds === undefined) throw new Error("nothing is built here");
		return builds;
	}

	/** Drops a wheel whose files are no longer what they were, and builds it anew. */
	async buildAgain(sdist: SdistDistribution, { digest }: CachedWheel): Promise<CachedWheel> {
		this.#tools.cache.drop("wheels", sdist.name, digest);
		return this.buildWheel(sdist);
	}

	/** A wheel that is built of it. @throws as `read` does */
	async buildWheel(sdist: SdistDistribution): Promise<CachedWheel> {
		const { open, circumstances } = this.#building;
		const wheel = await this.#bring(sdist, async (source, sha256) => {
			const built = await (await open()).wheel(sdist, source);
			this.#links.keep(sdist.name, builtLinkName(sha256, circumstances), built.digest);
			return built;
		});
		if (wheel === undefined) throw offlineFailure(sdist);
		return wheel;
	}

	/** Its SHA-256, in hexadecimal digits. @throws as `read` does */
	async digest(sdist: SdistDistribution): Promise<string> {
		const digest =
			this.#knownDigest(sdist) ?? (await this.#bring(sdist, async (_, sha256) => sha256));
		if (digest !== undefined) return digest;
		throw offlineFailure(sdist);
	}

	#keep(sdist: SdistDistribution, { metadata, text }: Told): MetadataAnswer {
		this.#tools.store.keep(sdist, metadata, text);
		return { kind: "known", metadata };
	}

	/** The archive to `use`, once its digests were found right; `undefined` where the network may not be used. */
	#bring<Result>(
		sdist: SdistDistribution,
		use: (source: UnpackSource, sha256: string) => Promise<Result>,
	): Promise<Result | undefined> {
		return bringFile(sdist, this.#tools, ({ source, digests: { sha256 }, link }) => {
			if (isDirectFile(sdist)) this.#links.keep(sdist.name, link, sha256);
			return use(source(), sha256);
		});
	}

	/** The promised SHA-256, else the one that the file had when it was last read; it is one that the user allows. */
	#knownDigest(sdist: SdistDistribution): string | undefined {
		const { name, digests } = sdist;
		const promised = digests.find(({ algorithm }) => algorithm === "sha256")?.hex;
		const { allowedDigests, isRefreshed } = this.#tools;
		const known =
			promised ?? (isRefreshed(name) ? undefined : this.#links.find(name, linkName(sdist)));
		const allowed = allowedDigests(name);
		const isAllowed = ({ algorithm, hex }: Digest) => algorithm === "sha256" && hex === known;
		return allowed.length === 0 || allowed.some(isAllowed) ? known : undefined;
	}
}

function withDigest<Sdist extends SdistDistribution>(sdist: Sdist, hex: string): Sdist {
	return { ...sdist, digests: [{ algorithm: "sha256", hex }] };
}

async function readStatic(
	sdist: SdistDistribution,
	source: UnpackSource,
): Promise<Told | undefined> {
	// Most runs meet no source distribution.
	const { readSdistMembers } = await import("../archive/sdist-members.ts");
	const { extension, given } = sdist.filename;
	const { pkgInfo, pyproject } = readSdistMembers({
		source,
		extension,
		name: given,
		mayBeTop: (folder) => isNameOf(folder, sdist),
	});
	const { staticPkgInfo } = await import("../standards/static-metadata.ts");
	if (pkgInfo !== undefined) {
		const metadata = staticPkgInfo(pkgInfo, sdist);
		if (metadata !== undefined) return { metadata, text: pkgInfo };
	}
	if (pyproject === undefined) return undefined;
	const metadata = await readProject(pyproject, sdist);
	return metadata === undefined ? undefined : { metadata, text: pyproject };
}

/** `name-version`, however they are spelled: archives are older than the rule that they must be normalized. */
function isNameOf(folder: string, { name, version }: SdistDistribution): boolean {
	return parseSdistFilenameOf(name, `${folder}.tar.gz`)?.version.equals(version) === true;
}

async function readProject(
	pyproject: string,
	sdist: SdistDistribution,
): Promise<StaticMetadata | undefined> {
	const { staticProject } = await import("../standards/static-metadata.ts");
	const { InvalidToml, parseToml } = await import("../standards/toml.ts");
	try {
		return staticProject(parseToml(pyproject), sdist);
	} catch (error) {
		// Whoever builds it will say what is wrong with it.
		if (error instanceof InvalidToml) return undefined;
		throw error;
	}
}

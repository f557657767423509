/**
 * What a source distribution says of its dependencies, as far as no build may change it: by the file that the index
 * serves beside it, else by the archive itself, which is fetched whole and not kept.
 */
import type { UnpackSource } from "../archive/unpack-task.ts";
import type { Cache } from "../cache/cache.ts";
import {
	isDirectFile,
	type ProjectDirectory,
	type SdistDistribution,
} from "../distributions/distribution.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { RemoteMetadata } from "../package-index/remote-metadata.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { MetadataAnswer, ResolutionMetadata } from "../resolver/package-source.ts";
import { hashHex } from "../runtime/hasher.ts";
import type { Digest } from "../standards/digest.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import type { StaticMetadata } from "../standards/static-metadata.ts";
import { type CachedWheel, readCachedWheel } from "./cached-wheel.ts";
import { offlineFailure, tryDownload } from "./download-distribution.ts";
import type { MetadataStore } from "./metadata-store.ts";
import { readLocal } from "./read-local.ts";
import type { FolderToDescribe, SdistBuilds } from "./sdist-builds.ts";
import { DigestVerifier } from "./verify-digests.ts";
import { linkName, localPathOf, WheelLinks } from "./wheel-links.ts";
import { WheelSink } from "./wheel-sink.ts";

export interface SdistReaderTools {
	readonly http: HttpClient;
	readonly remote: RemoteMetadata;
	readonly store: MetadataStore;
	readonly cache: Cache;
	readonly reporter: Reporter;
	/** The digests that the user wrote for a project; empty for none. */
	allowedDigests(name: string): readonly Digest[];
	/** Whether what the cache has of a project by an address alone must be fetched again. */
	isRefreshed(name: string): boolean;
	/** What builds those that do not tell; absent: nothing is built. */
	readonly builds?: SdistBuilding | undefined;
	/** Bytes of an archive that are kept in memory, above which it goes through a file; 32 MiB unless told. */
	readonly memoryWheelSize?: number;
}

/** How builds are made. */
export interface SdistBuilding {
	/** All beside the source that decides what a build gives, as one text. */
	readonly circumstances: string;
	/** Opened with the first build. */
	readonly open: () => Promise<SdistBuilds>;
}

/** An index may say nothing of an archive's size; nobody publishes larger ones. */
const SDIST_LIMIT = 1024 * 1024 * 1024;

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
			told: (await readStatic(sdist, source)) ?? (await this.#readBuilt(sdist, source)),
			sha256,
		}));
		if (found === undefined) return { kind: "offline" };
		const { told, sha256 } = found;
		if (told === undefined) return { kind: "needs-build" };
		return this.#keep(isDirectFile(sdist) ? withDigest(sdist, sha256) : sdist, told);
	}

	/** By its backend. @throws BuildFailed where that tells of something else */
	async #readBuilt(sdist: SdistDistribution, source: UnpackSource): Promise<Told | undefined> {
		const { builds } = this.#tools;
		if (builds === undefined) return undefined;
		const { answerFromText } = await import("./metadata-text.ts");
		const text = await (await builds.open()).metadata(sdist, source);
		const answer = answerFromText(text, sdist);
		if (answer.kind === "known") return { metadata: answer.metadata, text };
		const { BuildFailed } = await import("../build/build-failed.ts");
		const reason = answer.kind === "invalid" ? answer.reason : answer.kind;
		throw new BuildFailed(`Cannot build \`${sdist.name}==${sdist.version}\`: ${reason}`);
	}

	/** The wheel that was built of it before, under the same circumstances. */
	findWheel(sdist: SdistDistribution): CachedWheel | undefined {
		const digest = this.#knownDigest(sdist);
		const { builds, cache } = this.#tools;
		if (digest === undefined || builds === undefined) return undefined;
		const wheel = this.#links.find(sdist.name, builtLink(digest, builds));
		return wheel === undefined ? undefined : readCachedWheel(cache, sdist, wheel);
	}

	/** The wheel of a project in a folder, built anew. @throws as `read` does */
	async buildFolder(project: ProjectDirectory): Promise<CachedWheel> {
		return (await this.#openBuilds()).folderWheel(project);
	}

	/** The text of METADATA of the project in a folder, by its backend. @throws as `read` does */
	async describeFolder(place: FolderToDescribe): Promise<string> {
		return (await this.#openBuilds()).describeFolder(place);
	}

	#openBuilds(): Promise<SdistBuilds> {
		const { builds } = this.#tools;
		if (builds === undefined) throw new Error("nothing is built here");
		return builds.open();
	}

	/** Drops a wheel whose files are no longer what they were, and builds it anew. */
	async buildAgain(sdist: SdistDistribution, { digest }: CachedWheel): Promise<CachedWheel> {
		this.#tools.cache.drop("wheels", sdist.name, digest);
		return this.buildWheel(sdist);
	}

	/** A wheel that is built of it. @throws as `read` does */
	async buildWheel(sdist: SdistDistribution): Promise<CachedWheel> {
		const { builds } = this.#tools;
		if (builds === undefined) throw new Error(`nothing is built here: ${sdist.filename.given}`);
		const wheel = await this.#bring(sdist, async (source, sha256) => {
			const built = await (await builds.open()).wheel(sdist, source);
			this.#links.keep(sdist.name, builtLink(sha256, builds), built.digest);
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
	async #bring<Result>(
		sdist: SdistDistribution,
		use: (source: UnpackSource, sha256: string) => Promise<Result>,
	): Promise<Result | undefined> {
		const { name, digests } = sdist;
		const { cache, allowedDigests, memoryWheelSize: memorySize } = this.#tools;
		// As the file is now: one that changes while it is read is not taken for what it becomes.
		const link = linkName(sdist);
		const verifier = new DigestVerifier({ promised: digests, allowed: allowedDigests(name) });
		using sink = new WheelSink({
			cache,
			verifier,
			...(memorySize === undefined ? {} : { memorySize }),
		});
		const path = localPathOf(sdist);
		if (path !== undefined) readLocal(path, "source distribution", sink);
		else if (!(await tryDownload(sdist, { ...this.#tools, sink, verifier, limit: SDIST_LIMIT })))
			return undefined;
		const { sha256 } = verifier.finish(sdist);
		if (isDirectFile(sdist)) this.#links.keep(name, link, sha256);
		return await use(sink.source(), sha256);
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

/** What was told, and the text that it was read from. */
interface Told {
	readonly metadata: StaticMetadata;
	readonly text: string;
}

function builtLink(sha256: string, { circumstances }: SdistBuilding): string {
	return hashHex("sha256", `built\n${sha256}\n${circumstances}`).slice(0, 32);
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

/** Brings one wheel into the cache: found there, or fetched, checked, unpacked and given its image. */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { unpackInBackground } from "../archive/unpack-in-background.ts";
import type { Cache } from "../cache/cache.ts";
import { distributionId, type WheelDistribution } from "../distributions/distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { Background } from "../platform/background.ts";
import { errorCode, makeDirectory } from "../platform/files.ts";
import { OnceMap } from "../platform/once-map.ts";
import { WeightedLimit } from "../platform/weighted-limit.ts";
import type { Reporter } from "../progress/reporter.ts";
import { hashHex } from "../runtime/hasher.ts";
import type { Digest } from "../standards/digest.ts";
import { buildInstallImage } from "../wheel/build-install-image.ts";
import type { RecordRepair } from "../wheel/check-record.ts";
import { type CachedWheel, readCachedWheel } from "./cached-wheel.ts";
import { DigestVerifier } from "./verify-digests.ts";

/** A distribution that could not be brought. */
export class UnavailableDistribution extends UserError {
	readonly code = "unavailable-distribution";
	override readonly exitStatus = 1;
}

export interface WheelFetcherTools {
	readonly http: HttpClient;
	readonly cache: Cache;
	readonly reporter: Reporter;
	readonly background: Background | undefined;
	/** The digests that the user wrote for a project; empty for none. */
	allowedDigests(name: string): readonly Digest[];
	/** Whether what the cache has of a project by an address alone must be fetched again. */
	isRefreshed(name: string): boolean;
}

/** Bytes of wheels that are in memory at the same time. */
const MEMORY_LIMIT = 64 * 1024 * 1024;
/** The index says how large a wheel is; one that says nothing may send this much. */
const WHEEL_LIMIT = 8 * 1024 * 1024 * 1024;
/** What a wheel of unknown size counts for. */
const USUAL_SIZE = 2 * 1024 * 1024;

let downloadCount = 0;

export class WheelFetcher {
	readonly #tools: WheelFetcherTools;
	readonly #started = new OnceMap<string, CachedWheel>();
	readonly #memory = new WeightedLimit(MEMORY_LIMIT);

	constructor(tools: WheelFetcherTools) {
		this.#tools = tools;
	}

	/** The wheel if the cache has it, by the digest that is promised or the address it was fetched from. */
	findCached(distribution: WheelDistribution): CachedWheel | undefined {
		const { cache } = this.#tools;
		const digest = this.#knownDigest(distribution);
		if (digest === undefined || !this.#isAllowed(distribution, digest)) return undefined;
		return readCachedWheel(cache, distribution, digest);
	}

	/** The wheel, in the cache. Asked twice, it is fetched once. */
	fetch(distribution: WheelDistribution): Promise<CachedWheel> {
		return this.#started.get(distributionId(distribution), async () => {
			return this.findCached(distribution) ?? (await this.#bring(distribution));
		});
	}

	/** Drops a wheel whose files in the cache are no longer what they were, and fetches it anew. */
	async fetchAgain(wheel: CachedWheel): Promise<CachedWheel> {
		this.#tools.cache.drop("wheels", wheel.distribution.name, wheel.digest);
		return this.#bring(wheel.distribution);
	}

	#knownDigest(distribution: WheelDistribution): string | undefined {
		const promised = distribution.digests.find(({ algorithm }) => algorithm === "sha256");
		if (promised !== undefined) return promised.hex;
		const { cache, isRefreshed } = this.#tools;
		if (isRefreshed(distribution.name)) return undefined;
		const text = cache.readText("wheel-links", distribution.name, linkKey(distribution));
		return /^[0-9a-f]{64}$/.test(text ?? "") ? text : undefined;
	}

	/** What the user allows may be told in another algorithm than the cache knows: then the file is fetched and checked. */
	#isAllowed({ name }: WheelDistribution, sha256: string): boolean {
		const allowed = this.#tools.allowedDigests(name);
		if (allowed.length === 0) return true;
		return allowed.some(({ algorithm, hex }) => algorithm === "sha256" && hex === sha256);
	}

	async #bring(distribution: WheelDistribution): Promise<CachedWheel> {
		const size = distribution.kind === "registry-wheel" ? distribution.size : undefined;
		return this.#memory.run(size ?? USUAL_SIZE, async () => {
			const { bytes, digest } = await this.#read(distribution);
			return this.#unpack(distribution, bytes, digest);
		});
	}

	async #read(
		distribution: WheelDistribution,
	): Promise<{ readonly bytes: Uint8Array; readonly digest: string }> {
		const verifier = new DigestVerifier({
			promised: distribution.digests,
			allowed: this.#tools.allowedDigests(distribution.name),
		});
		const path = localPath(distribution);
		const bytes = path === undefined ? await this.#download(distribution) : readLocal(path);
		verifier.update(bytes);
		return { bytes, digest: verifier.finish(distribution) };
	}

	async #download(distribution: WheelDistribution): Promise<Uint8Array> {
		const { http, reporter } = this.#tools;
		const url = distribution.kind === "path-wheel" ? distribution.path : distribution.url;
		const size = distribution.kind === "registry-wheel" ? distribution.size : undefined;
		downloadCount += 1;
		const id = downloadCount;
		reporter.report({ kind: "download-started", id, name: distribution.name, size });
		let seen = 0;
		const answer = await http.get(url, {
			encoding: "identity",
			limit: WHEEL_LIMIT,
			...(size === undefined ? {} : { expect: { size } }),
			onProgress: (received) => {
				reporter.report({ kind: "download-advanced", id, bytes: received - seen });
				seen = received;
			},
		});
		reporter.report({ kind: "download-finished", id });
		const what = `\`${distribution.name}==${distribution.version}\` from ${displayUrl(url)}`;
		if (answer.kind === "offline") {
			throw new UnavailableDistribution(
				`Cannot fetch ${what}: it is not in the cache and the network may not be used`,
				{ hints: ["Run the command once without `--offline`"] },
			);
		}
		if (answer.status !== 200) {
			throw new UnavailableDistribution(
				`Cannot fetch ${what}: the server answered with status ${answer.status}`,
			);
		}
		return answer.body;
	}

	async #unpack(
		distribution: WheelDistribution,
		bytes: Uint8Array,
		digest: string,
	): Promise<CachedWheel> {
		const { cache, background, reporter } = this.#tools;
		const name = distribution.filename.given;
		const known = readCachedWheel(cache, distribution, digest);
		if (known === undefined) {
			// An entry without a readable image would keep the new one from appearing.
			cache.drop("wheels", distribution.name, digest);
			await cache.createFolder("wheels", [distribution.name, digest], async (directory) => {
				const tree = `${directory}/tree`;
				makeDirectory(tree);
				const source = { kind: "bytes", bytes } as const;
				const { files, warnings } = await unpackInBackground(source, tree, { name, background });
				const { filename } = distribution;
				const built = buildInstallImage({ directory, files, filename, digest: `sha256:${digest}` });
				for (const message of [...warnings, ...built.repairs.map(describeRepair)]) {
					reporter.report({ kind: "detail", scope: "preparer", message: `${name}: ${message}` });
				}
			});
		}
		this.#remember(distribution, digest);
		const wheel = known ?? readCachedWheel(cache, distribution, digest);
		if (wheel === undefined)
			throw new Error(`a wheel that was just unpacked cannot be read: ${name}`);
		return wheel;
	}

	#remember(distribution: WheelDistribution, digest: string): void {
		if (distribution.digests.some(({ algorithm }) => algorithm === "sha256")) return;
		this.#tools.cache.write("wheel-links", [distribution.name, linkKey(distribution)], digest);
	}
}

function describeRepair({ kind, path }: RecordRepair): string {
	switch (kind) {
		case "unlisted":
			return `RECORD does not list ${path}, which is added`;
		case "ghost":
			return `RECORD lists ${path}, which is not there and is left out`;
		case "unhashed":
			return `RECORD gives no hash of ${path}, which is added`;
	}
}

/** Where the wheel lies on this machine, if it does. */
function localPath(distribution: WheelDistribution): string | undefined {
	if (distribution.kind === "path-wheel") return distribution.path;
	return distribution.url.startsWith("file:") ? fileURLToPath(distribution.url) : undefined;
}

function readLocal(path: string): Uint8Array {
	try {
		return readFileSync(path);
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		throw new UnavailableDistribution(`Cannot read the wheel \`${path}\`: ${code}`, {
			cause: error,
		});
	}
}

/** An address, and for a file its time and size: a wheel that was built again is another one. */
function linkKey(distribution: WheelDistribution): string {
	const path = localPath(distribution);
	if (path === undefined) {
		return hashHex("sha256", distribution.kind === "path-wheel" ? "" : distribution.url).slice(
			0,
			32,
		);
	}
	const stat = statSync(path, { throwIfNoEntry: false });
	return hashHex("sha256", `${path}\n${stat?.mtimeMs}\n${stat?.size}\n${stat?.ino}`).slice(0, 32);
}

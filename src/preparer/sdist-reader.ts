/**
 * What a source distribution says of its dependencies, as far as no build may change it: by the file that the index
 * serves beside it, else by the archive itself, which is fetched whole and not kept.
 */
import type { SdistMembers } from "../archive/sdist-members.ts";
import type { Cache } from "../cache/cache.ts";
import type { RegistrySdist } from "../distributions/distribution.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { RemoteMetadata } from "../package-index/remote-metadata.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { Digest } from "../standards/digest.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import { type StaticMetadata, staticPkgInfo, staticProject } from "../standards/static-metadata.ts";
import { tryDownload } from "./download-distribution.ts";
import { readLocal } from "./read-local.ts";
import { DigestVerifier } from "./verify-digests.ts";
import { localPathOf } from "./wheel-links.ts";
import { WheelSink } from "./wheel-sink.ts";

export interface SdistReaderTools {
	readonly http: HttpClient;
	readonly remote: RemoteMetadata;
	/** Holds large archives while they are read. */
	readonly cache: Cache;
	readonly reporter: Reporter;
	/** The digests that the user wrote for a project; empty for none. */
	allowedDigests(name: string): readonly Digest[];
}

export type SdistAnswer =
	/** `text` is what it was read from. */
	| { readonly kind: "static"; readonly metadata: StaticMetadata; readonly text: string }
	| { readonly kind: "needs-build" }
	| { readonly kind: "offline" };

/** An index may say nothing of an archive's size; nobody publishes larger ones. */
const SDIST_LIMIT = 1024 * 1024 * 1024;

export class SdistReader {
	readonly #tools: SdistReaderTools;

	constructor(tools: SdistReaderTools) {
		this.#tools = tools;
	}

	/** @throws UnavailableDistribution, HashMismatch, BadArchive, HttpFailure */
	async read(sdist: RegistrySdist): Promise<SdistAnswer> {
		const served = await this.#tools.remote.fetchServed(sdist);
		if (served?.kind === "offline") return served;
		const metadata = served === undefined ? undefined : staticPkgInfo(served.text, sdist);
		if (served !== undefined && metadata !== undefined) {
			return { kind: "static", metadata, text: served.text };
		}
		return this.#readArchive(sdist);
	}

	async #readArchive(sdist: RegistrySdist): Promise<SdistAnswer> {
		const verifier = new DigestVerifier({
			promised: sdist.digests,
			allowed: this.#tools.allowedDigests(sdist.name),
		});
		using sink = new WheelSink({ cache: this.#tools.cache, verifier });
		const path = localPathOf(sdist);
		if (path !== undefined) readLocal(path, "source distribution", sink);
		else if (!(await tryDownload(sdist, { ...this.#tools, sink, verifier, limit: SDIST_LIMIT })))
			return { kind: "offline" };
		verifier.finish(sdist);
		// Most runs meet no source distribution.
		const { readSdistMembers } = await import("../archive/sdist-members.ts");
		const { extension, given } = sdist.filename;
		return readStatic(
			readSdistMembers({
				source: sink.source(),
				extension,
				name: given,
				mayBeTop: (folder) => isNameOf(folder, sdist),
			}),
			sdist,
		);
	}
}

/** `name-version`, however they are spelled: archives are older than the rule that they must be normalized. */
function isNameOf(folder: string, { name, version }: RegistrySdist): boolean {
	return parseSdistFilenameOf(name, `${folder}.tar.gz`)?.version.equals(version) === true;
}

async function readStatic(
	{ pkgInfo, pyproject }: SdistMembers,
	sdist: RegistrySdist,
): Promise<SdistAnswer> {
	const told = pkgInfo === undefined ? undefined : staticPkgInfo(pkgInfo, sdist);
	if (pkgInfo !== undefined && told !== undefined) {
		return { kind: "static", metadata: told, text: pkgInfo };
	}
	if (pyproject === undefined) return { kind: "needs-build" };
	const { InvalidToml, parseToml } = await import("../standards/toml.ts");
	try {
		const metadata = staticProject(parseToml(pyproject), sdist);
		return metadata === undefined
			? { kind: "needs-build" }
			: { kind: "static", metadata, text: pyproject };
	} catch (error) {
		// Whoever builds it will say what is wrong with it.
		if (error instanceof InvalidToml) return { kind: "needs-build" };
		throw error;
	}
}

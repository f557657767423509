/** Source distributions that have to be built: into a folder, through their backend, and what comes out into the cache. */
import { basename } from "node:path";
import { unpackSdist } from "../archive/unpack-sdist.ts";
import type { UnpackSource } from "../archive/unpack-task.ts";
import { BuildFailed } from "../build/build-failed.ts";
import type { BuiltMetadata, SourceBuild, SourceTree } from "../build/source-build.ts";
import type { Cache } from "../cache/cache.ts";
import type { PathWheel, SdistDistribution } from "../distributions/distribution.ts";
import type { Reporter } from "../progress/reporter.ts";
import {
	InvalidWheelFilename,
	parseWheelFilename,
	type WheelFilename,
} from "../standards/wheel-filename.ts";
import { type CachedWheel, readCachedMetadata } from "./cached-wheel.ts";
import type { WheelFetcher } from "./wheel-fetcher.ts";

export interface SdistBuildsTools {
	readonly cache: Cache;
	readonly reporter: Reporter;
	/** Takes wheels that were built; knows no digests that the user wrote. */
	readonly fetcher: WheelFetcher;
	/** `name` is normalized. */
	readonly build: (tree: SourceTree, name: string) => SourceBuild;
	/** Normalized names of what is being built already, outermost first. */
	readonly chain: readonly string[];
}

export class SdistBuilds {
	readonly #tools: SdistBuildsTools;

	constructor(tools: SdistBuildsTools) {
		this.#tools = tools;
	}

	/** The text of METADATA. @throws BuildFailed, BadArchive, and what an environment for the build throws */
	metadata(sdist: SdistDistribution, source: UnpackSource): Promise<string> {
		return this.#inTree(sdist, source, async (build, output) =>
			this.#textOf(sdist, await build.metadata(output)),
		);
	}

	/** The wheel, in the cache. @throws as `metadata` does */
	wheel(sdist: SdistDistribution, source: UnpackSource): Promise<CachedWheel> {
		return this.#inTree(sdist, source, async (build, output) => {
			const label = labelOf(sdist);
			this.#tools.reporter.report({ kind: "building", name: label, isDone: false });
			const wheel = await this.#keep(sdist, await build.wheel(output));
			this.#tools.reporter.report({ kind: "building", name: label, isDone: true });
			return wheel;
		});
	}

	async #textOf(sdist: SdistDistribution, built: BuiltMetadata): Promise<string> {
		if (built.kind === "text") return built.text;
		const text = readCachedMetadata(await this.#keep(sdist, built.path));
		if (text === undefined) throw new Error(`the cache loses the METADATA of ${labelOf(sdist)}`);
		return text;
	}

	/** Hands a folder with the source tree, and an empty one, to `work`; both go afterwards. */
	async #inTree<Value>(
		sdist: SdistDistribution,
		source: UnpackSource,
		work: (build: SourceBuild, output: string) => Promise<Value>,
	): Promise<Value> {
		const { cache, build, chain } = this.#tools;
		const label = labelOf(sdist);
		if (chain.includes(sdist.name)) throw circle(label, [...chain, sdist.name]);
		const { extension, given } = sdist.filename;
		const folder = cache.makeDraftFolder();
		const output = cache.makeDraftFolder();
		try {
			const top = unpackSdist({ source, extension, name: given }, folder);
			return await work(build({ directory: `${folder}/${top}`, label }, sdist.name), output);
		} finally {
			cache.dropDraft(folder);
			cache.dropDraft(output);
		}
	}

	/** Takes the wheel over, if it is one of the distribution. */
	async #keep(sdist: SdistDistribution, path: string): Promise<CachedWheel> {
		const filename = readFilename(path, sdist);
		if (filename.name !== sdist.name || !filename.version.equals(sdist.version)) {
			throw new BuildFailed(
				`Cannot build \`${labelOf(sdist)}\`: its backend made a wheel of \`${filename.name}==${filename.version}\``,
				{},
			);
		}
		const { name, version } = sdist;
		const wheel: PathWheel = {
			...{ kind: "path-wheel", name, version, filename },
			...{ path, given: path, digests: [] },
		};
		return { ...(await this.#tools.fetcher.fetch(wheel)), distribution: sdist };
	}
}

function labelOf({ name, version }: SdistDistribution): string {
	return `${name}==${version}`;
}

function readFilename(path: string, sdist: SdistDistribution): WheelFilename {
	try {
		return parseWheelFilename(basename(path));
	} catch (cause) {
		if (!(cause instanceof InvalidWheelFilename)) throw cause;
		throw new BuildFailed(`Cannot build \`${labelOf(sdist)}\`: its backend made no wheel`, {
			cause,
		});
	}
}

function circle(label: string, chain: readonly string[]): BuildFailed {
	const path = chain.map((name) => `\`${name}\``).join(" needs ");
	return new BuildFailed(`Cannot build \`${label}\`: it is needed for its own build (${path})`, {
		hints: [
			"Give a wheel of one of them with `--find-links`, or a version that has one with a build constraint",
		],
	});
}

/** Source distributions that have to be built: into a folder, through their backend, and what comes out into the cache. */
import { basename } from "node:path";
import { unpackSdist } from "../archive/unpack-sdist.ts";
import type { UnpackSource } from "../archive/unpack-task.ts";
import { BuildFailed } from "../build/build-failed.ts";
import type { BuiltMetadata, SourceBuild, SourceTree } from "../build/source-build.ts";
import type { Cache } from "../cache/cache.ts";
import type {
	PathWheel,
	ProjectDirectory,
	SdistDistribution,
} from "../distributions/distribution.ts";
import { fileUrlOf } from "../platform/file-url.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { StaticMetadata } from "../standards/static-metadata.ts";
import {
	InvalidWheelFilename,
	parseWheelFilename,
	type WheelFilename,
} from "../standards/wheel-filename.ts";
import { type CachedWheel, readCachedMetadata } from "./cached-wheel.ts";
import { answerFromText } from "./metadata-text.ts";
import type { WheelFetcher } from "./wheel-fetcher.ts";

export interface SdistBuildsTools {
	readonly cache: Cache;
	readonly reporter: Reporter;
	/** Takes wheels that were built; knows no digests that the user wrote. */
	readonly fetcher: WheelFetcher;
	/** `name` is normalized. */
	readonly build: (tree: SourceTree, name: string) => SourceBuild;
	/** Whether projects in folders are not built, but for editable ones. */
	readonly refusesFolders: boolean;
	/** Normalized names of what is being built already, outermost first. */
	readonly chain: readonly string[];
}

/** What was told, and the text that it was read from. */
export interface Told {
	readonly metadata: StaticMetadata;
	readonly text: string;
}

export interface FolderToDescribe {
	/** Absolute. */
	readonly folder: string;
	/** What messages call it. */
	readonly label: string;
	readonly isEditable: boolean;
}

export class SdistBuilds {
	readonly #tools: SdistBuildsTools;

	constructor(tools: SdistBuildsTools) {
		this.#tools = tools;
	}

	/** What its METADATA tells. @throws BuildFailed, BadArchive, and what an environment for the build throws */
	metadata(sdist: SdistDistribution, source: UnpackSource): Promise<Told> {
		return this.#inTree(sdist, source, async (build, output) => {
			const text = await this.#textOf(await build.metadata(output), (path) =>
				this.#keep(sdist, path),
			);
			const answer = answerFromText(text, sdist);
			if (answer.kind === "known") return { metadata: answer.metadata, text };
			const reason = answer.kind === "invalid" ? answer.reason : answer.kind;
			throw new BuildFailed(`Cannot build \`${labelOf(sdist)}\`: ${reason}`);
		});
	}

	/** The wheel, in the cache. @throws as `metadata` does */
	wheel(sdist: SdistDistribution, source: UnpackSource): Promise<CachedWheel> {
		return this.#inTree(sdist, source, (build, output) =>
			this.#telling(labelOf(sdist), async () => this.#keep(sdist, await build.wheel(output))),
		);
	}

	/** The text of METADATA of the project in a folder. */
	describeFolder({ folder: directory, label, isEditable }: FolderToDescribe): Promise<string> {
		this.#requireAllowed(label, isEditable);
		return this.#withOutput(async (output) => {
			const built = await this.#tools.build({ directory, label }, label).metadata(output);
			return this.#textOf(built, (path) => {
				const filename = parseWheelFilename(basename(path));
				const { name, version } = filename;
				return this.#take({ name, version, filename }, path);
			});
		});
	}

	/** The wheel of a project in a folder, in the cache, built anew; of an editable one the wheel that leads to the folder. */
	folderWheel(project: ProjectDirectory): Promise<CachedWheel> {
		const { path: directory, isEditable } = project;
		const label = `${project.name} @ ${fileUrlOf(directory)}`;
		this.#requireAllowed(label, isEditable);
		const build = this.#tools.build({ directory, label }, project.name);
		return this.#withOutput((output) =>
			this.#telling(label, async () => {
				const path = await (isEditable ? build.editable(output) : build.wheel(output));
				return this.#keep(project, path);
			}),
		);
	}

	#requireAllowed(label: string, isEditable: boolean): void {
		if (this.#tools.refusesFolders && !isEditable) throw notBuilt(label);
	}

	async #telling<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
		const { reporter } = this.#tools;
		reporter.report({ kind: "building", name, isDone: false });
		const value = await work();
		reporter.report({ kind: "building", name, isDone: true });
		return value;
	}

	async #withOutput<Value>(work: (output: string) => Promise<Value>): Promise<Value> {
		const output = this.#tools.cache.makeDraftFolder();
		try {
			return await work(output);
		} finally {
			this.#tools.cache.dropDraft(output);
		}
	}

	/** `keep` takes the wheel over that had to be built to know. */
	async #textOf(
		built: BuiltMetadata,
		keep: (path: string) => Promise<CachedWheel>,
	): Promise<string> {
		if (built.kind === "text") return built.text;
		const wheel = await keep(built.path);
		const text = readCachedMetadata(wheel);
		if (text === undefined) throw new Error(`the cache loses a METADATA: ${wheel.directory}`);
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
		try {
			const top = unpackSdist({ source, extension, name: given }, folder);
			const tree = { directory: `${folder}/${top}`, label };
			return await this.#withOutput((output) => work(build(tree, sdist.name), output));
		} finally {
			cache.dropDraft(folder);
		}
	}

	/** Takes the wheel over, if it is one of the distribution. */
	async #keep(sdist: SdistDistribution | ProjectDirectory, path: string): Promise<CachedWheel> {
		const filename = readFilename(path, sdist);
		if (filename.name !== sdist.name || !filename.version.equals(sdist.version)) {
			throw new BuildFailed(
				`Cannot build \`${labelOf(sdist)}\`: its backend made a wheel of \`${filename.name}==${filename.version}\``,
			);
		}
		const { name, version } = sdist;
		return { ...(await this.#take({ name, version, filename }, path)), distribution: sdist };
	}

	#take(
		facts: Pick<PathWheel, "name" | "version" | "filename">,
		path: string,
	): Promise<CachedWheel> {
		return this.#tools.fetcher.fetch({
			...facts,
			...{ kind: "path-wheel", path, given: path, digests: [] },
		});
	}
}

function labelOf({ name, version }: Pick<SdistDistribution, "name" | "version">): string {
	return `${name}==${version}`;
}

function readFilename(
	path: string,
	sdist: Pick<SdistDistribution, "name" | "version">,
): WheelFilename {
	try {
		return parseWheelFilename(basename(path));
	} catch (cause) {
		if (!(cause instanceof InvalidWheelFilename)) throw cause;
		throw new BuildFailed(`Cannot build \`${labelOf(sdist)}\`: its backend made no wheel`, {
			cause,
		});
	}
}

function notBuilt(label: string): BuildFailed {
	return new BuildFailed(`Cannot build \`${label}\`: nothing may be built (\`--no-build\`)`, {
		hints: ["Leave out `--no-build` and `--only-binary :all:`"],
	});
}

function circle(label: string, chain: readonly string[]): BuildFailed {
	const path = chain.map((name) => `\`${name}\``).join(" needs ");
	return new BuildFailed(`Cannot build \`${label}\`: it is needed for its own build (${path})`, {
		hints: [
			"Give a wheel of one of them with `--find-links`, or a version that has one with a build constraint",
		],
	});
}

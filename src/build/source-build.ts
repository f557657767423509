/** The build of one source tree: its metadata, or its wheel. See docs/builds.md. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { errorCode } from "../platform/files.ts";
import type { Limit } from "../platform/limit.ts";
import { type BuildSystem, readBuildSystemTable } from "../standards/pyproject.ts";
import { parseRequirement, type Requirement } from "../standards/requirement.ts";
import { parseToml } from "../standards/toml.ts";
import type { BuildEnvironment, BuildEnvironments } from "./build-environments.ts";
import { BuildFailed } from "./build-failed.ts";
import { type BuildBackend, BuildProcess, type HookAnswer } from "./build-process.ts";
import { buildVariables } from "./build-variables.ts";

export interface SourceTree {
	/** Absolute. */
	readonly directory: string;
	/** What messages call it. */
	readonly label: string;
}

export interface SourceBuildTools {
	readonly environments: BuildEnvironments;
	/** Of this process. */
	readonly variables: Readonly<Record<string, string>>;
	/** Milliseconds for each hook; `undefined`: as long as it takes. */
	readonly timeLimit: number | undefined;
	/** How many builds run at a time. */
	readonly limit: Limit;
	/** Hears what builds print, as it comes. */
	onOutput(text: string): void;
}

/** Values for the backend, by name, as `--config-settings` gives them. */
export type ConfigSettings = Readonly<Record<string, string | readonly string[]>>;

const LEGACY_BACKEND = "setuptools.build_meta:__legacy__";
const MISSING: HookAnswer = { kind: "missing" };
const LEGACY_REQUIREMENT = "setuptools>=40.8.0";

/** A text of METADATA, or the path of a wheel that has it. */
export type BuiltMetadata =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "wheel"; readonly path: string };

/** Builds one tree; each build is in an environment of its own. */
export class SourceBuild {
	readonly #tree: SourceTree;
	readonly #settings: ConfigSettings;
	readonly #tools: SourceBuildTools;

	constructor(tree: SourceTree, settings: ConfigSettings, tools: SourceBuildTools) {
		this.#tree = tree;
		this.#settings = settings;
		this.#tools = tools;
	}

	/** Metadata by the backend's own hook, else by a wheel that is built into `output`, an empty folder. @throws BuildFailed */
	metadata(output: string): Promise<BuiltMetadata> {
		const hook = "prepare_metadata_for_build_wheel";
		return this.#withBackend("wheel", async (build) => {
			// Hooks of Hatchling may change the metadata while the wheel is built, and are not asked before.
			const isTrue = build.backend !== "hatchling.build";
			const answer = isTrue ? await build.call(hook, output, this.#settings) : MISSING;
			if (answer.kind === "missing")
				return { kind: "wheel", path: await this.#wheel(build, output) };
			const folder = await nameIn(answer.value, build, "a folder of metadata");
			const text = readText(join(output, folder, "METADATA"));
			if (text === undefined)
				throw await build.failure(`the hook \`${hook}\` made no \`${folder}/METADATA\``);
			return { kind: "text", text };
		});
	}

	/** Builds the wheel into `output`, an empty folder; answers its path. @throws BuildFailed */
	wheel(output: string): Promise<string> {
		return this.#withBackend("wheel", (build) => this.#wheel(build, output));
	}

	/** A wheel that leads Python to the tree (PEP 660), in `output`, an empty folder; answers its path. @throws BuildFailed */
	editable(output: string): Promise<string> {
		return this.#withBackend("editable", (build) => this.#wheel(build, output, "build_editable"));
	}

	async #wheel(build: BuildProcess, output: string, hook = "build_wheel"): Promise<string> {
		const answer = await build.call(hook, output, this.#settings);
		if (answer.kind === "missing") throw await build.failure(`its backend has no hook \`${hook}\``);
		const name = await nameIn(answer.value, build, "a wheel");
		if (!name.endsWith(".whl"))
			throw await build.failure(`its backend made \`${name}\`, which is no wheel`);
		const path = join(output, name);
		if (!isFile(path))
			throw await build.failure(`its backend made no \`${name}\`, though it says so`);
		return path;
	}

	/** Opens the environment, with what the backend asks for in addition, and hands the backend to `work`. */
	async #withBackend<Value>(
		kind: "wheel" | "editable",
		work: (build: BuildProcess) => Promise<Value>,
	): Promise<Value> {
		const system = readBuildSystem(this.#tree);
		const backend = backendOf(system, this.#tree);
		const { label } = this.#tree;
		const { environments } = this.#tools;
		const begun = await this.#within(
			await environments.open(label, system.requires),
			backend,
			async (build) => {
				const further = await this.#furtherRequirements(build, kind);
				return further.length > 0 ? { further } : { value: await work(build) };
			},
		);
		if ("value" in begun) return begun.value;
		const requires = [...system.requires, ...begun.further];
		return this.#within(await environments.open(label, requires), backend, work);
	}

	/** Not too many builds run at a time; who waits for an environment, which may have to be built too, is none of them. */
	async #within<Value>(
		opened: BuildEnvironment,
		backend: BuildBackend,
		work: (build: BuildProcess) => Promise<Value>,
	): Promise<Value> {
		using environment = opened;
		return await this.#tools.limit.run(async () => {
			const build = await this.#start(environment, backend);
			try {
				return await work(build);
			} finally {
				await build.end();
			}
		});
	}

	#start(environment: BuildEnvironment, backend: BuildBackend): Promise<BuildProcess> {
		const { variables, timeLimit, onOutput } = this.#tools;
		const { directory, label } = this.#tree;
		const place = { environment: environment.root, scripts: environment.scripts };
		return BuildProcess.start({
			python: environment.python,
			sourceTree: directory,
			variables: buildVariables(variables, place),
			backend,
			label,
			timeLimit,
			onOutput,
		});
	}

	async #furtherRequirements(
		build: BuildProcess,
		kind: "wheel" | "editable",
	): Promise<readonly Requirement[]> {
		const answer = await build.call(`get_requires_for_build_${kind}`, this.#settings);
		if (answer.kind === "missing" || !Array.isArray(answer.value)) return [];
		return (answer.value as unknown[]).map((text) => parseRequirement(String(text)));
	}
}

/** A hook answers with one name inside of the folder that it was given. */
async function nameIn(value: unknown, build: BuildProcess, what: string): Promise<string> {
	if (typeof value !== "string" || !/^[^/\\\0]+$/.test(value) || value === "." || value === "..")
		throw await build.failure(`its backend does not say the name of ${what}`);
	return value;
}

function isFile(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

interface NamedSystem {
	readonly requires: readonly Requirement[];
	readonly object: string;
	readonly path: readonly string[];
}

/** @throws InvalidPyproject, InvalidToml */
function readBuildSystem({ directory }: SourceTree): NamedSystem {
	const text = readText(join(directory, "pyproject.toml"));
	const stated: BuildSystem | undefined =
		text === undefined ? undefined : readBuildSystemTable(parseToml(text));
	return {
		requires: stated?.requires ?? [parseRequirement(LEGACY_REQUIREMENT)],
		object: stated?.buildBackend ?? LEGACY_BACKEND,
		path: stated?.backendPath ?? [],
	};
}

function backendOf({ object, path }: NamedSystem, { directory, label }: SourceTree): BuildBackend {
	const root = realpathSync(directory);
	const folders = path.map((one) => {
		const folder = join(root, one);
		if (isInside(folder, root)) return folder;
		throw new BuildFailed(
			`Cannot build \`${label}\`: its \`backend-path\` leads out of the project: \`${one}\``,
		);
	});
	return { object, path: folders };
}

function isInside(path: string, root: string): boolean {
	try {
		const real = realpathSync(path);
		return real === root || real.startsWith(root + sep);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return false;
	}
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
		throw error;
	}
}

/** A small world in memory: projects, their releases and what those require, served as a package source. */
import type {
	Distribution,
	RegistryFile,
	RegistryWheel,
} from "../../src/distributions/distribution.ts";
import type { PackageIndex } from "../../src/distributions/index-url.ts";
import {
	DEFAULT_POLICY,
	type InputRequirement,
	type Manifest,
	type ResolutionPolicy,
	type Target,
} from "../../src/resolver/manifest.ts";
import type {
	Answer,
	MetadataAnswer,
	PackageSource,
	ProjectAnswer,
} from "../../src/resolver/package-source.ts";
import type { ResolutionOutcome } from "../../src/resolver/resolution-outcome.ts";
import { resolve } from "../../src/resolver/resolve.ts";
import type { Digest } from "../../src/standards/digest.ts";
import { fromMarkerVariables } from "../../src/standards/marker-environment.ts";
import { normalizeName } from "../../src/standards/name.ts";
import { parseRequirement, type Requirement } from "../../src/standards/requirement.ts";
import { SpecifierSet } from "../../src/standards/specifier.ts";
import { Tag, TagSet } from "../../src/standards/tag.ts";
import { compareVersions, Version } from "../../src/standards/version.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";

/** One release; everything has a default. */
export interface WorldRelease {
	readonly requires?: readonly string[];
	readonly requiresPython?: string | undefined;
	/** Said in the metadata and not on the page. */
	readonly hiddenRequiresPython?: string;
	/** Extra → requirements. */
	readonly extras?: Readonly<Record<string, readonly string[]>>;
	/** Default: one for everybody. Empty: no wheel. */
	readonly tags?: readonly string[];
	readonly builds?: readonly string[];
	readonly sdist?: boolean;
	readonly yanked?: string | "sdist only" | undefined;
	readonly uploadTime?: number;
	readonly digests?: readonly Digest[];
	/** Instead of metadata. */
	readonly metadata?: "needs-build" | "invalid" | "offline";
}

export type World = Readonly<Record<string, Readonly<Record<string, WorldRelease>>>>;

const INDEX: PackageIndex = {
	name: undefined,
	url: "https://index.example.com/simple",
	format: "simple",
	isExplicit: false,
	isDefault: true,
};

const REQUIREMENTS = new Map<string, Requirement>();

export function requirementOf(text: string): Requirement {
	const known = REQUIREMENTS.get(text) ?? parseRequirement(text);
	REQUIREMENTS.set(text, known);
	return known;
}

function withExtra(text: string, extra: string): string {
	const [wanted, marker] = text.split(";");
	const condition = `extra == "${extra}"`;
	return `${wanted} ; ${marker === undefined ? condition : `(${marker}) and ${condition}`}`;
}

/** Serves a world, everything at hand; counts what it is asked. */
export class WorldSource implements PackageSource {
	readonly expected: string[] = [];
	readonly expectedMetadata: Distribution[] = [];
	readonly expectedFiles: Distribution[] = [];
	readonly asked: string[] = [];
	/** Instead of a page, by name. */
	readonly answers: Map<string, ProjectAnswer> = new Map();
	/** Metadata of direct distributions, by name. */
	readonly direct: Map<string, WorldRelease> = new Map();
	readonly #world: World;
	readonly #projects: Map<string, ProjectAnswer> = new Map();
	readonly #releases: Map<string, ReadonlyMap<string, WorldRelease>> = new Map();
	readonly #metadata: Map<string, MetadataAnswer> = new Map();

	constructor(world: World) {
		this.#world = world;
	}

	project(name: string): Answer<ProjectAnswer> {
		this.asked.push(name);
		const known = this.answers.get(name) ?? this.#projects.get(name) ?? this.#page(name);
		this.#projects.set(name, known);
		return known;
	}

	metadata(distribution: Distribution): Answer<MetadataAnswer> {
		const { name, version } = distribution;
		const key = `${name} ${version.toKey()} ${distribution.kind}`;
		const known = this.#metadata.get(key) ?? this.#read(distribution);
		this.#metadata.set(key, known);
		return known;
	}

	expect(names: readonly string[]): void {
		this.expected.push(...names);
	}

	expectMetadata(distribution: Distribution): void {
		this.expectedMetadata.push(distribution);
	}

	expectFile(distribution: Distribution): void {
		this.expectedFiles.push(distribution);
	}

	#releasesOf(name: string): ReadonlyMap<string, WorldRelease> | undefined {
		const known = this.#releases.get(name);
		if (known !== undefined) return known;
		const given = Object.entries(this.#world).find(([key]) => normalizeName(key) === name)?.[1];
		if (given === undefined) return undefined;
		const releases = new Map(
			Object.entries(given).map(([version, release]) => [Version.parse(version).toKey(), release]),
		);
		this.#releases.set(name, releases);
		return releases;
	}

	#page(name: string): ProjectAnswer {
		const given = Object.entries(this.#world).find(([key]) => normalizeName(key) === name)?.[1];
		if (given === undefined) return { kind: "not-found", unauthorized: [] };
		const versions = Object.keys(given).map(Version.parse).sort(compareVersions);
		const releases = this.#releasesOf(name);
		const filesOf = (ordinal: number) => {
			const version = versions[ordinal] as Version;
			return filesOfRelease(name, version, releases?.get(version.toKey()) ?? {});
		};
		return { kind: "found", releases: { versions, filesOf } };
	}

	#read(distribution: Distribution): MetadataAnswer {
		const { name, version, kind } = distribution;
		const isDirect = kind === "url-wheel" || kind === "path-wheel";
		const release = isDirect ? this.direct.get(name) : this.#releasesOf(name)?.get(version.toKey());
		// What is installed and was never published needs nothing.
		if (release === undefined && kind !== "installed")
			return { kind: "invalid", reason: "nobody has it" };
		return answerOf(distribution, release ?? {});
	}
}

function answerOf({ name, version, kind }: Distribution, release: WorldRelease): MetadataAnswer {
	if (release.metadata === "needs-build" && kind === "registry-sdist")
		return { kind: "needs-build" };
	if (release.metadata === "offline") return { kind: "offline" };
	if (release.metadata === "invalid") return { kind: "invalid", reason: "it has no `Name`" };
	const extras = Object.entries(release.extras ?? {});
	const requires = [
		...(release.requires ?? []),
		...extras.flatMap(([extra, list]) => list.map((text) => withExtra(text, normalizeName(extra)))),
	];
	const requiresPython = release.hiddenRequiresPython ?? release.requiresPython;
	return {
		kind: "known",
		metadata: {
			name,
			version,
			requiresDist: requires.map(requirementOf),
			requiresPython: requiresPython === undefined ? undefined : SpecifierSet.parse(requiresPython),
			providesExtra: extras.map(([extra]) => normalizeName(extra)),
		},
	};
}

function filesOfRelease(name: string, version: Version, release: WorldRelease): RegistryFile[] {
	const { tags = ["py3-none-any"], builds = [""], sdist = true } = release;
	const escaped = name.replaceAll("-", "_");
	const facts = (given: string) => ({
		name,
		version,
		index: INDEX,
		url: `https://files.example.com/${given}`,
		digests: release.digests ?? [{ algorithm: "sha256" as const, hex: "0".repeat(64) }],
		requiresPython: release.requiresPython,
		size: 1000,
		uploadTime: release.uploadTime,
		metadata: undefined,
	});
	const yanked = release.yanked === "sdist only" ? undefined : release.yanked;
	const files: RegistryFile[] = tags.flatMap((tag) =>
		builds.map((build): RegistryWheel => {
			const given = `${escaped}-${version}${build === "" ? "" : `-${build}`}-${tag}.whl`;
			const filename = parseWheelFilename(given);
			return { kind: "registry-wheel", filename, yanked, ...facts(given) };
		}),
	);
	if (!sdist) return files;
	const given = `${escaped}-${version}.tar.gz`;
	const filename = { name, version, extension: ".tar.gz" as const, given };
	return [...files, { kind: "registry-sdist", filename, yanked: release.yanked, ...facts(given) }];
}

/** Gives every answer as a promise, kept after a number of turns that `random` says. */
export class ShuffledSource extends WorldSource {
	readonly #random: () => number;

	constructor(world: World, random: () => number) {
		super(world);
		this.#random = random;
	}

	override async project(name: string): Promise<ProjectAnswer> {
		await this.#turns();
		return super.project(name);
	}

	override async metadata(distribution: Distribution): Promise<MetadataAnswer> {
		await this.#turns();
		return super.metadata(distribution);
	}

	async #turns(): Promise<void> {
		for (let turns = Math.floor(this.#random() * 12); turns > 0; turns--) await undefined;
	}
}

/** Python 3.12 on Linux x86_64 with glibc 2.28, unless told otherwise. */
export function targetOf(
	python = "3.12.4",
	platforms: readonly string[] = ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "linux_x86_64"],
): Target {
	const version = Version.parse(python);
	const [major = 3, minor = 12] = version.release;
	const current = `cp${major}${minor}`;
	const tags: Tag[] = [];
	for (const abi of [current, "abi3", "none"])
		for (const platform of platforms) tags.push(new Tag(current, abi, platform));
	for (const platform of [...platforms, "any"]) tags.push(new Tag("py3", "none", platform));
	return {
		markers: fromMarkerVariables({
			os_name: "posix",
			sys_platform: "linux",
			platform_machine: "x86_64",
			platform_python_implementation: "CPython",
			platform_release: "6.1",
			platform_system: "Linux",
			platform_version: "#1",
			python_version: `${major}.${minor}`,
			python_full_version: python,
			implementation_name: "cpython",
			implementation_version: python,
		}),
		tags: TagSet.of(tags),
		pythonVersion: version,
		withPython: (other) => targetOf(`${other}.0`, platforms),
	};
}

export function inputOf(text: string, line = 1, file = "requirements.in"): InputRequirement {
	const origin = { file, line };
	return { requirement: requirementOf(text), origin, hashes: [], distribution: undefined };
}

export interface ManifestOptions {
	readonly constraints?: readonly string[];
	readonly overrides?: readonly string[];
	readonly excludes?: readonly string[];
	readonly packageRules?: Manifest["packageRules"];
	readonly policy?: Partial<ResolutionPolicy>;
	readonly target?: Manifest["target"];
	readonly preferences?: ReadonlyMap<string, Version>;
	readonly installed?: Manifest["installed"];
}

/** Requirements as the lines of `requirements.in`. */
export function manifestOf(
	requirements: readonly (string | InputRequirement)[],
	options: ManifestOptions = {},
): Manifest {
	return {
		requirements: requirements.map((input, index) =>
			typeof input === "string" ? inputOf(input, index + 1) : input,
		),
		constraints: (options.constraints ?? []).map((text, index) =>
			inputOf(text, index + 1, "constraints.txt"),
		),
		overrides: (options.overrides ?? []).map((text, index) =>
			inputOf(text, index + 1, "overrides.txt"),
		),
		excludes: new Set(options.excludes),
		packageRules: options.packageRules,
		preferences: new Map(
			Array.from(options.preferences ?? [], ([name, version]) => [
				name,
				[{ version, marker: undefined }],
			]),
		),
		installed: options.installed ?? new Map(),
		target: options.target ?? targetOf(),
		policy: { ...DEFAULT_POLICY, ...options.policy },
	};
}

/** The outcome, with everything at hand. */
export function resolveNow(manifest: Manifest, source: PackageSource): ResolutionOutcome {
	const outcome = resolve(manifest, source);
	if (outcome instanceof Promise) throw new Error("everything was at hand");
	return outcome;
}

/** `name==version` of each node. */
export function pinsOf(outcome: ResolutionOutcome): string[] {
	if (outcome.kind !== "resolved") return [outcome.kind];
	return outcome.resolution.nodes.map(({ name, version }) => `${name}==${version}`);
}

/** The pins of a world's answer to requirements. */
export function pins(
	world: World,
	requirements: readonly (string | InputRequirement)[],
	options?: ManifestOptions,
): string[] {
	return pinsOf(resolveNow(manifestOf(requirements, options), new WorldSource(world)));
}

/** Local projects as they describe themselves: what they require, by their pyproject.toml, else by a build. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
	type DirectDistribution,
	type IndexPin,
	type ProjectDirectory,
	placeOf,
} from "../distributions/distribution.ts";
import type { IndexEntry } from "../distributions/index-entry.ts";
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import {
	bothMarkers,
	type PlacedRequirement,
	placeRequirement,
	type RequirementScope,
} from "../project/place-requirement.ts";
import { bareProject, type ProjectFile, readProjectFile } from "../project/project-file.ts";
import { type InputRequirement, type ProjectSelection, selects } from "../resolver/manifest.ts";
import type { IndexSetting } from "../settings/settings-table.ts";
import { type DirectReference, parseDirectReference } from "../standards/direct-reference.ts";
import { Marker } from "../standards/marker.ts";
import { isStatic, type ProjectTable } from "../standards/pyproject.ts";
import type { Requirement } from "../standards/requirement.ts";
import {
	type DirectRequirement,
	findDirectFile,
	NotYet,
	needsBuild,
	WrongProject,
} from "./direct-wheel.ts";

/** A path that leads to nothing, or to a folder without a project. */
export class MissingProject extends UserError {
	readonly code = "missing-project";
	override readonly exitStatus = 1;
}

/** A source of a dependency that cannot be used. */
export class UnusableSource extends UserError {
	readonly code = "unusable-source";
}

/** A project in a folder that is to be asked what it is. */
export interface FolderPlace {
	readonly folder: string;
	/** What messages call it. */
	readonly label: string;
	readonly isEditable: boolean;
}

export interface ProjectReaderOptions {
	/** These are taken from where everybody takes them. */
	readonly noSources: ProjectSelection;
	/** The indexes that the command line names. */
	readonly indexNames: ReadonlySet<string>;
	/** An index that a project defines, as requests need it. */
	readonly openIndex: (setting: IndexSetting) => IndexEntry;
	/** What a project in a folder says of itself by its backend. */
	readonly describe: (place: FolderPlace) => Promise<ProjectTable>;
	/** Takes user information out of a URL and keeps it where requests find it. */
	readonly hideCredentials: (url: string) => Promise<string>;
}

/** A requirement together with what it leads to. */
export type LocatedRequirement = Pick<
	InputRequirement,
	"requirement" | "distribution" | "index" | "fault"
>;

/** The lists of a folder are filled when all that it leads to has been read. */
interface FolderFacts extends Omit<ProjectDirectory, "given" | "isEditable"> {
	readonly requiresDist: Requirement[];
	readonly references: Map<string, DirectDistribution>;
	readonly faults: Map<string, UserError>;
	readonly pins: IndexPin[];
}

export class ProjectReader {
	readonly #options: ProjectReaderOptions;
	readonly #folders: Map<string, FolderFacts> = new Map();
	readonly #indexes: Map<string, IndexSetting> = new Map();

	constructor(options: ProjectReaderOptions) {
		this.#options = options;
	}

	/** What a project in a folder says of itself by its backend. @throws BuildFailed */
	describe(place: FolderPlace): Promise<ProjectTable> {
		return this.#options.describe(place);
	}

	/** What a URL or path leads to: a wheel, a source distribution, or the project in a folder. */
	async findDirect(direct: DirectRequirement, isEditable: boolean): Promise<DirectDistribution> {
		const { reference, given } = direct;
		if (reference.kind === "local" && (isEditable || !isFile(reference.path)))
			return this.#findFolder(direct, resolve(reference.path), isEditable);
		if (isEditable) {
			throw new UnusableSource(
				`Cannot take \`${displayText(given)}\` as an editable project: it is not in a local folder`,
			);
		}
		return findDirectFile(direct, this.#options.hideCredentials);
	}

	/** A requirement of a project, once for each of the places that the project gives it. */
	async locate(
		requirement: Requirement,
		file: ProjectFile,
		scope: RequirementScope,
	): Promise<readonly LocatedRequirement[]> {
		const located = await this.#locateAll(requirement, file, scope);
		// What is missing on this machine may be meant for another one.
		const missing = located.find(({ fault, ...one }) => fault && !one.requirement.marker);
		if (missing?.fault !== undefined) throw missing.fault;
		return located;
	}

	/** Where a place leads to nothing, the fault is told only where the requirement counts. */
	#locateAll(
		requirement: Requirement,
		file: ProjectFile,
		scope: RequirementScope,
	): Promise<readonly LocatedRequirement[]> {
		const sources = selects(this.#options.noSources, requirement.name) ? new Map() : file.sources;
		const placed = placeRequirement(requirement, sources, scope);
		return Promise.all(
			placed.map((one) =>
				this.#locateAt(one, file).catch((error: unknown): LocatedRequirement => {
					if (!(error instanceof UserError)) throw error;
					const url = one.requirement.url ?? writtenPlace(one.place);
					return {
						requirement: { ...one.requirement, url },
						distribution: undefined,
						fault: error,
					};
				}),
			),
		);
	}

	async #locateAt(
		{ requirement, place }: PlacedRequirement,
		file: ProjectFile,
	): Promise<LocatedRequirement> {
		const { name } = requirement;
		switch (place?.kind) {
			case undefined:
				return this.locateWritten(requirement, file.shown);
			case "index": {
				this.#takeIndex(place.index, name, file);
				return { requirement, distribution: undefined, index: place.index };
			}
			case "url":
				return this.#locateUrl(requirement, place.url, file.shown);
			case "path": {
				const reference = {
					...parsePath(place.path),
					path: resolve(file.folder, place.path),
				};
				const direct = { name, reference, given: place.path };
				return withPlace(requirement, await this.findDirect(direct, place.isEditable));
			}
			case "git":
				throw needsBuild(`${name} @ git+${place.repository}`, "a git repository needs");
			case "workspace":
				throw new NotYet(
					`Cannot find \`${name}\`, which \`${file.shown}\` takes from its workspace: workspaces are not read by this release`,
					{ hints: [`Give its folder with \`${name} = { path = "…" }\` in \`tool.uv.sources\``] },
				);
		}
	}

	/** The indexes of projects that their sources name; they serve nothing else. */
	get indexes(): readonly IndexEntry[] {
		return [...this.#indexes.values()].map((index) => ({
			...this.#options.openIndex(index),
			isDefault: false,
			isExplicit: true,
		}));
	}

	#takeIndex(named: string, project: string, file: ProjectFile): void {
		if (this.#options.indexNames.has(named)) return;
		const index = file.indexes.find(({ name }) => name === named);
		if (index === undefined)
			throw unusable(project, file.shown, `no index is named \`${displayText(named)}\``);
		const known = this.#indexes.get(named) ?? index;
		this.#indexes.set(named, known);
		if (known.url === index.url) return;
		throw unusable(project, file.shown, `another project calls another index \`${named}\``);
	}

	/** A requirement that stands in the file `shown`, without regard to its sources. */
	async locateWritten(requirement: Requirement, shown: string): Promise<LocatedRequirement> {
		return requirement.url === undefined
			? { requirement, distribution: undefined }
			: this.#locateUrl(requirement, requirement.url, shown);
	}

	async #locateUrl(
		requirement: Requirement,
		url: string,
		shown: string,
	): Promise<LocatedRequirement> {
		const { name } = requirement;
		if (!/^[a-z][a-z0-9+.-]+:/i.test(url)) throw unusable(name, shown, "it is no URL");
		const direct = { name, reference: parseDirectReference(url), given: url };
		return withPlace(requirement, await this.findDirect(direct, false));
	}

	async #findFolder(
		{ name, given }: DirectRequirement,
		path: string,
		isEditable: boolean,
	): Promise<ProjectDirectory> {
		const facts =
			this.#folders.get(path) ??
			(await this.#readFolder({ folder: path, label: given, isEditable }));
		if (name !== undefined && name !== facts.name) {
			throw new WrongProject(
				`Cannot use \`${displayText(given)}\` for \`${name}\`: it is the project \`${facts.name}\``,
			);
		}
		return { ...facts, given, isEditable };
	}

	async #readFolder(place: FolderPlace): Promise<FolderFacts> {
		const { folder: path, label: given } = place;
		const file = readFolder(path, given);
		const told = staticProject(file);
		const isWhole = told?.version !== undefined && isStatic(told);
		const project = isWhole ? told : await this.describe(place);
		const { name, version, requiresPython, optionalDependencies } = project;
		if (version === undefined) throw new Error(`a build tells no version: ${given}`);
		const facts: FolderFacts = {
			...{ kind: "directory", name, version, path, requiresPython },
			providesExtra: [...optionalDependencies.keys()],
			requiresDist: [],
			references: new Map(),
			faults: new Map(),
			pins: [],
		};
		// Known before it is complete: projects may require one another.
		this.#folders.set(path, facts);
		await this.#fill(facts, project, file);
		return facts;
	}

	async #fill(facts: FolderFacts, project: ProjectTable, file: ProjectFile): Promise<void> {
		for (const requirement of project.dependencies)
			enter(facts, await this.#locateAll(requirement, file, {}), undefined);
		for (const [extra, requirements] of project.optionalDependencies) {
			const condition = Marker.parse(`extra == "${extra}"`);
			for (const requirement of requirements)
				enter(facts, await this.#locateAll(requirement, file, { extra }), condition);
		}
	}
}

function enter(
	{ requiresDist, references, faults, pins }: FolderFacts,
	located: readonly LocatedRequirement[],
	condition: Marker | undefined,
): void {
	for (const { requirement: written, distribution, index, fault } of located) {
		const requirement = { ...written, marker: bothMarkers(written.marker, condition) };
		const { url } = requirement;
		requiresDist.push(requirement);
		if (url !== undefined && distribution !== undefined) references.set(url, distribution);
		if (url !== undefined && fault !== undefined) faults.set(url, fault);
		if (index !== undefined) pins.push({ requirement, index });
	}
}

/** The project, where a build would not add to its dependencies. */
export function staticProject({ pyproject, isOfPoetry }: ProjectFile): ProjectTable | undefined {
	const { project } = pyproject;
	if (project === undefined) return undefined;
	const isHidden = project.dynamic.some(
		(field) => field === "dependencies" || field === "optional-dependencies",
	);
	const isElsewhere = isOfPoetry && project.dependencies.length === 0;
	// Hatchling puts the folder's place in before anybody else may read it.
	const isUnfinished = project.dependencies.some(({ url }) => url?.includes("{root:") === true);
	return isHidden || isElsewhere || isUnfinished ? undefined : project;
}

function readFolder(path: string, given: string): ProjectFile {
	if (!isFolder(path)) {
		throw new MissingProject(
			`Cannot find the project \`${displayText(given)}\`: there is no such folder`,
		);
	}
	const file = join(path, "pyproject.toml");
	if (existsSync(file)) return readProjectFile(file, file);
	if (existsSync(join(path, "setup.py"))) return bareProject(path, file);
	throw new MissingProject(
		`Cannot take \`${displayText(given)}\` as a project: the folder has neither \`pyproject.toml\` nor \`setup.py\``,
	);
}

function parsePath(path: string): Extract<DirectReference, { readonly kind: "local" }> {
	const reference = parseDirectReference(path);
	if (reference.kind === "local") return reference;
	throw new UnusableSource(`Cannot use \`${displayText(path)}\` as a path: it is a URL`);
}

/** How a place that leads to nothing is told of. */
function writtenPlace(place: PlacedRequirement["place"]): string | undefined {
	switch (place?.kind) {
		case "url":
			return place.url;
		case "path":
			return place.path;
		case "git":
			return `git+${place.repository}`;
		case "index":
			return place.index;
		case "workspace":
			return place.kind;
		case undefined:
			return undefined;
	}
}

/** A requirement by place names it where others are told of it. */
function withPlace(requirement: Requirement, distribution: DirectDistribution): LocatedRequirement {
	return { requirement: { ...requirement, url: placeOf(distribution) }, distribution };
}

function unusable(name: string, shown: string, reason: string): UnusableSource {
	return new UnusableSource(`Cannot use the source of \`${name}\` in \`${shown}\`: ${reason}`);
}

function isFile(path: string): boolean {
	return /\.whl$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}

function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

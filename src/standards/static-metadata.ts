/**
 * What a source distribution says of its dependencies and no build may change: PKG-INFO from metadata version 2.2 on
 * (PEP 643), `[project]` of its pyproject.toml (PEP 621). What cannot be read is left to a build.
 */
import {
	type DependencyMetadata,
	InvalidCoreMetadata,
	parseResolutionMetadata,
} from "./core-metadata.ts";
import { Marker } from "./marker.ts";
import {
	hasStaticDependencies,
	InvalidPyproject,
	type ProjectTable,
	readProjectTable,
} from "./pyproject.ts";
import type { Requirement } from "./requirement.ts";
import { isTable } from "./table-reader.ts";
import type { Version } from "./version.ts";

/** The part that decides what else is installed. */
export type StaticMetadata = Pick<
	DependencyMetadata,
	"name" | "version" | "requiresDist" | "requiresPython" | "providesExtra"
>;

/** What the file's own name says. */
export interface SdistIdentity {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
}

/** Fields that must not be `Dynamic`. */
const DECISIVE_FIELDS = ["name", "version", "requires-dist", "requires-python", "provides-extra"];

/** What PKG-INFO says; `undefined` where a build may say something else, or it is of another distribution. */
export function staticPkgInfo(text: string, identity: SdistIdentity): StaticMetadata | undefined {
	const metadata = readPkgInfo(text);
	if (metadata === undefined || !isBinding(metadata.metadataVersion)) return undefined;
	if (metadata.dynamic.some((field) => DECISIVE_FIELDS.includes(field))) return undefined;
	if (metadata.name !== identity.name || !metadata.version.equals(identity.version)) {
		return undefined;
	}
	const { name, version, requiresDist, requiresPython, providesExtra } = metadata;
	return { name, version, requiresDist, requiresPython, providesExtra };
}

function readPkgInfo(text: string): DependencyMetadata | undefined {
	try {
		return parseResolutionMetadata(text).metadata;
	} catch (error) {
		if (error instanceof InvalidCoreMetadata) return undefined;
		throw error;
	}
}

/** From 2.2 on what is not `Dynamic` is fixed. A later major version may mean anything. */
function isBinding(metadataVersion: string): boolean {
	const match = /^2\.(\d{1,3})$/.exec(metadataVersion);
	return match !== null && Number(match[1]) >= 2;
}

/**
 * What a parsed pyproject.toml says; `undefined` likewise. A version that is dynamic is the one of the file's name: a
 * build may not change it any more.
 */
export function staticProject(
	document: unknown,
	identity: SdistIdentity,
): StaticMetadata | undefined {
	const project = readProject(document);
	if (project === undefined || !hasStaticDependencies(project)) return undefined;
	const { name, version, requiresPython, optionalDependencies } = project;
	if (name !== identity.name || version?.equals(identity.version) === false) return undefined;
	return {
		name,
		version: identity.version,
		requiresDist: requirementsOf(project),
		requiresPython,
		providesExtra: [...optionalDependencies.keys()],
	};
}

function readProject(document: unknown): ProjectTable | undefined {
	try {
		const project = readProjectTable(document);
		return project !== undefined && isFilledByPoetry(document) ? undefined : project;
	} catch (error) {
		if (error instanceof InvalidPyproject) return undefined;
		throw error;
	}
}

/** Poetry's own table may list the dependencies that `[project]` does not speak of. */
function isFilledByPoetry(document: unknown): boolean {
	const { project, tool } = document as { readonly project: object; readonly tool?: unknown };
	return isTable(tool) && Object.hasOwn(tool, "poetry") && !Object.hasOwn(project, "dependencies");
}

/** With those of the extras, each conditioned on its own. */
function requirementsOf({
	dependencies,
	optionalDependencies,
}: ProjectTable): readonly Requirement[] {
	const optional = [...optionalDependencies].flatMap(([extra, requirements]) => {
		const condition = Marker.parse(`extra == "${extra}"`);
		return requirements.map((requirement) => ({
			...requirement,
			marker: requirement.marker?.and(condition) ?? condition,
		}));
	});
	return [...dependencies, ...optional];
}

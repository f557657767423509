/** Documents of the packaging specifications against recorded answers of PyPA `packaging`. */
import { expect, test } from "bun:test";
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../src/errors/user-error.ts";
import {
	readDependencyGroups,
	resolveDependencyGroup,
} from "../../src/standards/dependency-groups.ts";
import { printDirectUrl, readDirectUrl } from "../../src/standards/direct-url.ts";
import { findMetadataFaults } from "../../src/standards/internal/metadata-rules.ts";
import { parseLicenseExpression } from "../../src/standards/license-expression.ts";
import type {
	LockedFile,
	LockedLocation,
	LockedPackage,
} from "../../src/standards/locked-package.ts";
import { fromMarkerVariables } from "../../src/standards/marker-environment.ts";
import {
	keywordsOf,
	type MetadataFields,
	parseMetadataFields,
	projectUrlsOf,
} from "../../src/standards/metadata-fields.ts";
import { supportedTags } from "../../src/standards/platform-tags.ts";
import { type Pylock, readPylock } from "../../src/standards/pylock.ts";
import { type LockedChoice, selectFromPylock } from "../../src/standards/pylock-selection.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { Tag, TagSet } from "../../src/standards/tag.ts";
import { parseTimestamp } from "../../src/standards/timestamp.ts";
import { describeTally, readVectors, tally, type Vector } from "./recorded-vectors.ts";

class Refused extends Error {}

/** A call as recorded: positional arguments and keywords. */
type Call = (
	positional: readonly unknown[],
	keywords: Readonly<Record<string, unknown>>,
) => unknown;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
	value as Record<string, unknown>;

/** The oracle's names of the fields that are not those of the file with underscores. */
const RAW_NAMES: ReadonlyMap<string, string> = new Map([
	["platform", "platforms"],
	["supported-platform", "supported_platforms"],
	["classifier", "classifiers"],
	["license-file", "license_files"],
	["project-url", "project_urls"],
	["import-name", "import_names"],
	["import-namespace", "import_namespaces"],
]);
const REPEATED =
	/^(?:platforms|supported_platforms|classifiers|license_files|import_names|import_namespaces|requires|provides|obsoletes|requires_dist|provides_dist|obsoletes_dist|requires_external|provides_extra|dynamic)$/;

function toRaw(fields: MetadataFields): Record<string, unknown> {
	const raw: Record<string, unknown> = {};
	for (const [key, values] of fields.values) {
		const name = RAW_NAMES.get(key) ?? key.replaceAll("-", "_");
		if (key === "keywords") raw[name] = keywordsOf(fields);
		else if (key === "project-url") raw[name] = Object.fromEntries(projectUrlsOf(fields));
		else raw[name] = REPEATED.test(name) ? values : values[0];
	}
	return raw;
}

function fromRaw(raw: Readonly<Record<string, unknown>>): MetadataFields {
	const keys = new Map([...RAW_NAMES].map(([key, name]) => [name, key]));
	const lines = Object.entries(raw).map(([name, value]): [string, readonly string[]] => {
		const key = keys.get(name) ?? name.replaceAll("_", "-");
		if (Array.isArray(value)) return [key, key === "keywords" ? [value.join(",")] : value];
		if (typeof value === "string") return [key, [value]];
		return [key, Object.entries(record(value)).map(([label, url]) => `${label}, ${url}`)];
	});
	const text = lines
		.flatMap(([key, values]) =>
			values.map((value) => `${key}: ${value.replaceAll("\n", "\n  ")}\n`),
		)
		.join("");
	return parseMetadataFields(text);
}

function parseEmail(source: unknown): MetadataFields {
	if (typeof source === "string") return parseMetadataFields(source);
	// Bytes were recorded as one character each.
	const text = String(record(source)["__bytes__"]);
	const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
	try {
		return parseMetadataFields(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		return parseMetadataFields(text, { encoding: "latin-1" });
	}
}

function requireValid(
	fields: MetadataFields,
	{ validate = true }: Readonly<Record<string, unknown>>,
): string {
	if (validate === true && findMetadataFaults(fields).length > 0) throw new Refused();
	return "valid";
}

/** What the lock says, in the words of its file. */
function describeLock(lock: Pylock): unknown {
	return withoutAbsent({
		"lock-version": String(lock.lockVersion),
		"created-by": lock.createdBy,
		environments: lock.environments?.map(String),
		"requires-python": lock.requiresPython?.toString(),
		extras: lock.extras,
		"dependency-groups": lock.dependencyGroups,
		"default-groups": lock.defaultGroups,
		packages: lock.packages.map(describePackage),
		tool: lock.tool,
	});
}

function describePackage(locked: LockedPackage): unknown {
	return withoutAbsent({
		name: locked.name,
		version: locked.version?.toString(),
		marker: locked.marker?.toString(),
		"requires-python": locked.requiresPython?.toString(),
		index: locked.index,
		dependencies: locked.dependencies,
		"attestation-identities": locked.attestationIdentities,
		tool: locked.tool,
		...describeSource(locked.source),
	});
}

function describeSource(source: LockedPackage["source"]): object {
	switch (source.kind) {
		case "vcs":
			return {
				vcs: withoutAbsent({ type: source.type, ...source.location, "commit-id": source.commitId }),
			};
		case "directory":
			return { directory: withoutAbsent({ path: source.path, editable: source.editable }) };
		case "archive":
			return { archive: describeFile(source.file) };
		case "registry":
			return {
				sdist: source.sdist && describeFile(source.sdist),
				wheels: source.wheels.length === 0 ? undefined : source.wheels.map(describeFile),
			};
	}
}

function describeFile(
	file: LockedLocation & Omit<LockedFile, "name"> & { readonly name?: string | undefined },
): object {
	return withoutAbsent({
		name: file.name,
		path: file.path,
		url: file.url,
		size: file.size,
		"upload-time": file.uploadTime,
		hashes: Object.fromEntries(file.hashes),
	});
}

function withoutAbsent(table: Record<string, unknown>): object {
	return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined));
}

/** TOML's points in time were recorded as tables of one key; `times` says what becomes of them. */
function withTimes(value: unknown, times: (text: string) => unknown): unknown {
	if (Array.isArray(value)) return value.map((item) => withTimes(item, times));
	if (typeof value !== "object" || value === null) return value;
	const text = record(value)["__datetime__"];
	if (typeof text === "string") return times(text);
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [key, withTimes(item, times)]),
	);
}

const asToml = (value: unknown): unknown =>
	withTimes(value, (text) => ({ toISOString: () => text }));

/** The machine on which the selections without one were recorded, as far as they depend on it. */
const LINUX = {
	environment: fromMarkerVariables({
		os_name: "posix",
		sys_platform: "linux",
		platform_machine: "x86_64",
		platform_python_implementation: "CPython",
		platform_system: "Linux",
		python_version: "3.12",
		python_full_version: "3.12.1",
		implementation_name: "cpython",
		implementation_version: "3.12.1",
	}),
	tags: supportedTags({
		implementation: "cpython",
		pythonVersion: [3, 12],
		platform: {
			os: "manylinux",
			major: 2,
			minor: 36,
			architecture: "x86_64",
			manylinuxAllowed: true,
		},
	}),
};

function select(document: unknown, keywords: Readonly<Record<string, unknown>>): unknown {
	const { environment, tags, extras, dependency_groups: groups } = keywords;
	const selected = selectFromPylock(readPylock(asToml(document)), {
		environment: environment
			? fromMarkerVariables(environment as Record<string, string>)
			: LINUX.environment,
		tags: tags ? TagSet.of((tags as string[]).map((tag) => Tag.parse(tag))) : LINUX.tags,
		...(extras ? { extras: extras as string[] } : {}),
		...(groups ? { dependencyGroups: groups as string[] } : {}),
	});
	return selected.map((each) => [each.package.name, nameOf(each.choice)]);
}

function nameOf(choice: LockedChoice): string | undefined {
	switch (choice.kind) {
		case "vcs":
			return choice.location.url;
		case "directory":
			return choice.path;
		case "archive":
			return choice.file.path;
		case "sdist":
			return choice.sdist.filename.given;
		case "wheel":
			return choice.wheel.filename.given;
	}
}

function resolveGroups([table, ...names]: readonly unknown[]): readonly string[] {
	const groups = readDependencyGroups(table);
	return names.flatMap((name) =>
		resolveDependencyGroup(groups, String(name)).map(printRequirement),
	);
}

const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
	["license", ([text]) => parseLicenseExpression(String(text))],
	["direct_url.from_dict", ([value]) => JSON.parse(printDirectUrl(readDirectUrl(value)))],
	[
		"metadata.parse_email",
		([source]) => {
			const fields = parseEmail(source);
			return [toRaw(fields), Object.fromEntries(fields.unrecognized)];
		},
	],
	["metadata.from_email", ([source], keywords) => requireValid(parseEmail(source), keywords)],
	["metadata.from_raw", ([raw], keywords) => requireValid(fromRaw(record(raw)), keywords)],
	["pylock.from_dict", ([value]) => describeLock(readPylock(asToml(value)))],
]);

/** Answers that are compared after the same treatment as ours. */
const WANTED: ReadonlyMap<string, (wanted: unknown) => unknown> = new Map([
	["pylock.from_dict", (wanted: unknown) => withToolTimes(wanted)],
	["metadata.parse_email", (wanted: unknown) => withBytes(wanted)],
]);

/** Times of files are numbers with us; those of a tool stay as they are. */
function withToolTimes(wanted: unknown): unknown {
	return withTimes(wanted, (text) => parseTimestamp(text));
}

function withBytes(wanted: unknown): unknown {
	return JSON.parse(JSON.stringify(wanted).replace(/\{"__bytes__":("[^"]*")\}/g, "$1"));
}

function answer({ op, args }: Vector): unknown {
	// Two operations were recorded with their arguments side by side.
	if (op === "pylock.select") return select(args[0], record(args[2] ?? {}));
	if (op.startsWith("dependency_groups")) {
		return resolveGroups(Array.isArray(args[0]) ? args[0] : args);
	}
	const call = CALLS.get(op);
	if (call === undefined) throw new Error(`no answer for ${op}`);
	const [positional, keywords] = args;
	return call(positional as readonly unknown[], record(keywords));
}

function holds(vector: Vector): boolean {
	const { op, result = {} } = vector;
	try {
		const given = answer(vector);
		if (result.error !== undefined) return false;
		const wanted = WANTED.get(op)?.(result.ok) ?? result.ok;
		const ours = op === "pylock.from_dict" ? withTimesAsText(given) : given;
		return isDeepStrictEqual(ours, wanted);
	} catch (error) {
		if (error instanceof UserError || error instanceof Refused) return result.error !== undefined;
		throw error;
	}
}

/** The stand-ins for TOML's points in time that we hand back untouched. */
function withTimesAsText(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withTimesAsText);
	if (typeof value !== "object" || value === null) return value;
	if ("toISOString" in value) return parseTimestamp(String((value.toISOString as () => string)()));
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [key, withTimesAsText(item)]),
	);
}

const vectors = readVectors("spec-vectors.json");
for (const operation of new Set(vectors.map(({ op }) => op))) {
	test(`every recorded ${operation} is answered alike`, () => {
		const result = tally(
			vectors.filter(({ op }) => op === operation),
			holds,
		);
		console.log(describeTally(operation, result));
		expect(result.failed).toEqual([]);
	});
}

test("all recorded cases of the specifications are run", () => {
	expect([0, 444]).toContain(vectors.length);
});

/** The keys of `[tool.uv]` that say something of dependencies, whatever they were asked for by. Pure. */
import { ParseError } from "../errors/parse-error.ts";
import { Marker } from "../standards/marker.ts";
import { parseName } from "../standards/name.ts";
import { parseRequirement, type Requirement } from "../standards/requirement.ts";
import type { TableReader } from "../standards/table-reader.ts";
import { Version } from "../standards/version.ts";

export interface DependencySettings {
	readonly constraints: readonly Requirement[];
	readonly overrides: readonly Requirement[];
	/** Normalized names. */
	readonly excludes: readonly string[];
	/** What is for the requirements of one package alone. */
	readonly packageRules: readonly DependencyRule[];
	/** The environments that a universal resolution is for; empty: all. */
	readonly environments: readonly Marker[];
	/** Environments for which every distribution must have a wheel, where it has no source distribution. */
	readonly requiredEnvironments: readonly Marker[];
}

/** `{ package = { name = "…", version = "…" }, dependencies = ["…"] }` among overrides or excludes. */
export interface DependencyRule {
	/** Normalized. */
	readonly name: string;
	/** Undefined: all versions. */
	readonly version: Version | undefined;
	readonly overrides: readonly Requirement[];
	/** Normalized names. */
	readonly excludes: readonly string[];
}

/** Reads `[tool.uv]`; what is wrong is told as a fault of that table. */
export function readDependencySettings(tool: TableReader): DependencySettings {
	const overriding = readRules(tool, "override-dependencies", parseRequirement);
	for (const { name, values } of overriding) {
		const direct = values.find(({ url }) => url !== undefined);
		if (direct === undefined) continue;
		const reason = `gives \`${direct.name}\` a URL for \`${name}\` alone, which is not supported`;
		throw tool.failure("override-dependencies", reason);
	}
	const excluding = readRules(tool, "exclude-dependencies", parseName);
	return {
		constraints: readTexts(tool, "constraint-dependencies", parseRequirement),
		overrides: readTexts(tool, "override-dependencies", parseRequirement),
		excludes: readTexts(tool, "exclude-dependencies", parseName),
		packageRules: [
			...overriding.map(({ values, ...rule }) => ({ ...rule, overrides: values, excludes: [] })),
			...excluding.map(({ values, ...rule }) => ({ ...rule, overrides: [], excludes: values })),
		],
		environments: readTexts(tool, "environments", Marker.parse),
		requiredEnvironments: readTexts(tool, "required-environments", Marker.parse),
	};
}

/** The keys whose entries may also be tables. */
const TABLE_KEYS: readonly string[] = ["override-dependencies", "exclude-dependencies"];

/** The entries that are texts; one text alone is a list of one. */
function readTexts<Value>(
	tool: TableReader,
	key: string,
	parse: (text: string) => Value,
): readonly Value[] {
	const value = tool.value(key);
	const entries = typeof value === "string" ? [value] : (tool.list(key) ?? []);
	return entries.flatMap((entry, place) => {
		if (typeof entry === "string") return [readOne(tool, `${key}[${place}]`, () => parse(entry))];
		if (TABLE_KEYS.includes(key)) return [];
		throw tool.failure(`${key}[${place}]`, "must be a string");
	});
}

interface Rule<Value> extends Pick<DependencyRule, "name" | "version"> {
	readonly values: readonly Value[];
}

/** The entries that are tables. */
function readRules<Value>(
	tool: TableReader,
	key: string,
	parse: (text: string) => Value,
): readonly Rule<Value>[] {
	const value = tool.value(key);
	const entries = Array.isArray(value) ? value : [];
	return entries.flatMap((entry, place) =>
		typeof entry === "string" ? [] : [readRule(tool.inner(`${key}[${place}]`, entry), parse)],
	);
}

function readRule<Value>(table: TableReader, parse: (text: string) => Value): Rule<Value> {
	refuseOthers(table, ["package", "dependencies"]);
	const whom = table.required("package", table.table("package"));
	refuseOthers(whom, ["name", "version"]);
	const name = whom.required("name", whom.string("name"));
	const version = whom.string("version");
	const dependencies = table.required("dependencies", table.strings("dependencies"));
	return {
		name: readOne(whom, "name", () => parseName(name)),
		version:
			version === undefined ? undefined : readOne(whom, "version", () => Version.parse(version)),
		values: dependencies.map((text, place) =>
			readOne(table, `dependencies[${place}]`, () => parse(text)),
		),
	};
}

function refuseOthers(table: TableReader, known: readonly string[]): void {
	const other = table.keys().find((key) => !known.includes(key));
	if (other !== undefined) throw table.failure(other, "is not known here");
}

function readOne<Value>(table: TableReader, key: string, parse: () => Value): Value {
	try {
		return parse();
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw table.failure(key, `is not valid: ${error.message}`);
	}
}

/** The keys of `[tool.uv]` that say something of dependencies, whatever they were asked for by. Pure. */
import { ParseError } from "../errors/parse-error.ts";
import { Marker } from "../standards/marker.ts";
import { normalizeName, parseName } from "../standards/name.ts";
import { parseRequirement, type Requirement } from "../standards/requirement.ts";
import type { TableReader } from "../standards/table-reader.ts";

export interface DependencySettings {
	readonly constraints: readonly Requirement[];
	readonly overrides: readonly Requirement[];
	/** Normalized names. */
	readonly excludes: readonly string[];
	/** The environments that a universal resolution is for; empty: all. */
	readonly environments: readonly Marker[];
	/** Environments for which every distribution must have a wheel, where it has no source distribution. */
	readonly requiredEnvironments: readonly Marker[];
}

/** Reads `[tool.uv]`; what is wrong is told as a fault of that table. */
export function readDependencySettings(tool: TableReader): DependencySettings {
	return {
		constraints: readList(tool, "constraint-dependencies", parseRequirement),
		overrides: readList(tool, "override-dependencies", parseRequirement),
		excludes: readList(tool, "exclude-dependencies", (text) => normalizeName(parseName(text))),
		environments: readList(tool, "environments", Marker.parse),
		requiredEnvironments: readList(tool, "required-environments", Marker.parse),
	};
}

function readList<Value>(
	tool: TableReader,
	key: string,
	parse: (text: string) => Value,
): readonly Value[] {
	const value = tool.value(key);
	const texts = typeof value === "string" ? [value] : (tool.list(key) ?? []);
	return texts.map((text, place) => {
		const at = `${key}[${place}]`;
		if (typeof text !== "string")
			throw tool.failure(at, "is no text, and other forms are not read yet");
		try {
			return parse(text);
		} catch (error) {
			if (!(error instanceof ParseError)) throw error;
			throw tool.failure(at, `is not valid: ${error.message}`);
		}
	});
}

/** One table of settings: the whole of a `uv.toml`, or `[tool.uv]` of a `pyproject.toml`. */
import { InvalidSettings } from "./invalid-settings.ts";
import { readDeclarations } from "./read-declarations.ts";
import { readIndexes } from "./read-index.ts";
import { readValue, tableIn, type ValuePlace } from "./read-value.ts";
import { DEPENDENCY_KEYS, PIP_KEYS, type Shape, TOP_KEYS } from "./setting-keys.ts";
import type { IndexSetting, SettingsTable, SettingValue } from "./settings-table.ts";

export type TablePlace = Omit<ValuePlace, "key">;

/** @throws InvalidSettings where a key or a value is not known; nothing of the table counts then */
export function readTable(value: unknown, place: TablePlace): SettingsTable {
	const whole = tableIn(value, { ...place, key: "the document" });
	const { pip, ...rest } = whole;
	if (rest["preview"] !== undefined && rest["preview-features"] !== undefined) {
		throw new InvalidSettings("`preview` and `preview-features` cannot stand together");
	}
	const indexes: IndexSetting[] = [];
	const top = readKeys(rest, { keys: TOP_KEYS, prefix: "" }, place);
	if (rest["index"] !== undefined) {
		indexes.push(...readIndexes(rest["index"], { ...place, key: "index" }));
	}
	const pipTable = pip === undefined ? {} : tableIn(pip, { ...place, key: "pip" });
	const declared = [pipTable, rest].flatMap((table) => {
		const value = table["dependency-metadata"];
		return value === undefined
			? []
			: readDeclarations(value, { ...place, key: "dependency-metadata" });
	});
	const pipValues = readKeys(pipTable, { keys: PIP_KEYS, prefix: "pip." }, place);
	const dependencies = Object.fromEntries(
		Object.entries(rest).filter(([key]) => DEPENDENCY_KEYS.has(key)),
	);
	return { top, pip: pipValues, indexes, declared, dependencies };
}

function readKeys(
	table: Readonly<Record<string, unknown>>,
	{ keys, prefix }: { readonly keys: ReadonlyMap<string, Shape>; readonly prefix: string },
	place: TablePlace,
): ReadonlyMap<string, SettingValue> {
	const values = new Map<string, SettingValue>();
	for (const [key, value] of Object.entries(table)) {
		const shape = keys.get(key);
		if (shape === undefined) {
			throw new InvalidSettings(`\`${prefix}${key}\` is not the name of a setting`);
		}
		if (shape === "project" && !place.isProject) {
			throw new InvalidSettings(
				`\`${key}\` belongs to a project: it may stand in a \`pyproject.toml\` only`,
			);
		}
		const read = readValue(value, shape, { ...place, key: `${prefix}${key}` });
		if (read !== undefined) values.set(key, read);
	}
	return values;
}

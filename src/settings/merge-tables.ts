/** Several tables of settings as one: scalars by the first, lists one after the other, maps key by key. */
import {
	EMPTY_TABLE,
	type SettingsTable,
	type SettingValue,
	type SettingValues,
} from "./settings-table.ts";

/** Tables that stand first count first. */
export function mergeTables(tables: readonly SettingsTable[]): SettingsTable {
	return tables.reduce(
		(merged, next) => ({
			top: mergeValues(merged.top, next.top),
			pip: mergeValues(merged.pip, next.pip),
			indexes: [...merged.indexes, ...next.indexes],
			declared: [...merged.declared, ...next.declared],
			dependencies: {},
		}),
		EMPTY_TABLE,
	);
}

/** What is said in `[pip]` counts before what is said at the top. */
export function valuesForPip({ top, pip }: SettingsTable): SettingValues {
	const { binary, rest } = splitBinary(top);
	const merged = new Map(mergeValues(pip, rest));
	for (const [key, texts] of binary) {
		const before = merged.get(key);
		const own = before?.kind === "list" ? before.texts : [];
		merged.set(key, { kind: "list", texts: [...own, ...texts], file: before?.file ?? fileOf(top) });
	}
	const isBuildOff = [pip, top].some((values) => isOn(values.get("no-build")));
	const noBuild = merged.get("no-build");
	if (isBuildOff && noBuild !== undefined) {
		merged.set("no-build", { kind: "flag", isOn: true, file: noBuild.file });
	}
	return merged;
}

/** At the top wheels are chosen by other keys than in `[pip]`; what both say counts together. */
function splitBinary(top: SettingValues): {
	readonly binary: ReadonlyMap<string, readonly string[]>;
	readonly rest: SettingValues;
} {
	const rest = new Map(top);
	const binary = new Map<string, readonly string[]>();
	const noBinary = [
		...(isOn(top.get("no-binary")) ? [":all:"] : []),
		...listOf(top.get("no-binary-package")),
	];
	if (noBinary.length > 0) binary.set("no-binary", noBinary);
	const onlyBinary = listOf(top.get("no-build-package"));
	if (onlyBinary.length > 0) binary.set("only-binary", onlyBinary);
	for (const key of ["no-binary", "no-binary-package", "no-build-package"]) rest.delete(key);
	return { binary, rest };
}

function mergeValues(first: SettingValues, second: SettingValues): SettingValues {
	const merged = new Map(first);
	for (const [key, value] of second) {
		const before = merged.get(key);
		merged.set(key, before === undefined ? value : mergeValue(before, value));
	}
	return merged;
}

function mergeValue(first: SettingValue, second: SettingValue): SettingValue {
	if (first.kind === "list" && second.kind === "list") {
		return { ...first, texts: [...first.texts, ...second.texts] };
	}
	if (first.kind === "map" && second.kind === "map") {
		return { ...first, texts: new Map([...second.texts, ...first.texts]) };
	}
	return first;
}

function isOn(value: SettingValue | undefined): boolean {
	return value?.kind === "flag" && value.isOn;
}

function listOf(value: SettingValue | undefined): readonly string[] {
	return value?.kind === "list" ? value.texts : [];
}

function fileOf(values: SettingValues): string {
	const [first] = values.values();
	return first?.file ?? "";
}

/** What settings files say of options and variables: the one place where files and arguments meet. */
import { basename } from "node:path";
import type { LoadedSettings } from "../settings/loaded-settings.ts";
import type { SettingValue } from "../settings/settings-table.ts";
import { checkStatus } from "./check-usage.ts";
import type { FurtherSettings } from "./command-context.ts";
import type { Invocation } from "./invocation.ts";
import type { Option } from "./option.ts";
import type { OptionName } from "./option-name.ts";
import { parseValue } from "./option-value.ts";
import type { GivenOption } from "./option-values.ts";
import { entryOf } from "./run/index-entry-of.ts";
import { UsageError } from "./usage-error.ts";

export interface SettledRun {
	readonly invocation: Invocation;
	readonly variables: Readonly<Record<string, string>>;
	readonly settings: FurtherSettings;
	readonly warnings: readonly string[];
}

/** A run with what files say. @throws UsageError where they ask for what is not served */
export function settleRun(
	loaded: LoadedSettings,
	invocation: Invocation,
	variables: Readonly<Record<string, string>>,
): SettledRun {
	const settled = withSettings(invocation, loaded);
	return {
		invocation: settled.invocation,
		variables: variablesWith(loaded, variables),
		settings: { ...loaded, indexes: loaded.indexes.map(entryOf) },
		warnings: [...loaded.warnings, ...settled.warnings],
	};
}

/** Options that count together with what files say, although they could not stand together on a command line. */
const JOINED: ReadonlySet<OptionName> = new Set<OptionName>([
	"no-build",
	"no-binary",
	"only-binary",
	"offline",
]);

function withSettings(
	invocation: Invocation,
	{ values }: LoadedSettings,
): Pick<SettledRun, "invocation" | "warnings"> {
	const { options, known } = invocation;
	const settled = new Map<OptionName, GivenOption>();
	const warnings: string[] = [];
	for (const option of known) {
		const value = option.settingsKey === undefined ? undefined : values.get(option.settingsKey);
		if (value === undefined || isBarred(option, options.given)) continue;
		const given = givenOption(option, value, warnings);
		if (given === undefined) continue;
		if (!options.given.has(option.name)) warnings.push(...checkStatus(given));
		settled.set(option.name, given);
	}
	return { invocation: { ...invocation, options: options.withFiles(settled) }, warnings };
}

/** An argument that cancels the option, or that cannot stand beside it, takes what files say away. */
function isBarred(option: Option, given: ReadonlyMap<OptionName, GivenOption>): boolean {
	for (const other of given.values()) {
		if (other.option.overrides?.includes(option.name) === true) return true;
		if (JOINED.has(option.name) || !other.isPositive) continue;
		if (other.option.conflicts?.includes(option.name) === true) return true;
		if (option.conflicts?.includes(other.option.name) === true) return true;
	}
	return false;
}

/** What is wrong in a project is told and left out, as everything in its settings is. */
function givenOption(
	option: Option,
	value: SettingValue,
	warnings: string[],
): GivenOption | undefined {
	try {
		return parseSetting(option, value);
	} catch (error) {
		if (!(error instanceof UsageError) || basename(value.file) !== "pyproject.toml") throw error;
		warnings.push(`A setting is left out: ${error.message}`);
		return undefined;
	}
}

function parseSetting(option: Option, value: SettingValue): GivenOption | undefined {
	const { file } = value;
	const key = option.settingsKey ?? option.name;
	const origin = { kind: "settings", file, key } as const;
	const label = `${key}\` in \`${file}`;
	switch (value.kind) {
		case "flag": {
			// `verify-hashes` is the opposite of the option that it belongs to.
			const isPositive = value.isOn !== (option.negative === key);
			return { option, isPositive, values: [""], origin, level: -1 };
		}
		case "text":
			return {
				option,
				isPositive: true,
				values: [parseValue(option, value.text, label)],
				origin,
				level: -1,
			};
		case "list":
			if (value.texts.length === 0) return undefined;
			return {
				option,
				isPositive: true,
				values: value.texts.map((text) => parseValue(option, text, label)),
				origin,
				level: -1,
			};
		case "map": {
			const values = [...value.texts].map(([name, text]) => `${name}=${text}`);
			return { option, isPositive: true, values, origin, level: -1 };
		}
	}
}

/** Keys that have no option and do what a variable does; the variable counts first. */
const VARIABLES: readonly (readonly [key: string, variable: string, others: readonly string[]])[] =
	[
		["http-proxy", "HTTP_PROXY", ["http_proxy"]],
		["https-proxy", "HTTPS_PROXY", ["https_proxy"]],
		["no-proxy", "NO_PROXY", ["no_proxy"]],
		["concurrent-downloads", "UV_CONCURRENT_DOWNLOADS", []],
		["concurrent-builds", "UV_CONCURRENT_BUILDS", []],
		["concurrent-installs", "UV_CONCURRENT_INSTALLS", []],
	];

/** The variables of the process, and after them what files say in their stead. */
function variablesWith(
	{ values }: LoadedSettings,
	variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
	const missing = VARIABLES.flatMap(([key, variable, others]): [string, string][] => {
		const value = values.get(key);
		const isSet = [variable, ...others].some((name) => (variables[name] ?? "") !== "");
		if (value === undefined || isSet) return [];
		if (value.kind === "text") return [[variable, value.text]];
		return value.kind === "list" ? [[variable, value.texts.join(",")]] : [];
	});
	return Object.assign(Object.create(null), variables, Object.fromEntries(missing));
}

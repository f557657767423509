/** One `[[index]]` of a settings file. */
import { InvalidSettings } from "./invalid-settings.ts";
import { choiceIn, cutoffIn, locationIn, tableIn, textIn, type ValuePlace } from "./read-value.ts";
import type { IndexSetting } from "./settings-table.ts";

const NAME_REGEXP = /^[A-Za-z0-9._-]+$/;

/** Keys that this release does not know are passed over, as they are elsewhere in no table. @throws InvalidSettings */
export function readIndexes(value: unknown, place: ValuePlace): readonly IndexSetting[] {
	if (!Array.isArray(value)) throw new InvalidSettings(`\`${place.key}\` must be a list of tables`);
	return value.map((each, index) => readIndex(each, { ...place, key: `index[${index}]` }));
}

function readIndex(value: unknown, place: ValuePlace): IndexSetting {
	const table = tableIn(value, place);
	const at = (key: string): ValuePlace => ({ ...place, key: `${place.key}.${key}` });
	const flag = (key: string): boolean => {
		const given = table[key] ?? false;
		if (typeof given === "boolean") return given;
		throw new InvalidSettings(`\`${at(key).key}\` must be true or false`);
	};
	const choice = <Value extends string>(
		key: string,
		choices: readonly [Value, ...Value[]],
	): Value =>
		table[key] === undefined ? choices[0] : (choiceIn(table[key], choices, at(key)) as Value);
	if (table["url"] === undefined) throw new InvalidSettings(`\`${place.key}\` has no \`url\``);
	const name = table["name"] === undefined ? undefined : nameIn(table["name"], at("name"));
	const isExplicit = flag("explicit");
	if (isExplicit && name === undefined) {
		throw new InvalidSettings(
			`\`${place.key}\` is explicit and has no \`name\`, so that nothing can be pinned to it`,
		);
	}
	const newer = table["exclude-newer"];
	return {
		name,
		url: locationIn(textIn(table["url"], at("url")), place),
		isDefault: flag("default"),
		isExplicit,
		format: choice("format", ["simple", "flat"]),
		authenticate: choice("authenticate", ["auto", "always", "never"]),
		ignoredStatuses: statusesIn(table["ignore-error-codes"], at("ignore-error-codes")),
		pageCacheControl: cacheControlIn(table["cache-control"], at("cache-control")),
		excludeNewer: newer === undefined ? undefined : cutoffIn(newer, at("exclude-newer")),
	};
}

function nameIn(value: unknown, place: ValuePlace): string {
	const name = textIn(value, place);
	if (NAME_REGEXP.test(name)) return name;
	throw new InvalidSettings(
		`\`${place.key}\` is \`${name}\` and may have letters, digits, \`-\`, \`_\` and \`.\` only`,
	);
}

function statusesIn(value: unknown, place: ValuePlace): readonly number[] {
	if (value === undefined) return [];
	const isStatus = (each: unknown): boolean =>
		typeof each === "number" && Number.isInteger(each) && each >= 100 && each <= 599;
	if (Array.isArray(value) && value.every(isStatus)) return value as number[];
	throw new InvalidSettings(`\`${place.key}\` must be a list of numbers from 100 to 599`);
}

/** What is said of files is checked and has no effect: they never change. */
function cacheControlIn(value: unknown, place: ValuePlace): string | undefined {
	if (value === undefined) return undefined;
	const { api, files } = tableIn(value, place);
	if (files !== undefined) textIn(files, { ...place, key: `${place.key}.files` });
	return api === undefined ? undefined : textIn(api, { ...place, key: `${place.key}.api` });
}

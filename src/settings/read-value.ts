/** One value of a settings file, as its key wants it. */
import { isAbsolute, resolve } from "node:path";
import { currentDirectory } from "../runtime/this-process.ts";
import { isValidName, normalizeName } from "../standards/name.ts";
import { parseCutoff } from "../standards/upload-cutoff.ts";
import { InvalidSettings } from "./invalid-settings.ts";
import { PRERELEASE_MODES, type Shape } from "./setting-keys.ts";
import type { SettingValue } from "./settings-table.ts";

/** Where a value stands. */
export interface ValuePlace {
	/** As messages name it, such as `pip.resolution`. */
	readonly key: string;
	/** Absolute. */
	readonly file: string;
	/** What relative paths start from. */
	readonly folder: string;
	/** It is part of a project's `pyproject.toml`. */
	readonly isProject: boolean;
}

/** Undefined for what has no effect here. @throws InvalidSettings */
export function readValue(
	value: unknown,
	shape: Shape,
	place: ValuePlace,
): SettingValue | undefined {
	const { file } = place;
	if (typeof shape === "object") {
		return { file, kind: "text", text: choiceIn(value, shape.choices, place) };
	}
	switch (shape) {
		case "flag":
			if (typeof value !== "boolean") throw wrong(place, value, "true or false");
			return { file, kind: "flag", isOn: value };
		case "text":
			return { file, kind: "text", text: textIn(value, place) };
		case "path":
			return { file, kind: "text", text: resolve(place.folder, textIn(value, place)) };
		case "location":
			return { file, kind: "text", text: locationIn(textIn(value, place), place) };
		case "texts":
			return { file, kind: "list", texts: textsIn(value, place) };
		case "locations": {
			const texts = textsIn(value, place).map((text) => locationIn(text, place));
			return { file, kind: "list", texts };
		}
		case "count":
			return { file, kind: "text", text: countIn(value, place) };
		case "cutoff":
			return { file, kind: "text", text: cutoffIn(value, place) };
		case "cutoffs":
			return { file, kind: "map", texts: byPackage(value, place, cutoffIn) };
		case "modes": {
			const modeIn = (mode: unknown, at: ValuePlace) => choiceIn(mode, PRERELEASE_MODES, at);
			return { file, kind: "map", texts: byPackage(value, place, modeIn) };
		}
		case "build-settings":
			return { file, kind: "list", texts: buildSettingsIn(value, place) };
		case "package-build-settings": {
			const texts = Object.entries(tableIn(value, place)).flatMap(([name, settings]) =>
				buildSettingsIn(settings, below(place, name)).map((text) => `${name}:${text}`),
			);
			return { file, kind: "list", texts };
		}
		case "indexes":
		case "declarations":
		case "project":
		case "without-effect":
			return undefined;
	}
}

export function textIn(value: unknown, place: ValuePlace): string {
	if (typeof value === "string") return value;
	throw wrong(place, value, "a text in quotes");
}

export function tableIn(value: unknown, place: ValuePlace): Readonly<Record<string, unknown>> {
	const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
	if (isTable && !(value instanceof Date)) return value as Record<string, unknown>;
	throw wrong(place, value, "a table");
}

/** A URL as it is, a path made absolute; beside the working directory it stays as it is written, and is shown so. */
export function locationIn(text: string, { folder }: ValuePlace): string {
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || text.startsWith("file:")) return text;
	if (isAbsolute(text) || folder === currentDirectory()) return text;
	return resolve(folder, text);
}

export function choiceIn(value: unknown, choices: readonly string[], place: ValuePlace): string {
	const text = textIn(value, place);
	if (choices.includes(text)) return text;
	throw new InvalidSettings(
		`\`${place.key}\` is \`${text}\` and must be one of ${choices.join(", ")}`,
	);
}

/** `false`, or what `--exclude-newer` takes. */
export function cutoffIn(value: unknown, place: ValuePlace): string {
	if (value === false) return "false";
	const text = textIn(value, place);
	const cutoff = parseCutoff(text);
	if (cutoff === undefined) {
		throw new InvalidSettings(
			`\`${place.key}\` is \`${text}\` and must be a day, a moment, a length of time such as \`3 days\`, or false`,
		);
	}
	if (cutoff.kind !== "calendar") return text;
	throw new InvalidSettings(
		`\`${place.key}\` is \`${text}\`: ${cutoff.unit} differ in length; write days, such as \`${cutoff.days} days\``,
	);
}

export function textsIn(value: unknown, place: ValuePlace): readonly string[] {
	if (!Array.isArray(value)) throw wrong(place, value, "a list");
	return value.map((text, index) => textIn(text, { ...place, key: `${place.key}[${index}]` }));
}

function countIn(value: unknown, place: ValuePlace): string {
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return String(value);
	throw wrong(place, value, "a whole number from 1");
}

function byPackage(
	value: unknown,
	place: ValuePlace,
	read: (value: unknown, place: ValuePlace) => string,
): ReadonlyMap<string, string> {
	const texts = new Map<string, string>();
	for (const [name, each] of Object.entries(tableIn(value, place))) {
		if (!isValidName(name)) {
			throw new InvalidSettings(`\`${name}\` in \`${place.key}\` is no name of a package`);
		}
		texts.set(normalizeName(name), read(each, below(place, name)));
	}
	return texts;
}

function buildSettingsIn(value: unknown, place: ValuePlace): readonly string[] {
	return Object.entries(tableIn(value, place)).flatMap(([key, each]) => {
		const at = below(place, key);
		const texts = Array.isArray(each) ? textsIn(each, at) : [textIn(each, at)];
		return texts.map((text) => `${key}=${text}`);
	});
}

function below(place: ValuePlace, key: string): ValuePlace {
	return { ...place, key: `${place.key}.${key}` };
}

function wrong({ key }: ValuePlace, value: unknown, wanted: string): InvalidSettings {
	return new InvalidSettings(`\`${key}\` is ${describe(value)} and must be ${wanted}`);
}

function describe(value: unknown): string {
	if (typeof value === "string") return `the text \`${value}\``;
	if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") {
		return `\`${value}\``;
	}
	if (value instanceof Date) return "a date without quotes";
	return Array.isArray(value) ? "a list" : "a table";
}

/** The spellings under which the options of one command are found. */
import type { Option } from "./option.ts";

/** What a spelling stands for. */
export interface Spelling {
	readonly option: Option;
	readonly isPositive: boolean;
}

export interface OptionSpellings {
	readonly options: readonly Option[];
	/** Without dashes. */
	readonly long: ReadonlyMap<string, Spelling>;
	/** One character. */
	readonly short: ReadonlyMap<string, Spelling>;
}

export function spellOptions(options: readonly Option[]): OptionSpellings {
	const long = new Map<string, Spelling>();
	const short = new Map<string, Spelling>();
	for (const option of options) {
		const positive: Spelling = { option, isPositive: true };
		long.set(option.name, positive);
		for (const alias of option.aliases ?? []) long.set(alias, positive);
		if (option.short !== undefined) short.set(option.short, positive);
		const negative: Spelling = { option, isPositive: false };
		if (option.negative !== undefined) long.set(option.negative, negative);
		for (const alias of option.negativeAliases ?? []) long.set(alias, negative);
	}
	return { options, long, short };
}

/** The long spellings that are worth suggesting. */
export function visibleSpellings({ options }: OptionSpellings): readonly string[] {
	const names: string[] = ["help"];
	for (const option of options) {
		if (option.isHidden === true) continue;
		names.push(option.name, ...(option.aliases ?? []));
		if (option.negative !== undefined) names.push(option.negative);
	}
	return names;
}

/** Options that environment variables set. `UV_X` is read as uv reads it, `PIPPIN_X` the same and first; empty is unset. */

import { type Option, takesValue } from "./option.ts";
import { parseBoolean, parseValue, splitValues } from "./option-value.ts";
import type { GivenOption } from "./option-values.ts";
import { UsageError } from "./usage-error.ts";

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The option as a variable sets it, or undefined. Throws `UsageError` where the variable makes no sense. */
export function readFromEnvironment(option: Option, variables: Variables): GivenOption | undefined {
	for (const name of option.variables ?? []) {
		for (const variable of ownAndForeign(name)) {
			const text = variables[variable];
			if (text === undefined || text.trim() === "") continue;
			return readVariable(option, variable, text);
		}
	}
	return undefined;
}

/** `UV_OFFLINE` → `PIPPIN_OFFLINE`, `UV_OFFLINE`. */
export function ownAndForeign(variable: string): readonly string[] {
	return variable.startsWith("UV_") ? [`PIPPIN_${variable.slice(3)}`, variable] : [variable];
}

function readVariable(option: Option, variable: string, text: string): GivenOption | undefined {
	const origin = { kind: "environment", variable } as const;
	if (takesValue(option)) {
		const values = splitValues(text, option.variableSeparator).filter((value) => value !== "");
		if (values.length === 0) return undefined;
		const read = values.map((value) => parseValue(option, value, variable));
		return { option, isPositive: true, values: read, origin, level: -1 };
	}
	const isPositive = parseBoolean(text.trim());
	if (isPositive === undefined) {
		throw new UsageError(
			`Cannot read the variable \`${variable}\`: \`${text}\` is neither true nor false`,
			{ isBare: true },
		);
	}
	return isPositive ? { option, isPositive, values: [""], origin, level: -1 } : undefined;
}

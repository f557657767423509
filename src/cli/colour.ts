/** Whether output is coloured. */

export interface ColourQuestion {
	/** `--color`, or `never` for `--no-color`; absent where neither is given. */
	readonly choice: string | undefined;
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly isTerminal: boolean;
}

/** The option wins, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then what is written to. */
export function isColoured({ choice, variables, isTerminal }: ColourQuestion): boolean {
	if (choice === "always") return true;
	if (choice === "never") return false;
	const isSet = (name: string): boolean => (variables[name] ?? "") !== "";
	if (isSet("NO_COLOR")) return false;
	if (isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE")) return true;
	return isTerminal && variables["TERM"] !== "dumb";
}

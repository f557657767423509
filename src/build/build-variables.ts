/** What a build sees of the environment: nothing that tells a secret, leads its Python astray, or speaks to us. */
import { delimiter } from "node:path";
import { withoutWithheld } from "../interpreter/withheld-variables.ts";

/** A backend may ask which environment of conda is active, and write into that one. */
const CONDA_REGEXP = /^CONDA_/i;

/** Where a build happens. */
export interface BuildPlace {
	/** The root of the environment; `undefined`: it has none of its own. */
	readonly environment: string | undefined;
	/** Its scripts; absolute. */
	readonly scripts: string;
}

/** The whole environment of a build process. */
export function buildVariables(
	variables: Readonly<Record<string, string>>,
	{ environment, scripts }: BuildPlace,
): Readonly<Record<string, string>> {
	const seen = Object.entries(withoutWithheld(variables));
	const path = variables["PATH"] ?? "";
	return {
		...Object.fromEntries(seen.filter(([name]) => !CONDA_REGEXP.test(name))),
		PATH: path === "" ? scripts : `${scripts}${delimiter}${path}`,
		...(environment === undefined ? {} : { VIRTUAL_ENV: environment }),
	};
}

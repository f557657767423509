/** What a build sees of the environment: nothing that tells a secret, leads its Python astray, or speaks to us. */
import { delimiter } from "node:path";

const WITHHELD =
	/^(PYTHON|PIP_|UV_|PIPPIN_|VIRTUAL_ENV|__PYVENV_LAUNCHER__|DEB_PYTHON|CONDA_)|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY/i;

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
	const seen = Object.entries(variables).filter(([name]) => !WITHHELD.test(name));
	const path = variables["PATH"] ?? "";
	return {
		...Object.fromEntries(seen),
		PATH: path === "" ? scripts : `${scripts}${delimiter}${path}`,
		...(environment === undefined ? {} : { VIRTUAL_ENV: environment }),
	};
}

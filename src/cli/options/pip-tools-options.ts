/** Options of pip, pip-tools and virtualenv that exist here only to be answered: some have no effect, some are refused. */

import type { Option } from "../option.ts";
import type { OptionName } from "../option-name.ts";

const CERTIFICATE_ADVICE = "name the file in the variable `SSL_CLIENT_CERT`";
const ARGUMENTS_ADVICE = "give the options to this command directly";
const CONFIG_ADVICE = "settings stand in `uv.toml` or below `[tool.uv.pip]` of `pyproject.toml`";

function ignored(name: OptionName, advice: string): Option {
	return {
		name,
		kind: "flag",
		help: "Has no effect",
		isHidden: true,
		status: "ignored",
		advice,
	};
}

function refused(name: OptionName, advice: string, kind: "flag" | "value" = "flag"): Option {
	return { name, kind, help: "Not available here", isHidden: true, status: "refused", advice };
}

/** pip-compile's. */
export function pipCompileOptions(): readonly Option[] {
	return [
		ignored("allow-unsafe", "`pip` and `setuptools` are pinned like any other package"),
		ignored("no-allow-unsafe", "`pip` and `setuptools` are pinned like any other package"),
		ignored("no-reuse-hashes", "hashes are never taken from the output file of another version"),
		ignored("no-emit-trusted-host", "trusted hosts are never written"),
		ignored("no-emit-options", "options are never written unless an `--emit-…` option asks"),
		refused("reuse-hashes", "hashes are kept by themselves where a version stays"),
		refused("max-rounds", "resolving goes on until there is an answer", "value"),
		refused("client-cert", CERTIFICATE_ADVICE, "value"),
		refused("emit-trusted-host", "trusted hosts are never written"),
		refused("config", CONFIG_ADVICE, "value"),
		refused("emit-options", "use `--emit-build-options`"),
		refused("pip-args", ARGUMENTS_ADVICE, "value"),
		{
			name: "resolver",
			kind: "value",
			choices: [
				{ value: "backtracking", ignored: "resolving always backtracks" },
				{ value: "legacy", refused: "resolving always backtracks" },
			],
			help: "Has no effect",
			isHidden: true,
		},
	];
}

/** pip-sync's. */
export function pipSyncOptions(): readonly Option[] {
	return [
		{ ...refused("ask", "nothing is ever asked; `--dry-run` says what would be done"), short: "a" },
		refused("python-executable", "use `--python`", "value"),
		refused("user", "use a virtual environment"),
		refused("client-cert", CERTIFICATE_ADVICE, "value"),
		refused("config", CONFIG_ADVICE, "value"),
		refused("pip-args", ARGUMENTS_ADVICE, "value"),
	];
}

/** pip's, for `install`. */
export function pipInstallOptions(): readonly Option[] {
	return [versionCheckOption(), refused("user", "use a virtual environment")];
}

/** pip's, for `uninstall`. */
export function pipUninstallOptions(): readonly Option[] {
	return [{ ...ignored("yes", "nothing is ever asked"), short: "y" }, versionCheckOption()];
}

export function versionCheckOption(): Option {
	return ignored("disable-pip-version-check", "no new version is ever looked for");
}

/** Where uv says nothing about it. */
export function silentVersionCheckOption(): Option {
	return {
		name: "disable-pip-version-check",
		kind: "flag",
		help: "Has no effect",
		isHidden: true,
		status: "ignored",
	};
}

/** virtualenv's. */
export function virtualenvOptions(): readonly Option[] {
	return [
		ignored("no-seed", "no packages are installed unless `--seed` asks"),
		ignored("no-pip", "`pip` is not installed unless `--seed` asks"),
		ignored("no-setuptools", "`setuptools` is not installed unless `--seed` asks"),
		ignored("no-wheel", "`wheel` is not installed unless `--seed` asks"),
		ignored("system", "virtual environments are never used to make another"),
		ignored("no-system", "virtual environments are never used to make another"),
	];
}

/** `pip debug` takes these and then refuses. */
export function pipDebugOptions(): readonly Option[] {
	return ["platform", "python-version", "implementation", "abi"].map((name) => ({
		name: name as OptionName,
		kind: "value",
		help: "Not available here",
		isHidden: true,
	}));
}

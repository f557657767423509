/** Options of pip that do not exist here, and what serves instead; told when one of them is met. */

const ADVICE: ReadonlyMap<string, string> = new Map([
	["abi", "packages are chosen for the Python that `--python` names"],
	["build-option", "use `--config-setting`"],
	["cache-info", "use the command `cache size`"],
	["client-cert", "name the file in the variable `SSL_CLIENT_CERT`"],
	["exists-action", "nothing is ever asked"],
	["global-option", "use `--config-setting`"],
	["ignore-installed", "use `--reinstall`"],
	["ignore-requires-python", "name the Python with `--python`"],
	["implementation", "packages are chosen for the Python that `--python` names"],
	["install-option", "use `--config-setting`"],
	["local", "use a virtual environment, where everything is local"],
	["log", "use `--verbose` and redirect standard error"],
	["no-clean", "files of a failed build are kept in the cache"],
	["no-input", "nothing is ever asked"],
	["no-python-version-warning", "there is no such warning"],
	["no-use-pep517", "builds always follow PEP 517"],
	["no-warn-conflicts", "conflicts are warned of with `--strict` only"],
	["no-warn-script-location", "there is no such warning"],
	["not-required", "use the command `pip tree --depth 0`"],
	["only-deps", "name the dependencies, or remove the package afterwards"],
	["platform", "use `--python-platform`"],
	["prefer-binary", "wheels are always preferred; `--only-binary` excludes the rest"],
	["progress-bar", "use `--no-progress`"],
	["proxy", "set the variable `HTTPS_PROXY`"],
	["report", "use `--dry-run`"],
	["require-virtualenv", "this is always so, unless `--system` or `--python` says otherwise"],
	["retries", "set the variable `UV_HTTP_RETRIES`"],
	["root", "use `--prefix`"],
	["root-user-action", "there is no such warning"],
	["src", "sources are kept in the cache"],
	["timeout", "set the variable `UV_HTTP_TIMEOUT`"],
	["upgrade-strategy", "`--upgrade` upgrades everything, `--upgrade-package` only what it names"],
	["uptodate", "use `--outdated` and look at the rest"],
	["use-deprecated", "there is one resolver"],
	["use-feature", "there are no such features"],
	["use-pep517", "builds always follow PEP 517"],
]);

/** What to do instead of using the option of pip with this long name, if there is such an option. */
export function adviceForPipOption(name: string): string | undefined {
	return ADVICE.get(name);
}

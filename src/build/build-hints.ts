/** What may help, by what a failed build printed. */

/** Modules that Python had, and the release that took them away. */
const REMOVED = new Map([
	["distutils", "3.12"],
	["asynchat", "3.12"],
	["asyncore", "3.12"],
	["imp", "3.12"],
	["smtpd", "3.12"],
	["cgi", "3.13"],
	["crypt", "3.13"],
	["imghdr", "3.13"],
	["lib2to3", "3.13"],
	["pipes", "3.13"],
	["telnetlib", "3.13"],
]);

const HEADER =
	/(?:fatal error|error): '?([\w./+-]+\.h(?:pp)?)'?(?::| file) (?:No such file|not found)/i;
const LIBRARY = /ld(?:\.\w+)?: (?:cannot find|library not found for) -l([\w.+-]+)/;
const MODULE = /ModuleNotFoundError: No module named '([\w.]+)'/;
const COMMAND = /invalid command '(bdist_wheel)'/;

/** One hint for each cause that is recognized; none where there is none. `label` is what is built. */
export function hintsFor(output: string, label: string): readonly string[] {
	const hints: string[] = [];
	const header = HEADER.exec(output)?.[1];
	if (header !== undefined) {
		hints.push(
			`Install the package of your system that has the header \`${header}\`; its name often ends with \`-dev\` or \`-devel\``,
		);
	}
	const library = LIBRARY.exec(output)?.[1];
	if (library !== undefined)
		hints.push(`Install the package of your system that has the library \`lib${library}\``);
	const module = MODULE.exec(output)?.[1] ?? (COMMAND.test(output) ? "wheel" : undefined);
	if (module !== undefined) hints.push(hintModule(module, label));
	return hints;
}

function hintModule(module: string, label: string): string {
	const [top = module] = module.split(".");
	const since = REMOVED.get(top);
	if (since !== undefined) {
		return `Python ${since} and later have no \`${top}\`: take a newer version of \`${label}\`, or an older Python`;
	}
	return `\`${label}\` needs \`${top}\` to be built and does not say so: take a newer version, tell its maintainers, or install \`${top}\` and build with \`--no-build-isolation-package\``;
}

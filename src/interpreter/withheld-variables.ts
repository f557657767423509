/** What no interpreter that we start sees of the environment. */

type Variables = Readonly<Record<string, string>>;

const WITHHELD_REGEXP =
	/^(PYTHON|PIP_|UV_|PIPPIN_|VIRTUAL_ENV|__PYVENV_LAUNCHER__|DEB_PYTHON)|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY/i;

/** Without what could lead a Python astray, speaks to us, or is no business of a program found on the machine. */
export function withoutWithheld(variables: Variables): Record<string, string> {
	return Object.fromEntries(
		Object.entries(variables).filter(([name]) => !WITHHELD_REGEXP.test(name)),
	);
}

/** Variables that would run or weaken this process or its children, dealt with before anything else happens. */
import { UserError } from "../errors/user-error.ts";

/** Options of the runtime; a compiled executable still reads the first two, and children would inherit them. */
const RUNTIME_VARIABLES: readonly string[] = ["BUN_OPTIONS", "BUN_BE_BUN", "NODE_OPTIONS"];

/** Certificates would not be checked at all, for no host. */
export class CertificateChecksOff extends UserError {
	override readonly code: string = "certificate-checks-off";
}

/** Removes what children must not inherit. Throws `CertificateChecksOff`. */
export function cleanEnvironment(environment: Record<string, string | undefined>): void {
	for (const name of RUNTIME_VARIABLES) delete environment[name];
	if (environment["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
	throw new CertificateChecksOff(
		"Cannot go on: `NODE_TLS_REJECT_UNAUTHORIZED=0` turns the checks of all certificates off",
		{
			hints: [
				"Unset the variable; for one host that you trust use `--allow-insecure-host`, for a certificate of your own `--cert`",
			],
		},
	);
}

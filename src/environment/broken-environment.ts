/** Failures of finding an environment. */
import { UserError } from "../errors/user-error.ts";

/** Something is where an environment was expected, and it is not one that can be used. */
export class BrokenEnvironment extends UserError {
	readonly code = "broken-environment";
}

/** No rule leads to an environment that may be changed. */
export class NoEnvironment extends UserError {
	readonly code = "no-environment";
}

/** An option whose value makes no sense. */
import { UserError } from "../../errors/user-error.ts";

/** What was given, and what would do. */
export class UnusableOption extends UserError {
	readonly code = "unusable-option";
}

/** The failure of an interpreter that is there, or is named, and cannot be used. */
import { UserError } from "../errors/user-error.ts";

/** An interpreter that is missing, does not start, does not answer, or answers nonsense. */
export class BrokenInterpreter extends UserError {
	readonly code = "broken-interpreter";
}

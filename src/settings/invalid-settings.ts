/** Failures of settings files. */
import { UserError } from "../errors/user-error.ts";

/** A file that says what cannot be, or that cannot be read. */
export class InvalidSettings extends UserError {
	override readonly code: string = "invalid-settings";
}

/** A file that wants another release than this one. */
export class OtherVersionRequired extends UserError {
	readonly code = "other-version-required";
}

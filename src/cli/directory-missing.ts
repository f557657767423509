/** The directory of `--directory` or `--project` is not there. */
import { UserError } from "../errors/user-error.ts";

/** What was named, and what it is instead. */
export class DirectoryMissing extends UserError {
	override readonly code: string = "directory-missing";
}

/** A build that came to nothing, with what it printed. */
import { UserError, type UserErrorOptions } from "../errors/user-error.ts";

export class BuildFailed extends UserError {
	readonly code = "build-failed";
	override readonly exitStatus = 1;
	/** What the build printed, its end at least. */
	readonly output: string;

	constructor(
		message: string,
		{ output = "", ...options }: UserErrorOptions & { readonly output?: string } = {},
	) {
		super(output === "" ? message : `${message}\n\n[output]\n${output}`, options);
		this.output = output;
	}
}

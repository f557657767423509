/** The refusal of a wheel whose archive is sound and whose content is not. */
import { UserError, type UserErrorOptions } from "../errors/user-error.ts";

/** A wheel that must not be installed. Nothing was changed. */
export class BadWheel extends UserError {
	readonly code = "bad-wheel";
	override readonly exitStatus = 1;

	constructor(reason: string, { filename, ...options }: { filename: string } & UserErrorOptions) {
		super(`Cannot install \`${filename}\`: ${reason}`, options);
	}
}

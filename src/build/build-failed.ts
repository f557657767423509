/** A build that came to nothing, with what it printed. */
import { UserError } from "../errors/user-error.ts";

export class BuildFailed extends UserError {
	readonly code = "build-failed";
	override readonly exitStatus = 1;
	/** What the build printed, its end at least. */
	readonly output: string;

	constructor(
		message: string,
		options: {
			readonly output?: string;
			readonly hints?: readonly string[];
			readonly cause?: unknown;
		},
	) {
		const { output = "", hints = [], cause } = options;
		super(output === "" ? message : `${message}\n\n[output]\n${output}`, {
			hints,
			...(cause === undefined ? {} : { cause }),
		});
		this.output = output;
	}
}

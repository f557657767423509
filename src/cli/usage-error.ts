/** Wrong use of the command line: what is wrong, a tip, and the usage line below. */
import { UserError } from "../errors/user-error.ts";

export interface UsageErrorOptions {
	/** Lines below the message, indented by two, such as the possible values. */
	readonly details?: readonly string[];
	/** What may have been meant; shown as `tip: …`. */
	readonly tip?: string | undefined;
	/** The words of the command whose usage is shown; absent: no usage line. */
	readonly path?: readonly string[];
	/** The message says it all: neither usage nor a word about `--help`. */
	readonly isBare?: boolean;
}

/** Thrown while reading arguments and variables; ends the program with status 2. */
export class UsageError extends UserError {
	override readonly code: string = "usage";
	readonly details: readonly string[];
	readonly tip: string | undefined;
	readonly path: readonly string[] | undefined;
	readonly isBare: boolean;

	constructor(message: string, options: UsageErrorOptions = {}) {
		super(message);
		this.details = options.details ?? [];
		this.tip = options.tip;
		this.path = options.path;
		this.isBare = options.isBare ?? false;
	}
}

/**
 * A failure the user can act on. Anything else that reaches `main` is a bug in this program and is
 * printed with its stack.
 */

/** What a `UserError` may carry beside its message. */
export interface UserErrorOptions {
	/** What to try next, one sentence each; shown below the message as `hint: …`. */
	readonly hints?: readonly string[];
	/** What was tried and would help, one sentence each; shown below the hints as `try: …`. */
	readonly remedies?: readonly string[];
	/** The failure this one was made from; shown as `cause: …`. */
	readonly cause?: unknown;
}

/** The base of every failure that is told without a stack. */
export abstract class UserError extends Error {
	/** Stable across releases; tests and scripts match on it, never on the message. */
	abstract readonly code: string;
	/** 1: the request was understood and cannot be met. 2: wrong use, or the machine refused. */
	readonly exitStatus: 1 | 2 = 2;
	readonly hints: readonly string[];
	readonly remedies: readonly string[];

	constructor(message: string, options: UserErrorOptions = {}) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = new.target.name;
		this.hints = options.hints ?? [];
		this.remedies = options.remedies ?? [];
	}
}

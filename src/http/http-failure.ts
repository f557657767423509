/** How a request can fail for good. No message holds a secret: every address goes through `displayUrl`. */
import { displayUrl } from "../errors/display-url.ts";
import { printable } from "../errors/printable.ts";
import { UserError, type UserErrorOptions } from "../errors/user-error.ts";

/** The base of what a request to a server can end with. */
export abstract class HttpFailure extends UserError {
	/** As it may be shown. */
	readonly url: string;

	constructor(url: string, reason: string, options?: UserErrorOptions) {
		const shown = printable(displayUrl(url));
		super(`Could not fetch \`${shown}\`: ${printable(reason)}`, options);
		this.url = shown;
	}
}

/** No connection, or one that broke, stalled or crept. */
export class NetworkFailure extends HttpFailure {
	readonly code = "network-failure";
}

/** The certificate of the server was not accepted, or no secure connection came about. */
export class TlsFailure extends HttpFailure {
	readonly code = "tls-failure";
}

/** The server keeps answering with an error of its own (5xx, or 408, 425, 429). */
export class ServerFailure extends HttpFailure {
	readonly code = "server-failure";
	readonly status: number;

	constructor(url: string, { status, reason }: { status: number; reason: string }) {
		super(url, reason);
		this.status = status;
	}
}

/** More redirects than anybody needs, or a circle of them. */
export class TooManyRedirects extends HttpFailure {
	readonly code = "too-many-redirects";
}

/** A redirect to somewhere that must not be followed. */
export class ForbiddenRedirect extends HttpFailure {
	readonly code = "forbidden-redirect";
}

/** The body ended early, every time it was tried. */
export class IncompleteBody extends HttpFailure {
	readonly code = "incomplete-body";
}

/** The server says what cannot be true: contradictory lengths, a coding nobody asked for, a false range. */
export class InvalidResponse extends HttpFailure {
	readonly code = "invalid-response";
}

/** The body is larger than anything of its kind should be. */
export class BodyTooLarge extends HttpFailure {
	readonly code = "body-too-large";
}

/** The body is whole and is not what it should be. */
export class HashMismatch extends HttpFailure {
	readonly code = "hash-mismatch";
	/** `algorithm:digits`. */
	readonly expected: string;
	/** `algorithm:digits`. */
	readonly actual: string;

	constructor(url: string, { expected, actual }: { expected: string; actual: string }) {
		super(url, `its hash is \`${actual}\` where \`${expected}\` was expected`);
		this.expected = expected;
		this.actual = actual;
	}
}

/** The index wants credentials by its settings and there are none. */
export class MissingCredentials extends HttpFailure {
	readonly code = "missing-credentials";

	constructor(url: string) {
		super(url, "no credentials are known for it, and its index is set to `authenticate = always`", {
			hints: [
				"Set `UV_INDEX_<NAME>_USERNAME` and `UV_INDEX_<NAME>_PASSWORD`, or add the host to `~/.netrc`",
			],
		});
	}
}

/** Limits and times of the HTTP client, as the environment variables set them. */
import { UserError } from "../errors/user-error.ts";

export interface HttpSettings {
	/** Milliseconds without any byte, after which a request is given up. */
	readonly idleTimeout: number;
	/** Milliseconds until a connection must stand. */
	readonly connectTimeout: number;
	/** Tries after the first one. */
	readonly retries: number;
	/** Requests at the same time. */
	readonly concurrency: number;
	/** Requests at the same time to one origin. */
	readonly concurrencyPerHost: number;
	/** Bytes a second; a body that arrives more slowly for `rateWindow` is given up. */
	readonly minimumRate: number;
	/** Milliseconds. */
	readonly rateWindow: number;
	readonly isOffline: boolean;
}

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
	idleTimeout: 30_000,
	connectTimeout: 10_000,
	retries: 3,
	concurrency: 50,
	concurrencyPerHost: 50,
	minimumRate: 1024,
	rateWindow: 60_000,
	isOffline: false,
};

/** An environment variable whose value cannot be used. */
export class InvalidVariable extends UserError {
	readonly code = "invalid-variable";
}

type Variables = Readonly<Record<string, string>>;

/**
 * The settings that the variables ask for.
 *
 * @throws InvalidVariable
 */
export function readHttpSettings(
	variables: Variables,
	{ isOffline }: { isOffline: boolean },
): HttpSettings {
	const seconds =
		readInteger(variables, "UV_HTTP_TIMEOUT", 1) ??
		readInteger(variables, "UV_REQUEST_TIMEOUT", 1) ??
		readInteger(variables, "HTTP_TIMEOUT", 1);
	const connectSeconds = readInteger(variables, "UV_HTTP_CONNECT_TIMEOUT", 1);
	const concurrency =
		readInteger(variables, "UV_CONCURRENT_DOWNLOADS", 1) ?? DEFAULT_HTTP_SETTINGS.concurrency;
	const idleTimeout = inMilliseconds(seconds) ?? DEFAULT_HTTP_SETTINGS.idleTimeout;
	return {
		...DEFAULT_HTTP_SETTINGS,
		idleTimeout,
		// Who allows long silences allows a body that consists of them.
		rateWindow: Math.max(idleTimeout, DEFAULT_HTTP_SETTINGS.rateWindow),
		connectTimeout: inMilliseconds(connectSeconds) ?? DEFAULT_HTTP_SETTINGS.connectTimeout,
		retries: readInteger(variables, "UV_HTTP_RETRIES", 0) ?? DEFAULT_HTTP_SETTINGS.retries,
		concurrency,
		concurrencyPerHost: concurrency,
		isOffline,
	};
}

/** The longest time a timer takes; more is as good as for ever. */
const LONGEST = 2 ** 31 - 1;

function inMilliseconds(seconds: number | undefined): number | undefined {
	return seconds === undefined ? undefined : Math.min(seconds * 1000, LONGEST);
}

function readInteger(variables: Variables, name: string, minimum: number): number | undefined {
	const text = variables[name];
	if (text === undefined || text === "") return undefined;
	const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
	if (value >= minimum) return value;
	const wanted = minimum === 0 ? "a whole number" : `a whole number of at least ${minimum}`;
	throw new InvalidVariable(`Could not use \`${name}\`: its value \`${text}\` is not ${wanted}`);
}

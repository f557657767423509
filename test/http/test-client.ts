/** A client for tests: no environment, time that passes when told, tries that can be counted. */
import type { Clock } from "../../src/http/clock.ts";
import { CredentialStore } from "../../src/http/credential-store.ts";
import { HttpClient } from "../../src/http/http-client.ts";
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from "../../src/http/http-settings.ts";
import type { Keyring } from "../../src/http/keyring.ts";
import { type Netrc, parseNetrc } from "../../src/http/netrc.ts";
import { readProxyTable } from "../../src/http/proxy.ts";
import { readTlsPolicy } from "../../src/http/tls-policy.ts";
import type { ProgressEvent } from "../../src/progress/reporter.ts";

/** Sleeping takes no time and is written down; timers go off when time is made to elapse. */
export class VirtualClock implements Clock {
	readonly sleeps: number[] = [];
	#now = 0;
	#timers: { readonly at: number; readonly callback: () => void }[] = [];
	readonly #wallStart: number;

	constructor(wallStart: number = Date.UTC(2026, 0, 1)) {
		this.#wallStart = wallStart;
	}

	now(): number {
		return this.#now;
	}

	wall(): number {
		return this.#wallStart + this.#now;
	}

	after(milliseconds: number, callback: () => void): () => void {
		const timer = { at: this.#now + milliseconds, callback };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	async sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
		signal?.throwIfAborted();
		this.sleeps.push(milliseconds);
		this.#now += milliseconds;
	}

	elapse(milliseconds: number): void {
		const end = this.#now + milliseconds;
		for (;;) {
			const due = this.#timers
				.filter((timer) => timer.at <= end)
				.sort((one, other) => one.at - other.at)[0];
			if (due === undefined) break;
			this.#timers = this.#timers.filter((timer) => timer !== due);
			this.#now = Math.max(this.#now, due.at);
			due.callback();
		}
		this.#now = end;
	}

	/** Timers that nobody has called off. */
	get pendingTimers(): number {
		return this.#timers.length;
	}
}

export interface TestClientOptions {
	readonly settings?: Partial<HttpSettings>;
	readonly variables?: Readonly<Record<string, string>>;
	readonly netrc?: string | undefined;
	readonly keyring?: Keyring | undefined;
	readonly certificateFile?: string;
	readonly insecureHosts?: readonly string[];
	readonly random?: number;
}

export interface TestClient {
	readonly client: HttpClient;
	readonly clock: VirtualClock;
	readonly credentials: CredentialStore;
	readonly events: readonly ProgressEvent[];
	readonly warnings: readonly string[];
}

export function openTestClient(options: TestClientOptions = {}): TestClient {
	const clock = new VirtualClock();
	const events: ProgressEvent[] = [];
	const warnings: string[] = [];
	const variables = options.variables ?? {};
	const netrc: Netrc | undefined =
		options.netrc === undefined ? undefined : parseNetrc(options.netrc);
	const credentials = new CredentialStore({ variables, netrc, keyring: options.keyring });
	const client = new HttpClient({
		settings: { ...DEFAULT_HTTP_SETTINGS, ...options.settings },
		credentials,
		proxies: readProxyTable(variables),
		tls: readTlsPolicy({
			variables,
			certificateFile: options.certificateFile,
			insecureHosts: options.insecureHosts ?? [],
			warn: (message) => warnings.push(message),
		}),
		clock,
		random: () => options.random ?? 0,
		reporter: { report: (event) => events.push(event) },
	});
	return { client, clock, credentials, events, warnings };
}

/** The error that a promise is rejected with; fails the test where it is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
	let value: unknown;
	try {
		value = await promise;
	} catch (error) {
		return error as Error & { code?: string };
	}
	throw new Error(`fulfilled with ${JSON.stringify(value)}`);
}

export const certificate = (name: string): string =>
	new URL(`../support/certificates/${name}`, import.meta.url).pathname;

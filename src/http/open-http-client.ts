/** Puts an HTTP client together from the environment and the options of the command line. */
import { type Reporter, SILENT_REPORTER } from "../progress/reporter.ts";
import { CredentialStore } from "./credential-store.ts";
import { HttpClient } from "./http-client.ts";
import { readHttpSettings } from "./http-settings.ts";
import { findKeyring } from "./keyring.ts";
import { readNetrc } from "./netrc-file.ts";
import { readProxyTable } from "./proxy.ts";
import { readTlsPolicy, type TlsPolicy } from "./tls-policy.ts";

/** `--keyring-provider`; `auto` and `import` do not exist here. */
export type KeyringProvider = "disabled" | "subprocess";

export interface ClientOptions {
	readonly variables: Readonly<Record<string, string>>;
	/** Programs in it are not trusted. */
	readonly workingDirectory: string;
	readonly isOffline?: boolean;
	readonly insecureHosts?: readonly string[];
	/** `--cert`. */
	readonly certificateFile?: string | undefined;
	readonly usesSystemRoots?: boolean;
	readonly keyringProvider?: KeyringProvider;
	readonly reporter?: Reporter;
}

export interface OpenedClient {
	readonly client: HttpClient;
	/** Where indexes are made known, with their credentials. */
	readonly credentials: CredentialStore;
}

/** @throws InvalidVariable, UnusableCertificate */
export function openHttpClient(options: ClientOptions): OpenedClient {
	const { variables } = options;
	const reporter = options.reporter ?? SILENT_REPORTER;
	const warn = (message: string): void => reporter.report({ kind: "warning", message });
	const settings = readHttpSettings(variables, { isOffline: options.isOffline === true });
	const credentials = new CredentialStore({
		variables,
		netrc: readNetrc(variables, warn),
		keyring: options.keyringProvider === "subprocess" ? findKeyring(options) : undefined,
	});
	const client = new HttpClient({
		settings,
		credentials,
		proxies: readProxyTable(variables),
		tls: lateTlsPolicy(options, warn),
		reporter,
	});
	return { client, credentials };
}

/**
 * Certificates are read when the first request is made: a run that finds all in the cache makes none. A file that the
 * user named is looked at in any case.
 */
function lateTlsPolicy(options: ClientOptions, warn: (message: string) => void): TlsPolicy {
	let known: TlsPolicy | undefined;
	const policy = (): TlsPolicy => {
		known ??= readTlsPolicy({
			variables: options.variables,
			certificateFile: options.certificateFile,
			usesSystemRoots: options.usesSystemRoots === true,
			insecureHosts: options.insecureHosts ?? [],
			warn,
		});
		return known;
	};
	if (options.certificateFile !== undefined) policy();
	return {
		settingsFor: (url) => policy().settingsFor(url),
		get emptyRoots() {
			return policy().emptyRoots;
		},
	};
}

/** Everything that talks over the network, joined when the first thing must be asked. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { CredentialStore } from "../http/credential-store.ts";
import { HttpClient } from "../http/http-client.ts";
import { readHttpSettings } from "../http/http-settings.ts";
import { findKeyring } from "../http/keyring.ts";
import { type Netrc, parseNetrc } from "../http/netrc.ts";
import { readProxyTable } from "../http/proxy.ts";
import { readTlsPolicy, type TlsPolicy } from "../http/tls-policy.ts";
import { errorCode } from "../platform/files.ts";
import { findHome } from "../platform/user-folders.ts";
import type { Settings } from "./settings.ts";

/** A text that should have come from the network. */
export class UnavailableText extends UserError {
	readonly code = "unavailable-text";
}

export interface Network {
	readonly http: HttpClient;
	readonly credentials: CredentialStore;
	/** The body at an http(s) URL, decoded as UTF-8. */
	fetchText(url: string): Promise<string>;
}

export function connect(settings: Settings): Network {
	const { variables, reporter, workingDirectory } = settings;
	const warn = (message: string): void => reporter.report({ kind: "warning", message });
	const credentials = new CredentialStore({
		variables,
		netrc: readNetrc(settings, warn),
		keyring:
			settings.keyringProvider === "subprocess"
				? findKeyring({ variables, workingDirectory })
				: undefined,
	});
	const http = new HttpClient({
		settings: readHttpSettings(variables, { isOffline: settings.isOffline }),
		proxies: readProxyTable(variables),
		tls: tlsPolicyOf(settings, warn),
		credentials,
		reporter,
	});
	return { http, credentials, fetchText: (url) => fetchText(http, url) };
}

/**
 * Certificates are read when the first request is made: a warm run makes none. A file that the user named is looked
 * at in any case.
 */
function tlsPolicyOf(settings: Settings, warn: (message: string) => void): TlsPolicy {
	let known: TlsPolicy | undefined;
	const policy = (): TlsPolicy => {
		known ??= readTlsPolicy({
			variables: settings.variables,
			certificateFile: settings.certificateFile,
			usesSystemRoots: settings.usesSystemRoots,
			insecureHosts: settings.insecureHosts,
			warn,
		});
		return known;
	};
	if (settings.certificateFile !== undefined) policy();
	return {
		settingsFor: (url) => policy().settingsFor(url),
		get emptyRoots() {
			return policy().emptyRoots;
		},
	};
}

function readNetrc({ variables }: Settings, warn: (message: string) => void): Netrc | undefined {
	const named = variables["NETRC"] ?? "";
	const home = findHome(variables);
	if (named === "" && home === undefined) return undefined;
	const path = named === "" ? join(home ?? "", ".netrc") : named;
	try {
		const text = readFileSync(path, "utf8");
		if ((statSync(path).mode & 0o077) !== 0) {
			warn(
				`\`${path}\` holds passwords and can be read by other users; \`chmod 600\` keeps them out`,
			);
		}
		return parseNetrc(text);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

async function fetchText(http: HttpClient, url: string): Promise<string> {
	const answer = await http.get(url);
	if (answer.kind === "offline") {
		throw new UnavailableText(`Cannot read ${displayUrl(url)}: the network may not be used`, {
			hints: ["Run the command without `--offline`"],
		});
	}
	if (answer.status !== 200) {
		throw new UnavailableText(
			`Cannot read ${displayUrl(url)}: the server answered with status ${answer.status}`,
		);
	}
	return new TextDecoder().decode(answer.body);
}

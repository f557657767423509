/** Everything that talks over the network, joined when the first thing must be asked. */
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import type { CredentialStore } from "../http/credential-store.ts";
import type { HttpClient } from "../http/http-client.ts";
import { openHttpClient } from "../http/open-http-client.ts";
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
	const { client, credentials } = openHttpClient(settings);
	return { http: client, credentials, fetchText: (url) => fetchText(client, url) };
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

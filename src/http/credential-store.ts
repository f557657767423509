/**
 * Which credentials go where. Each set belongs to an origin (scheme, host and port) and, where two indexes share one,
 * to the longest path that was named with it. What is known is sent at once; `keyring` is asked where a user name
 * lacks its password, and after a server has refused.
 */
import { OnceMap } from "../platform/once-map.ts";
import { MissingCredentials } from "./http-failure.ts";
import type { Keyring } from "./keyring.ts";
import type { Netrc } from "./netrc.ts";
import { type Credentials, Secret } from "./secret.ts";
import { parseUrl, splitCredentials } from "./url-credentials.ts";

/** `never`: nothing is sent there. `always`: nothing is asked there without credentials. */
export type AuthenticatePolicy = "auto" | "always" | "never";

export interface CredentialSources {
	/** For `UV_INDEX_<NAME>_USERNAME` and `UV_INDEX_<NAME>_PASSWORD`. */
	readonly variables: Readonly<Record<string, string>>;
	readonly netrc: Netrc | undefined;
	readonly keyring: Keyring | undefined;
}

export interface IndexAccess {
	/** May hold user information. */
	readonly url: string;
	readonly name?: string | undefined;
	readonly authenticate?: AuthenticatePolicy;
}

interface Entry {
	readonly origin: string;
	/** From its first slash to its last one. */
	readonly folder: string;
	readonly policy: AuthenticatePolicy;
	readonly isIndex: boolean;
	credentials: Credentials | undefined;
}

export class CredentialStore {
	readonly #sources: CredentialSources;
	readonly #entries: Entry[] = [];
	readonly #asked = new OnceMap<string, Credentials | undefined>();

	constructor(sources: CredentialSources) {
		this.#sources = sources;
	}

	/**
	 * Learns of an index and gives its URL without credentials.
	 *
	 * @throws InvalidUrl
	 */
	addIndex({ url, name, authenticate }: IndexAccess): string {
		const split = splitCredentials(url);
		const named = name === undefined ? undefined : namedCredentials(name, this.#sources.variables);
		this.#add(split.url, {
			policy: authenticate ?? "auto",
			isIndex: true,
			credentials: named === undefined ? split.credentials : merge(split.credentials, named),
		});
		return split.url;
	}

	/**
	 * Learns the credentials of any URL, such as that of a direct requirement, and gives it without them.
	 *
	 * @throws InvalidUrl
	 */
	addUrl(url: string): string {
		const split = splitCredentials(url);
		if (split.credentials === undefined) return split.url;
		this.#add(split.url, { policy: "auto", isIndex: false, credentials: split.credentials });
		return split.url;
	}

	/**
	 * What to send with the first request to the URL. May ask `keyring`, once for each origin and user.
	 *
	 * @throws MissingCredentials under the policy `always`.
	 */
	async find(url: string): Promise<Credentials | undefined> {
		const known = this.known(url);
		const policy = this.#entryFor(url)?.policy ?? "auto";
		if (policy === "never") return undefined;
		const isWhole = known !== undefined && known.password !== undefined;
		if (isWhole || (known === undefined && policy === "auto")) return known;
		const found = (await this.#askKeyring(url, known?.username)) ?? known;
		if (found === undefined) throw new MissingCredentials(url);
		return found;
	}

	/** What to try after the server has refused; `undefined` where there is nothing new. */
	async findAfterRefusal(url: string): Promise<Credentials | undefined> {
		const entry = this.#entryFor(url);
		if (entry === undefined || entry.policy === "never" || this.#sources.keyring === undefined) {
			return undefined;
		}
		const known = this.known(url);
		if (known?.password !== undefined) return undefined;
		return this.#askKeyring(url, known?.username);
	}

	/** What is known without asking anybody. */
	known(url: string): Credentials | undefined {
		const entry = this.#entryFor(url);
		if (entry?.policy === "never") return undefined;
		const { hostname, origin, pathname } = parseUrl(url);
		const fromUrl = entry?.credentials ?? this.#sharedBy(origin, pathname);
		if (fromUrl?.password !== undefined) return fromUrl;
		const { netrc } = this.#sources;
		const machine = netrc?.machines.get(hostname);
		// The entry for all other hosts is meant for the indexes of the user, not for wherever they redirect to.
		const isOwnIndex = this.#entries.some((other) => other.isIndex && other.origin === origin);
		const fromNetrc = machine ?? (isOwnIndex ? netrc?.fallback : undefined);
		if (fromUrl === undefined) return fromNetrc;
		return fromNetrc?.username === fromUrl.username ? fromNetrc : fromUrl;
	}

	#add(url: string, rest: Omit<Entry, "origin" | "folder">): void {
		const { origin, pathname } = parseUrl(url);
		const folder = rest.isIndex && !pathname.endsWith("/") ? `${pathname}/` : pathname;
		const same = this.#entries.findIndex(
			(entry) => entry.origin === origin && entry.folder === folder,
		);
		const previous = this.#entries[same];
		if (previous === undefined) {
			this.#entries.push({ origin, folder, ...rest });
			return;
		}
		const credentials = rest.credentials ?? previous.credentials;
		this.#entries[same] = { ...(rest.isIndex ? { ...previous, ...rest } : previous), credentials };
	}

	/** The entry with the longest path that leads to the URL. */
	#entryFor(url: string): Entry | undefined {
		const { origin, pathname } = parseUrl(url);
		let best: Entry | undefined;
		for (const entry of this.#entries) {
			const isNearer = entry.folder.length > (best?.folder.length ?? -1);
			if (entry.origin !== origin || !isNearer) continue;
			if (`${pathname}/`.startsWith(entry.folder) || pathname === entry.folder) best = entry;
		}
		// Files usually live beside the index, not below it.
		return best ?? this.#onlyEntryOf(origin);
	}

	#onlyEntryOf(origin: string): Entry | undefined {
		const entries = this.#entries.filter((entry) => entry.origin === origin);
		return entries.length === 1 ? entries[0] : undefined;
	}

	/** Where several indexes share an origin: the one whose path has most in common with that of the URL. */
	#sharedBy(origin: string, pathname: string): Credentials | undefined {
		let best: Entry | undefined;
		let longest = -1;
		for (const entry of this.#entries) {
			if (entry.origin !== origin || entry.policy === "never") continue;
			if (entry.credentials === undefined) continue;
			const length = commonFolders(entry.folder, pathname);
			if (length <= longest) continue;
			best = entry;
			longest = length;
		}
		return best?.credentials;
	}

	#askKeyring(url: string, username: string | undefined): Promise<Credentials | undefined> {
		const { keyring } = this.#sources;
		if (keyring === undefined) return Promise.resolve(undefined);
		const { origin, host } = parseUrl(url);
		const entry = this.#entryFor(url);
		const service = entry?.isIndex === true ? `${origin}${entry.folder}` : `${origin}/`;
		return this.#asked.get(`${service} ${username ?? ""}`, async () => {
			const found = (await keyring.ask(service, username)) ?? (await keyring.ask(host, username));
			if (found !== undefined && entry !== undefined) entry.credentials = found;
			return found;
		});
	}
}

/** Path segments that both begin with. */
function commonFolders(one: string, other: string): number {
	const left = one.split("/");
	const right = other.split("/");
	let count = 0;
	while (count < left.length && left[count] === right[count]) count += 1;
	return count;
}

function namedCredentials(
	name: string,
	variables: Readonly<Record<string, string>>,
): Credentials | undefined {
	const key = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
	const said = (what: string): string | undefined =>
		variables[`PIPPIN_INDEX_${key}_${what}`] ?? variables[`UV_INDEX_${key}_${what}`];
	const username = said("USERNAME");
	const password = said("PASSWORD");
	if (username === undefined && password === undefined) return undefined;
	return {
		username: username ?? "",
		password: password === undefined ? undefined : new Secret(password),
	};
}

function merge(fromUrl: Credentials | undefined, named: Credentials): Credentials {
	return {
		username: named.username === "" ? (fromUrl?.username ?? "") : named.username,
		password: named.password ?? fromUrl?.password,
	};
}

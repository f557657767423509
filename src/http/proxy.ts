/** Which proxy a request goes through, by one set of rules on every runtime. */

import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import type { TransportProxy } from "../runtime/transport-request.ts";
import { basicAuthorization } from "./secret.ts";
import { splitCredentials } from "./url-credentials.ts";

/** A proxy that cannot be used. Going there directly instead would betray why it was set. */
export class UnusableProxy extends UserError {
	readonly code = "unusable-proxy";
}

type Variables = Readonly<Record<string, string>>;

/** Where requests go, read once. */
export interface ProxyTable {
	/**
	 * The proxy for a URL; `undefined` for a direct connection.
	 *
	 * @throws UnusableProxy
	 */
	route(url: URL): TransportProxy | undefined;
}

/** The table of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`; lower-case spellings win. */
export function readProxyTable(variables: Variables): ProxyTable {
	const all = readVariable(variables, "all_proxy");
	const plain = readVariable(variables, "http_proxy") ?? all;
	const secure = readVariable(variables, "https_proxy") ?? all;
	const exceptions = (readVariable(variables, "no_proxy") ?? "")
		.split(",")
		.map((item) => item.trim().toLowerCase())
		.filter((item) => item !== "");
	const parsed = new Map<string, TransportProxy>();
	return {
		route: (url) => {
			const named = url.protocol === "https:" ? secure : plain;
			if (named === undefined || isException(url, exceptions)) return undefined;
			const proxy = parsed.get(named) ?? parseProxy(named);
			parsed.set(named, proxy);
			return proxy;
		},
	};
}

function readVariable(variables: Variables, lower: string): string | undefined {
	for (const name of [lower, lower.toUpperCase()]) {
		const value = variables[name];
		if (value !== undefined && value.trim() !== "") return value.trim();
	}
	return undefined;
}

function parseProxy(text: string): TransportProxy {
	const address = text.includes("://") ? text : `http://${text}`;
	const scheme = address.slice(0, address.indexOf(":")).toLowerCase();
	if (scheme.startsWith("socks")) {
		throw new UnusableProxy(
			`Could not use the proxy \`${displayUrl(address)}\`: SOCKS proxies are not supported`,
			{ hints: ["Name an HTTP proxy in `HTTPS_PROXY` and `HTTP_PROXY`, or unset `ALL_PROXY`"] },
		);
	}
	if ((scheme !== "http" && scheme !== "https") || URL.parse(address) === null) {
		throw new UnusableProxy(
			`Could not use the proxy \`${displayUrl(address)}\`: it is no HTTP URL`,
		);
	}
	const { url, credentials } = splitCredentials(address);
	const authorization = credentials === undefined ? undefined : basicAuthorization(credentials);
	return { url, authorization };
}

/** `*`, a host with or without port, a domain with its hosts, an address, or a block of IPv4 addresses. */
function isException(url: URL, exceptions: readonly string[]): boolean {
	const host = url.hostname.replace(/^\[|\]$/g, "");
	const port = url.port === "" ? defaultPort(url.protocol) : url.port;
	return exceptions.some((exception) => {
		if (exception === "*") return true;
		if (exception.includes("/")) return isInBlock(host, exception);
		const { name, port: wanted } = splitPort(exception);
		if (wanted !== undefined && wanted !== port) return false;
		const domain = name.replace(/^\*?\./, "");
		return host === domain || host.endsWith(`.${domain}`);
	});
}

function defaultPort(protocol: string): string {
	return protocol === "https:" ? "443" : "80";
}

function splitPort(exception: string): { name: string; port: string | undefined } {
	const bracketed = exception.match(/^\[([^\]]*)\](?::(\d+))?$/);
	if (bracketed !== null) return { name: bracketed[1] ?? "", port: bracketed[2] };
	const parts = exception.split(":");
	if (parts.length !== 2) return { name: exception, port: undefined };
	return { name: parts[0] ?? "", port: parts[1] };
}

/** Whether an IPv4 address lies in `10.0.0.0/8`. */
function isInBlock(host: string, block: string): boolean {
	const slash = block.indexOf("/");
	const address = parseAddress(host);
	const network = parseAddress(block.slice(0, slash));
	const bits = Number(block.slice(slash + 1));
	if (address === undefined || network === undefined) return false;
	if (!Number.isInteger(bits) || bits < 0 || bits > 32) return false;
	const size = 2 ** (32 - bits);
	return Math.floor(address / size) === Math.floor(network / size);
}

function parseAddress(text: string): number | undefined {
	const parts = text.split(".");
	if (parts.length !== 4) return undefined;
	let address = 0;
	for (const part of parts) {
		if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
		address = address * 256 + Number(part);
	}
	return address;
}

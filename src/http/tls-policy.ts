/**
 * Whose certificates are trusted. `--cert`, else `SSL_CERT_FILE` and `SSL_CERT_DIR`, replace all other roots where
 * they are set, even where nothing usable is found there: a broken setting never widens trust.
 */
import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../errors/user-error.ts";
import type { TlsSettings } from "../runtime/transport-request.ts";

/** A certificate file that was named explicitly and cannot be used. */
export class UnusableCertificate extends UserError {
	readonly code = "unusable-certificate";
}

export interface TlsOptions {
	readonly variables: Readonly<Record<string, string>>;
	/** `--cert`. */
	readonly certificateFile?: string | undefined;
	/** `--system-certs`. */
	readonly usesSystemRoots?: boolean;
	/** `--allow-insecure-host`: `host` or `host:port`. */
	readonly insecureHosts?: readonly string[];
	/** Is told of a setting that gives no certificate. */
	readonly warn: (message: string) => void;
}

/** TLS settings for each host, read once. */
export interface TlsPolicy {
	settingsFor(url: URL): TlsSettings;
	/** Set where the roots were replaced by nothing, so that no server can be trusted. */
	readonly emptyRoots: string | undefined;
}

/** @throws UnusableCertificate */
export function readTlsPolicy(options: TlsOptions): TlsPolicy {
	const client = readClientCertificate(options.variables);
	const { roots, source } = readRoots(options);
	const verified: TlsSettings = { roots, client, isVerified: true };
	const unverified: TlsSettings = { roots, client, isVerified: false };
	const insecure = new Set((options.insecureHosts ?? []).map(normalizeHost));
	return {
		settingsFor: (url) => {
			const isInsecure =
				insecure.has(url.hostname) || insecure.has(`${url.hostname}:${portOf(url)}`);
			return isInsecure ? unverified : verified;
		},
		emptyRoots: typeof roots !== "string" && roots.length === 0 ? source : undefined,
	};
}

function normalizeHost(text: string): string {
	return text
		.replace(/^https?:\/\//i, "")
		.replace(/\/.*$/, "")
		.toLowerCase();
}

function portOf(url: URL): string {
	if (url.port !== "") return url.port;
	return url.protocol === "https:" ? "443" : "80";
}

function readRoots(options: TlsOptions): { roots: TlsSettings["roots"]; source: string } {
	const { certificateFile, variables, warn } = options;
	if (certificateFile !== undefined) {
		const roots = readNamedBundle(certificateFile);
		return { roots, source: "--cert" };
	}
	const file = variables["SSL_CERT_FILE"] ?? "";
	const folders = variables["SSL_CERT_DIR"] ?? "";
	if (file === "" && folders === "") {
		return { roots: options.usesSystemRoots === true ? "system" : "bundled", source: "" };
	}
	const roots: string[] = [];
	if (file !== "") roots.push(...readCertificates(file));
	for (const folder of folders.split(delimiter).filter((name) => name !== "")) {
		roots.push(...readFolder(folder));
	}
	const source = [file === "" ? "" : "SSL_CERT_FILE", folders === "" ? "" : "SSL_CERT_DIR"]
		.filter((name) => name !== "")
		.join(" and ");
	if (roots.length === 0)
		warn(`No certificate was found by \`${source}\`; no server will be trusted`);
	return { roots, source };
}

function readNamedBundle(path: string): readonly string[] {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (cause) {
		throw new UnusableCertificate(`Could not read the certificates of \`--cert ${path}\``, {
			cause,
		});
	}
	const found = splitPem(text);
	if (found.length > 0) return found;
	throw new UnusableCertificate(
		`Could not use \`--cert ${path}\`: the file holds no certificate in PEM form`,
	);
}

const CERTIFICATE_REGEXP =
	/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g;
const KEY_REGEXP = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*-----END [A-Z ]*PRIVATE KEY-----/;

function splitPem(text: string): string[] {
	return text.match(CERTIFICATE_REGEXP) ?? [];
}

function readCertificates(path: string): string[] {
	try {
		return splitPem(readFileSync(path, "utf8"));
	} catch {
		// An unusable file counts as an empty one; the caller tells when nothing is left.
		return [];
	}
}

function readFolder(folder: string): string[] {
	try {
		return readdirSync(folder)
			.sort()
			.flatMap((name) => readCertificates(join(folder, name)));
	} catch {
		// As above.
		return [];
	}
}

function readClientCertificate(variables: Readonly<Record<string, string>>): TlsSettings["client"] {
	const path = variables["SSL_CLIENT_CERT"];
	if (path === undefined || path === "") return undefined;
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (cause) {
		throw new UnusableCertificate(`Could not read \`${path}\`, named by \`SSL_CLIENT_CERT\``, {
			cause,
		});
	}
	const certificates = splitPem(text);
	const key = text.match(KEY_REGEXP)?.[0];
	if (certificates.length === 0 || key === undefined) {
		throw new UnusableCertificate(
			`Could not use \`${path}\`, named by \`SSL_CLIENT_CERT\`: it must hold a certificate and its private key in PEM form`,
		);
	}
	return { certificate: certificates.join("\n"), key };
}

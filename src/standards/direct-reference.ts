/**
 * Direct references: what stands after `@` in a requirement, or alone on a line: a URL of an archive or a git
 * repository, or a path. By the packaging specifications "Direct URL" and "VCS support", as installers read them.
 */
import { ParseError, type Span } from "../errors/parse-error.ts";
import { type Digest, isHashAlgorithm, tryDigest } from "./digest.ts";
import { hideSecrets } from "./internal/hidden-secrets.ts";

/** A text that names nothing that can be fetched. */
export class InvalidDirectReference extends ParseError {
	readonly code = "invalid-direct-reference";
}

interface ReferenceFacts {
	/** Where in the archive or repository the project is; relative, with `/`, never leading out of it. */
	readonly subdirectory: string | undefined;
	/** The project's name from `#egg=`, as given. A hint, no more: metadata decides. */
	readonly egg: string | undefined;
}

/** A file that is fetched. */
export interface ArchiveReference extends ReferenceFacts {
	readonly kind: "archive";
	/** Without fragment; may carry credentials. */
	readonly url: string;
	/** The last part of the path, decoded; empty where the path ends with a slash. */
	readonly filename: string;
	/** From fragments like `#sha256=…`. */
	readonly hashes: readonly Digest[];
}

/** A repository that is cloned. */
export interface GitReference extends ReferenceFacts {
	readonly kind: "git";
	/** As git wants it: without `git+`, revision and fragment; may carry credentials. */
	readonly repository: string;
	/** A branch, tag, commit or `refs/…`, decoded; `undefined`: what the repository has as its head. */
	readonly revision: string | undefined;
}

/** A file or folder on this machine. */
export interface LocalReference extends ReferenceFacts {
	readonly kind: "local";
	/** Decoded, with `/`, as written: absolute or relative to whatever the reference stands in. */
	readonly path: string;
	readonly hashes: readonly Digest[];
}

export type DirectReference = ArchiveReference | GitReference | LocalReference;

const SCHEME_REGEXP = /^([a-z][a-z0-9+.-]+):/i;
const OTHER_SYSTEMS: ReadonlySet<string> = new Set(["hg", "bzr", "svn"]);
const GIT_TRANSPORTS: ReadonlySet<string> = new Set(["https", "http", "ssh", "file", "git"]);

/**
 * Reads a direct reference. A text without a scheme is a path; a scheme of one letter is a Windows drive.
 *
 * @throws InvalidDirectReference
 */
export function parseDirectReference(text: string): DirectReference {
	const trimmed = text.trim();
	if (trimmed === "") throw invalid(text, "it is empty");
	const scheme = SCHEME_REGEXP.exec(trimmed)?.[1]?.toLowerCase();
	if (scheme === undefined) return readPath(trimmed);
	const [vcs = "", transport] = scheme.split("+", 2);
	if (transport !== undefined) return readRepository(trimmed, vcs, transport);
	if (scheme === "file") return readFileUrl(trimmed);
	if (scheme !== "http" && scheme !== "https") {
		throw invalid(
			trimmed,
			`the scheme \`${scheme}\` is not known; \`https\`, \`http\`, \`file\` and \`git+https\` are`,
			{ start: 0, end: scheme.length },
		);
	}
	const { address, fragment } = splitFragment(trimmed);
	const path = pathOf(address);
	if (/\.git(?:@[^/]*)?$/.test(path)) return readGit(trimmed, address, fragment);
	const hashes = hashesIn(fragment, trimmed);
	const filename = decode(path.slice(path.lastIndexOf("/") + 1), trimmed);
	return { kind: "archive", url: address, filename, hashes, ...factsIn(fragment, trimmed) };
}

function readPath(text: string): LocalReference {
	const { address, fragment } = splitPathFragment(text);
	const hashes = hashesIn(fragment, text);
	return { kind: "local", path: withSlashes(address), hashes, ...factsIn(fragment, text) };
}

/** `file:///a`, `file://localhost/a`, `file:///C:/a`, `file://server/share`, `file:relative`, `file://relative`. */
function readFileUrl(text: string): LocalReference {
	const { address, fragment } = splitFragment(text);
	const encoded = address.slice("file:".length).replace(/\?.*$/s, "");
	const decoded = decode(encoded, text);
	const hashes = hashesIn(fragment, text);
	return { kind: "local", path: fileUrlPath(decoded), hashes, ...factsIn(fragment, text) };
}

function fileUrlPath(decoded: string): string {
	if (!decoded.startsWith("//")) return decoded;
	const path = decoded.replace(/^\/\/(?:localhost(?=\/))?/i, "");
	// One word is no server with a share, and neither is a way upwards.
	if (/^\.{1,2}\/|^[^/]+$/.test(path)) return path;
	// `//server/share` is a path of its own kind on Windows.
	if (!path.startsWith("/")) return `//${path}`;
	return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
}

function readRepository(text: string, vcs: string, transport: string): GitReference {
	const span = { start: 0, end: vcs.length };
	if (OTHER_SYSTEMS.has(vcs)) {
		throw invalid(text, `\`${vcs}\` repositories are not supported, only \`git\` ones`, span);
	}
	if (vcs !== "git" || !GIT_TRANSPORTS.has(transport)) {
		const known = "`git+https`, `git+http`, `git+ssh`, `git+file`, `git+git`";
		throw invalid(text, `\`${vcs}+${transport}\` is none of ${known}`, {
			start: 0,
			end: vcs.length + transport.length + 1,
		});
	}
	const { address, fragment } = splitFragment(text);
	return readGit(text, address.slice("git+".length), fragment);
}

/** The revision stands after the last `@` of the path: an `@` before the host belongs to the user's name. */
function readGit(text: string, address: string, fragment: string): GitReference {
	const path = pathOf(address);
	const start = address.length - path.length;
	const at = path.lastIndexOf("@");
	const revision = at === -1 ? undefined : decode(path.slice(at + 1), text);
	if (revision === "") throw invalid(text, "there is no revision after `@`");
	if (revision?.startsWith("-")) throw invalid(text, "a revision cannot begin with `-`");
	const repository = at === -1 ? address : address.slice(0, start + at);
	return { kind: "git", repository, revision, ...factsIn(fragment, text) };
}

/** The part of a URL after its host, without query. */
function pathOf(address: string): string {
	const authority = address.indexOf("://");
	const slash = address.indexOf("/", authority === -1 ? 0 : authority + 3);
	return slash === -1 ? "" : address.slice(slash).replace(/\?.*$/s, "");
}

function splitFragment(text: string): { address: string; fragment: string } {
	const hash = text.indexOf("#");
	return hash === -1
		? { address: text, fragment: "" }
		: { address: text.slice(0, hash), fragment: text.slice(hash + 1) };
}

/** A path may have `#` in its names: only what looks like a fragment is one. */
function splitPathFragment(text: string): { address: string; fragment: string } {
	const hash = text.lastIndexOf("#");
	const fragment = hash === -1 ? "" : text.slice(hash + 1);
	const key = fragment.slice(0, Math.max(0, fragment.indexOf("="))).toLowerCase();
	const isFragment = key === "egg" || key === "subdirectory" || isHashAlgorithm(key);
	return isFragment ? { address: text.slice(0, hash), fragment } : { address: text, fragment: "" };
}

function* fragmentPairs(fragment: string): Iterable<readonly [string, string]> {
	for (const pair of fragment.split("&")) {
		const equals = pair.indexOf("=");
		if (equals !== -1) yield [pair.slice(0, equals).toLowerCase(), pair.slice(equals + 1)];
	}
}

function hashesIn(fragment: string, text: string): readonly Digest[] {
	const hashes: Digest[] = [];
	for (const [key, value] of fragmentPairs(fragment)) {
		if (!isHashAlgorithm(key)) continue;
		const digest = tryDigest(key, value);
		if (digest === undefined) {
			const start = text.indexOf(value, text.length - fragment.length);
			throw invalid(text, `\`${value.slice(0, 140)}\` is not a \`${key}\` digest`, {
				start,
				end: start + value.length,
			});
		}
		hashes.push(digest);
	}
	return hashes;
}

function factsIn(fragment: string, text: string): ReferenceFacts {
	let subdirectory: string | undefined;
	let egg: string | undefined;
	for (const [key, value] of fragmentPairs(fragment)) {
		if (key === "subdirectory") subdirectory = cleanSubdirectory(decode(value, text), text);
		// `#egg=name[extra]` is an old way to ask for extras.
		else if (key === "egg") egg = decode(value, text).replace(/\[.*$/s, "");
	}
	return { subdirectory, egg: egg === "" ? undefined : egg };
}

/** Without needless parts; `undefined` where it is the whole. Leading out of the archive is refused. */
function cleanSubdirectory(given: string, text: string): string | undefined {
	const path = given.replaceAll("\\", "/");
	const parts = path.split("/").filter((part) => part !== "" && part !== ".");
	if (path.startsWith("/") || /^[a-z]:/i.test(path) || parts.includes("..")) {
		throw invalid(text, `the subdirectory \`${given}\` leads out of what is fetched`);
	}
	return parts.length === 0 ? undefined : parts.join("/");
}

/** Windows paths with the separator that is used here. */
function withSlashes(path: string): string {
	const isWindows = /^(?:[a-z]:|\.{0,2})\\/i.test(path);
	return isWindows ? path.replaceAll("\\", "/") : path;
}

function decode(encoded: string, text: string): string {
	if (!encoded.includes("%")) return encoded;
	const decoded = tryDecode(encoded);
	if (decoded === undefined)
		throw invalid(text, "a `%` is not followed by two digits of a character");
	if (decoded.includes("\0")) throw invalid(text, "it contains a null character");
	return decoded;
}

function tryDecode(encoded: string): string | undefined {
	try {
		return decodeURIComponent(encoded);
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}

function invalid(
	source: string,
	reason: string,
	span: Span = { start: 0, end: source.length },
): InvalidDirectReference {
	const place = hideSecrets({ source, span });
	const shown = place.source.length > 200 ? `${place.source.slice(0, 200)}…` : place.source;
	return new InvalidDirectReference(
		`Could not read \`${shown}\` as a direct reference: ${reason}`,
		place,
	);
}

/**
 * Project pages as HTML, by the packaging specification "Simple repository API" (PEP 503, 592, 629, 658, 714, 792), and
 * pages of links (`--find-links`). The only file that needs an HTML parser: import it when such a page has arrived.
 */
import { Parser } from "htmlparser2";
import { displayUrl } from "../errors/display-url.ts";
import { type Digest, tryDigest } from "./digest.ts";
import {
	FIRST_API_VERSION,
	InvalidIndexPage,
	isAllowedLink,
	type ProjectFile,
	type ProjectPage,
	type ProjectStatus,
	requireApiVersion,
} from "./project-page.ts";
import { parseTimestamp } from "./timestamp.ts";
import { filenameOfUrl, fragmentOf, resolveUrl, withoutFragment } from "./url-reference.ts";

type Attributes = Readonly<Record<string, string | undefined>>;

/**
 * Reads a page. Links whose last segment is no file name are left out.
 *
 * @throws InvalidIndexPage for an unknown API version, or a link whose fragment is no digest: pip overlooks those, and a
 * file that the index meant to protect would be taken unprotected
 */
export function parseSimpleHtml(text: string, pageUrl: string): ProjectPage {
	const page = new PageReader(pageUrl);
	const parser = new Parser(
		{
			onopentag: (name, attributes) => page.openTag(name, attributes),
			onclosetag: (name, isImplied) => page.closeTag(name, isImplied),
		},
		{ lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
	);
	parser.write(text);
	parser.end();
	return page.finish();
}

/** Collects what the parser meets. */
class PageReader {
	private readonly pageUrl: string;
	private base: string;
	private hasBase = false;
	private apiVersion = FIRST_API_VERSION;
	private status: string | undefined;
	private statusReason: string | undefined;
	private isComplete = false;
	private readonly files: ProjectFile[] = [];

	constructor(pageUrl: string) {
		this.pageUrl = pageUrl;
		this.base = pageUrl;
	}

	openTag(name: string, attributes: Attributes): void {
		if (name === "a") this.readLink(attributes);
		else if (name === "base") this.readBase(attributes["href"]);
		else if (name === "meta") this.readMeta(attributes["name"], attributes["content"]);
	}

	/** `isImplied`: the text ended before the tag did. */
	closeTag(name: string, isImplied: boolean): void {
		if (name === "html" && !isImplied) this.isComplete = true;
	}

	finish(): ProjectPage {
		return {
			name: undefined,
			files: this.files,
			versions: undefined,
			status: this.describeStatus(),
			apiVersion: this.apiVersion,
			isComplete: this.isComplete,
		};
	}

	private describeStatus(): ProjectStatus | undefined {
		if (this.status === undefined || this.status === "active") return undefined;
		return { status: this.status, reason: this.statusReason };
	}

	private readBase(href: string | undefined): void {
		if (href === undefined || this.hasBase) return;
		this.hasBase = true;
		this.base = resolveUrl(this.pageUrl, href);
	}

	private readMeta(name: string | undefined, content: string | undefined): void {
		if (content === undefined) return;
		if (name === "pypi:repository-version")
			this.apiVersion = requireApiVersion(content, this.pageUrl);
		else if (name === "pypi:project-status") this.status = content;
		else if (name === "pypi:project-status-reason") this.statusReason = content;
	}

	private readLink(attributes: Attributes): void {
		const href = attributes["href"];
		if (href === undefined) return;
		const link = resolveUrl(this.base, href);
		const url = withoutFragment(link);
		const filename = filenameOfUrl(url);
		if (filename === undefined || !isAllowedLink(url, this.pageUrl)) return;
		const size = attributes["data-size"];
		this.files.push({
			filename,
			url,
			digests: this.readFragment(fragmentOf(link), link),
			requiresPython: attributes["data-requires-python"],
			yanked: attributes["data-yanked"],
			size: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : undefined,
			uploadTime: parseTimestamp(attributes["data-upload-time"] ?? ""),
			metadata: readMetadata(
				attributes["data-core-metadata"] ?? attributes["data-dist-info-metadata"],
			),
			provenance: attributes["data-provenance"],
		});
	}

	private readFragment(fragment: string | undefined, link: string): readonly Digest[] {
		if (fragment === undefined || fragment === "") return [];
		const digest = parsePair(fragment);
		if (digest !== undefined) return [digest];
		throw new InvalidIndexPage(
			`Could not read ${displayUrl(this.pageUrl)}: the fragment of ${displayUrl(link)} is not of the form \`sha256=digits\``,
		);
	}
}

/** `sha256=…`, or any word that is not `false` where METADATA is served and its digest is not told. */
function readMetadata(value: string | undefined): ProjectFile["metadata"] {
	if (value === undefined || value === "false") return undefined;
	const digest = parsePair(value);
	return { digests: digest === undefined ? [] : [digest] };
}

function parsePair(text: string): Digest | undefined {
	const equals = text.indexOf("=");
	return equals === -1 ? undefined : tryDigest(text.slice(0, equals), text.slice(equals + 1));
}

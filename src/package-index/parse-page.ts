/** A body that an index sent, as the page it claims to be. What is not certainly a whole page is refused. */
import { displayUrl } from "../errors/display-url.ts";
import { printable } from "../errors/printable.ts";
import { UserError } from "../errors/user-error.ts";
import type { ProjectPage } from "../standards/project-page.ts";
import type { OpenedPage } from "../standards/simple-api.ts";

/** An index that answered with something that is no page of a project. */
export class BrokenIndexPage extends UserError {
	readonly code = "broken-index-page";
	override readonly exitStatus = 1;
}

export interface PageBody {
	readonly body: Uint8Array;
	/** Where it came from in the end; links start from here. */
	readonly url: string;
	/** Whether the body is known to be whole. */
	readonly isLengthKnown: boolean;
}

/** Nothing that lists files asks its reader for input. */
const FORM_REGEXP = /<(?:form|input)\b/i;

/** A page of either form; the files of one in JSON are not read yet. */
export type ReadPage =
	| { readonly kind: "json"; readonly page: OpenedPage }
	| { readonly kind: "html"; readonly page: ProjectPage };

/**
 * Reads a page whole, by its declared type.
 *
 * @throws BrokenIndexPage, InvalidIndexPage
 */
export async function parsePage(
	body: PageBody,
	contentType: string | undefined,
): Promise<ProjectPage> {
	const read = await readPage(body, contentType);
	if (read.kind === "html") return read.page;
	const { readSimpleFiles } = await import("../standards/simple-api.ts");
	return { ...read.page, files: readSimpleFiles(read.page.entries, body.url) };
}

/**
 * Reads a page by its declared type.
 *
 * @throws BrokenIndexPage, InvalidIndexPage
 */
export async function readPage(
	{ body, url, isLengthKnown }: PageBody,
	contentType: string | undefined,
): Promise<ReadPage> {
	const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
	const text = new TextDecoder().decode(body);
	switch (type) {
		case "application/vnd.pypi.simple.v1+json":
		case "application/json": {
			const { openSimpleJson } = await import("../standards/simple-api.ts");
			return { kind: "json", page: openSimpleJson(text, url) };
		}
		case "application/vnd.pypi.simple.v1+html":
		case "text/html": {
			const { parseSimpleHtml } = await import("../standards/simple-html.ts");
			const page = parseSimpleHtml(text, url);
			if (!page.isComplete && !isLengthKnown) {
				throw broken(url, "it ends before `</html>`, and its length was not told");
			}
			if (page.files.length === 0 && FORM_REGEXP.test(text)) {
				throw broken(url, "it lists no files and asks for input, as the page of a login does");
			}
			return { kind: "html", page };
		}
		case "":
			throw broken(url, "it has no type, where an index page in JSON or HTML was wanted");
		default:
			throw broken(
				url,
				`its type is \`${printable(type)}\`, where an index page in JSON or HTML was wanted`,
			);
	}
}

function broken(url: string, reason: string): BrokenIndexPage {
	return new BrokenIndexPage(`Cannot read the page at ${displayUrl(url)}: ${reason}`);
}

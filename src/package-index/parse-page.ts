/** A body that an index sent, as the page it claims to be. What is not certainly a whole page is refused. */
import { displayUrl } from "../errors/display-url.ts";
import { printable } from "../errors/printable.ts";
import { UserError } from "../errors/user-error.ts";
import type { ProjectPage } from "../standards/project-page.ts";

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

/**
 * Reads a page by its declared type.
 *
 * @throws BrokenIndexPage, InvalidIndexPage
 */
export async function parsePage(
	{ body, url, isLengthKnown }: PageBody,
	contentType: string | undefined,
): Promise<ProjectPage> {
	const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
	const text = new TextDecoder().decode(body);
	switch (type) {
		case "application/vnd.pypi.simple.v1+json":
		case "application/json": {
			const { parseSimpleJson } = await import("../standards/simple-api.ts");
			return parseSimpleJson(text, url);
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
			return page;
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

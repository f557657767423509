/** `--find-links`: folders, pages and files of distributions, as one more list beside the indexes. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PackageIndex } from "../distributions/index-url.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { groupFiles } from "./group-files.ts";
import { IndexFailure, type PageTools, parsePage } from "./index-page.ts";
import { localFile } from "./local-index.ts";
import type { FilesByVersion } from "./page-columns.ts";

/** A place of links that cannot be read. */
export class UnreadableLinks extends UserError {
	readonly code = "unreadable-links";
}

const PAGE_LIMIT = 64 * 1024 * 1024;

/** The files of all places of links, read once, when the first project is asked for. */
export class FlatFiles {
	readonly #places: readonly PackageIndex[];
	readonly #tools: PageTools;
	#files:
		| Promise<readonly { readonly place: PackageIndex; readonly files: readonly ProjectFile[] }[]>
		| undefined;

	constructor(places: readonly PackageIndex[], tools: PageTools) {
		this.#places = places;
		this.#tools = tools;
	}

	/** The project's files in these places, earlier places first. */
	async filesOf(name: string): Promise<FilesByVersion> {
		this.#files ??= Promise.all(
			this.#places.map(async (place) => ({ place, files: await this.#read(place) })),
		);
		const lists = await this.#files;
		return lists.flatMap(({ place, files }) => groupFiles(files, name, place));
	}

	async #read(place: PackageIndex): Promise<readonly ProjectFile[]> {
		if (place.url.startsWith("file:")) return readLocalLinks(place.url);
		const answer = await this.#tools.http.get(place.url, {
			accept: "text/html",
			limit: PAGE_LIMIT,
		});
		if (answer.kind === "offline") return [];
		if (answer.status !== 200) {
			throw new IndexFailure(
				`Cannot read the links at ${displayUrl(place.url)}: the server answered with status ${answer.status}`,
			);
		}
		const page = await parsePage(answer.body, {
			contentType: "text/html",
			url: answer.url,
			isLengthKnown: answer.isLengthKnown,
		});
		return page.files;
	}
}

async function readLocalLinks(url: string): Promise<readonly ProjectFile[]> {
	const path = fileURLToPath(url);
	try {
		if (statSync(path).isDirectory()) return listFolder(path);
		const page = await parsePage(readFileSync(path), {
			contentType: "text/html",
			url,
			isLengthKnown: true,
		});
		return page.files;
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		throw new UnreadableLinks(`Cannot read the links at \`${path}\`: ${errorCode(error)}`, {
			cause: error,
			hints: ["`--find-links` takes a folder of distributions, or an HTML page that links to them"],
		});
	}
}

function listFolder(path: string): readonly ProjectFile[] {
	return readdirSync(path)
		.sort()
		.map((filename) => localFile(path, filename));
}

/** `--find-links`: folders, pages and files of distributions, as one more list beside the indexes. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { PackageIndex } from "../distributions/index-url.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import { errorCode } from "../platform/files.ts";
import { systemReason } from "../platform/system-reason.ts";
import { normalizeName } from "../standards/name.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { groupFiles } from "./group-files.ts";
import { IndexFailure, type PageTools } from "./index-page.ts";
import { localFile } from "./local-index.ts";
import type { FilesByVersion } from "./page-columns.ts";
import { parsePage } from "./parse-page.ts";

/** A place of links that cannot be read. */
export class UnreadableLinks extends UserError {
	readonly code = "unreadable-links";
}

export interface FlatAnswer {
	readonly groups: FilesByVersion;
	/** A place was not looked at because the network may not be used. */
	readonly isOffline: boolean;
}

const PAGE_LIMIT = 64 * 1024 * 1024;
/** No file system takes longer names. */
const LONGEST_FILENAME = 255;

/** The files of one place by the names of the projects that they may belong to. */
interface Place {
	readonly index: PackageIndex;
	readonly files: ReadonlyMap<string, readonly ProjectFile[]> | "offline";
}

/** The files of all places of links, read once, when the first project is asked for. */
export class FlatFiles {
	readonly #indexes: readonly PackageIndex[];
	readonly #tools: PageTools;
	#places: Promise<readonly Place[]> | undefined;

	constructor(places: readonly PackageIndex[], tools: PageTools) {
		this.#indexes = places;
		this.#tools = tools;
	}

	/**
	 * The project's files in these places; within a version those of earlier places come first.
	 *
	 * @throws UnreadableLinks, IndexFailure, what a broken page and the HTTP client throw
	 */
	async filesOf(name: string): Promise<FlatAnswer> {
		this.#places ??= Promise.all(this.#indexes.map((index) => this.#readPlace(index)));
		const places = await this.#places;
		return {
			groups: places.flatMap(({ index, files }) =>
				files === "offline" ? [] : groupFiles(files.get(name) ?? [], name, index),
			),
			isOffline: places.some(({ files }) => files === "offline"),
		};
	}

	async #readPlace(index: PackageIndex): Promise<Place> {
		const files = index.url.startsWith("file:")
			? await readLocalLinks(index.url)
			: await this.#readPage(index.url);
		return { index, files: files === undefined ? "offline" : filesByProject(files) };
	}

	/** `undefined` where the network may not be used. */
	async #readPage(url: string): Promise<readonly ProjectFile[] | undefined> {
		const answer = await this.#tools.http.get(url, { accept: "text/html", limit: PAGE_LIMIT });
		if (answer.kind === "offline") return undefined;
		if (answer.status !== 200) {
			throw new IndexFailure(
				`Cannot read the links at ${displayUrl(url)}: the server answered with status ${answer.status}`,
			);
		}
		return (await parsePage(answer, answer.headers.get("content-type"))).files;
	}
}

/** `my-pkg-1.0.tar.gz` may be of `my` or `my-pkg`: every file stands under each name that ends before a dash. */
function filesByProject(
	files: readonly ProjectFile[],
): ReadonlyMap<string, readonly ProjectFile[]> {
	const byName = new Map<string, ProjectFile[]>();
	for (const file of files) {
		const { filename } = file;
		if (filename.length > LONGEST_FILENAME) continue;
		const names = new Set<string>();
		for (let dash = filename.indexOf("-"); dash !== -1; dash = filename.indexOf("-", dash + 1)) {
			names.add(normalizeName(filename.slice(0, dash)));
		}
		for (const name of names) {
			const list = byName.get(name);
			if (list === undefined) byName.set(name, [file]);
			else list.push(file);
		}
	}
	return byName;
}

async function readLocalLinks(url: string): Promise<readonly ProjectFile[]> {
	const path = pathOfFileUrl(url);
	try {
		if (statSync(path).isDirectory()) return listFolder(path);
		const page = await parsePage(
			{ body: readFileSync(path), url, isLengthKnown: true },
			"text/html",
		);
		return page.files;
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined || error instanceof UserError) throw error;
		throw new UnreadableLinks(`Cannot read the links at \`${path}\`: ${systemReason(code)}`, {
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

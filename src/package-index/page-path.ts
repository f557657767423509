/** Where the cache keeps the page of a project. */
import type { PackageIndex } from "../distributions/index-url.ts";
import { hashHex } from "../runtime/hasher.ts";

/** By the URL of the index. */
const folders = new Map<string, string>();

/** The parts of the path below the pages' folder. `name` is normalized. */
export function pagePath({ url }: Pick<PackageIndex, "url">, name: string): readonly string[] {
	let folder = folders.get(url);
	if (folder === undefined) {
		folder = hashHex("sha256", url).slice(0, 16);
		folders.set(url, folder);
	}
	return [folder, `${name}.page`];
}

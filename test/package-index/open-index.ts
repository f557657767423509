/** Indexes on loopback with a cache of their own, as a run of the program sees them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cache } from "../../src/cache/cache.ts";
import type { PackageIndex } from "../../src/distributions/index-url.ts";
import { FlatFiles } from "../../src/package-index/find-links.ts";
import { IndexClient } from "../../src/package-index/index-client.ts";
import type { PageTools } from "../../src/package-index/index-page.ts";
import type { ProjectAnswer, ProjectReleases } from "../../src/resolver/package-source.ts";
import { openTestClient } from "../http/test-client.ts";
import type { IndexFile } from "../support/index-world.ts";
import { sdistIndexFile } from "../support/sdist-builder.ts";

/** A folder that goes with the test. */
export class Folder implements Disposable {
	readonly path: string = mkdtempSync(join(tmpdir(), "pippin-test-"));

	[Symbol.dispose](): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

/** A source distribution that only a build can tell of. */
export function sdistFile(name: string, version: string): IndexFile {
	return sdistIndexFile({ name, version });
}

export function simpleIndex(url: string, changes: Partial<PackageIndex> = {}): PackageIndex {
	return {
		name: undefined,
		url,
		format: "simple",
		isExplicit: false,
		isDefault: false,
		...changes,
	};
}

export interface RunOptions {
	/** Milliseconds after the present. */
	readonly later?: number;
	readonly isOffline?: boolean;
	readonly isRefreshed?: boolean;
}

/** What one run of the program works with. */
export function openRun(cacheRoot: string, options: RunOptions = {}): PageTools {
	const { isOffline = false, isRefreshed = false, later = 60_000 } = options;
	return {
		http: openTestClient({ settings: { isOffline, retries: 0 } }).client,
		cache: Cache.open(cacheRoot, { temporaryParent: cacheRoot }),
		freshness: { isOffline, now: Date.now() + later, isRefreshed: () => isRefreshed },
	};
}

/** Asks for one project, in a run of its own. */
export async function ask(
	name: string,
	run: PageTools,
	places: { readonly indexes: readonly PackageIndex[]; readonly links?: readonly PackageIndex[] },
): Promise<ProjectAnswer> {
	const { indexes, links } = places;
	const flatFiles = links === undefined ? undefined : new FlatFiles(links, run);
	return await new IndexClient({ tools: run, indexes, flatFiles }).project(name);
}

export function releasesOf(answer: ProjectAnswer): ProjectReleases {
	if (answer.kind !== "found") throw new Error(`the answer is ${answer.kind}`);
	return answer.releases;
}

/** `1.0 2.0`. */
export function versionsOf(answer: ProjectAnswer): string {
	return [...releasesOf(answer).versions].join(" ");
}

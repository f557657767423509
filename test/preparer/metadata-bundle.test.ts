/** The metadata of many versions of one project, kept in one file beside the single ones. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { releasesOf } from "../package-index/open-index.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { openSupply } from "./open-supply.ts";

const COUNT = 30;
/** So many are read one by one before the bundle is looked for. */
const FIRST = 4;

const files = Array.from({ length: COUNT }, (_, number) =>
	indexFile({ name: "foo", version: `1.${number}`, requires: [`bar>=${number}`] }),
);
const index = await startIndexServer(worldOf([["foo", files]]));
const roots: string[] = [];
afterAll(() => {
	index.stop();
	for (const root of roots) rmSync(root, { recursive: true });
});

function newRoot(): string {
	const root = mkdtempSync(join(tmpdir(), "pippin-bundle-"));
	roots.push(root);
	return root;
}

/** What each version needs, as a run finds it that starts with what is in the cache. */
async function needs(root: string, isOffline: boolean): Promise<readonly string[]> {
	const { source, store } = openSupply(index.url, root, { isOffline });
	const releases = releasesOf(await source.project("foo"));
	const found: string[] = [];
	for (const ordinal of [...releases.versions].keys())
		for (const file of releases.filesOf(ordinal)) {
			const answer = await source.metadata(file);
			const known = answer.kind === "known" ? answer.metadata.requiresDist : [];
			found.push(known.map(({ specifiers }) => `${specifiers}`).join() || answer.kind);
		}
	store.bundle();
	return found;
}

const EXPECTED = Array.from({ length: COUNT }, (_, number) => `>=${number}`);

function filesIn(root: string, pattern: string): readonly string[] {
	return [...new Bun.Glob(`**/${pattern}`).scanSync({ cwd: root, absolute: true })];
}

test("it is written when many were read one by one, and then answers for them", async () => {
	const root = newRoot();
	expect(await needs(root, false)).toEqual(EXPECTED);
	expect(filesIn(root, "bundle.txt")).toEqual([]);
	expect(await needs(root, true)).toEqual(EXPECTED);
	const [bundle = ""] = filesIn(root, "bundle.txt");
	expect(readFileSync(bundle, "utf8")).toContain("bar>=29");
	for (const single of filesIn(root, "metadata/foo/*.json")) rmSync(single);
	expect(await needs(root, true)).toEqual(EXPECTED.with(0, "offline").fill("offline", 0, FIRST));
});

test("a bundle that is cut or changed anywhere is not used, and goes", async () => {
	const root = newRoot();
	await needs(root, false);
	await needs(root, true);
	const [bundle = ""] = filesIn(root, "bundle.txt");
	const whole = readFileSync(bundle);
	const changed = [0, 5, 12, 100, whole.length - 2].map((place) => {
		const copy = Buffer.from(whole);
		copy[place] = (copy[place] ?? 0) ^ 1;
		return copy;
	});
	for (const damaged of [whole.subarray(0, 0), whole.subarray(0, whole.length - 1), ...changed]) {
		writeFileSync(bundle, damaged);
		expect(await needs(root, true)).toEqual(EXPECTED);
		// The single files were read again, so that it is whole once more.
		expect(readFileSync(bundle).length).toBe(whole.length);
	}
});

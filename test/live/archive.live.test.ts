/**
 * Real wheels from the index: every one that is named in the shared vectors is opened and unpacked, and what
 * comes out is what was recorded when it was installed. They are downloaded once, with pip, into a folder outside the project.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSource } from "../../src/archive/byte-source.ts";
import { unpackZip } from "../../src/archive/unpack.ts";
import { openZip } from "../../src/archive/zip.ts";
import { bringWheels, isMissing, WHEEL_FOLDER, wheelRows } from "./real-wheels.ts";

const TEN_MINUTES = 600_000;

beforeAll(bringWheels, TEN_MINUTES);

describe("real wheels", () => {
	for (const row of wheelRows) {
		test(`${row.file} is accepted, and unpacks to what pip installed`, () => {
			const folder = mkdtempSync(join(tmpdir(), "pippin-unpacked-"));
			try {
				using source = openFileSource(join(WHEEL_FOLDER, row.file));
				const archive = openZip(source, { name: row.file });
				expect(archive.warnings).toEqual([]);
				const files = unpackZip(archive, folder);
				const digests = new Map(files.map(({ path, digest }) => [path, `sha256=${digest}`]));
				let compared = 0;
				for (const [path, digest] of row.record) {
					const own = digests.get(path);
					if (own === undefined || path.endsWith(".dist-info/RECORD")) continue;
					expect([path, own]).toEqual([path, digest]);
					compared += 1;
				}
				expect(compared).toBeGreaterThan(1);
				for (const { path, size } of files) expect(statSync(join(folder, path)).size).toBe(size);
			} finally {
				rmSync(folder, { recursive: true });
			}
		});
	}
	test("all of them are there", () => {
		expect(wheelRows.filter(isMissing).map(({ file }) => file)).toEqual([]);
		if (wheelRows.length > 0) expect(wheelRows.length).toBe(80);
	});
});

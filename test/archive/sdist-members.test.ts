/** The two files of source distributions out of good archives and of hostile ones (threats T2, T5, T6, T13). */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { readSdistMembers } from "../../src/archive/sdist-members.ts";
import { buildTarGz, type TarMember } from "../support/tar-builder.ts";
import { buildZip, type ZipMember } from "../support/zip-builder.ts";

const FACTS = { name: "p-1", mayBeTop: (folder: string) => folder === "p-1" };
const MEBIBYTE = 1024 * 1024;

/** `PKG-INFO|pyproject.toml`, `-` for one that is not there; or why the archive is refused. */
function read(bytes: Uint8Array, extension: ".tar.gz" | ".zip" = ".tar.gz"): string {
	try {
		const source = { kind: "bytes", bytes } as const;
		const { pkgInfo = "-", pyproject = "-" } = readSdistMembers({ ...FACTS, source, extension });
		return `${pkgInfo}|${pyproject}`;
	} catch (error) {
		if (error instanceof BadArchive) return error.message;
		throw error;
	}
}

const INFO = { name: "p-1/PKG-INFO", data: "info" };
const PROJECT = { name: "p-1/pyproject.toml", data: "project" };

const LAYOUTS: readonly (readonly [string, readonly (TarMember & ZipMember)[], string])[] = [
	["both", [INFO, PROJECT, { name: "p-1/src/p.py", data: "" }], "info|project"],
	["the one", [INFO], "info|-"],
	["the other", [{ name: "p-1/", data: "" }, PROJECT], "-|project"],
	["none", [{ name: "p-1/setup.py", data: "" }], "-|-"],
	["deeper ones", [{ name: "p-1/p.egg-info/PKG-INFO", data: "x" }], "-|-"],
	["other letters", [{ name: "p-1/pkg-info", data: "x" }], "-|-"],
	["a folder of another name", [{ name: "q-1/PKG-INFO", data: "x" }], "-|-"],
	["no folder", [{ name: "PKG-INFO", data: "x" }], "-|-"],
	["two folders", [INFO, { name: "q-1/PKG-INFO", data: "x" }], "-|-"],
	["a file beside the folder", [INFO, { name: "README", data: "x" }], "-|-"],
];

for (const [what, members, expected] of LAYOUTS) {
	test(`${what}: ${expected}`, () => {
		expect(read(buildTarGz(members))).toBe(expected);
		expect(read(buildZip(members), ".zip")).toBe(expected);
	});
}

test("a file on the disk is read as bytes are", () => {
	const folder = mkdtempSync(join(tmpdir(), "pippin-test-"));
	try {
		const path = join(folder, "x");
		for (const [extension, build] of [
			[".tar.gz", buildTarGz],
			[".zip", buildZip],
		] as const) {
			writeFileSync(path, build([INFO]));
			const source = { kind: "path", path } as const;
			expect(readSdistMembers({ ...FACTS, source, extension }).pkgInfo).toBe("info");
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
});

describe("refused", () => {
	test.each<readonly [string, readonly TarMember[], string]>([
		["a way out", [INFO, { name: "p-1/../../x" }], "has the component `..`"],
		["an absolute path", [INFO, { name: "/p-1/x" }], "is absolute"],
		["two of one name", [INFO, { ...INFO, data: "other" }], "PKG-INFO"],
		["two that some systems take for one", [INFO, { name: "p-1/pkg-info" }], "PKG-INFO"],
		[
			"a link that leads out",
			[{ name: "p-1/PKG-INFO", type: "2", linkName: "../../etc/passwd" }],
			"does not lead to a file or folder of the archive",
		],
		["a device", [INFO, { name: "p-1/x", type: "3" }], "is neither a file, a folder nor a link"],
		[
			"metadata of more than 4 MiB",
			[{ ...INFO, data: "x".repeat(4 * MEBIBYTE + 1) }],
			"has 4194305 bytes where at most 4194304 are allowed",
		],
	])("%s", (_, members, reason) => {
		const refusal = read(buildTarGz(members));
		expect(refusal).toStartWith("Cannot read `p-1`: ");
		expect(refusal).toContain(reason);
	});

	test("metadata of more than 4 MiB in a ZIP archive", () => {
		const large = { ...PROJECT, data: "x".repeat(4 * MEBIBYTE + 1) };
		expect(read(buildZip([large]), ".zip")).toContain("where at most 4194304 are allowed");
	});

	test("what is no such archive", () => {
		expect(read(buildZip([INFO]))).toBe("Cannot read `p-1`: it is not a gzip file");
		expect(read(buildTarGz([INFO]), ".zip")).toBe("Cannot read `p-1`: it is not a ZIP archive");
		expect(read(buildTarGz([INFO]).slice(0, -9))).toStartWith(
			"Cannot read `p-1`: it cannot be inflated",
		);
	});

	test("more than 50 to one above 64 MiB", () => {
		const bomb = { name: "p-1/zeros", data: new Uint8Array(65 * MEBIBYTE) };
		expect(read(buildTarGz([INFO, bomb]))).toContain("it cannot be inflated to at most");
		expect(read(buildZip([INFO, bomb]), ".zip")).toContain("more than 50 to one");
	});
});

test("a link inside the archive is not followed", () => {
	const link = { name: "p-1/PKG-INFO", type: "2", linkName: "pyproject.toml" };
	expect(read(buildTarGz([PROJECT, link]))).toBe("-|project");
});

/** A source distribution in a folder: all of it, or nothing. */
import { describe, expect, test } from "bun:test";
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { unpackSdist } from "../../src/archive/unpack-sdist.ts";
import { buildTarGz, type TarMember } from "../support/tar-builder.ts";
import { buildZip } from "../support/zip-builder.ts";

class Folder implements Disposable {
	readonly path = mkdtempSync(join(tmpdir(), "pippin-test-"));

	[Symbol.dispose](): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

const FILES: readonly TarMember[] = [
	{ name: "a-1.0/pyproject.toml", data: "x = 1\n" },
	{ name: "a-1.0/src/deep/run.sh", data: "#!/bin/sh\n", mode: 0o755 },
];

function unpack(bytes: Uint8Array, extension: ".tar.gz" | ".zip", directory: string): string {
	return unpackSdist(
		{ source: { kind: "bytes", bytes }, extension, name: `a-1.0${extension}` },
		directory,
	);
}

describe("an archive", () => {
	test.each([
		[".tar.gz", buildTarGz(FILES)],
		[".zip", buildZip(FILES.map(({ name, data }) => ({ name, data: data ?? "" })))],
	] as const)("%s comes whole, whether it is in memory or in a file", (extension, bytes) => {
		for (const isFile of [false, true]) {
			using folder = new Folder();
			using store = new Folder();
			const path = join(store.path, "archive");
			writeFileSync(path, bytes);
			const source = isFile
				? ({ kind: "path", path } as const)
				: ({ kind: "bytes", bytes } as const);
			expect(unpackSdist({ source, extension, name: "a" }, folder.path)).toBe("a-1.0");
			expect(readFileSync(join(folder.path, "a-1.0/pyproject.toml"), "utf8")).toBe("x = 1\n");
			expect(readdirSync(join(folder.path, "a-1.0/src/deep"))).toEqual(["run.sh"]);
		}
	});

	test("keeps what can be run, and links that stay inside", () => {
		using folder = new Folder();
		const link: TarMember = { name: "a-1.0/link", type: "2", linkName: "src/deep/run.sh" };
		unpack(buildTarGz([...FILES, link]), ".tar.gz", folder.path);
		expect(statSync(join(folder.path, "a-1.0/src/deep/run.sh")).mode & 0o111).not.toBe(0);
		expect(statSync(join(folder.path, "a-1.0/pyproject.toml")).mode & 0o111).toBe(0);
		expect(readlinkSync(join(folder.path, "a-1.0/link"))).toBe("src/deep/run.sh");
	});

	test.each<readonly [string, readonly TarMember[]]>([
		["two folders at its top", [...FILES, { name: "b/x", data: "" }]],
		["a file beside the folder", [...FILES, { name: "x", data: "" }]],
		["a file alone", [{ name: "x", data: "" }]],
		["nothing", []],
		["a way out", [...FILES, { name: "a-1.0/../../x", data: "" }]],
		["a link that leads out", [...FILES, { name: "a-1.0/link", type: "2", linkName: "../../x" }]],
		["a device", [...FILES, { name: "a-1.0/null", type: "3" }]],
	])("with %s is refused, and nothing is written", (_, members) => {
		using folder = new Folder();
		expect(() => unpack(buildTarGz(members), ".tar.gz", folder.path)).toThrow(BadArchive);
		expect(readdirSync(folder.path)).toEqual([]);
	});
});

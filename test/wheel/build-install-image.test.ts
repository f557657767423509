/** Which wheels are refused, which are repaired, and what an image remembers. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BadWheel } from "../../src/wheel/bad-wheel.ts";
import { decodeInstallImage, filesOf, readInstallImage } from "../../src/wheel/install-image.ts";
import {
	buildWheel,
	recordRow,
	type WheelRecipe,
	wheelFileName,
} from "../support/wheel-builder.ts";
import { type storeWheel, storeWheelFile, temporaryFolder } from "../support/wheel-store.ts";

let base: string;
let count = 0;

beforeAll(() => {
	base = temporaryFolder();
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

function build(recipe: Partial<WheelRecipe>, filename?: string): ReturnType<typeof storeWheel> {
	count += 1;
	const whole: WheelRecipe = { name: "foo", version: "1.0", ...recipe };
	return storeWheelFile(
		join(base, String(count)),
		filename ?? wheelFileName(whole),
		buildWheel(whole),
	);
}

/** The reason of a refusal, or "accepted". */
function verdict(recipe: Partial<WheelRecipe>, filename?: string): string {
	try {
		build(recipe, filename);
		return "accepted";
	} catch (error) {
		if (!(error instanceof BadWheel)) throw error;
		expect(error.exitStatus).toBe(1);
		const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
		return error.message.replace(/^Cannot install `[^`]*`: /, "") + cause;
	}
}

const INFO = "foo-1.0.dist-info";

describe("RECORD", () => {
	const changed = (change: (row: string) => string): Partial<WheelRecipe> => ({
		record: (rows) => rows.map((row) => (row.startsWith("foo/") ? change(row) : row)),
	});

	test("a wrong digest is refused: RECORD proves the content", () => {
		expect(verdict(changed((row) => row.replace(/sha256=.{4}/, "sha256=AAAA")))).toContain(
			"and not the",
		);
	});

	test("a wrong size is refused", () => {
		expect(verdict(changed((row) => row.replace(/,\d+$/, ",1")))).toContain(
			"has 20 bytes and not the 1",
		);
	});

	test.each(["md5", "sha1", "crc32"])(
		"a digest by %s is refused: anybody can forge it",
		(algorithm) => {
			expect(verdict(changed(() => `foo/__init__.py,${algorithm}=AAAA,20`))).toContain(
				`by ${algorithm}, which is too weak`,
			);
		},
	);

	test.each(["sha384", "sha512"])("%s is checked", (algorithm) => {
		const right = new Bun.CryptoHasher(algorithm as "sha512")
			.update('__version__ = "1.0"\n')
			.digest("base64url")
			.replace(/=+$/, "");
		expect(verdict(changed(() => `foo/__init__.py,${algorithm}=${right},20`))).toBe("accepted");
		expect(verdict(changed(() => `foo/__init__.py,${algorithm}=AA${right.slice(2)},20`))).toContain(
			"digest",
		);
	});

	test("a missing RECORD is refused", () => {
		expect(verdict({ distInfo: { RECORD: null } })).toBe("it has no RECORD");
	});

	test("a RECORD that is no CSV is refused", () => {
		expect(verdict({ distInfo: { RECORD: '"foo,,\n' } })).toContain("its RECORD cannot be read");
	});

	test("unlisted files are listed, ghosts dropped, missing digests kept missing; each is told", () => {
		const { repairs, directory } = build({
			files: { "foo/a.py": "a", "foo/b.py": "b" },
			record: (rows) => [
				...rows
					.filter((row) => !row.startsWith("foo/a.py"))
					.map((row) => (row.startsWith("foo/b.py") ? "foo/b.py,," : row)),
				recordRow("foo/ghost.py", ""),
			],
		});
		expect(repairs).toEqual([
			{ kind: "unlisted", path: "foo/a.py" },
			{ kind: "unhashed", path: "foo/b.py" },
			{ kind: "ghost", path: "foo/ghost.py" },
		]);
		const rows = readFileSync(join(directory, "made/RECORD"), "utf8").split("\n");
		expect(rows).toContain(recordRow("foo/a.py", "a"));
		expect(rows).toContain("foo/b.py,,");
		expect(rows.some((row) => row.includes("ghost"))).toBe(false);
	});

	test("its signatures need no rows", () => {
		const { repairs } = build({
			files: { "foo.py": "", [`${INFO}/RECORD.jws`]: "{}" },
			record: (rows) => rows.filter((row) => !row.includes("jws")),
		});
		expect(repairs).toEqual([]);
	});
});

describe("names that disagree", () => {
	test("the .dist-info of another project is refused", () => {
		expect(verdict({ name: "bar" }, "foo-1.0-py3-none-any.whl")).toContain(
			"is not that of foo 1.0",
		);
	});

	test("the .dist-info of another version is refused", () => {
		expect(verdict({ version: "2.0" }, "foo-1.0-py3-none-any.whl")).toContain(
			"is not that of foo 1.0",
		);
	});

	test("METADATA of another project is refused", () => {
		expect(
			verdict({ distInfo: { METADATA: "Metadata-Version: 2.1\nName: bar\nVersion: 1.0\n" } }),
		).toContain("its METADATA is that of `bar 1.0`");
	});

	test("METADATA of another version is refused", () => {
		expect(
			verdict({ distInfo: { METADATA: "Metadata-Version: 2.1\nName: foo\nVersion: 2.0\n" } }),
		).toContain("and not of `foo 1.0`");
	});

	test("a second .dist-info is refused", () => {
		expect(verdict({ files: { "foo.py": "", "bar-1.0.dist-info/METADATA": "" } })).toContain(
			"more than one",
		);
	});

	test("spellings of one name and version agree", () => {
		expect(
			verdict({
				name: "Foo.Bar",
				distInfo: { METADATA: "Metadata-Version: 2.1\nName: foo-bar\nVersion: 1.0.0\n" },
			}),
		).toBe("accepted");
	});

	test.each(["METADATA", "WHEEL"])("a missing %s is refused", (file) => {
		expect(verdict({ distInfo: { [file]: null } })).toBe(`it has no ${file}`);
	});

	test("a newer wheel format is refused", () => {
		expect(
			verdict({ distInfo: { WHEEL: "Wheel-Version: 2.0\nRoot-Is-Purelib: true\n" } }),
		).toContain("version 2.0 of the wheel format");
	});
});

describe("attacks on the environment", () => {
	const data = (path: string): Partial<WheelRecipe> => ({
		files: { "foo.py": "", [`foo-1.0.data/${path}`]: "evil" },
	});

	test.each([
		["unknown scheme", "evil/x"],
		["scheme without folder", "purelib"],
		["stdlib as scheme", "stdlib/os.py"],
		["folder of scripts", "scripts/sub/tool"],
	])("data scheme escape: %s", (_name, path) => {
		expect(verdict(data(path))).not.toBe("accepted");
	});

	test("data scheme escape: the data folder of another distribution", () => {
		expect(verdict({ files: { "foo.py": "", "other-9.data/scripts/x": "" } })).toContain(
			"data folder of another wheel",
		);
	});

	test.each([
		"scripts/python",
		"scripts/Python3",
		"scripts/python3.12",
		"scripts/python3.13t",
		"scripts/PYTHON.EXE",
		"scripts/pythonw.exe",
		"scripts/pypy3",
		"scripts/graalpy",
		"scripts/activate",
		"scripts/Activate.ps1",
		"scripts/activate_this.py",
		"data/bin/python",
		"data/Scripts/python.exe",
		"data/bin/activate.fish",
		"data/pyvenv.cfg",
		"data/PYVENV.CFG",
		"data/.lock",
		"data/.pippin/transaction/commit",
	])("overwriting a part of the environment: %s", (path) => {
		expect(verdict(data(path))).toContain("would replace a part of the environment itself");
	});

	test.each([
		"scripts/python-config",
		"scripts/pythonize",
		"scripts/activate-global-python-argcomplete",
		"data/share/python",
		"data/etc/pyvenv.cfg.d/x",
		"scripts/py.test",
	])("no part of the environment: %s", (path) => {
		expect(verdict(data(path))).toBe("accepted");
	});

	test.each([
		"python",
		"Python3.12",
		"activate",
		"../evil",
		"/tmp/evil",
		"a/b",
		"-rf",
		"a b",
		"",
		".",
		"a\u001bb",
	])("entry point escape: a script named %j", (name) => {
		expect(verdict({ entryPoints: { console_scripts: { [name]: "foo:main" } } })).not.toBe(
			"accepted",
		);
	});

	test.each([
		"foo:main;import os",
		"foo:__import__('os').system('x')",
		"foo:main()",
		"os",
		"foo:",
		"foo:ma\u0131n x",
		"foo:lambda",
		"foo bar:main",
	])("entry point injection: %j", (reference) => {
		expect(verdict({ entryPoints: { console_scripts: { run: reference } } })).toContain(
			"entry_points.txt cannot be used",
		);
	});

	test("what a refused wheel left lies in its own store entry, which has no image", () => {
		expect(verdict(data("scripts/python"))).not.toBe("accepted");
		expect(existsSync(join(base, String(count), "image"))).toBe(false);
	});
});

describe("the image", () => {
	test("what Python runs at every start is listed", () => {
		const { image } = build({
			files: {
				"a.pth": "import evil\n",
				"b.pth": "/some/path\n",
				"sitecustomize.py": "",
				"pkg/c.pth": "import x",
			},
		});
		expect([...image.startupHooks].sort()).toEqual(["a.pth", "sitecustomize.py"]);
	});

	test("it reads back what was made", () => {
		const { image, directory } = build({
			files: { "foo/ünï.py": "x", "foo/sub/b.py": "yy" },
			entryPoints: { gui_scripts: { g: "foo:g" } },
		});
		const read = readInstallImage(directory);
		if (read === undefined) throw new Error("unreadable");
		expect(read.names()).toEqual(image.names());
		expect(read.digests()).toEqual(image.digests());
		expect(read.sizes).toEqual(image.sizes);
		expect(read.modified).toEqual(image.modified);
		expect(read.groups).toEqual(image.groups);
		expect(read.entries).toEqual([{ name: "g", module: "foo", attribute: "g", isGui: true }]);
		const paths = read.groups.flatMap((group) => [...filesOf(read, group)].map(({ path }) => path));
		expect(paths).toContain("foo/ünï.py");
		expect(paths).toContain("foo/sub/b.py");
	});

	test("any changed, missing or further byte makes it unreadable", () => {
		const { image } = build({});
		for (let index = 0; index < image.bytes.length; index++) {
			const bytes = new Uint8Array(image.bytes);
			bytes[index] = (bytes[index] ?? 0) ^ 1;
			expect(decodeInstallImage(bytes)).toBeUndefined();
		}
		for (let length = 0; length < image.bytes.length; length += 7) {
			expect(decodeInstallImage(image.bytes.slice(0, length))).toBeUndefined();
		}
		expect(decodeInstallImage(new Uint8Array([...image.bytes, 0]))).toBeUndefined();
		expect(decodeInstallImage(new Uint8Array([0, ...image.bytes]).subarray(1))).toBeDefined();
	});

	test("a missing image is unreadable", () => {
		expect(readInstallImage(join(base, "nowhere"))).toBeUndefined();
		const { directory } = build({});
		writeFileSync(join(directory, "image"), "");
		expect(readInstallImage(directory)).toBeUndefined();
	});

	test("scripts that are not executable become so in the store, and stay as stored", () => {
		const { image, directory } = build({
			files: { "foo.py": "", "foo-1.0.data/scripts/run": "#!/bin/sh\n" },
		});
		const path = join(directory, "tree/foo-1.0.data/scripts/run");
		expect(statSync(path).mode & 0o100).toBe(0o100);
		const group = image.groups.find(({ scheme }) => scheme === "scripts");
		expect(image.modified[group?.first ?? -1]).toBe(Math.floor(statSync(path).mtimeMs));
	});
});

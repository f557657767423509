import { expect, test } from "bun:test";
import { readPylock } from "../../src/standards/pylock.ts";
import { printPylock, type WrittenPylock } from "../../src/standards/pylock-document.ts";
import { parseToml } from "../../src/standards/toml.ts";

const HEX = "0".repeat(64);

const LOCK: WrittenPylock = {
	createdBy: "tool",
	requiresPython: ">=3.12",
	packages: [
		{
			name: "alpha",
			version: "1.0",
			marker: "sys_platform == 'win32'",
			source: {
				kind: "registry",
				sdist: {
					filename: "alpha-1.0.tar.gz",
					place: { url: "https://example.com/alpha-1.0.tar.gz" },
					uploadTime: Date.UTC(2024, 4, 1, 10, 0, 0, 999),
					size: 7,
					hashes: new Map([["sha256", HEX]]),
				},
				wheels: [
					{
						filename: "alpha-1.0-py3-none-any.whl",
						place: { url: "https://example.com/download/1" },
						hashes: new Map([["sha256", HEX]]),
					},
				],
			},
		},
		{
			name: "beta",
			version: "2.0",
			source: {
				kind: "registry",
				sdist: undefined,
				wheels: ["cp312", "cp313"].map((tag) => ({
					filename: `beta-2.0-${tag}-${tag}-any.whl`,
					place: { url: `https://example.com/beta-2.0-${tag}-${tag}-any.whl` },
					hashes: new Map([
						["md5", "f".repeat(32)],
						["sha256", HEX],
					]),
				})),
			},
		},
		{
			name: "gamma",
			version: "3.0",
			source: {
				kind: "archive",
				file: {
					filename: "gamma-3.0-py3-none-any.whl",
					place: { path: '../a "b"\\/gamma-3.0-py3-none-any.whl' },
					hashes: new Map([["sha256", HEX]]),
				},
			},
		},
	],
};

test("a lock is printed with a line for each field, and one for each of several wheels", () => {
	const text = printPylock(LOCK).replaceAll(HEX, "000").replaceAll("f".repeat(32), "fff");
	expect(text).toBe(`lock-version = "1.0"
created-by = "tool"
requires-python = ">=3.12"

[[packages]]
name = "alpha"
version = "1.0"
marker = "sys_platform == 'win32'"
sdist = { url = "https://example.com/alpha-1.0.tar.gz", upload-time = 2024-05-01T10:00:00Z, size = 7, hashes = { sha256 = "000" } }
wheels = [{ name = "alpha-1.0-py3-none-any.whl", url = "https://example.com/download/1", hashes = { sha256 = "000" } }]

[[packages]]
name = "beta"
version = "2.0"
wheels = [
    { url = "https://example.com/beta-2.0-cp312-cp312-any.whl", hashes = { md5 = "fff", sha256 = "000" } },
    { url = "https://example.com/beta-2.0-cp313-cp313-any.whl", hashes = { md5 = "fff", sha256 = "000" } },
]

[[packages]]
name = "gamma"
version = "3.0"
archive = { path = "../a \\"b\\"\\\\/gamma-3.0-py3-none-any.whl", hashes = { sha256 = "000" } }
`);
});

test("a lock without packages has an empty list of them", () => {
	expect(printPylock({ ...LOCK, packages: [] })).toBe(
		'lock-version = "1.0"\ncreated-by = "tool"\nrequires-python = ">=3.12"\npackages = []\n',
	);
});

test("what is printed can be read", () => {
	const lock = readPylock(parseToml(printPylock(LOCK)));
	expect(lock.requiresPython?.toString()).toBe(">=3.12");
	expect(lock.packages.map(({ name, version }) => `${name}==${version}`)).toEqual([
		"alpha==1.0",
		"beta==2.0",
		"gamma==3.0",
	]);
	const [alpha, , gamma] = lock.packages;
	if (alpha?.source.kind !== "registry" || gamma?.source.kind !== "archive") {
		throw new Error("an entry is of another kind");
	}
	expect(alpha.source.sdist).toMatchObject({
		size: 7,
		uploadTime: Date.UTC(2024, 4, 1, 10),
		hashes: new Map([["sha256", HEX]]),
	});
	expect(alpha.source.wheels[0]?.filename.given).toBe("alpha-1.0-py3-none-any.whl");
	expect(gamma.source.file.path).toBe('../a "b"\\/gamma-3.0-py3-none-any.whl');
});

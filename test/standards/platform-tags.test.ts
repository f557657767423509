import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { supportedTags, type TagTarget } from "../../src/standards/platform-tags.ts";
import { type PlatformTarget, platformsOf } from "../../src/standards/platforms.ts";
import { parseTags, Tag } from "../../src/standards/tag.ts";

/** What the interpreter's own `packaging` (or the one inside its pip) says, and the glibc it found. */
const PROBE = `
import json, platform, sys
try:
    import packaging, packaging.tags as tags
except ImportError:
    import pip._vendor.packaging as packaging, pip._vendor.packaging.tags as tags
print(json.dumps({
    "version": sys.version_info[:2], "libc": platform.libc_ver(), "machine": platform.machine(),
    "oracle": packaging.__version__, "tags": [str(tag) for tag in tags.sys_tags()],
}))`;

const LINUX: PlatformTarget = {
	os: "manylinux",
	major: 2,
	minor: 36,
	architecture: "x86_64",
	manylinuxAllowed: true,
};

const cpython = (minor: number, more: Partial<TagTarget> = {}): TagTarget => ({
	implementation: "cpython",
	pythonVersion: [3, minor],
	platform: LINUX,
	...more,
});

const list = (target: TagTarget): readonly string[] => [...supportedTags(target)].map(String);

for (const minor of [8, 9, 10, 11, 12, 13]) {
	test(`CPython 3.${minor} itself lists the same tags in the same order`, () => {
		// Under pyenv the name alone is a shim, which asks this variable.
		const env = { ...process.env, PYENV_VERSION: `3.${minor}` };
		const probe = spawnSync(`python3.${minor}`, ["-c", PROBE], { encoding: "utf8", env });
		if (probe.status !== 0 || process.platform !== "linux") {
			console.log(`skipped: no python3.${minor} with packaging or pip on this Linux`);
			return;
		}
		const said = JSON.parse(probe.stdout) as {
			version: [number, number];
			libc: [string, string];
			machine: string;
			oracle: string;
			tags: string[];
		};
		const [major = 0, libcMinor = 0] = said.libc[1].split(".").map(Number);
		const platform: PlatformTarget = {
			os: "manylinux",
			major,
			minor: libcMinor,
			architecture: said.machine,
			manylinuxAllowed: true,
		};
		const ours = list({ implementation: "cpython", pythonVersion: said.version, platform });
		if (Number.parseFloat(said.oracle) >= 26.3) {
			expect(ours).toEqual(said.tags);
			return;
		}
		// Older releases put `linux_*` behind manylinux, and some do not know `cp312-none-any`.
		const old = (tags: readonly string[]) =>
			tags.filter((tag) => !tag.includes("-linux_") && !/^cp\d+-none-any$/.test(tag));
		expect(old(ours)).toEqual(old(said.tags));
	});
}

describe("the order of one interpreter", () => {
	test("CPython takes its own ABI, then the stable one, then none, then older stable ones, then pure Python", () => {
		expect(list(cpython(4, { platform: { os: "linux", architecture: "x86_64" } }))).toEqual([
			"cp34-cp34m-linux_x86_64",
			"cp34-abi3-linux_x86_64",
			"cp34-none-linux_x86_64",
			"cp33-abi3-linux_x86_64",
			"cp32-abi3-linux_x86_64",
			"py34-none-linux_x86_64",
			"py3-none-linux_x86_64",
			"py33-none-linux_x86_64",
			"py32-none-linux_x86_64",
			"py31-none-linux_x86_64",
			"py30-none-linux_x86_64",
			"cp34-none-any",
			"py34-none-any",
			"py3-none-any",
			"py33-none-any",
			"py32-none-any",
			"py31-none-any",
			"py30-none-any",
		]);
	});

	test("a free-threaded CPython takes no wheel of the ordinary stable ABI", () => {
		const tags = supportedTags(cpython(13, { isFreeThreaded: true }));
		expect([...tags][0]?.toString()).toBe("cp313-cp313t-linux_x86_64");
		expect(tags.rank(Tag.parse("cp313-cp313-linux_x86_64"))).toBeUndefined();
		expect(tags.rank(Tag.parse("cp39-abi3-linux_x86_64"))).toBeUndefined();
		expect(tags.rank(Tag.parse("cp313-abi3t-linux_x86_64"))).toBeDefined();
		expect(tags.rank(Tag.parse("py3-none-any"))).toBeDefined();
	});

	test("a debug build prefers its own ABI and takes the ordinary one", () => {
		const tags = supportedTags(cpython(12, { isDebug: true }));
		const own = tags.rank(Tag.parse("cp312-cp312d-linux_x86_64"));
		const ordinary = tags.rank(Tag.parse("cp312-cp312-linux_x86_64"));
		expect(own).toBe(0);
		expect(ordinary).toBeGreaterThan(0);
	});

	test("PyPy has an ABI of its own and the name pp3 for pure wheels", () => {
		const pypy: TagTarget = {
			implementation: "pypy",
			pythonVersion: [3, 10],
			implementationVersion: [7, 3],
			platform: { os: "windows", architecture: "x86_64" },
		};
		const tags = list(pypy);
		expect(tags.slice(0, 3)).toEqual([
			"pp310-pypy310_pp73-win_amd64",
			"pp310-none-win_amd64",
			"py310-none-win_amd64",
		]);
		expect(tags).toContain("pp3-none-any");
		expect(tags.some((tag) => tag.includes("abi3"))).toBe(false);
	});

	test("GraalPy's ABI goes by its own version", () => {
		const tags = list({
			implementation: "graalpy",
			pythonVersion: [3, 11],
			implementationVersion: [24, 2],
			platform: { os: "linux", architecture: "x86_64" },
		});
		expect(tags[0]).toBe("graalpy311-graalpy242_311_native-linux_x86_64");
		expect(tags).not.toContain("graalpy311-none-any");
	});
});

const PLATFORMS: readonly [name: string, target: PlatformTarget, platforms: readonly string[]][] = [
	[
		"glibc 2.18 on ARM stops at manylinux2014",
		{ os: "manylinux", major: 2, minor: 18, architecture: "aarch64", manylinuxAllowed: true },
		["linux_aarch64", "manylinux_2_18_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
	],
	[
		"glibc 2.6 on x86 reaches manylinux1",
		{ os: "manylinux", major: 2, minor: 6, architecture: "x86_64", manylinuxAllowed: true },
		["linux_x86_64", "manylinux_2_6_x86_64", "manylinux_2_5_x86_64", "manylinux1_x86_64"],
	],
	[
		"a machine that opts out of manylinux has no such platform",
		{ os: "manylinux", major: 2, minor: 36, architecture: "x86_64", manylinuxAllowed: false },
		["linux_x86_64"],
	],
	[
		"musl counts down from its own version",
		{ os: "musllinux", major: 1, minor: 2, architecture: "x86_64" },
		["linux_x86_64", "musllinux_1_2_x86_64", "musllinux_1_1_x86_64", "musllinux_1_0_x86_64"],
	],
	[
		"ARMv8 in 32-bit mode runs what is built for ARMv7",
		{ os: "linux", architecture: "armv8l" },
		["linux_armv8l", "linux_armv7l"],
	],
	["64-bit Windows", { os: "windows", architecture: "x86_64" }, ["win_amd64"]],
	["32-bit Windows", { os: "windows", architecture: "x86" }, ["win32"]],
	["Windows on ARM", { os: "windows", architecture: "aarch64" }, ["win_arm64"]],
	[
		"Android counts down to level 16",
		{ os: "android", apiLevel: 18, abi: "arm64-v8a" },
		["android_18_arm64_v8a", "android_17_arm64_v8a", "android_16_arm64_v8a"],
	],
	["iOS below 12 has nothing", { os: "ios", major: 11, minor: 4, multiarch: "arm64-iphoneos" }, []],
	[
		"iOS counts minor versions of its own year from the present one",
		{ os: "ios", major: 12, minor: 2, multiarch: "arm64-iphoneos" },
		["ios_12_2_arm64_iphoneos", "ios_12_1_arm64_iphoneos", "ios_12_0_arm64_iphoneos"],
	],
	["another system says it itself", { os: "other", platforms: ["haiku_1"] }, ["haiku_1"]],
];

test.each(PLATFORMS)("%s", (_name, target, platforms) => {
	expect(platformsOf(target)).toEqual([...platforms]);
});

test("an ARM Mac takes ARM wheels from macOS 11 on, and universal ones from before", () => {
	const platforms = platformsOf({ os: "macos", major: 12, minor: 3, architecture: "aarch64" });
	expect(platforms.slice(0, 5)).toEqual([
		"macosx_12_0_arm64",
		"macosx_12_0_universal2",
		"macosx_11_0_arm64",
		"macosx_11_0_universal2",
		"macosx_10_16_universal2",
	]);
	expect(platforms.at(-1)).toBe("macosx_10_4_universal2");
});

test("an Intel Mac takes wheels of every format that holds its code", () => {
	const platforms = platformsOf({ os: "macos", major: 10, minor: 5, architecture: "x86_64" });
	expect(platforms.slice(0, 6)).toEqual([
		"macosx_10_5_x86_64",
		"macosx_10_5_intel",
		"macosx_10_5_fat64",
		"macosx_10_5_fat3",
		"macosx_10_5_universal2",
		"macosx_10_5_universal",
	]);
});

test("a later major version of glibc takes all of the earlier ones", () => {
	const platforms = platformsOf({
		os: "manylinux",
		major: 3,
		minor: 1,
		architecture: "aarch64",
		manylinuxAllowed: true,
	});
	expect(platforms.slice(1, 4)).toEqual([
		"manylinux_3_1_aarch64",
		"manylinux_3_0_aarch64",
		"manylinux_2_50_aarch64",
	]);
});

test("every tag's rank is its place in the list", () => {
	const tags = supportedTags(cpython(12));
	const all = [...tags];
	expect(all.length).toBe(tags.size);
	expect(all.map((tag) => tags.rank(tag))).toEqual(all.map((_tag, index) => index));
});

test("of two wheels the one for this very machine is better than the pure one", () => {
	const tags = supportedTags(cpython(12));
	const native = tags.bestRank(parseTags("cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64"));
	const pure = tags.bestRank(parseTags("py2.py3-none-any"));
	expect(native).toBeLessThan(pure ?? 0);
});

import { describe, expect, test } from "bun:test";
import { supportedTags } from "../../src/standards/platform-tags.ts";
import { platformsOf } from "../../src/standards/platforms.ts";
import { parseTags } from "../../src/standards/tag.ts";
import {
	tagSpelling,
	targetPlatform,
	targetPlatformNames,
} from "../../src/standards/target-platforms.ts";

/** Name → os_name, sys_platform, platform_system, platform_machine, and the best platform tag but `linux_*`. */
const TABLE: readonly (readonly [string, string, string, string, string, string])[] = [
	["windows", "nt", "win32", "Windows", "x86_64", "win_amd64"],
	["linux", "posix", "linux", "Linux", "x86_64", "manylinux_2_28_x86_64"],
	["macos", "posix", "darwin", "Darwin", "arm64", "macosx_13_0_arm64"],
	["x86_64-pc-windows-msvc", "nt", "win32", "Windows", "x86_64", "win_amd64"],
	["aarch64-pc-windows-msvc", "nt", "win32", "Windows", "ARM64", "win_arm64"],
	["i686-pc-windows-msvc", "nt", "win32", "Windows", "x86", "win32"],
	["x86_64-unknown-linux-gnu", "posix", "linux", "Linux", "x86_64", "manylinux_2_28_x86_64"],
	["aarch64-apple-darwin", "posix", "darwin", "Darwin", "arm64", "macosx_13_0_arm64"],
	["x86_64-apple-darwin", "posix", "darwin", "Darwin", "x86_64", "macosx_13_0_x86_64"],
	["aarch64-unknown-linux-gnu", "posix", "linux", "Linux", "aarch64", "manylinux_2_28_aarch64"],
	["aarch64-unknown-linux-musl", "posix", "linux", "Linux", "aarch64", "musllinux_1_2_aarch64"],
	["x86_64-unknown-linux-musl", "posix", "linux", "Linux", "x86_64", "musllinux_1_2_x86_64"],
	["riscv64-unknown-linux", "posix", "linux", "Linux", "riscv64", "manylinux_2_39_riscv64"],
	["x86_64-manylinux2014", "posix", "linux", "Linux", "x86_64", "manylinux_2_17_x86_64"],
	["aarch64-manylinux_2_40", "posix", "linux", "Linux", "aarch64", "manylinux_2_40_aarch64"],
	["aarch64-linux-android", "posix", "android", "Android", "aarch64", "android_24_arm64_v8a"],
	["x86_64-linux-android", "posix", "android", "Android", "x86_64", "android_24_x86_64"],
	["wasm32-pyodide2024", "posix", "emscripten", "Emscripten", "wasm32", "pyodide_2024_0_wasm32"],
	["wasm32-pyodide2025", "posix", "emscripten", "Emscripten", "wasm32", "pyodide_2025_0_wasm32"],
	["arm64-apple-ios", "posix", "ios", "iOS", "arm64", "ios_13_0_arm64_iphoneos"],
	["arm64-apple-ios-simulator", "posix", "ios", "iOS", "arm64", "ios_13_0_arm64_iphonesimulator"],
	[
		"x86_64-apple-ios-simulator",
		"posix",
		"ios",
		"iOS",
		"x86_64",
		"ios_13_0_x86_64_iphonesimulator",
	],
];

describe("platforms with a name", () => {
	for (const [name, osName, sysPlatform, platformSystem, platformMachine, best] of TABLE) {
		test(`${name} has its markers and takes ${best}`, () => {
			const found = targetPlatform(name);
			expect(found?.markers).toEqual({
				osName,
				sysPlatform,
				platformSystem,
				platformMachine,
				platformRelease: "",
				platformVersion: "",
			});
			const tags = found === undefined ? [] : platformsOf(found.platform);
			expect(tags.find((tag) => !tag.startsWith("linux_"))).toBe(best);
		});
	}

	test("there are forty-six names, each with a platform, and no others", () => {
		expect(targetPlatformNames()).toHaveLength(46);
		for (const name of targetPlatformNames()) expect(targetPlatform(name)).toBeDefined();
		expect(targetPlatform("solaris")).toBeUndefined();
		expect(targetPlatform("manylinux_2_28_x86_64")).toBeUndefined();
	});

	test("those of glibc can be spelled as their tag", () => {
		expect(tagSpelling("x86_64-manylinux_2_28")).toBe("manylinux_2_28_x86_64");
		expect(tagSpelling("aarch64-manylinux2014")).toBe("manylinux2014_aarch64");
		expect(tagSpelling("x86_64-unknown-linux-gnu")).toBeUndefined();
	});

	test("the oldest systems can be said", () => {
		const takes = (name: string, oldest: Parameters<typeof targetPlatform>[1], tag: string) => {
			const platform = targetPlatform(name, oldest)?.platform;
			if (platform === undefined) throw new Error(`no platform ${name}`);
			const target = { implementation: "cpython", pythonVersion: [3, 13] as const, platform };
			return supportedTags(target).bestRank(parseTags(`cp313-cp313-${tag}`)) !== undefined;
		};
		expect(takes("macos", {}, "macosx_14_0_arm64")).toBe(false);
		expect(takes("macos", { macos: [14, 5] }, "macosx_14_0_arm64")).toBe(true);
		expect(takes("x86_64-apple-darwin", { macos: [10, 12] }, "macosx_10_13_x86_64")).toBe(false);
		expect(takes("arm64-apple-ios", { ios: [15, 4] }, "ios_15_4_arm64_iphoneos")).toBe(true);
		expect(takes("arm64-apple-ios", {}, "ios_13_1_arm64_iphoneos")).toBe(false);
		expect(takes("aarch64-linux-android", { androidApiLevel: 21 }, "android_24_arm64_v8a")).toBe(
			false,
		);
	});
});

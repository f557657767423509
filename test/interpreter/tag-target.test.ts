import { expect, test } from "bun:test";
import { tagTargetOf } from "../../src/interpreter/tag-target.ts";
import { type FakeFacts, fakeFacts, WINDOWS } from "./fake-python.ts";

const glibc = { name: "glibc", version: [2, 36] };
const markers = (machine: string) => ({
	implementation_name: "cpython",
	implementation_version: "3.12.4",
	os_name: "posix",
	platform_machine: machine,
	platform_python_implementation: "CPython",
	platform_release: "",
	platform_system: "",
	platform_version: "",
	python_full_version: "3.12.4",
	python_version: "3.12",
	sys_platform: "",
});

test.each<[string, FakeFacts, object]>([
	[
		"glibc",
		{ libc: glibc },
		{ os: "manylinux", major: 2, minor: 36, architecture: "x86_64", manylinuxAllowed: true },
	],
	[
		"glibc with an opt-out",
		{ libc: glibc, manylinuxAllowed: false },
		{ os: "manylinux", major: 2, minor: 36, architecture: "x86_64", manylinuxAllowed: false },
	],
	[
		"musl",
		{ libc: { name: "musl", version: [1, 2] } },
		{ os: "musllinux", major: 1, minor: 2, architecture: "x86_64" },
	],
	["neither", { libc: null }, { os: "linux", architecture: "x86_64" }],
	["32 bits on 64", { libc: null, pointerSize: 4 }, { os: "linux", architecture: "i686" }],
	[
		"32 bits on 64, ARM",
		{ libc: null, pointerSize: 4, platform: "linux-aarch64" },
		{ os: "linux", architecture: "armv8l" },
	],
	["ppc64le", { libc: null, platform: "linux-ppc64le" }, { os: "linux", architecture: "ppc64le" }],
	[
		"macOS on Apple's own processor",
		{ platform: "macosx-11.0-arm64", systemVersion: "14.5", markers: markers("arm64"), libc: null },
		{ os: "macos", major: 14, minor: 5, architecture: "arm64" },
	],
	[
		"macOS, a universal build running translated",
		{
			platform: "macosx-10.9-universal2",
			systemVersion: "13.0",
			markers: markers("x86_64"),
			libc: null,
		},
		{ os: "macos", major: 13, minor: 0, architecture: "x86_64" },
	],
	["Windows", WINDOWS, { os: "windows", architecture: "amd64" }],
	["Windows of 32 bits", { ...WINDOWS, platform: "win32" }, { os: "windows", architecture: "x86" }],
	[
		"Windows on ARM",
		{ ...WINDOWS, platform: "win-arm64" },
		{ os: "windows", architecture: "arm64" },
	],
	[
		"Android",
		{ platform: "android-21-arm64_v8a", libc: null },
		{ os: "android", apiLevel: 21, abi: "arm64_v8a" },
	],
	[
		"iOS",
		{ platform: "ios-13.0-arm64-iphoneos", libc: null },
		{ os: "ios", major: 13, minor: 0, multiarch: "arm64-iphoneos" },
	],
	[
		"FreeBSD",
		{ platform: "freebsd-14.0-release-amd64", libc: null },
		{ os: "other", platforms: ["freebsd_14_0_release_amd64"] },
	],
])("the platform of an interpreter on %s", (_name, facts, wanted) => {
	expect(tagTargetOf(fakeFacts(facts)).platform).toEqual(wanted as never);
});

test("the build of an interpreter is in its tags", () => {
	const target = tagTargetOf(fakeFacts({ version: "3.13.1", isFreeThreaded: true, isDebug: true }));
	expect(target).toMatchObject({
		implementation: "cpython",
		pythonVersion: [3, 13],
		isFreeThreaded: true,
		isDebug: true,
	});
});

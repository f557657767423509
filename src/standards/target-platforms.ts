/**
 * Machines that have a name, such as `aarch64-apple-darwin`: what markers see there and which files it takes. An answer
 * can be made for each of them from anywhere.
 */
import type { MarkerEnvironment } from "./marker-environment.ts";
import type { PlatformTarget } from "./platforms.ts";

/** What markers see of a platform; the kernel's release and version are unknown, so that they are empty. */
export type PlatformMarkers = Pick<
	MarkerEnvironment,
	| "osName"
	| "sysPlatform"
	| "platformMachine"
	| "platformSystem"
	| "platformRelease"
	| "platformVersion"
>;

export interface TargetPlatform {
	readonly markers: PlatformMarkers;
	readonly platform: PlatformTarget;
}

/** The oldest systems that an answer has to run on, where they are others than the usual ones. */
export interface OldestSystems {
	readonly macos?: readonly [major: number, minor: number] | undefined;
	readonly ios?: readonly [major: number, minor: number] | undefined;
	readonly androidApiLevel?: number | undefined;
}

type Describe = (oldest: OldestSystems) => TargetPlatform;

const windows =
	(machine: string, architecture: string): Describe =>
	() => ({
		markers: markersOf("nt", "win32", "Windows", machine),
		platform: { os: "windows", architecture },
	});

const glibc =
	(architecture: string, minor: number): Describe =>
	() => ({
		markers: markersOf("posix", "linux", "Linux", architecture),
		platform: { os: "manylinux", major: 2, minor, architecture, manylinuxAllowed: true },
	});

const musl =
	(architecture: string): Describe =>
	() => ({
		markers: markersOf("posix", "linux", "Linux", architecture),
		platform: { os: "musllinux", major: 1, minor: 2, architecture },
	});

const macos =
	(architecture: string): Describe =>
	({ macos: [major, minor] = [13, 0] }) => ({
		markers: markersOf("posix", "darwin", "Darwin", architecture),
		platform: { os: "macos", major, minor, architecture },
	});

const ios =
	(architecture: string, multiarch: string): Describe =>
	({ ios: [major, minor] = [13, 0] }) => ({
		markers: markersOf("posix", "ios", "iOS", architecture),
		platform: { os: "ios", major, minor, multiarch },
	});

const android =
	(architecture: string, abi: string): Describe =>
	({ androidApiLevel: apiLevel = 24 }) => ({
		markers: markersOf("posix", "android", "Android", architecture),
		platform: { os: "android", apiLevel, abi },
	});

const pyodide =
	(year: number): Describe =>
	() => ({
		markers: markersOf("posix", "emscripten", "Emscripten", "wasm32"),
		platform: { os: "other", platforms: [`pyodide_${year}_0_wasm32`] },
	});

function markersOf(
	...[osName, sysPlatform, platformSystem, platformMachine]: readonly [
		string,
		string,
		string,
		string,
	]
): PlatformMarkers {
	return {
		osName,
		sysPlatform,
		platformSystem,
		platformMachine,
		platformRelease: "",
		platformVersion: "",
	};
}

/** The minor versions of glibc 2 that have a name of their own; `manylinux2014` is one more name of 17. */
const GLIBC_MINORS: readonly number[] = [17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40];

function manylinux(architecture: string): readonly (readonly [string, Describe])[] {
	return [
		[`${architecture}-manylinux2014`, glibc(architecture, 17)],
		...GLIBC_MINORS.map(
			(minor) => [`${architecture}-manylinux_2_${minor}`, glibc(architecture, minor)] as const,
		),
	];
}

/** Short names first, then target triples. A Windows that is named runs on `x86_64`, not on `AMD64`: so uv has it. */
function describePlatforms(): ReadonlyMap<string, Describe> {
	return new Map<string, Describe>([
		["windows", windows("x86_64", "x86_64")],
		["linux", glibc("x86_64", 28)],
		["macos", macos("arm64")],
		["x86_64-pc-windows-msvc", windows("x86_64", "x86_64")],
		["aarch64-pc-windows-msvc", windows("ARM64", "aarch64")],
		["i686-pc-windows-msvc", windows("x86", "x86")],
		["x86_64-unknown-linux-gnu", glibc("x86_64", 28)],
		["aarch64-apple-darwin", macos("arm64")],
		["x86_64-apple-darwin", macos("x86_64")],
		["aarch64-unknown-linux-gnu", glibc("aarch64", 28)],
		["aarch64-unknown-linux-musl", musl("aarch64")],
		["x86_64-unknown-linux-musl", musl("x86_64")],
		["riscv64-unknown-linux", glibc("riscv64", 39)],
		...manylinux("x86_64"),
		...manylinux("aarch64"),
		["aarch64-linux-android", android("aarch64", "arm64_v8a")],
		["x86_64-linux-android", android("x86_64", "x86_64")],
		["wasm32-pyodide2024", pyodide(2024)],
		["wasm32-pyodide2025", pyodide(2025)],
		["arm64-apple-ios", ios("arm64", "arm64_iphoneos")],
		["arm64-apple-ios-simulator", ios("arm64", "arm64_iphonesimulator")],
		["x86_64-apple-ios-simulator", ios("x86_64", "x86_64_iphonesimulator")],
	]);
}

let described: ReadonlyMap<string, Describe> | undefined;

/** Made when it is asked for: most runs name no platform. */
function platforms(): ReadonlyMap<string, Describe> {
	described ??= describePlatforms();
	return described;
}

/** The names, in the order in which help lists them. */
export function targetPlatformNames(): readonly string[] {
	return [...platforms().keys()];
}

/** Another spelling of a name: that of the tag, `manylinux_2_28_x86_64`, for `x86_64-manylinux_2_28`. */
export function tagSpelling(name: string): string | undefined {
	const match = /^([a-z0-9_]+)-(manylinux[0-9_]+)$/.exec(name);
	return match === null ? undefined : `${match[2]}_${match[1]}`;
}

/** The platform of this name; `undefined` where none has it. */
export function targetPlatform(
	name: string,
	oldest: OldestSystems = {},
): TargetPlatform | undefined {
	return platforms().get(name)?.(oldest);
}

/**
 * The platform part of compatibility tags, best first, for each operating system (PEP 513, 571, 599, 600 for manylinux,
 * PEP 656 for musllinux, PEP 730 for iOS, PEP 738 for Android).
 */

/** A machine, as far as platform tags depend on it. Architectures are named as `uname -m` does. */
export type PlatformTarget =
	| {
			/** Linux with glibc of this version. */
			readonly os: "manylinux";
			readonly major: number;
			readonly minor: number;
			readonly architecture: string;
			/** What the machine's `_manylinux` module answers, asked once for its glibc; true where there is none. */
			readonly manylinuxAllowed: boolean;
	  }
	| {
			/** Linux with musl of this version. */
			readonly os: "musllinux";
			readonly major: number;
			readonly minor: number;
			readonly architecture: string;
	  }
	/** Linux with a C library nobody knows. */
	| { readonly os: "linux"; readonly architecture: string }
	/** macOS of this version; `architecture` is `arm64`, `x86_64`, `i386`, `ppc64`, `ppc`, `intel` or `universal2`. */
	| {
			readonly os: "macos";
			readonly major: number;
			readonly minor: number;
			readonly architecture: string;
	  }
	/** `architecture` is `x86_64` (or `amd64`), `x86` (or `i686`), `aarch64` (or `arm64`). */
	| { readonly os: "windows"; readonly architecture: string }
	/** `multiarch` such as `arm64_iphoneos`. */
	| {
			readonly os: "ios";
			readonly major: number;
			readonly minor: number;
			readonly multiarch: string;
	  }
	/** `abi` such as `arm64_v8a`. */
	| { readonly os: "android"; readonly apiLevel: number; readonly abi: string }
	/** Any other: its tags, best first, such as `freebsd_14_0_release_amd64`. */
	| { readonly os: "other"; readonly platforms: readonly string[] };

type Apple = { readonly major: number; readonly minor: number };

/** The older names of three manylinux tags, by the minor version of glibc 2. */
const LEGACY_MANYLINUX: ReadonlyMap<number, string> = new Map([
	[5, "manylinux1"],
	[12, "manylinux2010"],
	[17, "manylinux2014"],
]);

/** Where a machine has a later major version of glibc, each one before it is taken to have ended here. */
const LAST_GLIBC_MINOR = 50;

const WINDOWS_PLATFORMS: ReadonlyMap<string, string> = new Map([
	["x86_64", "win_amd64"],
	["amd64", "win_amd64"],
	["x86", "win32"],
	["i686", "win32"],
	["aarch64", "win_arm64"],
	["arm64", "win_arm64"],
]);

/** The platform tags of a machine, best first. */
export function platformsOf(target: PlatformTarget): readonly string[] {
	switch (target.os) {
		case "manylinux": {
			const architectures = linuxArchitectures(target.architecture);
			const manylinux = target.manylinuxAllowed
				? architectures.flatMap((architecture) =>
						manylinuxPlatforms(target.major, target.minor, architecture),
					)
				: [];
			return [...architectures.map((architecture) => `linux_${architecture}`), ...manylinux];
		}
		case "musllinux": {
			const architectures = linuxArchitectures(target.architecture);
			return [
				...architectures.map((architecture) => `linux_${architecture}`),
				...architectures.flatMap((architecture) =>
					musllinuxPlatforms(target.major, target.minor, architecture),
				),
			];
		}
		case "linux":
			return linuxArchitectures(target.architecture).map((architecture) => `linux_${architecture}`);
		case "macos":
			return macosPlatforms(target, target.architecture);
		case "windows":
			return [
				WINDOWS_PLATFORMS.get(target.architecture.toLowerCase()) ?? `win_${target.architecture}`,
			];
		case "ios":
			return iosPlatforms(target, target.multiarch.replaceAll("-", "_"));
		case "android":
			return androidPlatforms(target.apiLevel, target.abi.replace(/[-.]/g, "_"));
		case "other":
			return target.platforms;
	}
}

/** An ARMv8 processor in 32-bit mode runs what was built for ARMv7. */
function linuxArchitectures(architecture: string): readonly string[] {
	return architecture === "armv8l" ? ["armv8l", "armv7l"] : [architecture];
}

/** From the present glibc down to the oldest that anybody builds for: 2.17, on x86 2.5. */
function manylinuxPlatforms(major: number, minor: number, architecture: string): readonly string[] {
	const oldest = architecture === "x86_64" || architecture === "i686" ? 5 : 17;
	const platforms: string[] = [];
	for (let newer = major; newer > 2; newer--) {
		const last = newer === major ? minor : LAST_GLIBC_MINOR;
		for (let each = last; each >= 0; each--)
			platforms.push(`manylinux_${newer}_${each}_${architecture}`);
	}
	for (let each = major > 2 ? LAST_GLIBC_MINOR : minor; each >= oldest; each--) {
		platforms.push(`manylinux_2_${each}_${architecture}`);
		const legacy = LEGACY_MANYLINUX.get(each);
		if (legacy !== undefined) platforms.push(`${legacy}_${architecture}`);
	}
	return platforms;
}

function musllinuxPlatforms(major: number, minor: number, architecture: string): readonly string[] {
	const platforms: string[] = [];
	for (let each = minor; each >= 0; each--)
		platforms.push(`musllinux_${major}_${each}_${architecture}`);
	return platforms;
}

/** Until 10.15 each year had a minor version, from 11 on each has a major one. */
function macosPlatforms(version: Apple, named: string): readonly string[] {
	const architecture = named === "aarch64" ? "arm64" : named;
	const platforms: string[] = [];
	if (version.major >= 11) {
		for (let major = version.major; major >= 11; major--) {
			addMacosFormats(platforms, { major, minor: 0 }, architecture);
		}
		for (let minor = 16; minor >= 4; minor--) {
			// Of what was built before 11, ARM takes only files that were built for both processors.
			if (architecture === "x86_64") addMacosFormats(platforms, { major: 10, minor }, architecture);
			else platforms.push(`macosx_10_${minor}_universal2`);
		}
		return platforms;
	}
	for (let minor = version.minor; minor >= 0; minor--) {
		addMacosFormats(platforms, { major: version.major, minor }, architecture);
	}
	return platforms;
}

function addMacosFormats(platforms: string[], version: Apple, architecture: string): void {
	for (const format of macosFormats(version, architecture)) {
		platforms.push(`macosx_${version.major}_${version.minor}_${format}`);
	}
}

/** The kinds of binary that hold code for a processor. */
function macosFormats({ major, minor }: Apple, architecture: string): readonly string[] {
	const year = major * 100 + minor;
	switch (architecture) {
		case "x86_64":
			return year < 1004 ? [] : ["x86_64", "intel", "fat64", "fat3", "universal2", "universal"];
		case "i386":
			return year < 1004 ? [] : ["i386", "intel", "fat3", "fat", "universal"];
		case "ppc64":
			return year > 1005 || year < 1004 ? [] : ["ppc64", "fat64", "universal"];
		case "ppc":
			return year > 1006 ? [] : ["ppc", "fat3", "fat", "universal"];
		case "arm64":
			return ["arm64", "universal2"];
		case "intel":
			return ["intel", "universal"];
		default:
			return [architecture];
	}
}

/** From this version down to 12.0, the first that can run CPython; within a year nobody counts beyond 9. */
function iosPlatforms({ major, minor }: Apple, multiarch: string): readonly string[] {
	const platforms: string[] = [];
	for (let year = major; year >= 12; year--) {
		for (let each = year === major ? minor : 9; each >= 0; each--) {
			platforms.push(`ios_${year}_${each}_${multiarch}`);
		}
	}
	return platforms;
}

/** From this API level down to 16, the first that can run CPython. */
function androidPlatforms(apiLevel: number, abi: string): readonly string[] {
	const platforms: string[] = [];
	for (let level = apiLevel; level >= 16; level--) platforms.push(`android_${level}_${abi}`);
	return platforms;
}

/** Where the files of a release can be installed, by the tags of its wheels. See docs/resolution.md#candidates. */
import type { RegistryFile } from "../distributions/distribution.ts";
import { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Tag } from "../standards/tag.ts";

/** Sets of tags are few and shared by many files. */
const known: WeakMap<readonly Tag[], WheelEnvironments> = new WeakMap();

interface WheelEnvironments {
	/** With any platform. */
	readonly pythons: MarkerTree;
	readonly all: MarkerTree;
}

/** Everywhere, where there is a source distribution; else where one of the wheels fits. */
export function environmentsOf(files: readonly RegistryFile[]): MarkerTree {
	return unite(files, ({ all }) => all);
}

/** The same as if each wheel were for all platforms. */
export function pythonsOf(files: readonly RegistryFile[]): MarkerTree {
	return unite(files, ({ pythons }) => pythons);
}

/** Where a wheel can be installed, whatever Python it is for. What is for iOS counts everywhere, as locks have it. */
export function platformsOf(tags: readonly Tag[]): MarkerTree {
	return tags.reduce(
		(all, { platform }) =>
			all.or(platform.startsWith("ios_") ? MarkerTree.always : ofPlatform(platform)),
		MarkerTree.never,
	);
}

function unite(
	files: readonly RegistryFile[],
	choose: (environments: WheelEnvironments) => MarkerTree,
): MarkerTree {
	if (files.some(({ kind }) => kind === "registry-sdist")) return MarkerTree.always;
	return files.reduce(
		(all, { kind, filename }) =>
			kind === "registry-wheel" ? all.or(choose(ofTags(filename.tags))) : all,
		MarkerTree.never,
	);
}

function ofTags(tags: readonly Tag[]): WheelEnvironments {
	let environments = known.get(tags);
	if (environments === undefined) {
		environments = {
			pythons: tags.reduce((all, tag) => all.or(ofInterpreter(tag)), MarkerTree.never),
			all: tags.reduce(
				(all, tag) => all.or(ofInterpreter(tag).and(ofPlatform(tag.platform))),
				MarkerTree.never,
			),
		};
		known.set(tags, environments);
	}
	return environments;
}

/** A wheel for one minor version counts for the later ones too: their Pythons have not been built for yet. */
function ofInterpreter({ interpreter }: Tag): MarkerTree {
	const match = /^(py|cp|pp|graalpy)(\d)(\d*)$/.exec(interpreter);
	if (match === null) return MarkerTree.always;
	const [, kind, major = "3", minor = "0"] = match;
	const from = `python_full_version >= "${major}.${minor === "" ? "0" : minor}"`;
	const isGeneric = kind === "py";
	return tree(isGeneric ? `${from} and python_full_version < "${Number(major) + 1}"` : from);
}

const WINDOWS: ReadonlyMap<string, string> = new Map([
	["win32", "x86"],
	["win_amd64", "AMD64"],
	["win_arm64", "ARM64"],
]);

const MAC_MACHINES: ReadonlyMap<string, readonly string[]> = new Map([
	["universal2", ["arm64", "x86_64"]],
	["universal", ["i386", "ppc", "ppc64", "x86_64"]],
	["intel", ["i386", "x86_64"]],
	["fat3", ["i386", "ppc", "x86_64"]],
]);

function ofPlatform(platform: string): MarkerTree {
	const windows = WINDOWS.get(platform);
	if (windows !== undefined) return onMachines("win32", [windows]);
	const linux =
		/^(?:linux|manylinux1|manylinux2010|manylinux2014|manylinux_\d+_\d+|musllinux_\d+_\d+)_(.+)$/.exec(
			platform,
		)?.[1];
	if (linux !== undefined) return onMachines("linux", [linux]);
	const mac = /^macosx_\d+_\d+_(.+)$/.exec(platform)?.[1];
	if (mac !== undefined) return onMachines("darwin", MAC_MACHINES.get(mac) ?? [mac]);
	if (platform.startsWith("android_")) return tree('sys_platform == "android"');
	if (platform.startsWith("ios_")) return tree('sys_platform == "ios"');
	if (/^(?:pyodide|emscripten)_/.test(platform)) return tree('sys_platform == "emscripten"');
	return MarkerTree.always;
}

function onMachines(platform: string, machines: readonly string[]): MarkerTree {
	const names = machines.map((machine) => `platform_machine == "${machine}"`).join(" or ");
	return tree(`sys_platform == "${platform}" and (${names})`);
}

function tree(text: string): MarkerTree {
	return MarkerTree.ofUsual(Marker.parse(text));
}

/** Where the files of a release can be installed, by the tags of its wheels. See docs/resolution.md#candidates. */
import type { RegistryFile } from "../distributions/distribution.ts";
import { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Tag } from "../standards/tag.ts";

/** Sets of tags are few and shared by many files. */
const known: WeakMap<readonly Tag[], MarkerTree> = new WeakMap();

/** Everywhere, where there is a source distribution; else where one of the wheels fits. */
export function environmentsOf(files: readonly RegistryFile[]): MarkerTree {
	if (files.some(({ kind }) => kind === "registry-sdist")) return MarkerTree.always;
	return files.reduce(
		(all, file) => (file.kind === "registry-wheel" ? all.or(ofTags(file.filename.tags)) : all),
		MarkerTree.never,
	);
}

function ofTags(tags: readonly Tag[]): MarkerTree {
	let tree = known.get(tags);
	if (tree === undefined) {
		tree = tags.reduce((all, tag) => all.or(ofTag(tag)), MarkerTree.never);
		known.set(tags, tree);
	}
	return tree;
}

function ofTag({ interpreter, abi, platform }: Tag): MarkerTree {
	return ofInterpreter(interpreter, abi).and(ofPlatform(platform));
}

const IMPLEMENTATIONS: ReadonlyMap<string, string> = new Map([
	["cp", "CPython"],
	["pp", "PyPy"],
	["graalpy", "GraalVM"],
]);

function ofInterpreter(interpreter: string, abi: string): MarkerTree {
	const match = /^(py|cp|pp|graalpy)(\d)(\d*)$/.exec(interpreter);
	if (match === null) return MarkerTree.always;
	const [, kind = "", major = "3", minor = ""] = match;
	const implementation = IMPLEMENTATIONS.get(kind);
	const isLowest = kind === "py" || abi === "abi3" || minor === "";
	const version = minor === "" ? major : `${major}.${minor}`;
	const python = tree(`python_full_version ${isLowest ? `>= "${version}"` : `== "${version}.*"`}`);
	return implementation === undefined
		? python
		: python.and(tree(`platform_python_implementation == "${implementation}"`));
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

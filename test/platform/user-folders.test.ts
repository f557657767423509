import { expect, test } from "bun:test";
import { homedir } from "node:os";
import { findCacheRoot, findHome } from "../../src/platform/user-folders.ts";

const ROOTS: readonly (readonly [
	system: NodeJS.Platform,
	variables: Readonly<Record<string, string>>,
	root: string | undefined,
])[] = [
	["linux", { HOME: "/home/me" }, "/home/me/.cache/pippin"],
	["darwin", { HOME: "/Users/me" }, "/Users/me/.cache/pippin"],
	["linux", { HOME: "/home/me", XDG_CACHE_HOME: "/var/cache/me" }, "/var/cache/me/pippin"],
	["linux", { HOME: "/home/me", XDG_CACHE_HOME: "cache" }, "/home/me/.cache/pippin"],
	["linux", { HOME: "/home/me", XDG_CACHE_HOME: "" }, "/home/me/.cache/pippin"],
	["linux", { HOME: "/h", UV_CACHE_DIR: "/uv", XDG_CACHE_HOME: "/x" }, "/uv"],
	["linux", { HOME: "/h", UV_CACHE_DIR: "/uv", PIPPIN_CACHE_DIR: "/pippin" }, "/pippin"],
	["linux", { HOME: "/h", UV_CACHE_DIR: "/uv", PIPPIN_CACHE_DIR: "" }, "/uv"],
	["linux", { PIPPIN_CACHE_DIR: "here" }, `${process.cwd()}/here`],
	[
		"win32",
		{ LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" },
		"C:\\Users\\me\\AppData\\Local\\pippin\\cache",
	],
	["win32", { LOCALAPPDATA: "", USERPROFILE: "C:\\Users\\me" }, undefined],
	["win32", {}, undefined],
];

test("the cache root is where the variables and the system put it", () => {
	for (const [system, variables, root] of ROOTS) {
		expect([system, variables, findCacheRoot(variables, system)]).toEqual([
			system,
			variables,
			root,
		]);
	}
});

test("the home folder is what the variables say, else what the system knows", () => {
	expect(findHome({ HOME: "/home/me", USERPROFILE: "C:\\me" }, "linux")).toBe("/home/me");
	expect(findHome({ HOME: "/home/me", USERPROFILE: "C:\\me" }, "win32")).toBe("C:\\me");
	expect(findHome({}, "linux")).toBe(homedir());
	expect(findHome({ HOME: "" }, "linux")).toBe(homedir());
});

import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
	executableNames,
	leavesMinorOpen,
	minorNames,
} from "../../src/interpreter/executable-names.ts";
import { newestFirst } from "../../src/interpreter/pyenv.ts";
import { parsePythonRequest } from "../../src/interpreter/python-request.ts";
import {
	condaBase,
	managedPythons,
	searchPath,
	windowsInstallations,
} from "../../src/interpreter/search-folders.ts";
import { temporaryFolder } from "./fake-python.ts";

const request = (text: string) => parsePythonRequest(text, () => false);

describe("executableNames", () => {
	test.each([
		["default", "python3 python"],
		["3", "python3 python"],
		["3.12", "python3.12 python3 python"],
		["3.12.4", "python3.12.4 python3.12 python3 python"],
		["3.13t", "python3.13t python3.13 python3t python3 python"],
		["3.14rc1", "python3.14 python3 python"],
		[">=3.11", "python3 python"],
		["pypy@3.10", "pypy3.10 pypy3 pypy python3.10 python3 python"],
		["any", "python3 python pypy3 pypy graalpy3 graalpy"],
	])("for %p are %p", (text, wanted) => {
		expect(executableNames(request(text), false).join(" ")).toBe(wanted);
	});

	test("end in .exe on Windows", () => {
		expect(executableNames(request("3.12"), true)).toEqual([
			"python3.12.exe",
			"python3.exe",
			"python.exe",
		]);
	});

	test("leave the minor version open unless the request has one", () => {
		expect(
			["default", "3", ">=3.11", "pypy", "any"].filter((text) => !leavesMinorOpen(request(text))),
		).toEqual([]);
		expect(
			["3.12", "3.13rc1", "cp312", "mypython"].filter((text) => leavesMinorOpen(request(text))),
		).toEqual([]);
	});
});

test("minorNames are those of one minor version, the newest first", () => {
	const entries = [
		"python3.9",
		"python3.10",
		"python",
		"python3",
		"python3.13t",
		"python3.13",
		"python3-config",
		"python3.12-config",
		"python3.11.exe",
	];
	expect(minorNames(entries)).toEqual([
		"python3.13",
		"python3.13t",
		"python3.11.exe",
		"python3.10",
		"python3.9",
	]);
});

test("newestFirst sorts by version, CPython before others, names without a version last", () => {
	const names = ["3.9.18", "pypy3.10-7.3.12", "3.12.1", "3.13.0rc1", "3.13.0", "myenv", "3.10.1"];
	expect(newestFirst(names)).toEqual([
		"3.13.0",
		"3.13.0rc1",
		"3.12.1",
		"3.10.1",
		"3.9.18",
		"pypy3.10-7.3.12",
		"myenv",
	]);
	const keys = ["cpython-3.9.1-linux-x86_64-gnu", "cpython-3.12.1-linux-x86_64-gnu"];
	expect(newestFirst(keys)).toEqual([...keys].reverse());
});

test("searchPath keeps absolute folders, each once", () => {
	expect(searchPath({ PATH: "/a:/b::.:c:./d:../e:/a:/c" })).toEqual(["/a", "/b", "/c"]);
	expect(searchPath({})).toEqual([]);
});

test("the folders of Windows are looked through, and the stubs of its store are not", () => {
	using folder = temporaryFolder();
	for (const name of ["Python39", "Python312", "Launcher"]) {
		mkdirSync(join(folder.path, "Programs", "Python", name), { recursive: true });
	}
	const found = windowsInstallations({ LOCALAPPDATA: folder.path });
	expect(found.map((path) => path.slice(folder.path.length + 1))).toEqual([
		"Programs/Python/Python312",
		"Programs/Python/Python39",
	]);
	expect(searchPath({ PATH: "/x/Microsoft/WindowsApps:/y" })).toEqual(["/y"]);
});

test("managedPythons lie where uv puts them", () => {
	using folder = temporaryFolder();
	const names = [
		"cpython-3.11.9-linux-x86_64-gnu",
		"cpython-3.12.4-linux-x86_64-gnu",
		".temp",
		"pypy-3.10.1-linux-x86_64-gnu",
	];
	for (const name of names) mkdirSync(join(folder.path, "uv", "python", name), { recursive: true });
	const wanted = [names[1], names[0], names[3]].map((name) =>
		join(folder.path, "uv", "python", name ?? "", "bin"),
	);
	expect(managedPythons({ XDG_DATA_HOME: folder.path })).toEqual(wanted);
	expect(
		managedPythons({ UV_PYTHON_INSTALL_DIR: join(folder.path, "uv", "python"), HOME: "/nowhere" }),
	).toEqual(wanted);
	expect(managedPythons({ UV_PYTHON_INSTALL_DIR: "relative", HOME: "/nowhere" })).toEqual([]);
	expect(managedPythons({ UV_PYTHON_INSTALL_DIR: "", HOME: folder.path })).toEqual([]);
});

test("condaBase is the active installation, not one of its environments", () => {
	expect(condaBase({ CONDA_PREFIX: "/c", CONDA_DEFAULT_ENV: "base" })).toBe("/c");
	expect(condaBase({ CONDA_PREFIX: "/c", _CONDA_ROOT: "/c", CONDA_DEFAULT_ENV: "x" })).toBe("/c");
	expect(condaBase({ CONDA_PREFIX: "/c/envs/x", CONDA_DEFAULT_ENV: "x" })).toBeUndefined();
	expect(condaBase({})).toBeUndefined();
});

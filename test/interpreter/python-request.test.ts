import { describe, expect, test } from "bun:test";
import { describePythonRequest, parsePythonRequest } from "../../src/interpreter/python-request.ts";

const nothing = () => false;
const shown = (text: string) => {
	const request = parsePythonRequest(text, nothing);
	return `${request.kind}: ${describePythonRequest(request)}`;
};

describe("parsePythonRequest", () => {
	test.each([
		["any", "any: any Python"],
		["default", "default: Python"],
		["", "default: Python"],
		["3", "version: Python 3"],
		["3.12", "version: Python 3.12"],
		["3.12.3", "version: Python 3.12.3"],
		["312", "version: Python 3.12"],
		["3.13rc1", "version: Python 3.13rc1"],
		["3.13.0rc1", "version: Python 3.13.0rc1"],
		["python3.12", "version: Python 3.12"],
		["python312", "version: Python 3.12"],
		["Python3.12", "version: Python 3.12"],
		["3.13t", "version: Python 3.13+freethreaded"],
		["313t", "version: Python 3.13+freethreaded"],
		["3.13d", "version: Python 3.13+debug"],
		["3.13td", "version: Python 3.13+freethreaded+debug"],
		["3.13+freethreaded", "version: Python 3.13+freethreaded"],
		["3.13+debug", "version: Python 3.13+debug"],
		["3.13+freethreaded+debug", "version: Python 3.13+freethreaded+debug"],
		["3.14+gil", "version: Python 3.14+gil"],
		["3.14+gil+debug", "version: Python 3.14+gil+debug"],
		[">=3.11,<3.13", "version: Python <3.13,>=3.11"],
		[">=3.13+freethreaded", "version: Python >=3.13+freethreaded"],
		["cpython", "implementation: CPython"],
		["cp", "implementation: CPython"],
		["CPython@3.12", "implementation: CPython 3.12"],
		["cpython3.12", "implementation: CPython 3.12"],
		["cp312", "implementation: CPython 3.12"],
		["cpython>=3.12", "implementation: CPython >=3.12"],
		["pypy", "implementation: PyPy"],
		["pp310", "implementation: PyPy 3.10"],
		["graalpy@3.11", "implementation: GraalPy 3.11"],
		["pyodide", "implementation: Pyodide"],
		["cpython-3.12.3-macos-aarch64-none", "key: `cpython-3.12.3-macos-aarch64-none`"],
		["cpython-3.12", "key: `cpython-3.12`"],
		["any-3.12-linux", "key: `any-3.12-linux`"],
		["./python", "path: path `./python`"],
		["/usr/bin/python3", "path: path `/usr/bin/python3`"],
		["C:\\Python312\\python.exe", "path: path `C:\\Python312\\python.exe`"],
		[".", "path: path `.`"],
		["python", "executable-name: executable name `python`"],
		["mypython", "executable-name: executable name `mypython`"],
		["3.12.3.4", "executable-name: executable name `3.12.3.4`"],
		["3.x", "executable-name: executable name `3.x`"],
		[">=nonsense", "executable-name: executable name `>=nonsense`"],
		["pypy@nonsense", "executable-name: executable name `pypy@nonsense`"],
		["cpython-nonsense", "executable-name: executable name `cpython-nonsense`"],
	])("reads %p as %p", (text, wanted) => {
		const [kind, ...rest] = shown(text).split(": ");
		const sorted = rest.join(": ");
		expect(`${kind}: ${sorted.includes(",") ? sortSpecifiers(sorted) : sorted}`).toBe(wanted);
	});

	test("takes a word for a folder where there is one of that name", () => {
		expect(parsePythonRequest("env", (word) => word === "env")).toEqual({
			kind: "path",
			path: "env",
		});
	});

	test("takes a version for a version even where a folder has that name", () => {
		expect(parsePythonRequest("3.12", () => true).kind).toBe("version");
	});

	test("answers hostile text of 100 KB at once", () => {
		for (const text of [
			"3".repeat(100_000),
			">=3,".repeat(25_000),
			`cpython-${"-".repeat(100_000)}`,
		]) {
			expect(parsePythonRequest(text, nothing).kind).toBe("executable-name");
		}
	});
});

/** The order in which a set is printed is not this test's business. */
function sortSpecifiers(text: string): string {
	const [head = "", list = ""] = text.split(/(?<=Python )/);
	return head + list.split(",").sort().join(",");
}

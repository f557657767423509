import { describe, expect, test } from "bun:test";
import { parsePythonRequest } from "../../src/interpreter/python-request.ts";
import { isUnusual, matchesRequest } from "../../src/interpreter/request-match.ts";
import { type FakeFacts, fakeFacts } from "./fake-python.ts";

const request = (text: string) => parsePythonRequest(text, () => false);
const matches = (text: string, facts: FakeFacts) => matchesRequest(request(text), fakeFacts(facts));

describe("matchesRequest", () => {
	test.each<[string, FakeFacts, boolean]>([
		["3", { version: "3.12.4" }, true],
		["3.12", { version: "3.12.4" }, true],
		["3.12.4", { version: "3.12.4" }, true],
		["3.12.5", { version: "3.12.4" }, false],
		["3.1", { version: "3.12.4" }, false],
		["2", { version: "3.12.4" }, false],
		["3.13", { version: "3.13.0rc1" }, true],
		["3.13rc1", { version: "3.13.0rc1" }, true],
		["3.13rc2", { version: "3.13.0rc1" }, false],
		["3.13rc1", { version: "3.13.0" }, false],
		[">=3.11,<3.13", { version: "3.12.4" }, true],
		[">=3.13", { version: "3.12.4" }, false],
		["3.13t", { version: "3.13.1", isFreeThreaded: true }, true],
		["3.13t", { version: "3.13.1" }, false],
		["3.13+gil", { version: "3.13.1", isFreeThreaded: true }, false],
		["3.13d", { version: "3.13.1", isDebug: true }, true],
		["3.13d", { version: "3.13.1" }, false],
		["pypy", { implementation: "pypy", version: "3.10.14" }, true],
		["pypy@3.9", { implementation: "pypy", version: "3.10.14" }, false],
		["cpython", { implementation: "pypy" }, false],
		["cpython-3.12-linux-x86_64-gnu", { version: "3.12.4" }, true],
		["cpython-3.12-linux-x86_64-musl", { version: "3.12.4" }, false],
		["cpython-3.12-macos-aarch64-none", { platform: "macosx-11.0-arm64", libc: null }, true],
		["cpython-3.12-macos", { version: "3.12.4" }, false],
		["any-any-windows-x86_64", { platform: "win-amd64", libc: null }, true],
		["any", { implementation: "graalpy" }, true],
	])("%j against %j: %j", (text, facts, wanted) => {
		expect(matches(text, facts)).toBe(wanted);
	});
});

describe("isUnusual", () => {
	test.each<[string, FakeFacts, boolean]>([
		["default", { version: "3.12.4" }, false],
		["default", { version: "3.14.0a1" }, true],
		["3.14", { version: "3.14.0a1" }, true],
		["3.14a1", { version: "3.14.0a1" }, false],
		[">=3.14.0a1", { version: "3.14.0a1" }, false],
		["default", { isDebug: true }, true],
		["3.12d", { isDebug: true }, false],
		["3.13", { version: "3.13.1", isFreeThreaded: true }, true],
		["3.13t", { version: "3.13.1", isFreeThreaded: true }, false],
		["3.14", { version: "3.14.1", isFreeThreaded: true }, false],
		["default", { implementation: "pypy" }, true],
		["pypy", { implementation: "pypy" }, false],
		["any", { implementation: "pypy", version: "3.14.0a1" }, false],
	])("for %j, %j: %j", (text, facts, wanted) => {
		expect(isUnusual(request(text), fakeFacts(facts))).toBe(wanted);
	});
});

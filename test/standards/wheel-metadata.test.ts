import { expect, test } from "bun:test";
import {
	InvalidWheelMetadata,
	isSupportedWheelVersion,
	parseWheelMetadata,
} from "../../src/standards/wheel-metadata.ts";

const WHEEL = `Wheel-Version: 1.0
Generator: maker 1.2
Root-Is-Purelib: true
Tag: py2.py3-none-any
Tag: cp39-abi3-win32
Build: 1a

`;

test("a WHEEL file is read", () => {
	const wheel = parseWheelMetadata(WHEEL.replaceAll("\n", "\r\n"));
	expect(wheel.wheelVersion).toEqual([1, 0]);
	expect(wheel.generator).toBe("maker 1.2");
	expect(wheel.rootIsPurelib).toBe(true);
	expect(wheel.build).toBe("1a");
	expect(wheel.tags.map(String)).toEqual(["py2-none-any", "py3-none-any", "cp39-abi3-win32"]);
});

test("keys are read in any case, `False` too", () => {
	expect(parseWheelMetadata("wheel-version: 1.9\nROOT-IS-PURELIB: False").rootIsPurelib).toBe(
		false,
	);
});

test.each([
	["", "`Wheel-Version` is missing"],
	["Wheel-Version: one\nRoot-Is-Purelib: true", "not a number"],
	["Wheel-Version: 1.0\n", "`Root-Is-Purelib` is missing"],
	["Wheel-Version: 1.0\nRoot-Is-Purelib: maybe", "neither true nor false"],
])("%p is refused", (text, reason) => {
	expect(() => parseWheelMetadata(text)).toThrow(InvalidWheelMetadata);
	expect(() => parseWheelMetadata(text)).toThrow(reason);
});

test("a later minor version can be installed and a later major one cannot", () => {
	expect(isSupportedWheelVersion([1, 9])).toBe(true);
	expect(isSupportedWheelVersion([2, 0])).toBe(false);
	expect(isSupportedWheelVersion([0, 9])).toBe(false);
});

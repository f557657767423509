import { expect, test } from "bun:test";
import {
	compareBuilds,
	InvalidWheelFilename,
	parseWheelFilename,
} from "../../src/standards/wheel-filename.ts";

test("a file name with a build number is taken apart", () => {
	const wheel = parseWheelFilename("Foo.Bar-1.0-12abc-cp39-abi3-any.whl");
	expect(wheel.name).toBe("foo-bar");
	expect(wheel.version.toString()).toBe("1.0");
	expect(wheel.build).toEqual({ number: 12, suffix: "abc" });
	expect(wheel.tags.map(String)).toEqual(["cp39-abi3-any"]);
});

test("the fault is marked where it is", () => {
	try {
		parseWheelFilename("foo-1.x-py3-none-any.whl");
		expect.unreachable();
	} catch (error) {
		expect(error).toBeInstanceOf(InvalidWheelFilename);
		expect((error as InvalidWheelFilename).excerpt).toBe("foo-1.x-py3-none-any.whl\n    ^^^");
	}
});

test("builds order by number, then by suffix, and none at all comes first", () => {
	const builds = [
		undefined,
		{ number: 1, suffix: "" },
		{ number: 2, suffix: "" },
		{ number: 2, suffix: "a" },
		{ number: 10, suffix: "" },
	];
	for (let left = 0; left < builds.length; left++) {
		for (let right = 0; right < builds.length; right++) {
			const order = Math.sign(compareBuilds(builds[left], builds[right]));
			expect(order).toBe(Math.sign(left - right));
		}
	}
});

test("a hostile file name is refused in linear time", () => {
	expect(() => parseWheelFilename(`${"-".repeat(100_000)}.whl`)).toThrow(InvalidWheelFilename);
	expect(() => parseWheelFilename(`a-${"1.".repeat(50_000)}-py3-none-any.whl`)).toThrow(
		InvalidWheelFilename,
	);
});

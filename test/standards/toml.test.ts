import { expect, test } from "bun:test";
import { InvalidToml, parseToml } from "../../src/standards/toml.ts";

test("a document is read", () => {
	expect(parseToml('a = 1\n[b]\nc = ["d"]\n')).toEqual({ a: 1, b: { c: ["d"] } });
});

test("a fault is told with line and caret", () => {
	try {
		parseToml("a = 1\nb = = 2\n");
		expect.unreachable();
	} catch (error) {
		expect(error).toBeInstanceOf(InvalidToml);
		expect((error as InvalidToml).message).toStartWith("Could not read TOML: line 2: ");
		expect((error as InvalidToml).excerpt).toBe("b = = 2\n    ^");
	}
});

test("keys named like what every object has change no prototype", () => {
	const value = parseToml('"__proto__" = {x = 1}\nconstructor = 2\n') as Record<string, unknown>;
	expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
	expect(value["constructor"]).toBe(2);
});

test("deep nesting is refused and nothing worse", () => {
	expect(() => parseToml(`a = ${"[".repeat(50_000)}`)).toThrow(InvalidToml);
});

import { describe, expect, test } from "bun:test";
import {
	findScriptBlock,
	InvalidInlineScript,
	readInlineScript,
} from "../../src/standards/inline-script.ts";

describe("the block of a script", () => {
	const blocks: readonly (readonly [string, string, string | undefined])[] = [
		["none", "print(1)\n", undefined],
		["of another type", "# /// pyproject\n# a = 1\n# ///\n", undefined],
		["not at the beginning of a line", "x = 1  # /// script\n# a = 1\n# ///\n", undefined],
		["alone", "# /// script\n# a = 1\n# ///\n", "a = 1"],
		[
			"with Windows line ends",
			"# /// script\r\n# a = 1\r\n#\r\n# b = 2\r\n# ///\r\n",
			"a = 1\n\nb = 2",
		],
		["after other lines", "#!/usr/bin/env python\n\n# /// script\n# a = 1\n# ///\n", "a = 1"],
		[
			"that ends at the last closing line",
			"# /// script\n# a = 1\n# ///\n# b\n# ///\n",
			"a = 1\n///\nb",
		],
		["without lines", "# /// script\n# ///\n", ""],
	];

	test.each(blocks)("%s", (_, program, text) => {
		expect(findScriptBlock(program)?.text).toBe(text as string);
	});

	test("begins on a line", () => {
		expect(findScriptBlock("\n\n# /// script\n# ///")?.line).toBe(3);
	});

	test.each([
		["no end", "# /// script\n# a = 1\n"],
		["a line that is no comment before its end", "# /// script\n# a = 1\n\n# ///\n"],
		["another one", "# /// script\n# ///\nx = 1\n# /// script\n# ///\n"],
	])("is refused where it has %s", (_, program) => {
		expect(() => findScriptBlock(program)).toThrow(InvalidInlineScript);
	});
});

test("dependencies and tools are read, nothing else", () => {
	const script = readInlineScript({
		dependencies: ["a>1"],
		tool: { x: 1 },
		"requires-python": ">=9",
	});
	expect(script).toEqual({ dependencies: ["a>1"], tool: { x: 1 } });
	expect(readInlineScript({})).toEqual({ dependencies: [], tool: undefined });
	expect(() => readInlineScript({ dependencies: "a" })).toThrow(
		"Could not read the script's metadata: `dependencies` is a string and must be a list",
	);
});

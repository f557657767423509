import { expect, test } from "bun:test";
import { printable } from "../../src/errors/printable.ts";

test.each([
	["plain text, ünïcödé and 日本", "plain text, ünïcödé and 日本"],
	["two\nlines\tand a tab", "two\nlines\tand a tab"],
	["\u001b[2Jcleared", "\\x1b[2Jcleared"],
	["\u009b31m", "\\x9b31m"],
	["\u001b]52;c;aGk=\u0007", "\\x1b]52;c;aGk=\\x07"],
	["right\u202eleft", "right\\u202eleft"],
	["zero\u200bwidth", "zero\\u200bwidth"],
	["carriage\rreturn", "carriage\\x0dreturn"],
])("printable makes %j safe for a terminal", (text, shown) => {
	expect(printable(text)).toBe(shown);
});

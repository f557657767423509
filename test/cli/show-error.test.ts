import { describe, expect, test } from "bun:test";
import { showError } from "../../src/cli/show-error.ts";
import { ParseError } from "../../src/errors/parse-error.ts";
import { UserError, type UserErrorOptions } from "../../src/errors/user-error.ts";
import { Capture, type CaptureOptions } from "./captured-output.ts";

class NoAnswer extends UserError {
	override readonly code: string = "no-answer";
	override readonly exitStatus = 1;
}

class Wrong extends ParseError {
	override readonly code: string = "wrong";
}

interface Shown {
	readonly status: number;
	readonly text: string;
}

function shown(
	error: unknown,
	options: CaptureOptions = {},
	commandArguments: string[] = [],
): Shown {
	const capture = new Capture(options);
	const status = showError(error, { output: capture.output, commandArguments });
	expect(capture.standardOutput).toBe("");
	return { status, text: capture.standardError };
}

function noAnswer(message: string, options?: UserErrorOptions): NoAnswer {
	return new NoAnswer(message, options);
}

describe("showError of a UserError", () => {
	test("tells the chain of causes and each hint once", () => {
		const cause = noAnswer("It is\nwide", {
			hints: ["Look\nhere", "Stay"],
			cause: new Error("ENOENT: no such file"),
		});
		const error = noAnswer("Cannot go", { hints: ["Stay"], cause });
		expect(shown(error)).toEqual({
			status: 1,
			text: [
				"error: Cannot go",
				"  cause: It is",
				"         wide",
				"  cause: ENOENT: no such file",
				"",
				"hint: Stay",
				"hint: Look",
				"      here",
				"",
			].join("\n"),
		});
	});

	test("points at the place in the source", () => {
		const parse = new Wrong("`>>` is no operator", {
			source: "flask>>1",
			span: { start: 5, end: 8 },
		});
		expect(shown(noAnswer("Cannot read `flask>>1`", { cause: parse })).text).toBe(
			[
				"error: Cannot read `flask>>1`",
				"  cause: `>>` is no operator",
				"         flask>>1",
				"              ^^^",
				"",
			].join("\n"),
		);
		expect(shown(parse)).toEqual({
			status: 2,
			text: ["error: `>>` is no operator", "       flask>>1", "            ^^^", ""].join("\n"),
		});
	});

	test("points at the right place also where a password is hidden before it", () => {
		const source = "first\na @ https://user:secret-word@e.org/a.whl ; bad";
		const start = source.indexOf("bad");
		const { text } = shown(new Wrong("No marker", { source, span: { start, end: start + 3 } }));
		const [, line, carets] = text.split("\n");
		expect(line).toBe("       a @ https://user:****@e.org/a.whl ; bad");
		expect(carets?.indexOf("^")).toBe(line?.indexOf("bad"));
		expect(carets?.trim()).toBe("^^^");
	});

	test("shows no part of a password where the place is inside it", () => {
		const source = "a @ https://user:secret@e.org/";
		const start = source.indexOf("cret");
		const { text } = shown(new Wrong("Odd", { source, span: { start, end: start + 4 } }));
		expect(text).not.toContain("cret");
		expect(text).toContain("^");
	});

	test("escapes control characters without moving the carets off", () => {
		const source = "a\u001bb\tx>>1";
		const start = source.indexOf(">>");
		const { text } = shown(new Wrong("Odd", { source, span: { start, end: start + 2 } }));
		expect(text).toBe(["error: Odd", "       a\\x1bb\tx>>1", "             \t ^^", ""].join("\n"));
	});

	test("shows a piece of a long line and does so in time", () => {
		const source = `${"a".repeat(100_000)}!${"b".repeat(100_000)}`;
		const { text } = shown(new Wrong("Odd", { source, span: { start: 100_000, end: 100_001 } }));
		const [, line, carets] = text.split("\n");
		expect(line?.length).toBeLessThan(140);
		expect(line?.[carets?.indexOf("^") ?? -1]).toBe("!");
	});

	test("copes with a place at the end and with an empty source", () => {
		expect(shown(new Wrong("Odd", { source: "ab", span: { start: 2, end: 2 } })).text).toBe(
			"error: Odd\n       ab\n         ^\n",
		);
		expect(shown(new Wrong("Odd", { source: "", span: { start: 0, end: 0 } })).text).toBe(
			"error: Odd\n\n       ^\n",
		);
	});

	test("ends where causes go in a circle", () => {
		const error = noAnswer("One");
		Object.defineProperty(error, "cause", { value: error });
		expect(shown(error).text).toBe("error: One\n");
	});

	test("stays under -q and is silent under -qq", () => {
		expect(shown(noAnswer("No"), { quiet: 1 }).text).toBe("error: No\n");
		expect(shown(noAnswer("No"), { quiet: 2 })).toEqual({ status: 1, text: "" });
	});

	test("colours the labels", () => {
		expect(shown(noAnswer("No"), { isColoured: true }).text).toBe(
			"\u001b[1;31merror\u001b[0m\u001b[1m:\u001b[0m No\n",
		);
	});

	test("hides passwords", () => {
		const error = noAnswer("Cannot fetch https://me:secret@e.org/", {
			cause: new Error("at https://e.org/?token=secret"),
			hints: ["Try https://secret@e.org/"],
		});
		expect(shown(error).text).not.toContain("secret");
	});
});

describe("showError of anything else", () => {
	test("tells the stack, the command without secrets, and where to report", () => {
		const { status, text } = shown(new TypeError("x is not a function"), {}, [
			"pip",
			"install",
			"--index-url",
			"https://me:secret@e.org/simple",
		]);
		expect(status).toBe(2);
		expect(text).toStartWith("error: pippin made a mistake: TypeError: x is not a function\n");
		expect(text).toContain("show-error.test.ts");
		expect(text).toContain(
			"\nCommand: pippin pip install --index-url https://me:****@e.org/simple\n",
		);
		expect(text).toMatch(/\nhint: .*report/);
		expect(text).not.toContain("secret");
	});

	test("copes with values that are no errors", () => {
		expect(shown("just text").text).toStartWith("error: pippin made a mistake: just text\n");
		expect(shown(undefined).status).toBe(2);
	});
});

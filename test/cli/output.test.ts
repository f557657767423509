import { describe, expect, test } from "bun:test";
import { isColoured } from "../../src/cli/colour.ts";
import { Output } from "../../src/cli/output.ts";
import { paint, paintText } from "../../src/cli/painted-text.ts";
import { Capture } from "./captured-output.ts";

function say(capture: Capture): void {
	const { output } = capture;
	output.result("result");
	output.essentialResult("essential");
	output.message("message");
	output.warning("careful");
	output.detail(1, "one");
	output.detail(2, "two");
	output.failure("failure");
}

describe("Output", () => {
	test.each([
		[{}, "result\nessential\n", "message\nwarning: careful\nfailure\n"],
		[{ quiet: 1 }, "essential\n", "failure\n"],
		[{ quiet: 2 }, "", ""],
		[{ quiet: 3 }, "", ""],
		[{ verbose: 1 }, "result\nessential\n", "message\nwarning: careful\none\nfailure\n"],
		[{ verbose: 2 }, "result\nessential\n", "message\nwarning: careful\none\ntwo\nfailure\n"],
	])("with %p", (options, standardOutput, standardError) => {
		const capture = new Capture(options);
		say(capture);
		expect(capture.standardOutput).toBe(standardOutput);
		expect(capture.standardError).toBe(standardError);
	});

	test("writes nothing for an empty result", () => {
		const capture = new Capture();
		capture.output.result("");
		capture.output.essentialResult([]);
		expect(capture.standardOutput).toBe("");
	});

	test("hides passwords on standard error and keeps results as they are", () => {
		const capture = new Capture();
		capture.output.message("from https://user:secret@example.com/simple");
		capture.output.message([paint("bold", "https://token@example.com/")]);
		capture.output.result("a @ https://user:secret@example.com/a.whl");
		expect(capture.standardError).toBe(
			"from https://user:****@example.com/simple\nhttps://****@example.com/\n",
		);
		expect(capture.standardOutput).toBe("a @ https://user:secret@example.com/a.whl\n");
	});

	test("lets no control character of foreign text through, coloured or not", () => {
		for (const isColoured of [false, true]) {
			const capture = new Capture({ isColoured });
			capture.output.message(["name ", paint("red", "\u001b[2Jevil\r\u202e")]);
			capture.output.result("\u0007bell");
			expect(capture.standardError).toContain("\\x1b[2Jevil\\x0d\\u202e");
			expect(capture.standardError.replaceAll("\u001b[31m", "").replaceAll("\u001b[0m", "")).toBe(
				"name \\x1b[2Jevil\\x0d\\u202e\n",
			);
			expect(capture.standardOutput).toBe("\\x07bell\n");
		}
	});

	test("stops writing results once nobody reads them", () => {
		let writes = 0;
		const stream = {
			isTerminal: false,
			isColoured: false,
			width: 80,
			write: (): "closed" => {
				writes++;
				return "closed";
			},
		};
		const output = new Output({
			standardOutput: stream,
			standardError: stream,
			quiet: 0,
			verbose: 0,
		});
		output.result("one");
		output.result("two");
		expect(writes).toBe(1);
	});
});

test("paintText colours pieces only where colour is wanted", () => {
	expect(paintText(["a", paint("bold", "b"), paint("plain", "c")], true)).toBe(
		"a\u001b[1mb\u001b[0mc",
	);
	expect(paintText(["a", paint("bold", "b")], false)).toBe("ab");
});

test.each([
	[undefined, {}, true, true],
	[undefined, {}, false, false],
	["auto", { TERM: "dumb" }, true, false],
	["always", { NO_COLOR: "1" }, false, true],
	["never", { FORCE_COLOR: "1" }, true, false],
	["auto", { NO_COLOR: "1" }, true, false],
	["auto", { NO_COLOR: "" }, true, true],
	["auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
	["auto", { FORCE_COLOR: "1" }, false, true],
	["auto", { CLICOLOR_FORCE: "1" }, false, true],
	["auto", { FORCE_COLOR: "" }, false, false],
])("isColoured with --color %p, %p, terminal %p is %p", (...row) => {
	const [choice, variables, isTerminal, expected] = row;
	expect(isColoured({ choice, variables, isTerminal })).toBe(expected);
});

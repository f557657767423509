import { describe, expect, test } from "bun:test";
import { NO_FURTHER_SETTINGS } from "../../src/cli/command-context.ts";
import { COMMANDS } from "../../src/cli/command-line.ts";
import { longHelp, shortHelp } from "../../src/cli/help.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { run } from "../../src/cli/run/help.ts";
import { SILENT_REPORTER } from "../../src/progress/reporter.ts";
import { Capture } from "./captured-output.ts";

test("short help of a small command", () => {
	expect(shortHelp(["cache", "size"], 100).split("\n\n").slice(0, 4)).toEqual([
		"Tell how big the cache is",
		"Usage: pippin cache size [OPTIONS]",
		[
			"Options:",
			"      --output-format <FORMAT>  How to write the size: `1.2GiB`, bytes, or by whether a person reads",
			"                                it [default: auto] [possible values: auto, human, machine]",
			"  -H, --human                   The same as `--output-format human`",
		].join("\n"),
		[
			"Python options:",
			"      --managed-python     Use only interpreters that uv has installed [env: UV_MANAGED_PYTHON]",
			"      --no-managed-python  Use no interpreter that uv has installed [env: UV_NO_MANAGED_PYTHON]",
		].join("\n"),
	]);
	expect(shortHelp(["cache", "size"], 100)).toEndWith(
		"\n\nUse `pippin help cache size` for details and examples.",
	);
});

test("long help adds our own variables, details and examples", () => {
	const help = longHelp(["pip", "install"], 100);
	expect(help).toContain("[env: PIPPIN_NO_CACHE, UV_NO_CACHE]");
	expect(help).toContain("\n\n          `first-index` takes all versions from the first index");
	expect(help).toContain(
		"Examples:\n  pippin pip install flask\n      Install flask and what it requires",
	);
});

test("help of the program lists commands, that of a group its own", () => {
	expect(shortHelp([], 80)).toContain(
		"\n  venv                       Make a virtual environment\n",
	);
	expect(shortHelp(["pip"], 80)).toContain("\n  install    Install packages into an environment\n");
	expect(shortHelp(["pip"], 80)).not.toContain("debug");
});

describe.each(COMMANDS.map(({ path }) => path.join(" ")))("help of %s", (name) => {
	test("fits the width and hides what is hidden", () => {
		for (const help of [shortHelp(name.split(" "), 80), longHelp(name.split(" "), 80)]) {
			const wide = help
				.split("\n")
				.filter((line) => line.length > 80 && !/^(Usage: | {2}(pippin|-| {4}-))/.test(line));
			expect(wide).toEqual([]);
			expect(help).not.toContain("undefined");
			for (const hidden of ["--native-tls", "--allow-unsafe", "--no-pip", "--pre "]) {
				expect(help.includes(hidden)).toBe(false);
			}
		}
	});
});

describe("the help command", () => {
	const explain = async (line: string): Promise<Capture> => {
		const capture = new Capture({ width: 100 });
		const parsed = parseArguments(line.split(" "), {});
		if (parsed.kind !== "invocation") throw new Error(parsed.kind);
		await run(parsed.invocation, {
			output: capture.output,
			reporter: SILENT_REPORTER,
			environmentVariables: {},
			commandArguments: [],
			settings: NO_FURTHER_SETTINGS,
			workingDirectory: "/",
		});
		return capture;
	};

	test("explains a command under each of its names", async () => {
		const { standardOutput } = await explain("help pip install");
		expect(standardOutput).toStartWith(
			"Install packages into an environment\n\nUsage: pippin pip install",
		);
		expect((await explain("help install")).standardOutput).toBe(standardOutput);
	});

	test("refuses what is no command and suggests the nearest", async () => {
		await expect(explain("help pip instal")).rejects.toMatchObject({
			message: "`pippin pip instal` is no command",
			tip: "the nearest command is `pippin pip install`",
		});
	});
});

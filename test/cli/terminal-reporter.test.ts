import { describe, expect, test } from "bun:test";
import { boardLines } from "../../src/cli/progress-board.ts";
import { compareChanges } from "../../src/cli/stage-line.ts";
import { TerminalReporter } from "../../src/cli/terminal-reporter.ts";
import type { ProgressEvent } from "../../src/progress/reporter.ts";
import { Capture, type CaptureOptions } from "./captured-output.ts";

const MEBIBYTE = 1024 * 1024;

const INSTALL: readonly ProgressEvent[] = [
	{ kind: "note", message: "Using Python 3.12.1 environment at: env" },
	{ kind: "resolving", name: "flask", version: "3.1.3" },
	{ kind: "stage", stage: "resolved", count: 3, elapsed: 12.3 },
	{ kind: "download-started", id: 1, name: "numpy", size: 15.2 * MEBIBYTE },
	{ kind: "download-started", id: 2, name: "idna", size: 60_000 },
	{ kind: "download-started", id: 3, name: "odd", size: undefined },
	{ kind: "download-advanced", id: 1, bytes: MEBIBYTE },
	{ kind: "download-finished", id: 2 },
	{ kind: "download-finished", id: 1 },
	{ kind: "download-finished", id: 3 },
	{ kind: "stage", stage: "prepared", count: 3, elapsed: 1500 },
	{ kind: "stage", stage: "uninstalled", count: 1, elapsed: 0.4 },
	{ kind: "installing", done: 1, total: 3 },
	{ kind: "stage", stage: "installed", count: 3, elapsed: 5 },
	{ kind: "stage", stage: "compiled", count: 12, elapsed: 90 },
	{
		kind: "change",
		change: "removed",
		name: "anyio",
		version: "4.2.0",
		source: "https://u:p@e.org/a",
	},
	{ kind: "change", change: "added", name: "anyio", version: "4.3.0", source: undefined },
	{ kind: "change", change: "reinstalled", name: "idna", version: "3.6", source: undefined },
	{ kind: "detail", scope: "http", message: "GET https://u:p@e.org/" },
	{ kind: "warning", message: "`x` is yanked" },
];

function told(events: readonly ProgressEvent[], options: CaptureOptions = {}): string {
	const capture = new Capture(options);
	const reporter = new TerminalReporter({
		output: capture.output,
		hasProgress: true,
		now: () => 0,
	});
	for (const event of events) reporter.report(event);
	reporter.finish();
	expect(capture.standardOutput).toBe("");
	return capture.standardError;
}

describe("TerminalReporter without a terminal", () => {
	test("tells an installation line by line", () => {
		expect(told(INSTALL)).toBe(
			[
				"Using Python 3.12.1 environment at: env",
				"Resolved 3 packages in 12ms",
				"Downloading numpy (15.2MiB)",
				"Downloading odd",
				" Downloaded numpy",
				" Downloaded odd",
				"Prepared 3 packages in 1.50s",
				"Uninstalled 1 package in 0.40ms",
				"Installed 3 packages in 5ms",
				"Bytecode compiled 12 files in 90ms",
				" - anyio==4.2.0 (from https://u:****@e.org/a)",
				" + anyio==4.3.0",
				" ~ idna==3.6",
				"warning: `x` is yanked",
				"",
			].join("\n"),
		);
	});

	test("says nothing under -q, and details with -v", () => {
		expect(told(INSTALL, { quiet: 1 })).toBe("");
		expect(told(INSTALL, { verbose: 1 })).toContain("DEBUG http: GET https://u:****@e.org/\n");
	});

	test("tells dry runs and nothing to do", () => {
		expect(
			told([
				{ kind: "stage", stage: "resolved", count: 0, elapsed: 2 },
				{ kind: "stage", stage: "checked", count: 0, elapsed: 0.3 },
				{ kind: "stage", stage: "checked", count: 1, elapsed: 0.3 },
				{ kind: "stage", stage: "would-download", count: 1, elapsed: undefined },
				{ kind: "stage", stage: "would-uninstall", count: 2, elapsed: undefined },
				{ kind: "stage", stage: "would-install", count: 1, elapsed: undefined },
				{ kind: "stage", stage: "would-change-nothing", count: 0, elapsed: undefined },
			]),
		).toBe(
			[
				"Resolved in 2ms",
				"Checked in 0.30ms",
				"Checked 1 package in 0.30ms",
				"Would download 1 package",
				"Would uninstall 2 packages",
				"Would install 1 package",
				"Would make no changes",
				"",
			].join("\n"),
		);
	});

	test("colours as uv does", () => {
		expect(
			told([{ kind: "stage", stage: "resolved", count: 1, elapsed: 5 }], { isColoured: true }),
		).toBe("\u001b[2mResolved\u001b[0m \u001b[1m1 package\u001b[0m \u001b[2min 5ms\u001b[0m\n");
	});
});

/** What a person sees: lines, with `\r`, cursor up and erase carried out. */
function screenAfter(characters: string): string {
	const lines = [""];
	let row = 0;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is read
	const sequence = /\u001b\[(\d*)([AJ])|\r|\n|[^\u001b\r\n]+/g;
	for (const [whole, number, command] of characters.matchAll(sequence)) {
		if (whole === "\r") continue;
		if (whole === "\n") {
			row++;
			lines[row] ??= "";
		} else if (command === "A") row -= Number(number);
		else if (command === "J") lines.splice(row, lines.length - row, "");
		else lines[row] += whole;
	}
	return lines.join("\n");
}

describe("TerminalReporter on a terminal", () => {
	function reporterAt(times: { now: number }, hasProgress = true) {
		const capture = new Capture({ isTerminal: true, width: 60 });
		const reporter = new TerminalReporter({
			output: capture.output,
			hasProgress,
			now: () => times.now,
		});
		return { capture, reporter };
	}

	test("draws downloads with bytes and speed, and erases them", () => {
		const times = { now: 0 };
		const { capture, reporter } = reporterAt(times);
		reporter.report({ kind: "download-started", id: 1, name: "numpy", size: 4 * MEBIBYTE });
		times.now = 100;
		reporter.report({ kind: "download-started", id: 2, name: "odd", size: undefined });
		times.now = 1000;
		reporter.report({ kind: "download-advanced", id: 1, bytes: 2 * MEBIBYTE });
		expect(screenAfter(capture.standardError)).toBe(
			["numpy ------------             2.0MiB/4.0MiB 2.0MiB/s", "odd   0B 0B/s"].join("\n"),
		);
		reporter.report({ kind: "stage", stage: "prepared", count: 2, elapsed: 1000 });
		expect(screenAfter(capture.standardError)).toBe("Prepared 2 packages in 1.00s\n");
		reporter.finish();
		expect(screenAfter(capture.standardError)).toBe("Prepared 2 packages in 1.00s\n");
	});

	test("draws at most twelve times a second", () => {
		const times = { now: 0 };
		const { capture, reporter } = reporterAt(times);
		reporter.report({ kind: "download-started", id: 1, name: "numpy", size: MEBIBYTE });
		for (times.now = 0; times.now <= 1000; times.now++) {
			reporter.report({ kind: "download-advanced", id: 1, bytes: 1 });
		}
		const drawings = capture.standardError.split("numpy").length - 1;
		expect(drawings).toBeGreaterThan(5);
		expect(drawings).toBeLessThanOrEqual(13);
	});

	test("says nothing of what passes with --no-progress, -q and -v", () => {
		const { capture, reporter } = reporterAt({ now: 0 }, false);
		reporter.report({ kind: "resolving", name: "a", version: "1" });
		reporter.report({ kind: "installing", done: 1, total: 2 });
		expect(capture.standardError).toBe("");
		for (const options of [{ quiet: 1 }, { verbose: 1 }]) {
			expect(
				told([{ kind: "installing", done: 1, total: 2 }], { ...options, isTerminal: true }),
			).toBe("");
		}
	});

	test("leaves nothing after an unfinished download", () => {
		const shown = told([{ kind: "download-started", id: 1, name: "numpy", size: 1 }], {
			isTerminal: true,
		});
		expect(screenAfter(shown)).toBe("");
	});

	test("ignores news of downloads that never began", () => {
		const events: ProgressEvent[] = [
			{ kind: "download-advanced", id: 7, bytes: 1 },
			{ kind: "download-finished", id: 7 },
		];
		expect(told(events, { isTerminal: true })).toBe("");
	});
});

test("boardLines fit the terminal, hide control characters and count what is left over", () => {
	const downloads = Array.from({ length: 11 }, (_, index) => ({
		name: index === 0 ? "\u001b[31mred" : `package-${index}`,
		size: 100,
		received: 50,
		startedAt: 0,
	}));
	const lines = boardLines({ status: "Resolving x", downloads, now: 10 }, 40);
	expect(lines).toHaveLength(10);
	expect(lines[0]).toBe("Resolving x");
	expect(lines[1]).toStartWith("\\x1b[31mred ");
	expect(lines.at(-1)).toBe("and 3 more");
	for (const line of lines) expect(line.length).toBeLessThan(40);
});

test("compareChanges sorts by name, then removed, added, reinstalled", () => {
	const changes = [
		{ name: "b", change: "added" },
		{ name: "a", change: "reinstalled" },
		{ name: "b", change: "removed" },
		{ name: "a", change: "added" },
	] as const;
	expect(changes.toSorted(compareChanges).map(({ name, change }) => `${name} ${change}`)).toEqual([
		"a added",
		"a reinstalled",
		"b removed",
		"b added",
	]);
});

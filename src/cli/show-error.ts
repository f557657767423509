/** The end of a failed command: what went wrong on standard error, and the exit status. */

import { displayText } from "../errors/display-text.ts";
import { ParseError } from "../errors/parse-error.ts";
import { UserError } from "../errors/user-error.ts";
import { hasSystemReason } from "../platform/system-reason.ts";
import { shownExcerpt } from "./excerpt.ts";
import type { Output } from "./output.ts";
import { type PaintedText, type Piece, paint } from "./painted-text.ts";
import { PROGRAM_NAME, PROGRAM_VERSION } from "./program.ts";
import { UsageError } from "./usage-error.ts";
import { usageLine } from "./usage-line.ts";

/** A longer chain is a mistake or an attack. */
const MAXIMUM_CAUSES = 20;

export interface ErrorContext {
	readonly output: Output;
	/** The arguments after the program's name; shown, without secrets, where the program itself is at fault. */
	readonly commandArguments: readonly string[];
}

/** Tells of any thrown value. Answers 1 or 2, as the failure asks; 2 for mistakes of this program. */
export function showError(error: unknown, context: ErrorContext): 1 | 2 {
	const { output } = context;
	if (error instanceof UsageError) {
		showUsageError(error, output);
		return 2;
	}
	if (error instanceof UserError) {
		showUserError(error, output);
		return error.exitStatus;
	}
	showBug(error, context);
	return 2;
}

function showUserError(error: UserError, output: Output): void {
	const chain = chainOf(error);
	for (const [index, link] of chain.entries()) {
		output.failure(linkText(link, index === 0 ? "error" : "cause"));
	}
	const failures = chain.filter((link) => link instanceof UserError);
	const hints = new Set(failures.flatMap((link) => link.hints));
	const remedies = new Set(failures.flatMap((link) => link.remedies));
	const advice = [
		...[...hints].map((text) => ["hint", text] as const),
		...[...remedies].map((text) => ["try", text] as const),
	];
	for (const [place, [label, text]] of advice.entries()) {
		const indented = indentRest(text, " ".repeat(label.length + 2));
		const before = place === 0 ? "\n" : "";
		output.failure([before, paint("bold-cyan", label), paint("bold", ":"), ` ${indented}`]);
	}
}

/** The failure, then what each was made from. */
function chainOf(error: UserError): readonly unknown[] {
	const chain: unknown[] = [];
	let link: unknown = error;
	while (link !== undefined && link !== null && chain.length < MAXIMUM_CAUSES) {
		if (chain.includes(link)) break;
		chain.push(link);
		link = link instanceof Error ? link.cause : undefined;
	}
	return chain.filter((each) => !isToldAlready(each));
}

/** The failure that was made from an error of the system says in words what its code means. */
function isToldAlready(link: unknown): boolean {
	if (!(link instanceof Error) || link instanceof UserError || !("code" in link)) return false;
	return typeof link.code === "string" && hasSystemReason(link.code);
}

/** `error: …`, or `  cause: …` with its continuation lines and the place in the source below it. */
function linkText(link: unknown, label: "error" | "cause"): PaintedText {
	const lead = label === "error" ? "" : "  ";
	const indent = " ".repeat(lead.length + label.length + 2);
	const excerpt = link instanceof ParseError ? `\n${shownExcerpt(link)}` : "";
	const message = messageOf(link);
	const labelled: Piece = paint("bold-red", label);
	return [lead, labelled, paint("bold", ":"), ` ${indentRest(`${message}${excerpt}`, indent)}`];
}

function messageOf(link: unknown): string {
	if (!(link instanceof Error)) return String(link);
	return link.message === "" ? link.name : link.message;
}

/** All lines but the first and the empty ones begin with `indent`. */
function indentRest(text: string, indent: string): string {
	return text.replace(/\n(?!\n|$)/g, `\n${indent}`);
}

/** clap's layout: error, possible values, a tip, usage, and where to read more. */
function showUsageError(error: UsageError, output: Output): void {
	output.failure([paint("bold-red", "error"), paint("bold", ":"), ` ${error.message}`]);
	if (error.isBare) return;
	for (const line of error.details) output.failure(`  ${line}`);
	if (error.tip !== undefined) {
		output.failure(["\n  ", paint("bold-green", "tip"), paint("bold", ":"), ` ${error.tip}`]);
	}
	if (error.path !== undefined) output.failure(`\n${usageLine(error.path)}`);
	output.failure("\nFor more information, try '--help'.");
}

/** Nobody but us can do something about it: everything that helps to find it. */
function showBug(error: unknown, { output, commandArguments }: ErrorContext): void {
	const isError = error instanceof Error;
	const message = isError ? `${error.name}: ${error.message}` : String(error);
	output.failure([
		paint("bold-red", "error"),
		paint("bold", ":"),
		` ${PROGRAM_NAME} made a mistake: ${message}`,
	]);
	for (const line of stackLines(error)) output.failure([paint("dim", `  ${line}`)]);
	const command = [PROGRAM_NAME, ...commandArguments.map(displayText)].join(" ");
	output.failure(`\nCommand: ${command}\nVersion: ${PROGRAM_VERSION}`);
	output.failure([
		"\n",
		paint("bold-cyan", "hint"),
		paint("bold", ":"),
		` This is not your fault: report all of the above to the issue tracker of ${PROGRAM_NAME}`,
	]);
}

function stackLines(error: unknown): readonly string[] {
	const lines: string[] = [];
	let link = error;
	while (link instanceof Error && lines.length < 60) {
		const stack = link.stack ?? "";
		lines.push(...stack.split("\n").map((line) => line.trim()));
		link = link.cause;
		if (link instanceof Error) lines.push(`caused by ${link.name}: ${link.message}`);
	}
	return lines.filter((line) => line !== "");
}

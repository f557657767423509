/** The two streams: results on standard output, everything else on standard error; and who is quiet when. */
import { displayText } from "../errors/display-text.ts";
import { type PaintedText, paint, paintText } from "./painted-text.ts";
import { type WriteOutcome, writeDescriptor } from "./write-descriptor.ts";

/** Where one stream goes. */
export interface Stream {
	readonly isTerminal: boolean;
	readonly isColoured: boolean;
	readonly width: number;
	write(text: string): WriteOutcome;
}

export interface OutputOptions {
	readonly standardOutput: Stream;
	readonly standardError: Stream;
	/** How often `-q` was given. */
	readonly quiet: number;
	/** How often `-v` was given. */
	readonly verbose: number;
}

/**
 * Says things, a line (or several) at a time; final newlines are added. All text is made safe for a terminal. On
 * standard error passwords in URLs are hidden as well; results are written as they are.
 */
export class Output {
	readonly #options: OutputOptions;
	#isOutputClosed = false;
	#beforeMessage: () => void = () => undefined;

	constructor(options: OutputOptions) {
		this.#options = options;
	}

	/** 0 by default, 1 to 3 for `-v`, -1 and -2 for `-q`. */
	get verbosity(): number {
		const { quiet, verbose } = this.#options;
		return Math.min(3, verbose) - Math.min(2, quiet);
	}

	/** Whether standard error is a terminal, where lines may be drawn anew. */
	get isInteractive(): boolean {
		return this.#options.standardError.isTerminal;
	}

	/** Whether standard output is a terminal, where sizes are written for people. */
	get isResultRead(): boolean {
		return this.#options.standardOutput.isTerminal;
	}

	/** Columns of standard output. */
	get resultWidth(): number {
		return this.#options.standardOutput.width;
	}

	/** Columns of standard error. */
	get width(): number {
		return this.#options.standardError.width;
	}

	/** Something to show below or above all messages, such as a progress bar, is removed by `hook` first. */
	beforeMessage(hook: () => void): void {
		this.#beforeMessage = hook;
	}

	/** A result; silent under `-q`. Nothing is written for an empty text. */
	result(text: PaintedText): void {
		if (this.verbosity >= 0) this.#writeResult(text);
	}

	/** A result that nothing silences: `compile` without a file. */
	answer(text: PaintedText): void {
		this.#writeResult(text);
	}

	/** A result that `-q` keeps and `-qq` silences: `freeze`, `list`, `cache size`. */
	essentialResult(text: PaintedText): void {
		if (this.verbosity >= -1) this.#writeResult(text);
	}

	/** A line of the story. */
	message(text: PaintedText): void {
		if (this.verbosity >= 0) this.#writeMessage(text);
	}

	/** `warning: …`. */
	warning(text: string): void {
		this.message([paint("bold-yellow", "warning"), paint("bold", ":"), ` ${text}`]);
	}

	/** Detail for `-v` (level 1), `-vv`, `-vvv`. */
	detail(level: 1 | 2 | 3, text: string): void {
		if (this.verbosity >= level) this.#writeMessage([paint("dim", text)]);
	}

	/** Part of a failure's report; only `-qq` silences it. */
	failure(text: PaintedText): void {
		if (this.verbosity >= -1) this.#writeMessage(text);
	}

	/** Characters for the terminal itself, such as a progress bar; the caller has made them safe. */
	drawing(characters: string): void {
		this.#options.standardError.write(characters);
	}

	#writeResult(text: PaintedText): void {
		const { standardOutput } = this.#options;
		if (text.length === 0 || this.#isOutputClosed) return;
		this.#beforeMessage();
		const outcome = standardOutput.write(`${paintText(text, standardOutput.isColoured)}\n`);
		if (outcome === "closed") this.#isOutputClosed = true;
	}

	#writeMessage(text: PaintedText): void {
		const { standardError } = this.#options;
		this.#beforeMessage();
		standardError.write(`${paintText(withoutSecrets(text), standardError.isColoured)}\n`);
	}
}

function withoutSecrets(text: PaintedText): PaintedText {
	if (typeof text === "string") return displayText(text);
	return text.map((piece) =>
		typeof piece === "string" ? displayText(piece) : { ...piece, text: displayText(piece.text) },
	);
}

/** The stream with this descriptor. */
export function descriptorStream(
	descriptor: 1 | 2,
	facts: { readonly isTerminal: boolean; readonly isColoured: boolean; readonly width: number },
): Stream {
	return { ...facts, write: (text) => writeDescriptor(descriptor, text) };
}

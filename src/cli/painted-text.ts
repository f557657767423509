/**
 * Text in pieces, each with its own look. Whoever writes says what a piece means; `paintText` makes every piece safe
 * for a terminal before it adds colour, so that no foreign text can bring control characters of its own.
 */
import { printable } from "../errors/printable.ts";

export type Look =
	| "plain"
	| "bold"
	| "dim"
	| "red"
	| "green"
	| "yellow"
	| "cyan"
	| "bold-red"
	| "bold-green"
	| "bold-yellow"
	| "bold-cyan";

export interface Piece {
	readonly text: string;
	readonly look: Look;
}

export type PaintedText = string | readonly (string | Piece)[];

const CODES: ReadonlyMap<Look, string> = new Map([
	["bold", "1"],
	["dim", "2"],
	["red", "31"],
	["green", "32"],
	["yellow", "33"],
	["cyan", "36"],
	["bold-red", "1;31"],
	["bold-green", "1;32"],
	["bold-yellow", "1;33"],
	["bold-cyan", "1;36"],
]);

/** A piece of text with a look. */
export function paint(look: Look, text: string): Piece {
	return { text, look };
}

/** The characters to write: unsafe ones as escapes, looks as ANSI sequences where `isColoured`. */
export function paintText(painted: PaintedText, isColoured: boolean): string {
	if (typeof painted === "string") return printable(painted);
	let written = "";
	for (const piece of painted) {
		if (typeof piece === "string") {
			written += printable(piece);
			continue;
		}
		const code = isColoured ? CODES.get(piece.look) : undefined;
		const text = printable(piece.text);
		written += code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`;
	}
	return written;
}

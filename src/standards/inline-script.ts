/**
 * The block of metadata in a Python program, by the packaging specification "Inline script metadata" (PEP 723).
 */
import { UserError } from "../errors/user-error.ts";
import { TableReader } from "./table-reader.ts";

/** A program whose block of metadata is not one. */
export class InvalidInlineScript extends UserError {
	readonly code = "invalid-inline-script";
}

/** The text of a block. */
export interface ScriptBlock {
	/** TOML. */
	readonly text: string;
	/** Where it begins in the program, from 1. */
	readonly line: number;
}

/** What a block says. */
export interface InlineScript {
	/** Each as written. */
	readonly dependencies: readonly string[];
	/** `[tool]`, as it is. */
	readonly tool: unknown;
}

const OPENING = "# /// script";
const CLOSING = "# ///";

/**
 * The block of type `script`; `undefined` where there is none.
 *
 * @throws InvalidInlineScript where there are several, or one has no end
 */
export function findScriptBlock(program: string): ScriptBlock | undefined {
	if (!program.includes(OPENING)) return undefined;
	const lines = program.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
	const start = lines.indexOf(OPENING);
	if (start === -1) return undefined;
	const after = lines.slice(start + 1);
	const stop = after.findIndex((line) => line !== "#" && !line.startsWith("# "));
	const comment = stop === -1 ? after : after.slice(0, stop);
	const end = comment.lastIndexOf(CLOSING);
	if (end === -1) {
		throw new InvalidInlineScript(
			`Could not read the script's metadata: the block that begins on line ${start + 1} has no end`,
			{ hints: [`Close it with a line \`${CLOSING}\`, and begin each line before with \`# \``] },
		);
	}
	if (lines.includes(OPENING, start + 1)) {
		throw new InvalidInlineScript("Could not read the script's metadata: it has several blocks");
	}
	const text = comment.slice(0, end).map((line) => line.slice(2));
	return { text: text.join("\n"), line: start + 1 };
}

/**
 * Reads the parsed block.
 *
 * @throws InvalidInlineScript that names the field
 */
export function readInlineScript(value: unknown): InlineScript {
	const table = TableReader.of(value, (reason) => {
		return new InvalidInlineScript(`Could not read the script's metadata: ${reason}`);
	});
	return { dependencies: table.strings("dependencies") ?? [], tool: table.value("tool") };
}

/** The one refusal of this folder. */
import { printable } from "../errors/printable.ts";
import { UserError } from "../errors/user-error.ts";

/** An archive that is damaged, lies about itself, or holds what must not be unpacked. Nothing was written. */
export class BadArchive extends UserError {
	readonly code = "bad-archive";
	override readonly exitStatus = 1;
	/** What is wrong, without the name of the archive. */
	readonly reason: string;

	constructor(reason: string, archive?: string) {
		super(`Cannot read ${archive === undefined ? "the archive" : `\`${archive}\``}: ${reason}`);
		this.reason = reason;
	}

	/** The same refusal with the archive's name in its message. */
	about(archive: string): BadArchive {
		return new BadArchive(this.reason, archive);
	}
}

/** Runs `work`; a `BadArchive` that comes out of it tells the archive's name. */
export function namingArchive<Value>(archive: string | undefined, work: () => Value): Value {
	try {
		return work();
	} catch (error) {
		if (error instanceof BadArchive && archive !== undefined) throw error.about(archive);
		throw error;
	}
}

const LONGEST_SHOWN = 200;

/** A member's name as messages show it: on one line, in backticks, cut where it is long. */
export function quotedName(path: string): string {
	const shown = printable(path).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
	return `\`${shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown}\``;
}

/**
 * Members that would meet in one file. Names are compared as the most forgiving file system does:
 * without regard to case and to how accents are composed.
 */
import { BadArchive, quotedName } from "./bad-archive.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ASCII_REGEXP = /^[\x00-\x7f]*$/;

/** Equal for two names that some file system takes for one: `ß` and `ss`, `é` in one part or two, `İ` and `i`. */
export function foldPath(path: string): string {
	if (ASCII_REGEXP.test(path)) return path.toUpperCase();
	// Lower before upper: the Kelvin sign has a lower case only, `ß` an upper case only.
	const folded = path.normalize("NFC").toLowerCase().toUpperCase().normalize("NFD");
	// The dot of `İ` survives folding, and Turkish systems disagree about it.
	return folded.replace(/I\u0307/g, "I").normalize("NFC");
}

interface NamedMember {
	readonly path: string;
	readonly isDirectory: boolean;
}

/** Throws where two members have one name, or a file has the name of a folder that others are in. */
export function checkCollisions(members: readonly NamedMember[]): void {
	const byName = new Map<string, NamedMember>();
	for (const member of members) {
		const folded = foldPath(member.path);
		const other = byName.get(folded);
		if (other !== undefined) throw collision(other.path, member.path);
		byName.set(folded, member);
	}
	const seen = new Set<string>();
	for (const folded of byName.keys()) {
		let slash = folded.lastIndexOf("/");
		while (slash > 0) {
			const parent = folded.slice(0, slash);
			if (seen.has(parent)) break;
			seen.add(parent);
			const member = byName.get(parent);
			if (member !== undefined && !member.isDirectory) {
				throw new BadArchive(
					`${quotedName(member.path)} is a file and a folder that other members are in`,
				);
			}
			slash = folded.lastIndexOf("/", slash - 1);
		}
	}
}

function collision(first: string, second: string): BadArchive {
	if (first === second) return new BadArchive(`${quotedName(first)} is in it twice`);
	return new BadArchive(
		`${quotedName(first)} and ${quotedName(second)} are one file on some systems`,
	);
}

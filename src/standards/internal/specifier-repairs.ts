/**
 * Known mistakes in the version specifiers of published packages, mended. Each repair is tried on the outcome of the
 * one before, so that a text with two mistakes is mended as well.
 */

interface Repair {
	readonly pattern: RegExp;
	readonly replacement: string;
}

const REPAIRS: readonly Repair[] = [
	// `>=1.0<2` lacks a comma.
	{ pattern: /([\w.*])[ \t]{0,8}(?=[<>=!~]=|[<>])/g, replacement: "$1," },
	// `!=~5.0` means `!=5.0.*`.
	{ pattern: /!=[ \t]{0,8}~[ \t]{0,8}(\d[\d.]{0,99})/g, replacement: "!=$1.*" },
	// `>=1.9.*` means `>=1.9`.
	{ pattern: /(?<![=!~])(>=|<=|<|>|~=)([ \t]{0,8})(\d[\w.!]{0,99}?)\.\*/g, replacement: "$1$2$3" },
	// `==3.0*` means `==3.0.*`.
	{ pattern: /([=!]=[ \t]{0,8})(\d[\d.]{0,99}\d|\d)\*/g, replacement: "$1$2.*" },
	// `>=1.0,` has a comma too many.
	{ pattern: /,\s{0,8}$/g, replacement: "" },
	// `>dev` means any release after the first development one.
	{ pattern: />[ \t]{0,8}dev\b/g, replacement: ">0.0.0dev" },
	// `>=2.0b1.0` has a zero after its suffix.
	{ pattern: /((?:a|b|c|rc|dev)\d{1,20})\.0(?![\d.])/g, replacement: "$1" },
	// `>='2.7'`, `>=2.7"` have quotes.
	{ pattern: /['"]/g, replacement: "" },
];

/** The text after the first repair, after the second, and so on; only where something changed. */
export function* repairSpecifiers(text: string): Iterable<string> {
	let mended = text;
	for (const { pattern, replacement } of REPAIRS) {
		const next = mended.replace(pattern, replacement);
		if (next === mended) continue;
		mended = next;
		yield mended;
	}
}

/** The operators of version specifiers, which markers use as well. */

export type SpecifierOperator = "==" | "!=" | "<=" | ">=" | "<" | ">" | "~=" | "===";

const EQUALS = 0x3d;

/** The longest operator that stands at the place, or `undefined` where none does. */
export function operatorAt(text: string, index: number): SpecifierOperator | undefined {
	const hasEquals = text.charCodeAt(index + 1) === EQUALS;
	switch (text.charCodeAt(index)) {
		case 0x3c:
			return hasEquals ? "<=" : "<";
		case 0x3e:
			return hasEquals ? ">=" : ">";
		case 0x7e:
			return hasEquals ? "~=" : undefined;
		case 0x21:
			return hasEquals ? "!=" : undefined;
		case EQUALS:
			if (!hasEquals) return undefined;
			return text.charCodeAt(index + 2) === EQUALS ? "===" : "==";
		default:
			return undefined;
	}
}

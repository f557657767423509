/** Which member names may become files. One rule on every system, so that an archive is good everywhere or nowhere. */

const RESERVED_REGEXP = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Printable ASCII without backslash and colon. */
const PLAIN_REGEXP = /^[ -9;-[\]-~]+$/;
const INVISIBLE_REGEXP = /\p{C}|[\u2028\u2029]/u;
const LONGEST_COMPONENT = 255;
const LONGEST_PATH = 4096;

/**
 * What is wrong with a relative path with `/` between components, as the end of a sentence about it;
 * `undefined` for a safe one. A trailing slash is the caller's to remove.
 */
export function findPathFault(path: string, depth: number): string | undefined {
	if (path === "") return "is empty";
	if (!PLAIN_REGEXP.test(path)) {
		if (path.includes("\\")) return "holds a backslash";
		if (path.includes(":")) return "holds a colon";
		if (INVISIBLE_REGEXP.test(path)) return "holds a control or invisible character";
	}
	if (path.startsWith("/")) return "is absolute";
	if (path.length > LONGEST_PATH) return `is longer than ${LONGEST_PATH} characters`;
	const components = path.split("/");
	if (components.length > depth) return `is deeper than ${depth} folders`;
	for (const component of components) {
		const fault = findComponentFault(component);
		if (fault !== undefined) return fault;
	}
	return undefined;
}

function findComponentFault(component: string): string | undefined {
	if (component === "") return "has an empty component";
	if (component === "." || component === "..") return `has the component \`${component}\``;
	const last = component.charCodeAt(component.length - 1);
	if (last === 0x2e || last === 0x20) return "has a component that ends with a dot or a space";
	if (RESERVED_REGEXP.test(component)) return `has the reserved component \`${component}\``;
	if (component.length * 3 > LONGEST_COMPONENT && byteLength(component) > LONGEST_COMPONENT) {
		return `has a component longer than ${LONGEST_COMPONENT} bytes`;
	}
	return undefined;
}

function byteLength(text: string): number {
	return new TextEncoder().encode(text).length;
}

/** Compares what two programs pin: letter by letter, but markers by the environments in which they hold. */

import { Marker } from "../../src/standards/marker.ts";
import { MarkerTree } from "../../src/standards/marker-algebra.ts";
import { Version } from "../../src/standards/version.ts";

/** Markers of the pins by what stands before them, such as `flask==3.0`. */
function pinsOf(lines: readonly string[]): Map<string, MarkerTree> {
	const pins = new Map<string, MarkerTree>();
	for (const line of lines) {
		const [pin = "", marker] = line.split(/\s+;\s+/);
		const tree = MarkerTree.ofUsual(marker === undefined ? undefined : Marker.parse(marker));
		pins.set(pin, (pins.get(pin) ?? MarkerTree.never).or(tree));
	}
	return pins;
}

/** Where the two hold among the environments with this Python or a later one. */
function isSame(left: MarkerTree, right: MarkerTree, python: Version): boolean {
	const whole = MarkerTree.fromPython(python);
	const [ours, theirs] = [left.and(whole), right.and(whole)];
	return ours.coversAllOf(theirs) && theirs.coversAllOf(ours);
}

/** One line for each difference between our pins and theirs, for Pythons from this one on; none where they say the same. */
export function pinDifferences(
	ours: readonly string[],
	theirs: readonly string[],
	python: string,
): readonly string[] {
	const [left, right] = [pinsOf(ours), pinsOf(theirs)];
	const oldest = Version.parse(python);
	const differences: string[] = [];
	for (const [pin, marker] of left) {
		const other = right.get(pin);
		if (other === undefined) differences.push(`+ ${pin}`);
		else if (!isSame(marker, other, oldest)) {
			differences.push(`~ ${pin} ; ${marker.toUsualText()} instead of ${other.toUsualText()}`);
		}
	}
	for (const pin of right.keys()) if (!left.has(pin)) differences.push(`- ${pin}`);
	return differences;
}

/** The lines of a compiled file that pin something, without continuations and comments. */
export function pinLinesOf(text: string): string[] {
	return text
		.split("\n")
		.filter((line) => /^[A-Za-z0-9]/.test(line))
		.map((line) => line.replace(/\s+\\$/, "").replace(/\s+#.*$/, ""));
}

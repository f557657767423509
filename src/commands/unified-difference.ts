/** How two texts differ, line by line, in the unified form of `diff -u`. Pure. */

export interface DifferenceLabels {
	readonly before: string;
	readonly after: string;
}

/** Equal lines that are shown around each change. */
const CONTEXT = 3;
/** Changes of more lines than this are shown as one: to find the shortest way would take long. */
const MOST_LINES = 4000;

interface Edit {
	readonly kind: " " | "-" | "+";
	readonly line: string;
}

/** Lines without newlines; none for equal texts. Of many lines the first `limit` are given, and how many more there are. */
export function unifiedDifference(
	before: string,
	after: string,
	{ labels, limit }: { readonly labels: DifferenceLabels; readonly limit: number },
): readonly string[] {
	if (before === after) return [];
	const edits = editsOf(linesOf(before), linesOf(after));
	const lines = [`--- ${labels.before}`, `+++ ${labels.after}`, ...hunksOf(edits)];
	if (lines.length <= limit) return lines;
	return [...lines.slice(0, limit), `… ${lines.length - limit} more lines`];
}

function linesOf(text: string): readonly string[] {
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	return lines;
}

function editsOf(before: readonly string[], after: readonly string[]): readonly Edit[] {
	let start = 0;
	while (start < before.length && start < after.length && before[start] === after[start]) start++;
	let end = 0;
	const rest = Math.min(before.length, after.length) - start;
	while (end < rest && before.at(-1 - end) === after.at(-1 - end)) end++;
	const keep = (lines: readonly string[]): readonly Edit[] =>
		lines.map((line) => ({ kind: " ", line }));
	return [
		...keep(before.slice(0, start)),
		...changedEdits(
			before.slice(start, before.length - end),
			after.slice(start, after.length - end),
		),
		...keep(before.slice(before.length - end)),
	];
}

/** By the longest common subsequence; what goes stands before what comes. */
function changedEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
	if (before.length + after.length > MOST_LINES) return replaced(before, after);
	const lengths = commonLengths(before, after);
	const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
	const edits: Edit[] = [];
	let i = 0;
	let j = 0;
	while (i < before.length && j < after.length) {
		const [gone = "", come = ""] = [before[i], after[j]];
		if (gone === come) {
			edits.push({ kind: " ", line: gone });
			i++;
			j++;
		} else if (at(i + 1, j) >= at(i, j + 1)) {
			edits.push({ kind: "-", line: gone });
			i++;
		} else {
			edits.push({ kind: "+", line: come });
			j++;
		}
	}
	return [...edits, ...replaced(before.slice(i), after.slice(j))];
}

function replaced(before: readonly string[], after: readonly string[]): readonly Edit[] {
	return [
		...before.map((line): Edit => ({ kind: "-", line })),
		...after.map((line): Edit => ({ kind: "+", line })),
	];
}

/** At [i][j]: how long the longest common subsequence is of what is left from there on. */
function commonLengths(
	before: readonly string[],
	after: readonly string[],
): readonly Uint16Array[] {
	const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
	for (let i = before.length - 1; i >= 0; i--) {
		const row = rows[i] as Uint16Array;
		const below = rows[i + 1] as Uint16Array;
		for (let j = after.length - 1; j >= 0; j--) {
			row[j] =
				before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
		}
	}
	return rows;
}

function hunksOf(edits: readonly Edit[]): readonly string[] {
	const lines: string[] = [];
	for (const [from, to] of spansOf(edits)) {
		const shown = edits.slice(from, to);
		const passed = edits.slice(0, from);
		lines.push(`@@ -${rangeOf(passed, shown, "+")} +${rangeOf(passed, shown, "-")} @@`);
		lines.push(...shown.map(({ kind, line }) => kind + line));
	}
	return lines;
}

/** Where changes are, with the lines around them; neighbours that touch are one. */
function spansOf(edits: readonly Edit[]): readonly (readonly [from: number, to: number])[] {
	const spans: [number, number][] = [];
	for (const [place, { kind }] of edits.entries()) {
		if (kind === " ") continue;
		const from = Math.max(0, place - CONTEXT);
		const to = Math.min(edits.length, place + CONTEXT + 1);
		const last = spans.at(-1);
		if (last !== undefined && from <= last[1]) last[1] = to;
		else spans.push([from, to]);
	}
	return spans;
}

/** `first,count` on the side on which lines of the kind `absent` are not. */
function rangeOf(passed: readonly Edit[], shown: readonly Edit[], absent: "-" | "+"): string {
	const count = (edits: readonly Edit[]): number =>
		edits.filter(({ kind }) => kind !== absent).length;
	const first = count(passed) + (count(shown) === 0 ? 0 : 1);
	return `${first},${count(shown)}`;
}

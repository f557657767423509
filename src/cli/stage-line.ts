/** The lines that tell how far a command has come: `Resolved 3 packages in 12ms`, ` + flask==3.1.3`. */
import type { ProgressEvent, Stage } from "../progress/reporter.ts";
import { formatCount } from "./format-count.ts";
import { formatDuration } from "./format-duration.ts";
import { type PaintedText, paint } from "./painted-text.ts";

type StageEvent = Extract<ProgressEvent, { readonly kind: "stage" }>;
type ChangeEvent = Extract<ProgressEvent, { readonly kind: "change" }>;

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
	checked: "Checked",
	resolved: "Resolved",
	prepared: "Prepared",
	uninstalled: "Uninstalled",
	installed: "Installed",
	compiled: "Bytecode compiled",
	"would-download": "Would download",
	"would-uninstall": "Would uninstall",
	"would-install": "Would install",
	"would-change-nothing": "Would make no changes",
};

/** A stage that is over. Where nothing was counted the number is left out: `Resolved in 2ms`. */
export function stageLine({ stage, count, elapsed }: StageEvent): PaintedText {
	const words = STAGE_WORDS[stage];
	if (stage === "would-change-nothing") return [paint("dim", words)];
	const noun = stage === "compiled" ? "file" : "package";
	const isCounted = count > 0 || elapsed === undefined;
	return [
		paint("dim", words),
		...(isCounted ? [" ", paint("bold", formatCount(count, noun))] : []),
		...(elapsed === undefined ? [] : [" ", paint("dim", `in ${formatDuration(elapsed)}`)]),
	];
}

const CHANGE_SIGNS = {
	added: paint("green", "+"),
	removed: paint("red", "-"),
	reinstalled: paint("yellow", "~"),
} as const;

/** One distribution that came, went or was put in place again. */
export function changeLine({ change, name, version, source }: ChangeEvent): PaintedText {
	const origin = source === undefined ? "" : ` (from ${source})`;
	return [
		" ",
		CHANGE_SIGNS[change],
		" ",
		paint("bold", name),
		paint("dim", `==${version}${origin}`),
	];
}

const CHANGE_ORDER = { removed: 0, added: 1, reinstalled: 2 } as const;

/** The order of change lines: by name, then removed before added before reinstalled. */
export function compareChanges(
	left: Pick<ChangeEvent, "name" | "change">,
	right: Pick<ChangeEvent, "name" | "change">,
): number {
	if (left.name !== right.name) return left.name < right.name ? -1 : 1;
	return CHANGE_ORDER[left.change] - CHANGE_ORDER[right.change];
}

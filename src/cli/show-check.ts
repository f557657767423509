/** `pip check` and `--strict`: what is amiss in an environment, for standard error. */
import { formatCount } from "./format-count.ts";
import { formatDuration } from "./format-duration.ts";
import { type PaintedText, paint } from "./painted-text.ts";

export type CheckFinding =
	| { readonly kind: "metadata-unreadable"; readonly name: string; readonly path: string }
	| {
			readonly kind: "python-mismatch";
			readonly name: string;
			readonly requiresPython: string;
			readonly python: string;
	  }
	| { readonly kind: "tags-unreadable"; readonly name: string; readonly path: string }
	| { readonly kind: "platform-mismatch"; readonly name: string }
	| { readonly kind: "missing"; readonly name: string; readonly requirement: string }
	| {
			readonly kind: "version-mismatch";
			readonly name: string;
			readonly requirement: string;
			readonly installed: string;
	  }
	| { readonly kind: "duplicate"; readonly name: string; readonly paths: readonly string[] };

/** One line, or several for a duplicate. */
export function describeFinding(finding: CheckFinding): string {
	const { name } = finding;
	switch (finding.kind) {
		case "metadata-unreadable":
			return `\`${name}\` has no readable METADATA file: \`${finding.path}\``;
		case "tags-unreadable":
			return `\`${name}\` has no readable WHEEL file: \`${finding.path}\``;
		case "python-mismatch":
			return `\`${name}\` requires Python ${finding.requiresPython}, but this is Python ${finding.python}`;
		case "platform-mismatch":
			return `\`${name}\` was built for another platform or Python`;
		case "missing":
			return `\`${name}\` requires \`${finding.requirement}\`, which is not installed`;
		case "version-mismatch":
			return `\`${name}\` requires \`${finding.requirement}\`, but \`${finding.installed}\` is installed`;
		case "duplicate":
			return [
				`\`${name}\` is installed more than once:`,
				...finding.paths.map((path) => `  - ${path}`),
			].join("\n");
	}
}

export interface CheckReport {
	/** Installed distributions that were looked at. */
	readonly count: number;
	/** Milliseconds. */
	readonly elapsed: number;
	readonly findings: readonly CheckFinding[];
}

/** The lines of `pip check`. */
export function showCheck({ count, elapsed, findings }: CheckReport): readonly PaintedText[] {
	const checked: PaintedText = [
		paint("dim", "Checked"),
		" ",
		paint("bold", formatCount(count, "package")),
		" ",
		paint("dim", `in ${formatDuration(elapsed)}`),
	];
	if (findings.length === 0) {
		return [checked, [paint("green", "All installed packages are compatible")]];
	}
	const number = formatCount(findings.length, "incompatibility", "incompatibilities");
	return [
		checked,
		[paint("dim", "Found"), " ", paint("bold", number)],
		...findings.map((finding): PaintedText => [paint("bold", describeFinding(finding))]),
	];
}

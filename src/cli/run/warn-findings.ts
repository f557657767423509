/** What is amiss among installed distributions, as the lines that show it. */
import type { Finding } from "../../environment/check.ts";
import { printRequirement } from "../../standards/requirement.ts";
import type { Output } from "../output.ts";
import { type CheckFinding, describeFinding } from "../show-check.ts";

/** A warning for each finding, as `--strict` asks for. */
export function warnFindings(findings: readonly Finding[], output: Output): void {
	for (const finding of findings) output.warning(describeFinding(shownFinding(finding)));
}

/** A finding with everything in it written out. */
export function shownFinding(finding: Finding): CheckFinding {
	const { name, path } = finding.distribution;
	switch (finding.kind) {
		case "metadata-unreadable":
		case "tags-unreadable":
			return { kind: finding.kind, name, path };
		case "platform-mismatch":
			return { kind: finding.kind, name };
		case "python-mismatch": {
			const { wanted, python } = finding;
			return {
				kind: finding.kind,
				name,
				requiresPython: wanted.toString(),
				python: python.toString(),
			};
		}
		case "missing":
			return { kind: finding.kind, name, requirement: printRequirement(finding.requirement) };
		case "version-mismatch":
			return {
				kind: finding.kind,
				name,
				requirement: printRequirement(finding.requirement),
				installed: finding.installed.toString(),
			};
		case "duplicate":
			return { kind: finding.kind, name, paths: finding.copies.map((copy) => copy.path) };
	}
}

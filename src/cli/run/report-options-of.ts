/** The options that several of the commands share which tell what is installed. */

import type { ReleasePolicy } from "../../commands/newest-releases.ts";
import type { PipListOptions } from "../../commands/pip-list.ts";
import { parseName } from "../../standards/name.ts";
import type { OptionValues } from "../option-values.ts";
import { policyOf } from "./policy-of.ts";
import { targetOptionsOf } from "./target-of.ts";

type ReportOptions = Pick<PipListOptions, "target" | "excluded" | "editables" | "isStrict">;

export function reportOptionsOf(options: OptionValues): ReportOptions {
	return {
		target: targetOptionsOf(options),
		excluded: new Set(options.list("exclude").map(parseName)),
		editables: editablesOf(options),
		isStrict: options.flag("strict"),
	};
}

function editablesOf(options: OptionValues): ReportOptions["editables"] {
	if (options.flag("editable")) return "only";
	return options.flag("exclude-editable") ? "without" : "with";
}

/** Which releases `--outdated` looks for; `undefined` without it. */
export function outdatedByOf(options: OptionValues): ReleasePolicy | undefined {
	return options.flag("outdated") ? policyOf(options) : undefined;
}

/** `pip tree` from its options. */
import { pipTree } from "../../commands/pip-tree.ts";
import { parseName } from "../../standards/name.ts";
import type { CommandRunner } from "../command-context.ts";
import { showTree } from "../show-tree.ts";
import { outdatedByOf, reportOptionsOf } from "./report-options-of.ts";
import { withTools } from "./settings-of.ts";
import { warnFindings } from "./warn-findings.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options } = invocation;
		const { nodes, findings } = await pipTree(
			{ ...reportOptionsOf(options), outdatedBy: outdatedByOf(options) },
			tools,
		);
		const drawing = showTree(nodes, {
			depth: Number(options.value("depth")),
			pruned: new Set(options.list("prune").map(parseName)),
			packages: new Set(options.list("package").map(parseName)),
			isInverted: options.flag("invert"),
			isDeduplicated: !options.flag("no-dedupe"),
			hasSpecifiers: options.flag("show-version-specifiers"),
		});
		context.output.result(drawing);
		warnFindings(findings, context.output);
		return 0;
	});

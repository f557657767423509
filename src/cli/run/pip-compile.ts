/** `pip compile` from its options. */
import { pipCompile } from "../../commands/pip-compile.ts";
import { parseName } from "../../standards/name.ts";
import type { CommandContext, CommandRunner } from "../command-context.ts";
import { compileHeader } from "../compile-header.ts";
import type { Invocation } from "../invocation.ts";
import type { OptionValues } from "../option-values.ts";
import { policyOf, refreshOf } from "./policy-of.ts";
import { projectChoicesOf } from "./project-choices-of.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options, positionals } = invocation;
		const { python, pythonVersion } = pythonOf(options);
		const text = await pipCompile(
			{
				sources: {
					packages: [],
					editables: [],
					requirementFiles: positionals,
					constraintFiles: options.list("constraints"),
					overrideFiles: options.list("overrides"),
					excludeFiles: options.list("excludes"),
					projects: projectChoicesOf(options, true),
				},
				python,
				pythonVersion,
				isSystem: options.flag("system"),
				policy: policyOf(options),
				refresh: refreshOf(options),
				outputFile: options.value("output-file"),
				text: {
					hasHashes: options.flag("generate-hashes"),
					hasExtras: options.flag("no-strip-extras"),
					hasAnnotations: !options.flag("no-annotate"),
					annotationStyle: options.value("annotation-style") === "line" ? "line" : "split",
					omitted: new Set(options.list("no-emit-package").map(parseName)),
					hasIndexAnnotations: options.flag("emit-index-annotation"),
				},
				header: headerOf(invocation, context),
				emits: {
					indexUrl: options.flag("emit-index-url"),
					findLinks: options.flag("emit-find-links"),
					buildOptions: options.flag("emit-build-options"),
					markerExpression: options.flag("emit-marker-expression"),
				},
			},
			tools,
		);
		const { output } = context;
		// With an output file the text on standard output is a copy, which `-q` silences.
		if (options.value("output-file") === undefined) output.essentialResult(text.trimEnd());
		else output.result(text.trimEnd());
		return 0;
	});

function headerOf({ options }: Invocation, context: CommandContext): string {
	if (options.flag("no-header")) return "";
	const custom = options.value("custom-compile-command");
	return compileHeader(custom, context.commandArguments, {
		keepsIndexes: options.flag("emit-index-url"),
		keepsLinks: options.flag("emit-find-links"),
	});
}

/** A plain version after `--python` means the version to resolve for, as it always did. */
function pythonOf(options: OptionValues): {
	readonly python: string | undefined;
	readonly pythonVersion: string | undefined;
} {
	const python = options.value("python");
	const pythonVersion = options.value("python-version");
	const isPlain = python !== undefined && /^\d+\.\d+(\.\d+)?$/.test(python);
	return { python, pythonVersion: pythonVersion ?? (isPlain ? python : undefined) };
}

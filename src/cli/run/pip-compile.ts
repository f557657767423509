/** `pip compile` from its options. */

import { formatOf, type OutputFormat } from "../../commands/output-file.ts";
import { type PipCompileOptions, pipCompile } from "../../commands/pip-compile.ts";
import type { ForkStrategy } from "../../resolver/manifest.ts";
import { parseName } from "../../standards/name.ts";
import type { CommandContext, CommandRunner } from "../command-context.ts";
import { compileHeader } from "../compile-header.ts";
import type { Invocation } from "../invocation.ts";
import type { OptionValues } from "../option-values.ts";
import type { Output } from "../output.ts";
import { showLayers } from "../show-layers.ts";
import { showStale } from "../show-stale.ts";
import { hasMovingCutoff, policyOf, refreshOf } from "./policy-of.ts";
import { projectChoicesOf } from "./project-choices-of.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options } = invocation;
		warnWithoutEffect(options, context.output);
		const { output } = context;
		const asked = compileOptionsOf(invocation, context);
		if (options.flag("layers")) {
			const { compileLayers } = await import("../../commands/compile-layers.ts");
			return showLayers(await compileLayers(asked, tools), output);
		}
		const { text, data, stale } = await pipCompile(asked, tools);
		if (data !== undefined) output.answer(JSON.stringify(data, undefined, 2));
		if (stale !== undefined) showStale(stale, output);
		if (data === undefined && !options.flag("check")) showText(text, options, output);
		return stale === undefined ? 0 : 1;
	});

function hasPreview(options: OptionValues, feature: string): boolean {
	return options.flag("preview") || options.list("preview-features").includes(feature);
}

function universalOf(options: OptionValues): { readonly forkStrategy: ForkStrategy } | undefined {
	if (!options.flag("universal")) return undefined;
	return {
		forkStrategy: options.value("fork-strategy") === "fewest" ? "fewest" : "requires-python",
	};
}

function compileOptionsOf(
	{ options, positionals }: Invocation,
	context: CommandContext,
): PipCompileOptions {
	const { python, pythonVersion } = pythonOf(options, context.environmentVariables);
	return {
		sources: {
			packages: [],
			editables: [],
			requirementFiles: positionals,
			constraintFiles: options.list("constraints"),
			overrideFiles: options.list("overrides"),
			excludeFiles: options.list("excludes"),
			projects: projectChoicesOf(options, context),
		},
		python,
		pythonVersion,
		pythonPlatform: options.value("python-platform"),
		isSystem: options.flag("system"),
		universal: universalOf(options),
		policy: policyOf(options),
		upgrades: options.list("upgrade-package"),
		refresh: refreshOf(options),
		outputFile: options.value("output-file"),
		format: options.value("format") as OutputFormat | undefined,
		isCheck: options.flag("check"),
		// A span would be asked for anew at every run, and nothing that was kept found again.
		remembers: !options.flag("no-memo") && !hasMovingCutoff(options),
		wantsData: options.flag("json"),
		explains: options.list("explain").map(parseName),
		text: {
			hasHashes: options.flag("generate-hashes"),
			hasHashesOfChosenKinds: hasPreview(options, "artifact-hash-filtering"),
			hasExtras: options.flag("no-strip-extras"),
			hasMarkers: options.flag("universal") || options.flag("no-strip-markers"),
			hasAnnotations: !options.flag("no-annotate"),
			annotationStyle: options.value("annotation-style") === "line" ? "line" : "split",
			omitted: new Set(options.list("no-emit-package").map(parseName)),
			hasIndexAnnotations: options.flag("emit-index-annotation"),
		},
		header: headerOf(options, context),
		findLinks: options.list("find-links"),
		emits: {
			indexUrl: options.flag("emit-index-url"),
			findLinks: options.flag("emit-find-links"),
			buildOptions: options.flag("emit-build-options"),
			markerExpression: options.flag("emit-marker-expression"),
		},
	};
}

/** With an output file the text on standard output is a copy, which `-q` silences; else it is all there is. */
function showText(text: string, options: OptionValues, output: Output): void {
	const isAnswer = options.value("output-file") === undefined || options.list("explain").length > 0;
	if (isAnswer) output.answer(text.trimEnd());
	else output.result(text.trimEnd());
}

const ONLY_IN_REQUIREMENTS = [
	"emit-index-url",
	"emit-find-links",
	"emit-build-options",
	"emit-marker-expression",
	"emit-index-annotation",
] as const;

/** A lock has no place for these. */
function warnWithoutEffect(options: OptionValues, output: Output): void {
	const named = options.value("format") as OutputFormat | undefined;
	if (formatOf(named, options.value("output-file")) !== "pylock.toml") return;
	for (const name of ONLY_IN_REQUIREMENTS) {
		if (options.flag(name)) output.warning(`\`--${name}\` has no effect on a \`pylock.toml\``);
	}
}

function headerOf(options: OptionValues, context: CommandContext): string {
	if (options.flag("no-header")) return "";
	const custom = options.value("custom-compile-command");
	return compileHeader(custom, context.commandArguments, {
		keepsIndexes: options.flag("emit-index-url"),
		keepsLinks: options.flag("emit-find-links"),
	});
}

/**
 * A plain version after `--python` means the version to resolve for, as it always did. `UV_PYTHON` counts where neither
 * option is given.
 */
function pythonOf(
	options: OptionValues,
	variables: CommandContext["environmentVariables"],
): {
	readonly python: string | undefined;
	readonly pythonVersion: string | undefined;
} {
	const python = options.value("python");
	const pythonVersion = options.value("python-version");
	if (pythonVersion !== undefined) return { python, pythonVersion };
	if (python === undefined) {
		const named = variables["PIPPIN_PYTHON"] || variables["UV_PYTHON"];
		return { python: named === "" ? undefined : named, pythonVersion };
	}
	const isPlain = /^\d+\.\d+(\.\d+)?$/.test(python);
	return isPlain ? { python: undefined, pythonVersion: python } : { python, pythonVersion };
}

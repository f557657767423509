/** Options of `pip compile` alone: what is written, and how. */
import type { Option } from "../option.ts";

/** Where the answer goes, and in which format. */
export function compileOutputOptions(): readonly Option[] {
	return [
		{
			name: "output-file",
			kind: "value",
			short: "o",
			valueName: "FILE",
			settingsKey: "output-file",
			completes: "file",
			help: "Write to this file too; pins that it holds already are kept where they still fit",
		},
		{
			name: "format",
			kind: "value",
			choices: [
				{ value: "requirements.txt", aliases: ["requirements-txt"] },
				{ value: "pylock.toml", aliases: ["pylock-toml"] },
			],
			help: "What to write; by default told by the name of `--output-file`",
		},
		{
			name: "check",
			kind: "flag",
			help: "Write nothing; exit with 1 where the output file is not what would be written",
		},
		{
			name: "no-memo",
			kind: "flag",
			variables: ["PIPPIN_NO_MEMO"],
			help: "Solve afresh, also where the same question was answered before and nothing has changed since",
		},
		{
			name: "layers",
			kind: "flag",
			conflicts: ["output-file", "json", "format", "extra", "all-extras", "group"],
			help: "Solve all files together and write an output for each: `base.txt` for `base.in`",
		},
		{
			name: "json",
			kind: "flag",
			help: "Print the resolution as JSON instead of the text that is written",
		},
		{
			name: "explain",
			kind: "list",
			valueName: "PACKAGE",
			conflicts: ["check", "json", "layers"],
			help: "Write nothing; print who asks for this package, and why it has no newer version",
		},
		{
			name: "generate-hashes",
			kind: "flag",
			negative: "no-generate-hashes",
			settingsKey: "generate-hashes",
			help: "Write the hashes of every file of a version",
		},
		{
			name: "universal",
			kind: "flag",
			negative: "no-universal",
			settingsKey: "universal",
			conflicts: ["python-platform", "strip-markers"],
			help: "Resolve for all platforms at once",
		},
		{
			name: "no-emit-package",
			kind: "list",
			aliases: ["unsafe-package"],
			valueName: "PACKAGE",
			separator: "comma",
			settingsKey: "no-emit-package",
			help: "Leave this package out of what is written",
		},
		{
			name: "custom-compile-command",
			kind: "value",
			valueName: "COMMAND",
			variables: ["UV_CUSTOM_COMPILE_COMMAND"],
			settingsKey: "custom-compile-command",
			help: "The command to name at the top of what is written",
		},
	];
}

/** Comments and other additions, each with its opposite. */
export function compileStyleOptions(): readonly Option[] {
	return [
		{
			name: "no-strip-extras",
			kind: "flag",
			negative: "strip-extras",
			settingsKey: "no-strip-extras",
			help: "Keep extras, as in `package[extra]==1.0`",
		},
		{
			name: "no-strip-markers",
			kind: "flag",
			overrides: ["strip-markers"],
			settingsKey: "no-strip-markers",
			help: "Keep markers",
		},
		{
			name: "strip-markers",
			kind: "flag",
			overrides: ["no-strip-markers"],
			help: "Leave out markers",
			isHidden: true,
		},
		{
			name: "no-annotate",
			kind: "flag",
			negative: "annotate",
			settingsKey: "no-annotate",
			help: "Leave out the comments that say why a package is there",
		},
		{
			name: "no-header",
			kind: "flag",
			negative: "header",
			settingsKey: "no-header",
			help: "Leave out the comment at the top",
		},
		{
			name: "annotation-style",
			kind: "value",
			valueName: "STYLE",
			choices: [{ value: "line" }, { value: "split" }],
			settingsKey: "annotation-style",
			default: "split",
			help: "How comments say why a package is there",
		},
		...emitOptions(),
	];
}

function emitOptions(): readonly Option[] {
	return [
		{
			name: "emit-index-url",
			kind: "flag",
			negative: "no-emit-index-url",
			settingsKey: "emit-index-url",
			help: "Write `--index-url` and `--extra-index-url` lines",
		},
		{
			name: "emit-find-links",
			kind: "flag",
			negative: "no-emit-find-links",
			settingsKey: "emit-find-links",
			help: "Write `--find-links` lines",
		},
		{
			name: "emit-build-options",
			kind: "flag",
			negative: "no-emit-build-options",
			settingsKey: "emit-build-options",
			help: "Write `--no-binary` and `--only-binary` lines",
		},
		{
			name: "emit-marker-expression",
			kind: "flag",
			negative: "no-emit-marker-expression",
			settingsKey: "emit-marker-expression",
			help: "Write the marker under which the pins are known to be valid",
			isHidden: true,
		},
		{
			name: "emit-index-annotation",
			kind: "flag",
			negative: "no-emit-index-annotation",
			settingsKey: "emit-index-annotation",
			help: "Say in a comment which index a package comes from",
		},
	];
}

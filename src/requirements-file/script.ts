/** The requirements that a Python program has in its block of metadata (PEP 723). */
import type { Span } from "../errors/parse-error.ts";
import { type DependencyRule, readDependencySettings } from "../project/dependency-settings.ts";
import {
	InvalidInlineScript,
	readInlineScript,
	type ScriptBlock,
} from "../standards/inline-script.ts";
import { TableReader } from "../standards/table-reader.ts";
import { InvalidToml, parseToml } from "../standards/toml.ts";
import { InvalidRequirementsFile, type NamedText } from "./invalid-requirements-file.ts";
import { parseRequirementText, type RequirementContext } from "./parse-requirement.ts";
import type { RequirementEntry } from "./requirement-entry.ts";

/** What a program asks for, with `[tool.uv]` of its block. */
export interface ScriptRequirements {
	readonly requirements: readonly RequirementEntry[];
	readonly constraints: readonly RequirementEntry[];
	readonly overrides: readonly RequirementEntry[];
	/** Normalized names. */
	readonly excludes: readonly string[];
	/** What is for the requirements of one package alone. */
	readonly packageRules: readonly ScriptRule[];
}

/** A rule and the script it stands in. */
export type ScriptRule = DependencyRule & { readonly file: string };

/**
 * Reads the block of the program `file`.
 *
 * @throws InvalidRequirementsFile, InvalidInlineScript
 */
export function readScript(
	block: ScriptBlock,
	file: NamedText,
	context: Pick<RequirementContext, "variables" | "resolvePath">,
): ScriptRequirements {
	const script = readInlineScript(readToml(block, file));
	const toEntries = (texts: readonly string[]): readonly RequirementEntry[] =>
		texts.map((text) => {
			const span = spanOf(text, file);
			const line = file.text.slice(0, span.start).split(/\r\n|\r|\n/).length;
			const fail = (reason: string, cause?: unknown) =>
				new InvalidRequirementsFile(
					`Could not read \`${file.file}:${line}\`: ${reason}`,
					{ source: file.text, span },
					{ cause },
				);
			const written = parseRequirementText(text.trim(), {
				...context,
				fail: (_, reason, cause) => fail(reason, cause),
			});
			const origin = { file: file.file, line, isScript: true };
			return { ...written, hashes: [], given: text.trim(), origin };
		});
	const uv = readTool(script.tool);
	const settings = uv === undefined ? undefined : readDependencySettings(uv);
	return {
		requirements: toEntries(script.dependencies),
		constraints: toEntries(textsOf(uv, "constraint-dependencies")),
		overrides: toEntries(textsOf(uv, "override-dependencies")),
		excludes: settings?.excludes ?? [],
		packageRules: (settings?.packageRules ?? []).map((rule) => ({ ...rule, file: file.file })),
	};
}

/** The entries of a list that are no tables. */
function textsOf(table: TableReader | undefined, key: string): readonly string[] {
	const entries = table?.list(key) ?? [];
	return entries.filter((entry): entry is string => typeof entry === "string");
}

function readToml(block: ScriptBlock, { file }: NamedText): unknown {
	try {
		return parseToml(block.text);
	} catch (error) {
		if (!(error instanceof InvalidToml)) throw error;
		throw new InvalidInlineScript(`Could not read the metadata in \`${file}\``, { cause: error });
	}
}

function readTool(tool: unknown): TableReader | undefined {
	if (tool === undefined) return undefined;
	const complain = (reason: string) =>
		new InvalidInlineScript(`Could not read the script's metadata: \`tool\`: ${reason}`);
	return TableReader.of(tool, complain).table("uv");
}

/** Where the text stands in the program; an escaped one stands nowhere. */
function spanOf(text: string, { text: program }: NamedText): Span {
	const start = program.indexOf(text, program.indexOf("# /// script"));
	return start === -1 ? { start: 0, end: 0 } : { start, end: start + text.length };
}

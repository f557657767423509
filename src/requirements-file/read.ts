/**
 * Requirements files with everything they include: local files, http(s) addresses, standard input.
 *
 * A file from elsewhere is not trusted: it may name only http(s) addresses, and learns nothing of our environment.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { displayUrl } from "../errors/display-url.ts";
import { findScriptBlock } from "../standards/inline-script.ts";
import { RequirementsCollector } from "./collector.ts";
import type { VariableLookup } from "./environment-variables.ts";
import {
	invalidAt,
	type NamedText,
	UnreadableRequirementsFile,
} from "./invalid-requirements-file.ts";
import { isRemoteUrl, type LoadOptions, type Location, TextLoader } from "./load-text.ts";
import { parseRequirementsFile, type Statement } from "./parse.ts";
import type { RequirementEntry } from "./requirement-entry.ts";
import type { RequirementsFile } from "./requirements-file.ts";
import type { ScriptRequirements } from "./script.ts";
import { recognizeSource } from "./source-kind.ts";

/** A file to read: what is in a file of constraints only narrows what others ask for. */
export interface RequirementsSource {
	readonly role: "requirements" | "constraints";
	/** A path, an http(s) or `file:` URL, or `-`. */
	readonly location: string;
}

/** What reading needs of the world. */
export interface ReadOptions extends LoadOptions {
	/** The value of an environment variable; `PROJECT_ROOT` is `cwd` where it is not set. */
	readonly variables: VariableLookup;
}

/**
 * Reads the files in order, each one once in each role.
 *
 * @throws InvalidRequirementsFile
 * @throws UnreadableRequirementsFile
 * @throws ConflictingIndexUrls
 */
export async function readRequirementsFiles(
	sources: readonly RequirementsSource[],
	options: ReadOptions,
): Promise<RequirementsFile> {
	const reader = new RequirementsReader(options);
	for (const { role, location } of sources) await reader.readSource(role, location);
	return reader.collector.finish();
}

class RequirementsReader {
	readonly collector: RequirementsCollector;
	private readonly options: ReadOptions;
	private readonly loader: TextLoader;
	private readonly seen = new Set<string>();

	constructor(options: ReadOptions) {
		const { variables, cwd } = options;
		const root = (name: string) => (name === "PROJECT_ROOT" ? cwd : undefined);
		this.options = { ...options, variables: (name) => variables(name) ?? root(name) };
		this.loader = new TextLoader(options);
		this.collector = new RequirementsCollector(options.cwd);
	}

	async readSource(role: RequirementsSource["role"], given: string): Promise<void> {
		const location = this.loader.locate(given, undefined);
		if (this.seen.has(keyOf(role, location))) return;
		const saysAnything = await this.readFile(role, location);
		if (saysAnything || role === "constraints") return;
		this.collector.warn(
			`Requirements file \`${location.shown}\` does not contain any dependencies`,
		);
	}

	/** Whether anything was said that had not been read before. */
	private async readFile(role: RequirementsSource["role"], location: Location): Promise<boolean> {
		if (this.seen.has(keyOf(role, location))) return false;
		this.seen.add(keyOf(role, location));
		const file = { file: location.shown, text: await this.loader.load(location) };
		if (await this.readAsScript(role, location, file)) return true;
		const statements = parseRequirementsFile(file, {
			variables: location.kind === "remote" ? undefined : this.options.variables,
			resolvePath: (path) => resolve(this.options.cwd, path),
		});
		let saysAnything = false;
		for (const statement of statements) {
			if (location.kind === "remote") requireRemote(statement, file);
			if (statement.kind === "include" || statement.kind === "constraint") {
				if (await this.readIncluded(role, { statement, file, location })) saysAnything = true;
			} else {
				this.requireNoFileName(statement, file);
				this.collector.add(statement, { file, location, role });
				saysAnything = true;
			}
		}
		return saysAnything;
	}

	/** By its name, or where there is a block in a file whose name says nothing. */
	private async readAsScript(
		role: RequirementsSource["role"],
		location: Location,
		file: NamedText,
	): Promise<boolean> {
		const isNamedSo = recognizeSource(location.address) === "script";
		const mayBe = isNamedSo || !/\.[^./\\]+$/.test(location.address);
		const block = mayBe ? findScriptBlock(file.text) : undefined;
		if (block !== undefined) {
			// Few read scripts, and a reader of TOML is not small.
			const { readScript } = await import("./script.ts");
			const variables = location.kind === "remote" ? undefined : this.options.variables;
			const resolvePath = (path: string) => resolve(this.options.cwd, path);
			const script = readScript(block, file, { variables, resolvePath });
			if (location.kind === "remote") requireRemoteScript(script, file);
			this.collector.addScript(script, role);
		} else if (isNamedSo) {
			throw new UnreadableRequirementsFile(
				`Could not read \`${file.file}\`: it has no block of metadata`,
				{ hints: ["Begin the block with a line `# /// script` and end it with `# ///`"] },
			);
		}
		return block !== undefined;
	}

	private async readIncluded(
		role: RequirementsSource["role"],
		{
			statement,
			file,
			location,
		}: { statement: IncludeStatement; file: NamedText; location: Location },
	): Promise<boolean> {
		const included = this.loader.locate(statement.value, location);
		if (location.kind === "remote" && included.kind !== "remote") {
			throw invalidAt(file, statement.span, {
				reason: "a file from the network may include only files from the network",
			});
		}
		const kind = recognizeSource(included.address);
		if (kind !== "requirements") {
			throw invalidAt(file, statement.span, {
				reason: `\`${displayUrl(statement.given)}\` is not a requirements file and cannot be included`,
			});
		}
		return this.readFile(statement.kind === "constraint" ? "constraints" : role, included);
	}

	/** `requirements.txt` alone is a valid name of a project that hardly anybody means. */
	private requireNoFileName(statement: Statement, file: NamedText): void {
		if (statement.kind !== "requirement" || !/^[\w.-]+\.(?:txt|in)$/.test(statement.given)) return;
		if (!existsSync(resolve(this.options.cwd, statement.given))) return;
		throw invalidAt(file, statement.span, {
			reason: `\`${statement.given}\` is a file, not the name of a project`,
			hints: [`Include the file with \`-r ${statement.given}\`.`],
		});
	}
}

function keyOf(role: RequirementsSource["role"], { address }: Location): string {
	return `${role} ${address}`;
}

type IncludeStatement = Statement & { readonly kind: "include" | "constraint" };

/** What a file from the network may say: nothing that reaches for this machine. */
function requireRemote(statement: Statement, file: NamedText): void {
	const reason = findLocalReach(statement);
	if (reason !== undefined) {
		throw invalidAt(file, statement.span, { reason: `a file from the network may not ${reason}` });
	}
}

function findLocalReach(statement: Statement): string | undefined {
	switch (statement.kind) {
		case "requirement":
			if (statement.isEditable) return "ask for an editable project";
			return isLocal(statement.written) ? "name a local file" : undefined;
		case "index-url":
		case "extra-index-url":
		case "find-links":
			return isRemoteUrl(statement.value) ? undefined : "name a local index";
		default:
			return undefined;
	}
}

function isLocal({ reference }: Pick<RequirementEntry, "reference">): boolean {
	if (reference?.kind === "git") return /^file:/i.test(reference.repository);
	return reference?.kind === "local";
}

/** The same for a program. */
function requireRemoteScript(script: ScriptRequirements, { file }: NamedText): void {
	const all = [...script.requirements, ...script.constraints, ...script.overrides];
	const local = all.find(isLocal);
	if (local === undefined) return;
	throw new UnreadableRequirementsFile(
		`Could not read \`${file}\`: a file from the network may not name a local file`,
	);
}

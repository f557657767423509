/** Adds up the statements of several files into one answer. */
import { dirname, resolve } from "node:path";
import { displayUrl } from "../errors/display-url.ts";
import { fileUrlOf } from "../platform/file-url.ts";
import { resolveUrl, splitUrl } from "../standards/url-reference.ts";
import { ConflictingIndexUrls, invalidAt, type NamedText } from "./invalid-requirements-file.ts";
import type { Location } from "./load-text.ts";
import type { Statement } from "./parse.ts";
import type { RequirementEntry } from "./requirement-entry.ts";
import type { IndexLocation, RequirementsFile } from "./requirements-file.ts";
import type { ScriptRequirements, ScriptRule } from "./script.ts";

/** The file in which a statement stands. */
export interface StatementSource {
	readonly file: NamedText;
	readonly location: Location;
	readonly role: "requirements" | "constraints";
}

type RequirementStatement = Statement & { readonly kind: "requirement" };
type IndexStatement = Statement & { readonly kind: "index-url" | "extra-index-url" | "find-links" };

/** Grows by `add`, answers by `finish`. */
export class RequirementsCollector {
	private readonly cwd: string;
	private readonly requirements: RequirementEntry[] = [];
	private readonly editables: RequirementEntry[] = [];
	private readonly constraints: RequirementEntry[] = [];
	private readonly overrides: RequirementEntry[] = [];
	private readonly excludes: string[] = [];
	private readonly packageRules: ScriptRule[] = [];
	private indexUrl: IndexLocation | undefined;
	private readonly extraIndexUrls: IndexLocation[] = [];
	private readonly findLinks: IndexLocation[] = [];
	private noIndex = false;
	private requireHashes = false;
	private readonly noBinary: string[] = [];
	private readonly onlyBinary: string[] = [];
	private readonly warnings: string[] = [];

	constructor(cwd: string) {
		this.cwd = cwd;
	}

	warn(message: string): void {
		this.warnings.push(message);
	}

	addScript(script: ScriptRequirements, role: StatementSource["role"]): void {
		if (role === "constraints") {
			this.constraints.push(...script.requirements);
			return;
		}
		this.requirements.push(...script.requirements);
		this.constraints.push(...script.constraints);
		this.overrides.push(...script.overrides);
		this.excludes.push(...script.excludes);
		this.packageRules.push(...script.packageRules);
	}

	/** Includes are none of its business. */
	add(statement: Statement, source: StatementSource): void {
		switch (statement.kind) {
			case "requirement":
				this.addRequirement(statement, source);
				break;
			case "index-url":
				this.setIndexUrl(this.indexLocation(statement, source));
				break;
			case "extra-index-url":
				this.extraIndexUrls.push(this.indexLocation(statement, source));
				break;
			case "find-links":
				this.findLinks.push(this.indexLocation(statement, source));
				break;
			case "no-index":
				this.noIndex = true;
				break;
			case "require-hashes":
				this.requireHashes = true;
				break;
			case "no-binary":
				this.noBinary.push(statement.value);
				break;
			case "only-binary":
				this.onlyBinary.push(statement.value);
				break;
			case "ignored":
				this.warnIgnored(statement, source);
				break;
			case "include":
			case "constraint":
				break;
		}
	}

	finish(): RequirementsFile {
		return {
			requirements: this.requirements,
			editables: this.editables,
			constraints: this.constraints,
			overrides: this.overrides,
			excludes: this.excludes,
			packageRules: this.packageRules,
			indexUrl: this.indexUrl,
			extraIndexUrls: this.extraIndexUrls,
			findLinks: this.findLinks,
			noIndex: this.noIndex,
			requireHashes: this.requireHashes,
			noBinary: this.noBinary,
			onlyBinary: this.onlyBinary,
			warnings: this.warnings,
		};
	}

	private addRequirement(statement: RequirementStatement, { file, role }: StatementSource): void {
		const { written, hashes, given, isEditable, span } = statement;
		const origin = { file: file.file, line: statement.position.line };
		const entry: RequirementEntry = { ...written, hashes, given, origin };
		if (role === "requirements") {
			(isEditable ? this.editables : this.requirements).push(entry);
			return;
		}
		if (isEditable) throw invalidAt(file, span, { reason: "a constraint cannot be editable" });
		if (entry.kind === "unnamed") {
			throw invalidAt(file, span, { reason: "a constraint needs a name, as in `name @ URL`" });
		}
		this.constraints.push(entry);
	}

	private setIndexUrl(location: IndexLocation): void {
		const known = this.indexUrl;
		if (known !== undefined && canonicalUrl(known.url) !== canonicalUrl(location.url)) {
			const [one, other] = [known, location].map(({ url }) => `\`${displayUrl(url)}\``);
			throw new ConflictingIndexUrls(
				`Could not choose an index: \`--index-url\` is both ${one} and ${other}`,
				{ hints: ["Keep one of them and give the other as `--extra-index-url`."] },
			);
		}
		this.indexUrl ??= location;
	}

	private warnIgnored(
		{ option, onCommandLine }: Statement & { readonly kind: "ignored" },
		{ file }: StatementSource,
	): void {
		const advice = onCommandLine ? ", and can be given on the command line" : "";
		this.warn(`\`${option}\` in \`${file.file}\` is ignored${advice}`);
	}

	/** Links are looked for beside the file that names them, indexes from the current directory. */
	private indexLocation(
		{ kind, value, given }: IndexStatement,
		{ location }: StatementSource,
	): IndexLocation {
		if (/^[a-z][a-z0-9+.-]+:/i.test(value)) return { url: value, given };
		if (location.kind === "remote") return { url: resolveUrl(location.address, value), given };
		const isBeside = kind === "find-links" && location.kind === "file";
		const folder = isBeside ? dirname(location.address) : this.cwd;
		return { url: fileUrlOf(resolve(folder, value)), given };
	}
}

/** Equal for URLs that lead to the same index: case of scheme and host, user and a slash at the end do not count. */
function canonicalUrl(url: string): string {
	const { scheme, authority = "", path, query } = splitUrl(url);
	const host = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
	return `${scheme}://${host}${path.replace(/\/+$/, "")}?${query ?? ""}`;
}

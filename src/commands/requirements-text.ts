/** A resolution as the text of a requirements file, in the layout of `pip compile`. Pure. */
import type { InputRequirement } from "../resolver/manifest.ts";
import type { Asker, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { printDigest } from "../standards/digest.ts";
import { directPin, editablesFirst } from "./direct-pin.ts";
import { type SourceFlag, tellSources } from "./source-text.ts";

export interface TextOptions {
	readonly hasHashes: boolean;
	readonly hasExtras: boolean;
	readonly hasAnnotations: boolean;
	readonly annotationStyle: "split" | "line";
	/** Normalized names that are left out and named at the end. */
	readonly omitted: ReadonlySet<string>;
	/** `--emit-index-annotation`: says for each distribution where it was found. */
	readonly hasIndexAnnotations: boolean;
}

/** The column at which comments of the style `line` begin, where the requirement leaves room. */
const COMMENT_COLUMN = 24;

/** One block of lines for each distribution, by name; empty for an empty resolution. Ends with a newline. */
export function printRequirements(resolution: Resolution, options: TextOptions): string {
	const shown = resolution.nodes.filter(({ name }) => !options.omitted.has(name));
	const blocks = editablesFirst(shown).map((node) => `${printNode(node, options)}\n`);
	return blocks.join("") + printOmitted(resolution, options);
}

function printOmitted({ nodes }: Resolution, { omitted, hasAnnotations }: TextOptions): string {
	const names = nodes.map(({ name }) => name).filter((name) => omitted.has(name));
	if (names.length === 0 || !hasAnnotations) return "";
	const lines = names.map((name) => `# ${name}\n`);
	return `\n# The following packages were excluded from the output:\n${lines.join("")}`;
}

function printNode(node: ResolutionNode, options: TextOptions): string {
	const hashes = options.hasHashes ? node.digests().map(printDigest).sort() : [];
	const hashLines = hashes.map((hash) => ` \\\n    --hash=${hash}`).join("");
	const pin = pinOf(node, options);
	const askers = options.hasAnnotations ? askersOf(node.askedBy) : NO_ASKERS;
	const index = options.hasIndexAnnotations ? indexLine(node) : "";
	if (options.annotationStyle === "line") {
		return pin + hashLines + lineComment(pin, askers, hashes.length > 0) + index;
	}
	return pin + hashLines + splitComment(askers) + index;
}

function pinOf(
	{ name, version, extras, distribution }: ResolutionNode,
	options: TextOptions,
): string {
	const shownExtras = options.hasExtras && extras.length > 0 ? `[${extras.join(", ")}]` : "";
	switch (distribution.kind) {
		case "url-wheel":
		case "path-wheel":
		case "directory":
			return directPin(`${name}${shownExtras}`, distribution);
		default:
			return `${name}${shownExtras}==${version}`;
	}
}

function indexLine({ distribution }: ResolutionNode): string {
	const isListed = distribution.kind === "registry-wheel" || distribution.kind === "registry-sdist";
	return isListed ? `\n    # from ${distribution.index.url}` : "";
}

interface Askers {
	/** `-c FILE` before `--override FILE` before `-r FILE`. */
	readonly files: readonly string[];
	readonly packages: readonly string[];
}

const FLAGS = { constraint: "-c", override: "--override", input: "-r" } as const;

const NO_ASKERS: Askers = { files: [], packages: [] };

function askersOf(askedBy: readonly Asker[]): Askers {
	const packages = new Set<string>();
	const inputs: { flag: SourceFlag; input: InputRequirement }[] = [];
	for (const asker of askedBy) {
		if (asker.kind === "package") packages.add(asker.name);
		else inputs.push({ flag: FLAGS[asker.kind], input: asker.input });
	}
	return { files: tellSources(inputs), packages: [...packages].sort() };
}

function splitComment({ files, packages }: Askers): string {
	const all = [...files, ...packages];
	const [only] = all;
	if (only === undefined) return "";
	if (all.length === 1) return `\n    # via ${only}`;
	return `\n    # via${all.map((asker) => `\n    #   ${asker}`).join("")}`;
}

function lineComment(pin: string, { files, packages }: Askers, hasHashes: boolean): string {
	const all = [...packages, ...files];
	if (all.length === 0) return "";
	const comment = `# via ${all.join(", ")}`;
	if (hasHashes) return `\n    ${comment}`;
	return `${" ".repeat(Math.max(0, COMMENT_COLUMN - pin.length))}  ${comment}`;
}

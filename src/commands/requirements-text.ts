/** A resolution as the text of a requirements file, in the layout of `pip compile`. Pure. */
import type { InputRequirement } from "../resolver/manifest.ts";
import type { Need, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { type Digest, printDigest } from "../standards/digest.ts";
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import { directPin, editablesFirst } from "./direct-pin.ts";
import { type SourceFlag, tellSources } from "./source-text.ts";

export interface TextOptions {
	readonly hasHashes: boolean;
	/** Whether they are only those of files of the kinds that may be taken. */
	readonly hasHashesOfChosenKinds: boolean;
	readonly hasExtras: boolean;
	/** Whether pins say where they are needed. */
	readonly hasMarkers: boolean;
	readonly hasAnnotations: boolean;
	readonly annotationStyle: "split" | "line";
	/** Normalized names that are left out and named at the end. */
	readonly omitted: ReadonlySet<string>;
	/** `--emit-index-annotation`: says for each distribution where it was found. */
	readonly hasIndexAnnotations: boolean;
}

/** What the text needs to know beside the resolution. */
export interface TextFacts {
	/** Where the distribution is needed; unknown unless extras or markers are written. */
	needOf(node: ResolutionNode): Need | undefined;
	/** Markers are written for Pythons from this one on. */
	readonly python: Version;
	/** A file of the inputs as comments name it. */
	shownFile(file: string): string;
	/** The hashes to write, where any are. */
	hashesOf(node: ResolutionNode): readonly Digest[];
}

/** The column at which comments of the style `line` begin, where the requirement leaves room. */
const COMMENT_COLUMN = 24;

/** One block of lines for each pin, by name; empty for an empty resolution. Ends with a newline. */
export function printRequirements(
	resolution: Resolution,
	facts: TextFacts,
	options: TextOptions,
): string {
	const shown = resolution.nodes.filter(({ name }) => !options.omitted.has(name));
	const context = { facts, options };
	const blocks = editablesFirst(shown)
		.flatMap((node) => pinsOf(node, facts, options))
		.map((pin) => `${printPin(pin, context)}\n`);
	return blocks.join("") + (options.hasAnnotations ? printOmitted(resolution, options) : "");
}

/** The names that are left out, as comments; empty where there are none. */
export function printOmitted(
	{ nodes }: Resolution,
	{ omitted }: Pick<TextOptions, "omitted">,
): string {
	const names = nodes.map(({ name }) => name).filter((name) => omitted.has(name));
	if (names.length === 0) return "";
	const lines = names.map((name) => `# ${name}\n`);
	return `\n# The following packages were excluded from the output:\n${lines.join("")}`;
}

/** A distribution with those of its extras that are needed in the same places. */
interface Pin {
	readonly node: ResolutionNode;
	readonly extras: readonly string[];
	readonly where: MarkerTree | undefined;
	/** Whether the distribution itself is what the line is about, and not only some extras of it. */
	readonly isBase: boolean;
}

function pinsOf(node: ResolutionNode, facts: TextFacts, options: TextOptions): readonly Pin[] {
	const need = facts.needOf(node);
	const base = { node, extras: [], where: need?.base, isBase: true };
	if (!options.hasExtras) return [base];
	const byPlace = new Map<MarkerTree | undefined, string[]>([[need?.base, []]]);
	for (const extra of node.extras) {
		const where = need?.extras.get(extra) ?? need?.base;
		byPlace.set(where, [...(byPlace.get(where) ?? []), extra]);
	}
	return [...byPlace].map(([where, extras]) => ({
		node,
		extras,
		where,
		isBase: where === need?.base,
	}));
}

interface Context {
	readonly facts: TextFacts;
	readonly options: TextOptions;
}

function printPin(pin: Pin, { facts, options }: Context): string {
	const { node } = pin;
	const hashes = options.hasHashes ? facts.hashesOf(node).map(printDigest).sort() : [];
	const hashLines = hashes.map((hash) => ` \\\n    --hash=${hash}`).join("");
	const marker = options.hasMarkers ? markerOf(pin, facts) : undefined;
	const text = requirementOf(pin) + (marker === undefined ? "" : ` ; ${marker}`);
	const askers = options.hasAnnotations ? askersOf(pin, facts) : NO_ASKERS;
	const index = options.hasIndexAnnotations ? indexLine(node) : "";
	if (options.annotationStyle === "line") {
		return text + hashLines + lineComment(text, askers, hashes.length > 0) + index;
	}
	return text + hashLines + splitComment(askers) + index;
}

function markerOf({ where }: Pin, { python }: TextFacts): string | undefined {
	const text = where?.simplifyFrom(python).toUsualText() ?? "";
	return text === "" ? undefined : text;
}

function requirementOf({ node, extras }: Pin): string {
	const { name, version, distribution } = node;
	const shownExtras = extras.length > 0 ? `[${extras.join(", ")}]` : "";
	switch (distribution.kind) {
		case "url-wheel":
		case "path-wheel":
		case "url-sdist":
		case "path-sdist":
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

function askersOf({ node, extras, isBase }: Pin, { shownFile }: TextFacts): Askers {
	const packages = new Set<string>();
	const inputs: { flag: SourceFlag; input: InputRequirement }[] = [];
	for (const asker of node.askedBy) {
		if (asker.kind !== "package") inputs.push({ flag: FLAGS[asker.kind], input: asker.input });
		else if (isBase || asker.requirement.extras.some((extra) => extras.includes(extra)))
			packages.add(asker.name);
	}
	return { files: tellSources(inputs, shownFile), packages: [...packages].sort() };
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

/** A resolution as the text of a requirements file, in the layout of `pip compile`. Pure. */
import type { Origin } from "../resolver/manifest.ts";
import type { Asker, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { printDigest } from "../standards/digest.ts";
import { isUrl, placeIn } from "./written-place.ts";

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

/** By the place that was given; the others stay in their order. */
function editablesFirst(nodes: readonly ResolutionNode[]): readonly ResolutionNode[] {
	const placeOf = ({ distribution }: ResolutionNode): string | undefined =>
		distribution.kind === "directory" && distribution.isEditable ? distribution.given : undefined;
	const editables = nodes.filter((node) => placeOf(node) !== undefined);
	if (editables.length === 0) return nodes;
	const sorted = editables.sort((a, b) => ((placeOf(a) ?? "") < (placeOf(b) ?? "") ? -1 : 1));
	return [...sorted, ...nodes.filter((node) => placeOf(node) === undefined)];
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
			return `${name}${shownExtras} @ ${placeIn(distribution.given)}`;
		case "path-wheel":
		case "directory": {
			const place = placeIn(distribution.given);
			if (distribution.kind === "directory" && distribution.isEditable) return `-e ${place}`;
			return isUrl(place) ? `${name}${shownExtras} @ ${place}` : place;
		}
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
	readonly sources: readonly string[];
	readonly packages: readonly string[];
}

const NO_ASKERS: Askers = { sources: [], packages: [] };

type SourceAsker = Exclude<Asker, { readonly kind: "package" }>;

/** Also the order in which they are told. */
const FLAGS: ReadonlyMap<SourceAsker["kind"], string> = new Map([
	["constraint", "-c"],
	["override", "--override"],
	["input", "-r"],
]);

function askersOf(askedBy: readonly Asker[]): Askers {
	const packages = new Set<string>();
	const sources: SourceAsker[] = [];
	for (const asker of askedBy) {
		if (asker.kind === "package") packages.add(asker.name);
		else sources.push(asker);
	}
	return { sources: sourcesOf(sources), packages: [...packages].sort() };
}

function sourcesOf(askers: readonly SourceAsker[]): readonly string[] {
	return [...FLAGS].flatMap(([kind, flag]) => {
		const same = askers.filter((asker) => asker.kind === kind);
		const told = same
			.flatMap(({ input }) => sourceOf(input.origin, flag) ?? [])
			.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1));
		return [...new Set(told.map(({ text }) => text))];
	});
}

interface Source {
	/** Files before projects before groups before settings. */
	readonly rank: number;
	readonly text: string;
}

/** Standard input has no name worth telling, and a script is not read again. */
function sourceOf(origin: Origin, flag: string): Source | undefined {
	if (typeof origin === "string") return undefined;
	if ("settings" in origin) return { rank: 3, text: `${flag} (workspace)` };
	if ("line" in origin) {
		const isUntold = origin.file === "-" || origin.isScript === true;
		return isUntold ? undefined : { rank: 0, text: `${flag} ${origin.file}` };
	}
	const { file, project, group } = origin;
	const place = group === undefined ? `(${file})` : `(${file}:${group})`;
	const text = project === undefined ? place : `${project} ${place}`;
	return { rank: group === undefined ? 1 : 2, text };
}

function splitComment({ sources, packages }: Askers): string {
	const all = [...sources, ...packages];
	const [only] = all;
	if (only === undefined) return "";
	if (all.length === 1) return `\n    # via ${only}`;
	return `\n    # via${all.map((asker) => `\n    #   ${asker}`).join("")}`;
}

function lineComment(pin: string, { sources, packages }: Askers, hasHashes: boolean): string {
	const all = [...packages, ...sources];
	if (all.length === 0) return "";
	const comment = `# via ${all.join(", ")}`;
	if (hasHashes) return `\n    ${comment}`;
	return `${" ".repeat(Math.max(0, COMMENT_COLUMN - pin.length))}  ${comment}`;
}

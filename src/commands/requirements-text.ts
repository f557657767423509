/** A resolution as the text of a requirements file, in the layout of `pip compile`. Pure. */
import type { InputRequirement } from "../resolver/manifest.ts";
import type { Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { type Digest, printDigest } from "../standards/digest.ts";
import type { Marker } from "../standards/marker.ts";
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import { spellFrom, spellMarker } from "./marker-spelling.ts";
import type { Need } from "./resolution-markers.ts";

export interface TextOptions {
	readonly hasHashes: boolean;
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
	/** Of those, the ones that hold: they are named as the reason for a pin. */
	readonly inputs: {
		readonly requirements: readonly InputRequirement[];
		readonly constraints: readonly InputRequirement[];
		readonly overrides: readonly InputRequirement[];
	};
	holds(marker: Marker | undefined): boolean;
	/** Where each distribution is needed; empty unless extras or markers are written. */
	readonly needs: ReadonlyMap<string, Need>;
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
	const files = filesByName(facts);
	const blocks = shown
		.flatMap((node) => pinsOf(node, facts, options))
		.map((pin) => `${printPin(pin, files, { facts, options })}\n`);
	return blocks.join("") + printOmitted(resolution, options);
}

function printOmitted({ nodes }: Resolution, { omitted, hasAnnotations }: TextOptions): string {
	const names = nodes.map(({ name }) => name).filter((name) => omitted.has(name));
	if (names.length === 0 || !hasAnnotations) return "";
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

function pinsOf(node: ResolutionNode, { needs }: TextFacts, options: TextOptions): readonly Pin[] {
	const need = needs.get(node.name);
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

function printPin(
	pin: Pin,
	files: ReadonlyMap<string, readonly string[]>,
	{ facts, options }: Context,
): string {
	const { node } = pin;
	const hashes = options.hasHashes ? facts.hashesOf(node).map(printDigest).sort() : [];
	const hashLines = hashes.map((hash) => ` \\\n    --hash=${hash}`).join("");
	const marker = options.hasMarkers ? markerOf(pin, facts) : undefined;
	const text = requirementOf(pin) + (marker === undefined ? "" : ` ; ${marker}`);
	const askers: Askers = options.hasAnnotations
		? { files: files.get(node.name) ?? [], packages: packagesThatAsk(pin) }
		: NO_ASKERS;
	const index = options.hasIndexAnnotations ? indexLine(node) : "";
	if (options.annotationStyle === "line") {
		return text + hashLines + lineComment(text, askers, hashes.length > 0) + index;
	}
	return text + hashLines + splitComment(askers) + index;
}

function markerOf({ node, where }: Pin, { python }: TextFacts): string | undefined {
	if (node.marker !== undefined) return spellMarker(node.marker);
	return where === undefined ? undefined : spellFrom(where, python);
}

function requirementOf({ node, extras }: Pin): string {
	const { name, version, distribution } = node;
	const shownExtras = extras.length > 0 ? `[${extras.join(", ")}]` : "";
	switch (distribution.kind) {
		case "url-wheel":
			return `${name}${shownExtras} @ ${withoutName(distribution.given)}`;
		case "path-wheel": {
			const place = withoutName(distribution.given);
			return place.startsWith("file:") ? `${name}${shownExtras} @ ${place}` : place;
		}
		default:
			return `${name}${shownExtras}==${version}`;
	}
}

/** `six @ https://…` as given has the name already. */
function withoutName(given: string): string {
	const at = /^[A-Za-z0-9._-]+(?:\s*\[[^\]]*\])?\s*@\s*/.exec(given);
	return at === null ? given : given.slice(at[0].length);
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

const NO_ASKERS: Askers = { files: [], packages: [] };

function packagesThatAsk({ node, extras, isBase }: Pin): readonly string[] {
	const names = new Set<string>();
	for (const asker of node.askedBy) {
		if (asker.kind !== "package") continue;
		const asked = asker.requirement.extras;
		if (isBase || asked.some((extra) => extras.includes(extra))) names.add(asker.name);
	}
	return [...names].sort();
}

/** The files that name each project, as comments name them. */
function filesByName({
	inputs,
	holds,
	shownFile,
}: TextFacts): ReadonlyMap<string, readonly string[]> {
	const byName = new Map<string, Set<string>>();
	const add = (option: string, list: readonly InputRequirement[]): void => {
		for (const input of list) {
			const { name, marker } = input.requirement;
			const file = fileOf(input);
			if (file === undefined || !holds(marker)) continue;
			const known = byName.get(name) ?? new Set();
			byName.set(name, known.add(`${option} ${shownFile(file)}`));
		}
	};
	add("-r", inputs.requirements);
	// A constraint that narrows nothing is no reason for a pin.
	add("-c", inputs.constraints.filter(narrows));
	add("--override", inputs.overrides);
	return new Map([...byName].map(([name, files]) => [name, [...files].sort(compareFiles)]));
}

function narrows({ requirement }: InputRequirement): boolean {
	return !requirement.specifiers.isAny || requirement.url !== undefined;
}

const FILE_ORDER = ["-c", "--override", "-r"];

function compareFiles(left: string, right: string): number {
	const rank = (file: string): number => FILE_ORDER.indexOf(file.split(" ", 1)[0] ?? "");
	if (rank(left) !== rank(right)) return rank(left) - rank(right);
	return left < right ? -1 : Number(left > right);
}

/** Standard input has no name worth telling. */
function fileOf({ origin }: InputRequirement): string | undefined {
	return typeof origin === "string" || origin.file === "-" ? undefined : origin.file;
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

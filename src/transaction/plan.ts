/**
 * The written plan of a change: versioned data that names every distribution going out and coming in.
 * Paths are absolute in memory; in the file those below the root are relative to it, so that a renamed
 * environment can be recovered.
 */
import { isAbsolute, join, relative, sep } from "node:path";

/** A distribution as a plan names it. */
export interface PlannedDistribution {
	/** Normalized. */
	readonly name: string;
	readonly version: string;
	/** `sha256:…`: of RECORD for one going out, of the wheel for one coming in; "" where unknown. */
	readonly digest: string;
	/** The absolute path of its `.dist-info` or `.egg-info`. */
	readonly infoPath: string;
}

/** A file or folder that goes to `trash/<to>`. */
export interface Removal {
	readonly from: string;
	readonly to: string;
}

/** Everything in `stage/<from>` goes into the folder `to`. */
export interface Placement {
	readonly from: string;
	readonly to: string;
}

export interface TransactionPlan {
	readonly outgoing: readonly PlannedDistribution[];
	readonly incoming: readonly PlannedDistribution[];
	/** In the order in which they happen: metadata folders first. */
	readonly removals: readonly Removal[];
	/** In the order in which they happen: metadata folders last. */
	readonly placements: readonly Placement[];
}

/** What a plan file turned out to be. */
export type PlanReading =
	| { readonly kind: "plan"; readonly plan: TransactionPlan }
	| { readonly kind: "newer"; readonly formatVersion: number }
	| { readonly kind: "unreadable" };

const FORMAT_VERSION = 1;
const PLAIN_NAME_REGEXP = /^[a-z0-9-]+$/;

/** The text of a plan file. */
export function printPlan(plan: TransactionPlan, root: string): string {
	const inside = (path: string): string => {
		const shorter = relative(root, path);
		return shorter === ".." || shorter.startsWith(`..${sep}`) || isAbsolute(shorter)
			? path
			: shorter;
	};
	const distributions = (list: readonly PlannedDistribution[]): object[] =>
		list.map((one) => ({ ...one, infoPath: inside(one.infoPath) }));
	return `${JSON.stringify({
		formatVersion: FORMAT_VERSION,
		outgoing: distributions(plan.outgoing),
		incoming: distributions(plan.incoming),
		removals: plan.removals.map(({ from, to }) => [inside(from), to]),
		placements: plan.placements.map(({ from, to }) => [from, inside(to)]),
	})}\n`;
}

/** Reads a plan file. Never throws: a file may be anything after the disk lost power. */
export function parsePlan(text: string, root: string): PlanReading {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { kind: "unreadable" };
	}
	if (!isRecord(value)) return { kind: "unreadable" };
	const version = value["formatVersion"];
	if (typeof version === "number" && version > FORMAT_VERSION) {
		return { kind: "newer", formatVersion: version };
	}
	const outgoing = readDistributions(value["outgoing"], root);
	const incoming = readDistributions(value["incoming"], root);
	const removals = readPairs(value["removals"]);
	const placements = readPairs(value["placements"]);
	if (outgoing === undefined || incoming === undefined) return { kind: "unreadable" };
	if (removals === undefined || placements === undefined) return { kind: "unreadable" };
	// These two name folders of the state folder; a name with a slash would lead out of it.
	if (!removals.every(([, to]) => PLAIN_NAME_REGEXP.test(to))) return { kind: "unreadable" };
	if (!placements.every(([from]) => PLAIN_NAME_REGEXP.test(from))) return { kind: "unreadable" };
	return {
		kind: "plan",
		plan: {
			outgoing,
			incoming,
			removals: removals.map(([from, to]) => ({ from: absolute(root, from), to })),
			placements: placements.map(([from, to]) => ({ from, to: absolute(root, to) })),
		},
	};
}

function absolute(root: string, path: string): string {
	return isAbsolute(path) ? path : join(root, path);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readDistributions(value: unknown, root: string): PlannedDistribution[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const read: PlannedDistribution[] = [];
	for (const item of value) {
		if (!isRecord(item)) return undefined;
		const { name, version, digest, infoPath } = item;
		if (typeof name !== "string" || typeof version !== "string") return undefined;
		if (typeof digest !== "string" || typeof infoPath !== "string") return undefined;
		read.push({ name, version, digest, infoPath: absolute(root, infoPath) });
	}
	return read;
}

function readPairs(value: unknown): (readonly [string, string])[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const read: (readonly [string, string])[] = [];
	for (const item of value) {
		if (!Array.isArray(item)) return undefined;
		const [left, right]: unknown[] = item;
		if (typeof left !== "string" || typeof right !== "string") return undefined;
		read.push([left, right]);
	}
	return read;
}

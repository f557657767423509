/**
 * What an environment holds, for commands that only read. Nothing is written and nothing locked, so a change may be
 * unfinished: then the answer is what the environment will hold when it is, or still holds where it was not decided.
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Environment } from "../environment/environment.ts";
import { InstalledDistribution } from "../environment/installed-distribution.ts";
import { type Leftover, readSitePackages } from "../environment/site-packages.ts";
import { errorCode } from "../platform/files.ts";
import { Version } from "../standards/version.ts";
import type { PlannedDistribution, TransactionPlan } from "../transaction/plan.ts";
import { type Pending, readPending } from "../transaction/recover.ts";
import { isThere, stateFolder } from "../transaction/state-folder.ts";

export interface InstalledState {
	/** Sorted by name, then version. */
	readonly distributions: readonly InstalledDistribution[];
	readonly leftovers: readonly Leftover[];
	/** A change that was decided and is not carried out, by an interrupted process or one that is at work. */
	readonly unfinished: "none" | "told" | "unreadable";
}

/** A listing during which a change began or ended mixes old and new: it is taken again, a few times. */
const MOST_READINGS = 5;

/** Reads site-packages and any plan of a change. Writes nothing. */
export function readInstalledState(
	environment: Pick<Environment, "root" | "sitePackages">,
): InstalledState {
	const { root, sitePackages } = environment;
	for (let reading = 1; ; reading += 1) {
		const before = readPending(root);
		const { distributions, leftovers } = readSitePackages(sitePackages);
		const pending = readPending(root);
		if (before?.kind !== pending?.kind && reading < MOST_READINGS) continue;
		if (pending?.kind !== "decided")
			return { distributions, leftovers, unfinished: stateOf(pending) };
		const { plan } = pending;
		return {
			distributions:
				plan === undefined ? distributions : afterPlan(plan, distributions, environment),
			leftovers,
			unfinished: stateOf(pending),
		};
	}
}

function stateOf(pending: Pending | undefined): InstalledState["unfinished"] {
	if (pending?.kind !== "decided") return "none";
	return pending.plan === undefined ? "unreadable" : "told";
}

/** What goes out is left out, wherever it is; what comes in is found in its place or still staged. */
function afterPlan(
	plan: TransactionPlan,
	found: readonly InstalledDistribution[],
	{ root, sitePackages }: Pick<Environment, "root" | "sitePackages">,
): readonly InstalledDistribution[] {
	const folders = new Map(sitePackages.map((folder) => [realPath(folder), folder]));
	const planned = new Set(
		[...plan.outgoing, ...plan.incoming].map(({ infoPath }) => placeOf(infoPath, folders)),
	);
	const staying = found.filter(({ path }) => !planned.has(path));
	const incoming = plan.incoming.flatMap((distribution) => {
		const known = readIncoming(distribution, { plan, root, folders });
		return known === undefined ? [] : [known];
	});
	return [...staying, ...incoming].sort((left, right) => {
		if (left.name !== right.name) return left.name < right.name ? -1 : 1;
		return left.version.compare(right.version);
	});
}

function readIncoming(
	{ name, version: text, infoPath }: PlannedDistribution,
	{
		plan,
		root,
		folders,
	}: {
		readonly plan: TransactionPlan;
		readonly root: string;
		readonly folders: ReadonlyMap<string, string>;
	},
): InstalledDistribution | undefined {
	const version = Version.tryParse(text);
	if (version === undefined) return undefined;
	const path = placeOf(infoPath, folders);
	const { stage } = stateFolder(root);
	const staged = plan.placements
		.filter(({ to }) => to === dirname(infoPath))
		.map(({ from }) => join(stage, from, basename(infoPath)))
		.find(isThere);
	const parts = { name, version, kind: "dist-info", path, location: dirname(path) } as const;
	if (staged !== undefined) return new InstalledDistribution({ ...parts, infoPath: staged });
	return isThere(infoPath) ? new InstalledDistribution(parts) : undefined;
}

/** Plans hold real paths; the environment is known by the path that the user gave. */
function placeOf(infoPath: string, folders: ReadonlyMap<string, string>): string {
	const folder = folders.get(dirname(infoPath));
	return folder === undefined ? infoPath : join(folder, basename(infoPath));
}

function realPath(folder: string): string {
	try {
		return realpathSync(folder);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return folder;
	}
}

/**
 * Changes an environment: the one verb of the installer. What goes out and what comes in is one transaction
 * (docs/transaction.md): look, begin, stage, commit, finish.
 */
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../errors/user-error.ts";
import type { Background } from "../platform/background.ts";
import { errorCode, makeDirectory, writeNewFile } from "../platform/files.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import type { SchemePaths } from "../platform/scheme-paths.ts";
import { createHasher } from "../runtime/hasher.ts";
import type { Placement, TransactionPlan } from "../transaction/plan.ts";
import { Transaction } from "../transaction/transaction.ts";
import { BadWheel } from "./bad-wheel.ts";
import type { OutgoingDistribution } from "./installed-files.ts";
import type { LinkMode } from "./link-files.ts";
import { type Outgoing, planOutgoing, type RecordPolicy } from "./outgoing.ts";
import { findOverlaps, type Overlap, type OverlapSearch, type PresentTarget } from "./overlaps.ts";
import { findOwners } from "./ownership.ts";
import type { KeptFile } from "./removable-files.ts";
import { isReservedInRoot } from "./reserved-targets.ts";
import type { ScriptInterpreter } from "./script.ts";
import { StageLayout } from "./stage-layout.ts";
import { type StageOutcome, stageWheels } from "./stage-wheels.ts";
import type { StagedWheel } from "./staged-wheel.ts";

/** The machine refused before anything of the environment was touched. */
export class ChangeFailed extends UserError {
	readonly code = "change-failed";
}

/** The environment that is changed. */
export interface ChangeTarget {
	/** The folder of the virtual environment, of the `data` scheme, or of `--target`; it exists. */
	readonly root: string;
	readonly paths: SchemePaths;
	readonly interpreter: ScriptInterpreter;
}

export interface Changes {
	readonly outgoing: readonly OutgoingDistribution[];
	/** Of two with the same file the later one wins. */
	readonly incoming: readonly StagedWheel[];
}

export interface ChangeOptions {
	/** The environment's lock. `recover` has run under it. */
	readonly lock: HeldLock;
	/** `hardlink` where nothing is said. */
	readonly linkMode?: LinkMode;
	readonly background?: Background;
	/** Once aborted: before the commit everything is dropped, after it the change is finished. */
	readonly signal?: AbortSignal;
	/** `refuse` where nothing is said. */
	readonly recordPolicy?: RecordPolicy;
	/** False: neither INSTALLER, REQUESTED nor direct_url.json is written. */
	readonly hasInstallerMetadata?: boolean;
}

/** What a change met on its way and did not stop for. */
export type ChangeWarning =
	| ({ readonly kind: "kept" } & { readonly file: KeptFile })
	| ({ readonly kind: "overlap" } & Overlap)
	/** A file of an installed distribution now has another content. `owner` is its `.dist-info` folder. */
	| {
			readonly kind: "overwritten";
			readonly path: string;
			readonly owner: string;
			readonly wheel: string;
	  }
	/** It had no RECORD: its metadata is gone, its files were left. */
	| { readonly kind: "no-record"; readonly name: string };

export type ChangeOutcome =
	| {
			readonly kind: "changed";
			readonly warnings: readonly ChangeWarning[];
			/** Whether files were copied because they could not be linked. */
			readonly fellBack: boolean;
	  }
	| Exclude<StageOutcome, { readonly kind: "staged" }>;

/**
 * Takes `outgoing` out and puts `incoming` in, all or nothing. Throws `BadWheel`, `MissingRecord` and `ChangeFailed`
 * with the environment as it was, and `ChangeUnfinished` where the next changing command has to finish.
 */
export async function applyChanges(
	target: ChangeTarget,
	changes: Changes,
	options: ChangeOptions,
): Promise<ChangeOutcome> {
	const root = realpathSync(target.root);
	const paths = realPaths(target.paths);
	const outgoing = planOutgoing(
		changes.outgoing,
		{ root, paths },
		options.recordPolicy ?? "refuse",
	);
	const layout = new StageLayout(paths);
	const search = findOverlaps(changes.incoming, layout);
	const warnings = judge({ root, wheels: changes.incoming, layout, outgoing, search });
	const plan = planChange(changes.incoming, layout, outgoing);
	let transaction: Transaction | undefined;
	let staged: StageOutcome;
	try {
		const begun = Transaction.begin({ root, plan, lock: options.lock });
		transaction = begun;
		writeRewritten(begun, outgoing);
		staged = await stageWheels(
			{
				wheels: changes.incoming,
				layout,
				search,
				interpreter: target.interpreter,
				stagePath: (placement) => begun.stagePath(placement),
			},
			{
				mode: options.linkMode ?? "hardlink",
				background: options.background,
				signal: options.signal,
				hasInstallerMetadata: options.hasInstallerMetadata ?? true,
			},
		);
		if (staged.kind !== "staged") begun.abandon();
		else begun.commit();
	} catch (error) {
		transaction?.abandon();
		throw explained(error, root);
	}
	if (staged.kind !== "staged") return staged;
	transaction.finish();
	return { kind: "changed", warnings, fellBack: staged.fellBack };
}

function planChange(
	wheels: readonly StagedWheel[],
	layout: StageLayout,
	outgoing: Outgoing,
): TransactionPlan {
	const incoming = wheels.map(({ image }) => ({
		name: image.name,
		version: image.version,
		digest: image.digest,
		infoPath: join(layout.siteFolder(image), image.infoFolder),
	}));
	const leaving = new Set(outgoing.removals);
	// What another tool left behind without its being an installed distribution must not mix with the new one.
	const leftOver = incoming
		.map(({ infoPath }) => infoPath)
		.filter((path) => !leaving.has(path) && isThere(path));
	return {
		outgoing: outgoing.distributions,
		incoming,
		removals: [...leftOver, ...outgoing.removals].map((from, index) => ({
			from,
			to: String(index),
		})),
		placements: [...rewrittenPlacements(outgoing), ...layout.placements()],
	};
}

function rewrittenPlacements({ rewritten }: Outgoing): readonly Placement[] {
	return [...rewritten.keys()].map((path, index) => ({
		from: `rewritten-${index}`,
		to: dirname(path),
	}));
}

function writeRewritten(transaction: Transaction, outgoing: Outgoing): void {
	for (const [index, [path, text]] of [...outgoing.rewritten].entries()) {
		const folder = transaction.stagePath(`rewritten-${index}`);
		makeDirectory(folder);
		writeNewFile(join(folder, basename(path)), text);
	}
}

interface Judged {
	readonly root: string;
	readonly wheels: readonly StagedWheel[];
	readonly layout: StageLayout;
	readonly outgoing: Outgoing;
	readonly search: OverlapSearch;
}

/** Refuses what must not be; tells what is odd. */
function judge(judged: Judged): readonly ChangeWarning[] {
	const { wheels, outgoing, search } = judged;
	for (const wheel of wheels) refuseReserved(wheel, judged);
	const staying = search.present.filter(({ path }) => !outgoing.files.has(path));
	for (const { path, claim } of staying) {
		if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) continue;
		throw new BadWheel(`a folder is in the way of its file \`${path}\``, {
			filename: wheels[claim.wheel]?.image.name ?? "",
		});
	}
	return [
		...outgoing.kept.map((file) => ({ kind: "kept" as const, file })),
		...outgoing.quarantined.map((name) => ({ kind: "no-record" as const, name })),
		...search.overlaps.map((overlap) => ({ kind: "overlap" as const, ...overlap })),
		...findOverwritten(staying, judged),
	];
}

/** With `--target` the site folder is the root: then a module may not be called as a file of the environment. */
function refuseReserved({ image }: StagedWheel, { root, layout }: Judged): void {
	for (const group of image.groups) {
		const folder = layout.folderOf(image, group).target;
		if (folder !== root || group.scheme === "info") continue;
		const names = image.names().slice(group.first, group.first + (group.counts[0] ?? 0));
		const folders = group.folders.filter((name) => name !== "" && !name.includes("/"));
		const reserved = [...names, ...folders].find(isReservedInRoot);
		if (reserved === undefined) continue;
		throw new BadWheel(`\`${reserved}\` would replace a part of the environment itself`, {
			filename: image.name,
		});
	}
}

function findOverwritten(
	staying: readonly PresentTarget[],
	{ wheels, layout, outgoing }: Judged,
): readonly ChangeWarning[] {
	const { purelib, platlib } = layout.paths;
	const owners = findOwners({
		paths: new Set(staying.map(({ path }) => path)),
		sites: [purelib, platlib],
		except: new Set(outgoing.distributions.map(({ infoPath }) => infoPath)),
	});
	const warnings: ChangeWarning[] = [];
	for (const { path, claim } of staying) {
		const owner = owners.get(path);
		const image = wheels[claim.wheel]?.image;
		if (owner === undefined || image === undefined) continue;
		const digest = typeof claim.file === "number" ? image.digests()[claim.file] : undefined;
		if (digest === digestOf(path)) continue;
		warnings.push({ kind: "overwritten", path, owner, wheel: image.name });
	}
	return warnings;
}

function digestOf(path: string): string {
	const hasher = createHasher("sha256");
	hasher.update(readFileSync(path));
	return hasher.base64url();
}

function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function realPaths(paths: SchemePaths): SchemePaths {
	return {
		purelib: realFolder(paths.purelib),
		platlib: realFolder(paths.platlib),
		scripts: realFolder(paths.scripts),
		headers: realFolder(paths.headers),
		data: realFolder(paths.data),
	};
}

/** The real path of a folder that may not be there yet. */
function realFolder(path: string): string {
	try {
		return realpathSync(path);
	} catch (error) {
		if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
		return join(realFolder(dirname(path)), basename(path));
	}
}

const REASONS: ReadonlyMap<string, string> = new Map([
	["ENOSPC", "no space is left on the device"],
	["EDQUOT", "the disk quota is used up"],
	["EACCES", "permission is denied"],
	["EPERM", "permission is denied"],
	["EROFS", "the file system is read-only"],
	["EIO", "the device reports an error"],
	["EMFILE", "too many files are open"],
]);

function explained(error: unknown, root: string): unknown {
	const code = errorCode(error);
	if (code === undefined || error instanceof UserError) return error;
	const reason = REASONS.get(code) ?? "the system refuses";
	return new ChangeFailed(`Could not change the environment at \`${root}\`: ${reason}`, {
		cause: error,
	});
}

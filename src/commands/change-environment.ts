/** From a plan to the changed environment: prepare, apply, tell. */
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { UserError } from "../errors/user-error.ts";
import { type InstalledFacts, isEmptyPlan, type Plan } from "../installer/plan.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import type { CachedWheel } from "../preparer/cached-wheel.ts";
import { bringAgain, findPrepared, prepareWheels } from "../preparer/prepare.ts";
import { operatingSystem } from "../runtime/this-process.ts";
import {
	applyChanges,
	type ChangeOptions,
	type ChangeOutcome,
	type ChangeWarning,
} from "../wheel/apply-changes.ts";
import type { LinkMode } from "../wheel/link-files.ts";
import type { StagedWheel } from "../wheel/staged-wheel.ts";
import { type BytecodeScope, compileChanged, readCompileTimeout } from "./compile-changed.ts";
import { directUrlOf, directUrlText } from "./direct-origin.ts";
import type { Supply, Tools } from "./tools.ts";

/** The user interrupted before anything was decided. */
export class Interrupted extends UserError {
	readonly code = "interrupted";
}

/** Files in the cache changed again and again while they were being installed. */
export class UnstableCache extends UserError {
	readonly code = "unstable-cache";
}

/** Links were asked for into a cache that does not last. */
export class PassingCache extends UserError {
	readonly code = "passing-cache";
}

/** How a change is made. */
export interface ChangePreferences {
	readonly isDryRun: boolean;
	readonly linkMode: LinkMode | undefined;
	readonly hasInstallerMetadata: boolean;
	/** `none` where nothing is said. */
	readonly bytecode?: BytecodeScope;
	/** `quarantine`: what has no RECORD loses its metadata and keeps its files. */
	readonly recordPolicy: ChangeOptions["recordPolicy"];
}

export interface ChangeContext {
	readonly environment: Environment;
	readonly lock: HeldLock;
	/** Absent where nothing can come in. */
	readonly supply: Supply | undefined;
	readonly preferences: ChangePreferences;
	readonly tools: Tools;
}

type InstalledDistributionFacts = Pick<InstalledDistribution, "name" | "version" | "path"> & {
	readonly directUrl: string | undefined;
};
interface EnvironmentPlan extends Pick<Plan<InstalledFacts>, "additions" | "kept"> {
	readonly removals: readonly InstalledDistributionFacts[];
}

/** Carries the plan out, or says what it would do; reports stages and changes. Answers what came in. */
export async function changeEnvironment(
	plan: EnvironmentPlan,
	context: ChangeContext,
): Promise<readonly CachedWheel[]> {
	const { preferences, tools } = context;
	if (preferences.isDryRun) {
		tellDryRun(plan, context);
		return [];
	}
	if (isEmptyPlan(plan)) {
		await compileChanged([], context);
		return [];
	}
	refusePassingLinks(context);
	if ((preferences.bytecode ?? "none") !== "none") readCompileTimeout(tools.variables);
	const wheels = await prepare(plan, context);
	// Where something came from is read from files that go.
	const changes = changesOf(plan);
	const started = tools.now();
	const applied = await apply(plan, wheels, context);
	const elapsed = tools.now() - started;
	for (const warning of applied.warnings) tellWarning(warning, tools);
	if (applied.fellBack) tellFallback(context);
	const { removals, additions } = plan;
	const tell = (stage: "uninstalled" | "installed", count: number): void => {
		if (count > 0) tools.reporter.report({ kind: "stage", stage, count, elapsed });
	};
	tell("uninstalled", removals.length);
	tell("installed", additions.length);
	await compileChanged(wheels, context);
	tellChanges(changes, tools);
	return wheels;
}

/** Links into a folder that goes away with this run would lead nowhere. */
function refusePassingLinks({ preferences, tools }: ChangeContext): void {
	if (preferences.linkMode !== "symlink" || !tools.cache.isTemporary) return;
	throw new PassingCache(
		"Cannot install with `--link-mode symlink`: the cache of this run is removed at its end, and the links would lead nowhere",
		{ hints: ["Use a lasting cache, or another way such as `--link-mode copy`"] },
	);
}

function tellFallback({ environment, preferences, tools }: ChangeContext): void {
	tools.reporter.report({
		kind: "warning",
		message: `Files were copied, since the cache cannot be linked into \`${environment.root}\` (\`${preferences.linkMode ?? "hardlink"}\`); a cache on the same file system is faster, and \`--link-mode copy\` or \`UV_LINK_MODE=copy\` says that copies are meant`,
	});
}

async function prepare(
	plan: EnvironmentPlan,
	{ supply, tools }: ChangeContext,
): Promise<readonly CachedWheel[]> {
	if (plan.additions.length === 0) return [];
	if (supply === undefined) throw new Error("a plan without a supply brings something in");
	const started = tools.now();
	const { wheels, fetched } = await prepareWheels(
		plan.additions.map(({ distribution }) => distribution),
		supply,
	);
	if (fetched > 0) {
		const elapsed = tools.now() - started;
		tools.reporter.report({ kind: "stage", stage: "prepared", count: fetched, elapsed });
	}
	return wheels;
}

/** A wheel that was edited in the cache is fetched again; more than a few rounds of that are no accident. */
const MOST_ROUNDS = 3;

async function apply(
	plan: EnvironmentPlan,
	prepared: readonly CachedWheel[],
	context: ChangeContext,
): Promise<Extract<ChangeOutcome, { kind: "changed" }>> {
	let wheels = prepared;
	for (let round = 0; round < MOST_ROUNDS; round += 1) {
		const staged = wheels.map(stagedWheel);
		const outcome = await context.tools.protect(() => applyOnce(plan, staged, context));
		if (outcome.kind === "changed") return outcome;
		if (outcome.kind === "interrupted") throw new Interrupted("Interrupted: nothing was changed");
		const stale = new Set(outcome.wheels.map(({ directory }) => directory));
		wheels = await Promise.all(
			wheels.map(async (wheel) =>
				stale.has(wheel.directory) ? await bringAgain(wheel, context.supply as Supply) : wheel,
			),
		);
	}
	throw new UnstableCache(
		`Cannot install from the cache at \`${context.tools.cache.directory}\`: its files change while they are used`,
		{ hints: ["Clear it with `pippin cache clean` when nothing else uses it"] },
	);
}

function applyOnce(
	plan: EnvironmentPlan,
	incoming: readonly StagedWheel[],
	{ environment, lock, preferences, tools }: ChangeContext,
): Promise<ChangeOutcome> {
	const { interpreter } = environment;
	return applyChanges(
		{
			root: environment.root,
			paths: environment.paths,
			interpreter: {
				path: interpreter.executable,
				isRelocatable: interpreter.config?.isRelocatable === true,
				system: operatingSystem() === "win32" ? "windows" : "posix",
			},
		},
		{
			outgoing: plan.removals.map(({ name, version, path }) => ({
				name,
				version: version.toString(),
				path,
			})),
			incoming,
		},
		{
			lock,
			background: tools.background,
			signal: tools.signal,
			hasInstallerMetadata: preferences.hasInstallerMetadata,
			...(preferences.linkMode === undefined ? {} : { linkMode: preferences.linkMode }),
			...(preferences.recordPolicy === undefined ? {} : { recordPolicy: preferences.recordPolicy }),
		},
	);
}

function stagedWheel(wheel: CachedWheel): StagedWheel {
	const directUrl = directUrlText(wheel.distribution);
	return {
		image: wheel.image,
		directory: wheel.directory,
		// As uv does: what is a dependency today is often what somebody asked for tomorrow (docs/compatibility.md).
		isRequested: true,
		...(directUrl === undefined ? {} : { directUrl }),
	};
}

function tellDryRun(plan: EnvironmentPlan, { supply, tools }: ChangeContext): void {
	const { reporter } = tools;
	if (isEmptyPlan(plan)) return;
	const missing = plan.additions.filter(
		({ distribution }) => supply === undefined || findPrepared(distribution, supply) === undefined,
	);
	const tell = (
		stage: "would-download" | "would-uninstall" | "would-install",
		count: number,
	): void => {
		if (count > 0) reporter.report({ kind: "stage", stage, count, elapsed: undefined });
	};
	tell("would-download", missing.length);
	tell("would-uninstall", plan.removals.length);
	tell("would-install", plan.additions.length);
	tellChanges(changesOf(plan), tools);
}

interface Change {
	readonly change: "added" | "removed" | "reinstalled";
	readonly name: string;
	readonly version: string;
	readonly source: string | undefined;
}

function tellChanges(changes: readonly Change[], { reporter }: Tools): void {
	for (const change of changes) reporter.report({ kind: "change", ...change });
}

/** Sorted by name; what goes before what comes; the same version out and in is one line. */
function changesOf(plan: EnvironmentPlan): readonly Change[] {
	const removed: Change[] = plan.removals.map(({ name, version, directUrl }) => ({
		change: "removed",
		name,
		version: version.toString(),
		source: directUrl,
	}));
	const added: Change[] = plan.additions.map(({ distribution }) => ({
		change: "added",
		name: distribution.name,
		version: distribution.version.toString(),
		source: directUrlOf(distribution),
	}));
	return sortChanges(joinReinstalled(removed, added));
}

function joinReinstalled(removed: readonly Change[], added: readonly Change[]): readonly Change[] {
	const key = ({ name, version, source }: Change): string => `${name} ${version} ${source ?? ""}`;
	const out = new Set(removed.map(key));
	const back = new Set(added.map(key));
	return [
		...removed.filter((change) => !back.has(key(change))),
		...added.map(
			(change): Change => (out.has(key(change)) ? { ...change, change: "reinstalled" } : change),
		),
	];
}

const ORDER = { removed: 0, added: 1, reinstalled: 2 };

function sortChanges(changes: readonly Change[]): readonly Change[] {
	return [...changes].sort((left, right) => {
		if (left.name !== right.name) return left.name < right.name ? -1 : 1;
		return ORDER[left.change] - ORDER[right.change];
	});
}

function tellWarning(warning: ChangeWarning, { reporter }: Tools): void {
	switch (warning.kind) {
		case "no-record": {
			const message = `\`${warning.name}\` had no RECORD: its metadata was removed, its files were left`;
			reporter.report({ kind: "warning", message });
			return;
		}
		case "kept":
		case "overlap":
		case "overwritten": {
			const message = `${warning.kind}: ${JSON.stringify(warning)}`;
			reporter.report({ kind: "detail", scope: "wheel", message });
		}
	}
}

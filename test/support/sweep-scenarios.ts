/** The changes that the crash sweep interrupts: small wheels that use every scheme, shared folders and launchers. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { recover } from "../../src/transaction/recover.ts";
import { applyChanges, type ChangeTarget } from "../../src/wheel/apply-changes.ts";
import { application, part } from "./changing-wheels.ts";
import type { WheelRecipe } from "./wheel-builder.ts";
import { installed, storedWheel, storeWheel } from "./wheel-store.ts";

const RECIPES: Readonly<Record<string, WheelRecipe>> = {
	"app-1": application("1.0", ["old", "both"]),
	"app-2": application("2.0", ["both", "new"]),
	"left-1": part("left", "1.0"),
	"left-2": part("left", "2.0"),
	"right-1": part("right", "1.0"),
	"six-1": { name: "six", version: "1.0", files: { "six.py": "VERSION = 1\n" } },
	"six-2": { name: "six", version: "2.0", files: { "six.py": "VERSION = 2\n" } },
};

export interface Scenario {
	/** Wheels that are installed before. */
	readonly before: readonly string[];
	readonly outgoing: readonly string[];
	readonly incoming: readonly string[];
	/** Wheels that are installed afterwards. */
	readonly after: readonly string[];
}

export type ScenarioName = "install" | "upgrade" | "uninstall" | "sync";

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
	install: {
		before: ["right-1"],
		outgoing: [],
		incoming: ["app-1", "left-1", "six-1"],
		after: ["right-1", "app-1", "left-1", "six-1"],
	},
	upgrade: {
		before: ["right-1", "app-1", "left-1", "six-1"],
		outgoing: ["app-1.0.dist-info", "shared_left-1.0.dist-info", "six-1.0.dist-info"],
		incoming: ["app-2", "left-2", "six-2"],
		after: ["right-1", "app-2", "left-2", "six-2"],
	},
	uninstall: {
		before: ["right-1", "app-1", "left-1", "six-1"],
		outgoing: ["app-1.0.dist-info", "shared_left-1.0.dist-info"],
		incoming: [],
		after: ["right-1", "six-1"],
	},
	sync: {
		before: ["right-1", "app-1", "six-1"],
		outgoing: ["app-1.0.dist-info", "shared_right-1.0.dist-info"],
		incoming: ["app-2", "left-1"],
		after: ["app-2", "left-1", "six-1"],
	},
};

/** Unpacks every wheel into a store; later processes find it by its file `entries.json`. */
export function makeSweepStore(store: string): void {
	mkdirSync(store, { recursive: true });
	const entries = Object.entries(RECIPES).map(([name, recipe]) => [
		name,
		storeWheel(store, recipe).directory,
	]);
	writeFileSync(join(store, "entries.json"), JSON.stringify(Object.fromEntries(entries)));
}

function wheelsOf(store: string, names: readonly string[]): ReturnType<typeof storedWheel>[] {
	const entries: unknown = JSON.parse(readFileSync(join(store, "entries.json"), "utf8"));
	const directories = new Map(Object.entries(entries as Record<string, string>));
	return names.map((name) => storedWheel(directories.get(name) ?? ""));
}

/** Brings the wheels into an environment, as the test's own check of what is right. */
export async function installAll(
	store: string,
	target: ChangeTarget,
	names: readonly string[],
): Promise<void> {
	using lock = await acquireLock(join(target.root, ".lock"), { timeout: 1000 });
	await applyChanges(target, { outgoing: [], incoming: wheelsOf(store, names) }, { lock });
}

/**
 * What a command does: lock, recover, look what is installed, change what differs. The answer is the kind of
 * the outcome, or `nothing-to-do` where all was as it should be.
 */
export async function runScenario(
	name: ScenarioName,
	store: string,
	target: ChangeTarget,
): Promise<string> {
	const { outgoing, incoming } = SCENARIOS[name];
	using lock = await acquireLock(join(target.root, ".lock"), { timeout: 1000 });
	recover(target.root, lock);
	const isInstalled = (infoFolder: string): boolean =>
		existsSync(join(target.paths.purelib, infoFolder));
	const going = outgoing.filter(isInstalled).map((folder) => installed(target, folder));
	const coming = wheelsOf(store, incoming).filter(({ image }) => !isInstalled(image.infoFolder));
	if (going.length === 0 && coming.length === 0) return "nothing-to-do";
	const outcome = await applyChanges(target, { outgoing: going, incoming: coming }, { lock });
	return outcome.kind;
}

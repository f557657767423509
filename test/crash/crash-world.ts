/** What the crash tests share: a small index, trees that can be compared, and the question whether an environment is torn. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isIntact } from "../../src/transaction/verify-placed.ts";
import { application, part } from "../support/changing-wheels.ts";
import { indexFile } from "../support/index-file.ts";
import { worldOf } from "../support/index-server.ts";
import type { IndexWorld } from "../support/index-world.ts";
import type { WheelRecipe } from "../support/wheel-builder.ts";
import { treeOf } from "../support/wheel-store.ts";

const MANY_MODULES = Array.from({ length: 60 }, (_, index) => `part${index}`);

const RECIPES: readonly WheelRecipe[] = [
	{ name: "anchor", version: "1.0" },
	{ ...application("1.0", ["old", "both", ...MANY_MODULES]), requires: ["six==1.0"] },
	{ ...application("2.0", ["both", "new", ...MANY_MODULES]), requires: ["six==2.0"] },
	...["1.0", "2.0"].flatMap((version) => [part("left", version), part("right", version)]),
	{ name: "six", version: "1.0", files: { "six.py": "VERSION = 1\n" } },
	{ name: "six", version: "2.0", files: { "six.py": "VERSION = 2\n" } },
];

/** `anchor` 1.0, and `app`, `six`, `shared-left` and `shared-right` 1.0 and 2.0. */
export function crashWorld(): IndexWorld {
	const files = RECIPES.map((recipe) => ({
		project: recipe.name,
		file: indexFile(recipe),
	}));
	const projects = new Set(files.map(({ project }) => project));
	return worldOf(
		[...projects].map((name) => [
			name,
			files.filter(({ project }) => project === name).map(({ file }) => file),
		]),
	);
}

export type Tree = ReadonlyMap<string, string>;

/**
 * What lies below an environment, in a form that two environments can be compared in: without its lock, its own path and what
 * depends on the order of commands (REQUESTED).
 */
export function environmentTree(root: string): Tree {
	const tree = treeOf(root, { mayDiffer: /^\.lock$|\.dist-info\/REQUESTED$/ });
	// Other tools make environments with this folder, so uninstalling never removes it.
	if (!tree.has("include/site")) tree.delete("include");
	for (const [path, shown] of tree) {
		if (!/^\d+ /.test(shown)) continue;
		const isRecord = path.endsWith(".dist-info/RECORD");
		if (!isRecord && !path.startsWith("bin/") && path !== "pyvenv.cfg") continue;
		const text = readFileSync(join(root, path), "utf8").replaceAll(root, "[ROOT]");
		// The rows of scripts have digests of what names the environment.
		const rows = text
			.replace(/^.*\/REQUESTED,.*\n/gm, "")
			.replace(/^((?:\.\.\/)+bin\/[^,]+),.*$/gm, "$1");
		tree.set(path, `${shown.split(" ")[0]} ${isRecord ? rows : text}`);
	}
	return tree;
}

/** Metadata folders that are there although some of their files are not, or are others. None may ever be seen. */
export function tornDistributions(sitePackages: string): readonly string[] {
	if (!existsSync(sitePackages)) return [];
	return readdirSync(sitePackages)
		.filter((entry) => entry.endsWith(".dist-info"))
		.filter((entry) => !isIntact(join(sitePackages, entry), join(sitePackages, entry)));
}

/** `name==version` of every metadata folder, sorted. */
export function installedPins(sitePackages: string): readonly string[] {
	return readdirSync(sitePackages)
		.filter((entry) => entry.endsWith(".dist-info"))
		.map((entry) => entry.slice(0, -".dist-info".length).replace("_", "-"))
		.map((stem) => stem.replace(/-(?=[\d.]+$)/, "=="))
		.sort();
}

export function isSameTree(left: Tree, right: Tree): boolean {
	return left.size === right.size && [...left].every(([path, shown]) => right.get(path) === shown);
}

/** Entries of one tree that the other has not, or has with another content. */
export function difference(left: Tree, right: Tree): readonly string[] {
	return [...left].filter(([path, shown]) => right.get(path) !== shown).map(([path]) => path);
}

/** Runs the work for each item, two at a time; the work is told in which of the two lanes it runs. */
export async function inPairs<Item>(
	items: readonly Item[],
	work: (item: Item, lane: 0 | 1) => Promise<void>,
): Promise<void> {
	let next = 0;
	const run = async (lane: 0 | 1): Promise<void> => {
		for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item, lane);
	};
	await Promise.all([run(0), run(1)]);
}

/**
 * Two wheels with the same file, or a wheel with a file that lies in the environment already. Installers
 * have always let the later one win, and real packages rely on it (namespace `__init__.py` files), so it is
 * told and not refused. The winner does not depend on the order in which threads work.
 */
import { readdirSync } from "node:fs";
import { errorCode } from "../platform/files.ts";
import { type StageLayout, targetFolder } from "./stage-layout.ts";
import type { StagedWheel } from "./staged-wheel.ts";

/** Two wheels of one plan with the same file. */
export interface Overlap {
	/** Absolute, in the environment. */
	readonly path: string;
	/** Normalized names: whose file is installed, and whose is not. */
	readonly kept: string;
	readonly dropped: string;
	readonly isIdentical: boolean;
}

/** What a wheel leaves out because another one brings it. */
export interface Omissions {
	/** Numbers of files. */
	readonly files: ReadonlySet<number>;
	/** Names of launchers. */
	readonly launchers: ReadonlySet<string>;
	/** Targets whose content is another wheel's: the wheel's RECORD must tell that content. */
	readonly foreign: ReadonlyMap<string, Claim>;
}

/** Whose file a target is. */
export interface Claim {
	readonly wheel: number;
	/** The number of the file, or the name of the launcher. */
	readonly file: number | string;
}

export interface PresentTarget {
	/** Absolute. */
	readonly path: string;
	readonly claim: Claim;
}

export interface OverlapSearch {
	/** For each wheel. */
	readonly omissions: readonly Omissions[];
	readonly overlaps: readonly Overlap[];
	/** Targets that lie in the environment already. */
	readonly present: readonly PresentTarget[];
}

interface MutableOmissions {
	readonly files: Set<number>;
	readonly launchers: Set<string>;
	readonly foreign: Map<string, Claim>;
}

/** Looks for equal targets. Of two wheels the later in the list wins. Reads folders of the environment. */
export function findOverlaps(wheels: readonly StagedWheel[], layout: StageLayout): OverlapSearch {
	return new Search(wheels, layout).run();
}

class Search {
	readonly #wheels: readonly StagedWheel[];
	readonly #layout: StageLayout;
	readonly #omissions: readonly MutableOmissions[];
	readonly #overlaps: Overlap[] = [];
	readonly #present: PresentTarget[] = [];
	/** The one claimant of a folder, until a second one comes: then its files by name. */
	readonly #folders = new Map<string, (() => Iterable<[string, Claim]>) | Map<string, Claim>>();
	readonly #listings = new Map<string, ReadonlySet<string>>();
	readonly #roots: ReadonlySet<string>;

	constructor(wheels: readonly StagedWheel[], layout: StageLayout) {
		this.#wheels = wheels;
		this.#layout = layout;
		this.#roots = new Set(Object.values(layout.paths));
		this.#omissions = wheels.map(() => ({
			files: new Set(),
			launchers: new Set(),
			foreign: new Map(),
		}));
	}

	run(): OverlapSearch {
		for (const wheel of this.#wheels.keys()) this.#claimAll(wheel);
		return { omissions: this.#omissions, overlaps: this.#overlaps, present: this.#present };
	}

	#claimAll(wheel: number): void {
		const { image } = this.#wheels[wheel] as StagedWheel;
		for (const group of image.groups) {
			const mirrored = this.#layout.folderOf(image, group);
			const root = targetFolder(mirrored, "");
			let number = group.first;
			for (const [index, folder] of group.folders.entries()) {
				const first = number;
				const end = first + (group.counts[index] ?? 0);
				number = end;
				if (first === end) continue;
				const path = folder === "" ? root : `${root}/${folder}`;
				this.#claim(path, () => claimsOf(wheel, image.names(), [first, end]));
			}
		}
		if (image.entries.length === 0) return;
		const names = image.entries.map(({ name }): [string, Claim] => [name, { wheel, file: name }]);
		this.#claim(this.#layout.scripts().target, () => names);
	}

	#claim(folder: string, claims: () => Iterable<[string, Claim]>): void {
		const listing = this.#listing(folder);
		if (listing !== undefined) {
			for (const [name, claim] of claims()) {
				if (listing.has(name)) this.#present.push({ path: `${folder}/${name}`, claim });
			}
		}
		const known = this.#folders.get(folder);
		if (known === undefined) {
			this.#folders.set(folder, claims);
			return;
		}
		const byName = known instanceof Map ? known : new Map(known());
		this.#folders.set(folder, byName);
		for (const [name, claim] of claims()) {
			const loser = byName.get(name);
			if (loser !== undefined) this.#drop(`${folder}/${name}`, loser, claim);
			byName.set(name, claim);
		}
	}

	#drop(path: string, loser: Claim, winner: Claim): void {
		const omissions = this.#omissions[loser.wheel];
		if (omissions === undefined) return;
		if (typeof loser.file === "number") omissions.files.add(loser.file);
		else omissions.launchers.add(loser.file);
		const isIdentical = this.#contentOf(loser) === this.#contentOf(winner);
		if (loser.wheel === winner.wheel) return;
		if (!isIdentical) omissions.foreign.set(path, winner);
		this.#overlaps.push({
			path,
			kept: this.#wheels[winner.wheel]?.image.name ?? "",
			dropped: this.#wheels[loser.wheel]?.image.name ?? "",
			isIdentical,
		});
	}

	/** A text that is equal for equal content. */
	#contentOf({ wheel, file }: Claim): string {
		const image = this.#wheels[wheel]?.image;
		if (typeof file === "number") return `sha256 ${image?.digests()[file] ?? ""}`;
		const entry = image?.entries.find(({ name }) => name === file);
		return `launcher ${entry?.module}:${entry?.attribute}`;
	}

	/** The names in a folder of the environment, or `undefined` where there is none. */
	#listing(folder: string): ReadonlySet<string> | undefined {
		const known = this.#listings.get(folder);
		if (known !== undefined) return known.size === 0 ? undefined : known;
		const names = this.#isNew(folder) ? NOTHING : readNames(folder);
		this.#listings.set(folder, names);
		return names.size === 0 ? undefined : names;
	}

	/** Whether the listing of a parent shows that a folder is not there: the system is asked once for thousands. */
	#isNew(folder: string): boolean {
		if (this.#roots.has(folder)) return false;
		const slash = folder.lastIndexOf("/");
		return this.#listing(folder.slice(0, slash))?.has(folder.slice(slash + 1)) !== true;
	}
}

function readNames(folder: string): ReadonlySet<string> {
	try {
		return new Set(readdirSync(folder));
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return NOTHING;
		throw error;
	}
}

const NOTHING: ReadonlySet<string> = new Set();

function* claimsOf(
	wheel: number,
	names: readonly string[],
	[first, end]: readonly [first: number, end: number],
): Generator<[string, Claim]> {
	for (let number = first; number < end; number++) {
		yield [names[number] ?? "", { wheel, file: number }];
	}
}

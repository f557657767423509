/**
 * The loop in which an installation spends its time: folders are made and files linked, by several threads
 * that take units of work from one counter. Before it is linked each store file is compared with its image,
 * because a file that was edited in one environment is the same file in the store.
 */
import { lstatSync, type Stats } from "node:fs";
import {
	copyFile,
	errorCode,
	linkFile,
	makeDirectories,
	makeDirectory,
	makeSymlink,
} from "../platform/files.ts";
import { FolderPair, type LinkRun } from "../platform/folder-pair.ts";
import { type FileGroup, type InstallImage, MADE_FILES, type MadeFile } from "./install-image.ts";

/** How a file of the store comes into an environment. `clone` shares blocks where the file system can, else copies. */
export type LinkMode = "hardlink" | "clone" | "copy" | "symlink";

/** A wheel as the loop needs it. */
export interface LinkSource {
	readonly image: InstallImage;
	/** The store entry. */
	readonly directory: string;
	/** For each group of the image, the folder its files go to; it exists. */
	readonly targets: readonly string[];
	/** Numbers of files that are not linked. */
	readonly omitted: ReadonlySet<number>;
}

/** A run of folders of one group: what a thread takes at a time. */
export interface LinkUnit {
	/** Index of the source. */
	readonly source: number;
	readonly group: number;
	readonly from: number;
	/** Exclusive. */
	readonly to: number;
}

export interface LinkJob {
	readonly sources: readonly LinkSource[];
	/** Largest first. */
	readonly units: readonly LinkUnit[];
	/** Shared between threads: the index of the next unit. */
	readonly next: Int32Array<SharedArrayBuffer>;
	readonly mode: LinkMode;
}

/** What one thread did. */
export interface LinkTally {
	/** Indexes of sources of which a store file is missing or was changed. Nothing more is linked once there is one. */
	readonly stale: readonly number[];
	/** Whether files were copied because they could not be linked. */
	readonly fellBack: boolean;
}

/** A folder of a source; the paths end with `/`. */
interface FolderPaths {
	/** Relative to both trees, or "". */
	readonly folder: string;
	readonly stored: string;
	readonly target: string;
	/** The two trees, where the system links fast. */
	readonly pair: FolderPair | undefined;
}

/** Where nothing is linkable, so that trying again for each file would be in vain. */
const NEVER_LINKABLE: ReadonlySet<string> = new Set([
	"EXDEV",
	"EPERM",
	"EACCES",
	"ENOSYS",
	"ENOTSUP",
	"EOPNOTSUPP",
]);

export class Linker {
	readonly #job: LinkJob;
	readonly #stale = new Set<number>();
	#mode: LinkMode;
	#fellBack = false;

	constructor(job: LinkJob) {
		this.#job = job;
		this.#mode = job.mode;
	}

	tally(): LinkTally {
		return { stale: [...this.#stale], fellBack: this.#fellBack };
	}

	/** Takes one unit and does it; false when there was none left. Throws the system's errors; other threads stop then. */
	runNext(): boolean {
		const unit = this.#job.units[Atomics.add(this.#job.next, 0, 1)];
		if (unit === undefined) return false;
		this.run(unit);
		return true;
	}

	run(unit: LinkUnit): void {
		try {
			this.#linkFolders(unit);
		} catch (error) {
			stopLinking(this.#job);
			throw error;
		}
	}

	/** Links one of the files that every installation of a wheel gets. */
	linkMade(source: number, file: MadeFile, path: string): void {
		const { image, directory } = this.#job.sources[source] as LinkSource;
		const stored = `${directory}/made/${file}`;
		const number = image.fileCount + MADE_FILES.indexOf(file);
		if (isAsStored(image, number, stored)) this.#link(stored, path);
		else this.#reportStale(source);
	}

	#linkFolders({ source, group, from, to }: LinkUnit): void {
		const { image, directory, targets, omitted } = this.#job.sources[source] as LinkSource;
		const { folders, counts, first, prefix } = image.groups[group] as FileGroup;
		const target = targets[group] ?? "";
		let number = first;
		for (let index = 0; index < from; index++) number += counts[index] ?? 0;
		const tree = `${directory}/tree/${prefix}`;
		const isPlain = this.#mode === "hardlink" && omitted.size === 0;
		using pair = isPlain ? FolderPair.open(tree, target) : undefined;
		for (let index = from; index < to; index++) {
			const folder = folders[index] ?? "";
			const inside = folder === "" ? "" : `${folder}/`;
			if (folder !== "") ensureDirectory(`${target}/${folder}`);
			const end = number + (counts[index] ?? 0);
			const paths = { folder: inside, stored: tree + inside, target: `${target}/${inside}`, pair };
			if (!this.#linkFiles(source, [number, end], paths)) return;
			number = end;
		}
	}

	/** Links the files of one folder, given by numbers; false when one is stale. */
	#linkFiles(source: number, [first, end]: readonly [number, number], paths: FolderPaths): boolean {
		const { image, omitted } = this.#job.sources[source] as LinkSource;
		const { stored, target } = paths;
		const names = image.names();
		const left = this.#linkRun(image, [first, end], paths);
		for (let number = left; number < end; number++) {
			if (omitted.has(number)) continue;
			const name = names[number] ?? "";
			if (!isAsStored(image, number, stored + name)) {
				this.#reportStale(source);
				return false;
			}
			this.#link(stored + name, target + name);
		}
		return true;
	}

	/** The same, as fast as the system lets, up to a file that is odd; answers the number of the first that is left. */
	#linkRun(
		image: InstallImage,
		[first, end]: readonly [number, number],
		{ folder, stored, target, pair }: FolderPaths,
	): number {
		if (pair === undefined || first === end || this.#mode !== "hardlink") return first;
		const names = image.names();
		const { sizes, modified } = image;
		const run: LinkRun = { folder, names, sizes, modified, next: first, end };
		try {
			pair.link(run);
			return run.next;
		} catch (error) {
			const name = names[run.next] ?? "";
			this.#copyInstead(error, stored + name, target + name);
			return run.next + 1;
		}
	}

	#reportStale(source: number): void {
		this.#stale.add(source);
		stopLinking(this.#job);
	}

	#link(stored: string, path: string): void {
		switch (this.#mode) {
			case "hardlink":
				this.#hardlink(stored, path);
				break;
			case "symlink":
				makeSymlink(stored, path);
				break;
			case "clone":
			case "copy":
				copyFile(stored, path);
				break;
		}
	}

	#hardlink(stored: string, path: string): void {
		try {
			linkFile(stored, path);
		} catch (error) {
			this.#copyInstead(error, stored, path);
		}
	}

	#copyInstead(error: unknown, stored: string, path: string): void {
		const code = errorCode(error) ?? "";
		// EMLINK: this one file has as many names as it can have.
		if (code !== "EMLINK" && !NEVER_LINKABLE.has(code)) throw error;
		if (code !== "EMLINK") this.#mode = "copy";
		this.#fellBack = true;
		copyFile(stored, path);
	}
}

/** Lets every thread stop after the unit it is doing. */
export function stopLinking(job: Pick<LinkJob, "units" | "next">): void {
	Atomics.store(job.next, 0, job.units.length);
}

/** Whether a store file still has the size and the time it was unpacked with. `number` may be one of `MADE_FILES`. */
export function isAsStored(image: InstallImage, number: number, path: string): boolean {
	let found: Stats | undefined;
	try {
		found = lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		if (errorCode(error) === "ENOTDIR") return false;
		throw error;
	}
	return (
		found !== undefined &&
		found.size === image.sizes[number] &&
		Math.floor(found.mtimeMs) === image.modified[number]
	);
}

/** Other threads, and other wheels, make the same folders. */
export function ensureDirectory(path: string): void {
	try {
		makeDirectory(path);
	} catch (error) {
		const code = errorCode(error);
		if (code === "EEXIST") return;
		if (code !== "ENOENT") throw error;
		makeDirectories(path);
	}
}

const UNIT_WEIGHT = 300;
/** Making a folder costs as much as linking this many files. */
const FOLDER_WEIGHT = 3;

/** Cuts the work into units. */
export function unitsOf(sources: readonly LinkSource[]): readonly LinkUnit[] {
	const weighed: { readonly unit: LinkUnit; readonly weight: number }[] = [];
	for (const [source, { image }] of sources.entries()) {
		for (const [group, { counts }] of image.groups.entries()) {
			let from = 0;
			let weight = 0;
			for (const [index, count] of counts.entries()) {
				weight += count + FOLDER_WEIGHT;
				if (weight < UNIT_WEIGHT && index < counts.length - 1) continue;
				weighed.push({ unit: { source, group, from, to: index + 1 }, weight });
				from = index + 1;
				weight = 0;
			}
		}
	}
	return weighed.sort((left, right) => right.weight - left.weight).map(({ unit }) => unit);
}

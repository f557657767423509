/** Which folders of the stage stand for which folders of the environment. */
import { join } from "node:path";
import type { SchemePaths } from "../platform/scheme-paths.ts";
import type { Placement } from "../transaction/plan.ts";
import type { FileGroup, InstallImage } from "./install-image.ts";

/** A folder of the environment and its mirror in the stage. */
export interface MirroredFolder {
	/** The name of the placement, and of the folder in the stage. */
	readonly placement: string;
	/** Absolute, in the environment. */
	readonly target: string;
	/** Where in `target` these files go, "" for itself. */
	readonly inside: string;
}

export class StageLayout {
	readonly paths: SchemePaths;
	readonly #names = new Map<string, string>();
	readonly #used = new Map<string, Placement>();

	/** `paths` are real paths: two schemes are one folder where they are equal. */
	constructor(paths: SchemePaths) {
		this.paths = paths;
		for (const scheme of ["purelib", "platlib", "scripts", "headers", "data"] as const) {
			if (!this.#names.has(paths[scheme])) this.#names.set(paths[scheme], scheme);
		}
	}

	/** Where a group of files goes. */
	folderOf(image: InstallImage, group: FileGroup): MirroredFolder {
		switch (group.scheme) {
			case "info":
				return this.#mirror(this.siteFolder(image), "-info");
			case "root":
				return this.#mirror(this.siteFolder(image));
			case "headers":
				return { ...this.#mirror(this.paths.headers), inside: image.name };
			case "purelib":
			case "platlib":
			case "scripts":
			case "data":
				return this.#mirror(this.paths[group.scheme]);
		}
	}

	/** Where launchers and rewritten scripts go. */
	scripts(): MirroredFolder {
		return this.#mirror(this.paths.scripts);
	}

	/** Where the `.dist-info` of a wheel goes. */
	info(image: InstallImage): MirroredFolder {
		return this.#mirror(this.siteFolder(image), "-info");
	}

	/** The folder that holds the `.dist-info` of a wheel. */
	siteFolder(image: InstallImage): string {
		return image.isRootPurelib ? this.paths.purelib : this.paths.platlib;
	}

	/** All folders that were asked for, those of `.dist-info` folders last. */
	placements(): readonly Placement[] {
		const isInfo = ({ from }: Placement): number => Number(from.endsWith("-info"));
		return [...this.#used.values()].sort((left, right) => isInfo(left) - isInfo(right));
	}

	#mirror(target: string, suffix = ""): MirroredFolder {
		const placement = `${this.#names.get(target) ?? ""}${suffix}`;
		if (!this.#used.has(placement)) this.#used.set(placement, { from: placement, to: target });
		return { placement, target, inside: "" };
	}
}

/** The absolute path, in the environment, of a folder of a group. */
export function targetFolder(folder: MirroredFolder, name: string): string {
	return joined(joined(folder.target, folder.inside), name);
}

/** The same in the stage whose folder for the placement is `stage`. */
export function stagedFolder(stage: string, folder: MirroredFolder): string {
	return folder.inside === "" ? stage : join(stage, folder.inside);
}

function joined(folder: string, name: string): string {
	return name === "" ? folder : `${folder}/${name}`;
}

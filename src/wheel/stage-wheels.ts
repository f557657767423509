/** Brings wheels of the store into the stage of a transaction: folders and links by two threads, the few written files by one. */
import type { Background } from "../platform/background.ts";
import { faultCounter } from "../platform/fault-switch.ts";
import { makeDirectories, makeDirectory, writeNewFile } from "../platform/files.ts";
import { processorCount } from "../runtime/this-process.ts";
import {
	ensureDirectory,
	Linker,
	type LinkJob,
	type LinkMode,
	type LinkSource,
	type LinkTally,
	stopLinking,
	unitsOf,
} from "./link-files.ts";
import { type LinkResult, linkPayload } from "./link-task.ts";
import type { OverlapSearch } from "./overlaps.ts";
import type { ScriptInterpreter } from "./script.ts";
import { type StageLayout, stagedFolder } from "./stage-layout.ts";
import type { StagedWheel } from "./staged-wheel.ts";
import { hasStaticRecord, type RecordInput, recordText, type WrittenFile } from "./wheel-record.ts";
import { makeScripts } from "./write-scripts.ts";

/** What is to be staged, and where. */
export interface StagePlan {
	readonly wheels: readonly StagedWheel[];
	readonly layout: StageLayout;
	readonly search: OverlapSearch;
	readonly interpreter: ScriptInterpreter;
	/** The folder of the stage for a placement of `layout`; it does not exist yet. */
	readonly stagePath: (placement: string) => string;
}

export interface StageOptions {
	readonly mode: LinkMode;
	readonly background?: Background | undefined;
	readonly signal?: AbortSignal | undefined;
	/** False: neither INSTALLER, REQUESTED nor direct_url.json. */
	readonly hasInstallerMetadata: boolean;
}

export type StageOutcome =
	| {
			readonly kind: "staged";
			/** Whether files were copied because they could not be linked. */
			readonly fellBack: boolean;
	  }
	/** Store entries of which a file is missing or was changed since it was unpacked: drop them and fetch again. */
	| { readonly kind: "stale"; readonly wheels: readonly StagedWheel[] }
	| { readonly kind: "interrupted" };

/** Below this many files, telling another thread what to do costs more than it does. */
const SHARED_FILES = 1500;
/** Milliseconds after which Ctrl-C is looked for again. */
const LOOK_INTERVAL = 10;

/** Stages the files of all wheels. Throws the system's errors; what was staged until then stays. */
export async function stageWheels(plan: StagePlan, options: StageOptions): Promise<StageOutcome> {
	return new Staging(plan, options).run();
}

class Staging {
	readonly #plan: StagePlan;
	readonly #options: StageOptions;
	readonly #job: LinkJob;
	readonly #linker: Linker;
	readonly #stale = new Set<number>();
	#nextLook = 0;

	constructor(plan: StagePlan, options: StageOptions) {
		this.#plan = plan;
		this.#options = options;
		const sources = plan.wheels.map((wheel, index) => this.#sourceOf(wheel, index));
		this.#job = {
			sources,
			units: unitsOf(sources),
			next: new Int32Array(new SharedArrayBuffer(4)),
			mode: options.mode,
		};
		this.#linker = new Linker(this.#job);
	}

	async run(): Promise<StageOutcome> {
		this.#makeFolders();
		const helpers = this.#startHelpers();
		let isInterrupted = false;
		try {
			isInterrupted = !(await this.#work());
		} finally {
			if (isInterrupted) stopLinking(this.#job);
			await Promise.allSettled(helpers);
		}
		const tallies = [this.#linker.tally()];
		for (const helper of helpers) tallies.push(talliedBy(await helper));
		if (isInterrupted) return { kind: "interrupted" };
		for (const { stale } of tallies) for (const index of stale) this.#stale.add(index);
		if (this.#stale.size > 0) {
			return {
				kind: "stale",
				wheels: this.#plan.wheels.filter((_, index) => this.#stale.has(index)),
			};
		}
		return { kind: "staged", fellBack: tallies.some(({ fellBack }) => fellBack) };
	}

	#sourceOf(wheel: StagedWheel, index: number): LinkSource {
		const { layout, search, stagePath } = this.#plan;
		const { image, directory } = wheel;
		const targets = image.groups.map((group) => {
			const mirrored = layout.folderOf(image, group);
			return stagedFolder(stagePath(mirrored.placement), mirrored);
		});
		const omitted = new Set([...(search.omissions[index]?.files ?? []), ...image.rewritten]);
		return { image, directory, targets, omitted };
	}

	#makeFolders(): void {
		const made = new Set<string>();
		for (const { from } of this.#plan.layout.placements()) {
			const folder = this.#plan.stagePath(from);
			made.add(folder);
			makeDirectory(folder);
		}
		for (const { targets } of this.#job.sources) {
			for (const target of targets) {
				if (made.has(target)) continue;
				made.add(target);
				makeDirectories(target);
			}
		}
	}

	#startHelpers(): readonly Promise<LinkResult>[] {
		const { background } = this.#options;
		const count = this.#job.sources.reduce((sum, { image }) => sum + image.fileCount, 0);
		if (background === undefined || count < SHARED_FILES) return [];
		const payload = linkPayload(this.#job, faultCounter());
		// This thread works as well: more threads than processors only get in each other's way.
		const size = Math.min(background.size, processorCount() - 1);
		return Array.from(
			{ length: size },
			() => background.run("link", payload) as Promise<LinkResult>,
		);
	}

	/** This thread's share; false when it was interrupted. */
	async #work(): Promise<boolean> {
		for (const index of this.#plan.wheels.keys()) {
			if (await this.#isInterrupted()) return false;
			this.#writeOwnFiles(index);
		}
		do {
			if (await this.#isInterrupted()) return false;
		} while (this.#linker.runNext());
		return true;
	}

	async #isInterrupted(): Promise<boolean> {
		const { signal } = this.#options;
		const now = performance.now();
		if (signal === undefined || now < this.#nextLook) return false;
		this.#nextLook = now + LOOK_INTERVAL;
		// A handler of Ctrl-C runs only when this loop lets it.
		await new Promise<void>((resolve) => setImmediate(resolve));
		return signal.aborted;
	}

	/** The `.dist-info` folder, launchers and scripts of one wheel. */
	#writeOwnFiles(index: number): void {
		const { layout, search, interpreter, stagePath } = this.#plan;
		const wheel = this.#plan.wheels[index];
		const omissions = search.omissions[index];
		if (wheel === undefined || omissions === undefined) return;
		const made = makeScripts(wheel, interpreter, omissions);
		if (made.kind === "stale") {
			this.#stale.add(index);
			stopLinking(this.#job);
			return;
		}
		const written: WrittenFile[] = [];
		for (const { name, content } of made.scripts) {
			const scripts = layout.scripts();
			writeNewFile(`${stagePath(scripts.placement)}/${name}`, content, 0o777);
			written.push({ target: `${scripts.target}/${name}`, content });
		}
		this.#writeInfo(index, { wheel, layout, omissions, written });
	}

	#writeInfo(
		index: number,
		parts: Pick<RecordInput, "wheel" | "layout" | "omissions"> & { written: WrittenFile[] },
	): void {
		const { wheel, layout } = parts;
		const { image, isRequested, directUrl } = wheel;
		const { hasInstallerMetadata } = this.#options;
		const info = layout.info(image);
		const staged = `${this.#plan.stagePath(info.placement)}/${image.infoFolder}`;
		ensureDirectory(staged);
		if (hasInstallerMetadata) {
			this.#linker.linkMade(index, "INSTALLER", `${staged}/INSTALLER`);
			if (isRequested) this.#linker.linkMade(index, "REQUESTED", `${staged}/REQUESTED`);
			if (directUrl !== undefined) {
				writeNewFile(`${staged}/direct_url.json`, directUrl);
				const target = `${info.target}/${image.infoFolder}/direct_url.json`;
				parts.written.push({ target, content: directUrl });
			}
		}
		const input: RecordInput = {
			...parts,
			hasInstallerMetadata,
			contentOf: ({ wheel: other, file }) => this.#contentOf(other, file),
		};
		if (hasStaticRecord(input)) {
			this.#linker.linkMade(index, isRequested ? "RECORD-requested" : "RECORD", `${staged}/RECORD`);
		} else {
			writeNewFile(`${staged}/RECORD`, recordText(input));
		}
	}

	/** What RECORD says of a file that another wheel brings; nothing of one that is written anew. */
	#contentOf(wheel: number, file: number | string): ReturnType<RecordInput["contentOf"]> {
		const image = this.#plan.wheels[wheel]?.image;
		if (image === undefined || typeof file === "string" || image.rewritten.includes(file)) {
			return { digest: undefined, size: undefined };
		}
		return {
			digest: { algorithm: "sha256", base64: image.digests()[file] ?? "" },
			size: image.sizes[file],
		};
	}
}

function talliedBy(result: LinkResult): LinkTally {
	if (result.kind === "linked") return result.tally;
	const error: NodeJS.ErrnoException = new Error(result.message);
	error.code = result.code;
	throw error;
}

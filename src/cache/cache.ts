/**
 * What is kept between runs (docs/cache-layout.md). Entries appear by one rename, so that any number of
 * processes may read and write at once. Where the folder cannot be used a temporary one stands in.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
	errorCode,
	makeDirectory,
	removeFileIfThere,
	removeTree,
	writeNewFile,
} from "../platform/files.ts";
import { acquireLock, type HeldLock } from "../platform/lock-file.ts";
import { libc } from "../runtime/libc.ts";
import { hasEnded, processName } from "../runtime/this-process.ts";
import { type BucketName, DRAFTS_FOLDER, LAYOUT_FOLDER } from "./bucket.ts";
import { explained, isRefusal } from "./cache-failure.ts";
import { claimHome, findDistrust, makeTemporaryHome } from "./cache-home.ts";
import {
	addRemoved,
	type CacheUse,
	cleanCache,
	cleanDownloads,
	cleanProjects,
	measureCache,
	pruneCache,
	type Removed,
} from "./cache-sweep.ts";
import { discardEntry, insidePath, newDraft, placeDraft } from "./placement.ts";
import { type Turn, takeTurn } from "./turn.ts";

export interface CacheOptions {
	/** Is told, once, that a temporary cache stands in, as one sentence. */
	readonly onWarning?: (message: string) => void;
	/** Where temporary caches are made; the system's folder for such things unless named. */
	readonly temporaryParent?: string;
}

export interface CacheLockOptions {
	/** Milliseconds; five minutes unless told. */
	readonly timeout?: number;
	/** Called once where other processes hold the lock. */
	readonly onWait?: () => void;
}

/** A folder of the cache and what was found out while it was filled. */
export interface CachedFolder<Value> {
	readonly path: string;
	readonly value: Value;
	/** False: another process was first. Its files are there, with their own times; `value` describes ours, which are gone. */
	readonly isOurs: boolean;
}

const LOCK_TIMEOUT = 5 * 60 * 1000;
const NO_LOCK: HeldLock = { release: () => undefined, [Symbol.dispose]: () => undefined };
const NO_TURN: Turn = { hasWaited: false, [Symbol.dispose]: () => undefined };
const NOTHING_REMOVED: Removed = { files: 0, directories: 0, bytes: 0 };
const NOTHING_THERE: ReadonlySet<string> = new Set([
	"ENOENT",
	"ENOTDIR",
	"EISDIR",
	"EACCES",
	"ELOOP",
]);

export class Cache implements Disposable {
	/** Our folder below the root, whether or not it exists or can be used. */
	readonly directory: string;
	readonly #root: string;
	readonly #options: CacheOptions;
	/** False: what is in `directory` must not be read either. */
	#isTrusted = true;
	#isClaimed = false;
	#standIn: string | undefined;
	/** What is being made. */
	readonly #drafts = new Set<string>();
	/** Entries of a folder that cannot be written which proved unreadable. */
	readonly #dropped = new Set<string>();

	private constructor(root: string, options: CacheOptions) {
		this.#root = root;
		this.#options = options;
		this.directory = `${root}/${LAYOUT_FOLDER}`;
	}

	/** The cache below `root`; without one (no home folder) a temporary one. Makes nothing on the disk until the first write. */
	static open(root: string | undefined, options: CacheOptions = {}): Cache {
		const cache = new Cache(root ?? "", options);
		if (root === undefined) {
			cache.#isTrusted = false;
			cache.#standInFor("There is no home folder to keep a cache in");
			return cache;
		}
		const distrust = findDistrust(cache.directory);
		if (distrust !== undefined) {
			cache.#isTrusted = false;
			cache.#standInFor(`The cache folder \`${cache.directory}\` ${distrust}`);
		}
		return cache;
	}

	/** A cache for one run; dispose of it to remove it. */
	static openTemporary(options: CacheOptions = {}): Cache {
		const home = makeTemporaryHome(options.temporaryParent);
		const cache = new Cache(home, options);
		cache.#isTrusted = false;
		cache.#standIn = home;
		return cache;
	}

	/** Removes what was temporary. The cache must not be used afterwards. */
	[Symbol.dispose](): void {
		if (this.#standIn !== undefined) removeTree(this.#standIn);
		this.#standIn = undefined;
	}

	/** Whether this run's writes are lost at its end. */
	get isTemporary(): boolean {
		return this.#standIn !== undefined;
	}

	/** Where an entry is; where it is not there, where it would appear. `parts` are single file names. */
	path(bucket: BucketName, ...parts: readonly string[]): string {
		const inside = insidePath(bucket, parts);
		const home = `${this.directory}/${inside}`;
		if (this.#standIn === undefined) return home;
		const other = `${this.#standIn}/${inside}`;
		const isHome = this.#isTrusted && !this.#isDropped(home) && !existsSync(other);
		return isHome && existsSync(home) ? home : other;
	}

	/** The bytes of an entry; `undefined` where there is none, or none that can be read. */
	readBytes(bucket: BucketName, ...parts: readonly string[]): Uint8Array | undefined {
		return this.#read(() => readFileSync(this.path(bucket, ...parts)));
	}

	/** The text of an entry; `undefined` where there is none, or none that can be read. */
	readText(bucket: BucketName, ...parts: readonly string[]): string | undefined {
		return this.#read(() => readFileSync(this.path(bucket, ...parts), "utf8"));
	}

	#read<Value>(read: () => Value): Value | undefined {
		try {
			return read();
		} catch (error) {
			if (NOTHING_THERE.has(errorCode(error) ?? "")) return undefined;
			throw error;
		}
	}

	/** Puts a file in place; readers see the old one or the new one. Throws `CacheFailure` where the disk is full or broken. */
	write(bucket: BucketName, parts: readonly string[], data: string | Uint8Array): void {
		this.#whereWritable((base) => {
			const draft = newDraft(base);
			try {
				writeNewFile(draft, data);
				placeDraft(draft, base, insidePath(bucket, parts));
			} catch (error) {
				removeFileIfThere(draft);
				throw error;
			}
		});
	}

	/**
	 * Lets `fill` make the content of a folder in a draft, then puts the folder in place. Whatever `fill`
	 * throws passes through and nothing appears. Throws `CacheFailure` where the disk is full or broken.
	 */
	async createFolder<Value>(
		bucket: BucketName,
		parts: readonly string[],
		fill: (temporary: string) => Value | Promise<Value>,
	): Promise<CachedFolder<Value>> {
		const inside = insidePath(bucket, parts);
		const { base, draft } = this.#whereWritable((home) => {
			const folder = newDraft(home);
			makeDirectory(folder);
			return { base: home, draft: folder };
		});
		try {
			this.#drafts.add(draft);
			const value = await fill(draft);
			const isOurs = placeDraft(draft, base, inside);
			if (!isOurs) removeTree(draft);
			return { path: `${base}/${inside}`, value, isOurs };
		} catch (error) {
			removeTree(draft);
			throw explained(error, base);
		} finally {
			this.#drafts.delete(draft);
		}
	}

	/** An empty file among the drafts. Whoever asks for it removes it; one that stays goes with a later `prune`. */
	makeDraft(): string {
		return this.#whereWritable((base) => {
			const draft = newDraft(base);
			writeNewFile(draft, "");
			this.#drafts.add(draft);
			return draft;
		});
	}

	/**
	 * An empty folder among the drafts. Whoever asks for it hands it to `dropDraft`; where the process ends before that, the
	 * next one that uses the cache removes it.
	 */
	makeDraftFolder(): string {
		return this.#whereWritable((base) => {
			const draft = `${newDraft(base)}.${processName()}`;
			makeDirectory(draft);
			this.#drafts.add(draft);
			return draft;
		});
	}

	/** Removes the draft folders of processes that have ended. */
	dropAbandoned(): void {
		const drafts = `${this.directory}/${DRAFTS_FOLDER}`;
		for (const name of this.#read(() => readdirSync(drafts)) ?? []) {
			const owner = name.slice(name.indexOf(".") + 1);
			if (name.includes(".") && hasEnded(owner)) removeTree(`${drafts}/${name}`);
		}
	}

	/** Removes a draft that is of no more use. */
	dropDraft(draft: string): void {
		removeTree(draft);
		this.#drafts.delete(draft);
	}

	/** Removes what is still being made. For a process that is about to end although not all of its work has. */
	dropDrafts(): void {
		for (const draft of this.#drafts) {
			try {
				removeTree(draft);
			} catch (error) {
				// A thread may be filling it at this moment: then it goes with a later `prune`.
				if (errorCode(error) === undefined) throw error;
			}
		}
		this.#drafts.clear();
	}

	/** Removes an entry, file or folder; it vanishes by one rename. Nothing happens where there is none. */
	drop(bucket: BucketName, ...parts: readonly string[]): void {
		const path = this.path(bucket, ...parts);
		const { directory } = this;
		try {
			discardEntry(
				path,
				path.startsWith(`${directory}/`) ? directory : (this.#standIn ?? directory),
			);
		} catch (error) {
			if (!isRefusal(error)) throw explained(error, this.directory);
			this.#dropped.add(path);
			this.#standInFor(`The cache folder \`${this.directory}\` cannot be written`);
		}
	}

	/** What is there. A folder that is not trusted is left alone, here and below: it may lead anywhere. */
	size(): CacheUse {
		return this.#isTrusted ? measureCache(this.directory) : NOTHING_REMOVED;
	}

	/** Removes all entries, or those of the projects named (normalized). Hold the exclusive lock. */
	clean(names?: readonly string[]): Removed {
		if (!this.#isTrusted) return NOTHING_REMOVED;
		return names === undefined ? cleanCache(this.directory) : cleanProjects(this.directory, names);
	}

	/** Removes what nothing will ask for again, and with `dropsDownloads` all wheels. Hold the exclusive lock. */
	prune({ dropsDownloads = false }: { readonly dropsDownloads?: boolean } = {}): Removed {
		if (!this.#isTrusted) return NOTHING_REMOVED;
		const pruned = pruneCache(this.#root, this.directory, Date.now());
		return dropsDownloads ? addRemoved(pruned, cleanDownloads(this.directory)) : pruned;
	}

	/**
	 * Waits while another process brings the entry that `key` (a file name) stands for. Dispose of the turn when the entry is
	 * there, or cannot be brought. Never fails.
	 */
	async takeTurn(key: string): Promise<Turn> {
		// Nobody else has a temporary cache.
		if (this.#standIn !== undefined) return NO_TURN;
		try {
			this.#claim();
		} catch (error) {
			// That it cannot be written is told when something is written.
			if (errorCode(error) === undefined) throw error;
			return NO_TURN;
		}
		return takeTurn(`${this.directory}/${DRAFTS_FOLDER}/${key}.turn`);
	}

	/** Keeps `clean` and `prune` of other processes away, where this runtime knows shared locks. Throws `LockTimeout`. */
	async lockShared(options: CacheLockOptions = {}): Promise<HeldLock> {
		// Without `flock` all that is left is a lease, which would keep every other process away.
		return libc() === undefined ? NO_LOCK : this.#lock({ ...options, isShared: true });
	}

	/** Waits until no other process uses the cache, and keeps them away. Throws `LockTimeout`. */
	lockExclusive(options: CacheLockOptions = {}): Promise<HeldLock> {
		return this.#lock({ ...options, isShared: false });
	}

	/** A temporary cache, or one that nobody can write, needs no lock: nothing in it goes away. */
	async #lock(options: CacheLockOptions & { readonly isShared: boolean }): Promise<HeldLock> {
		try {
			const base = this.#whereWritable((home) => home);
			if (base === this.directory) {
				return await acquireLock(`${base}/.lock`, { timeout: LOCK_TIMEOUT, ...options });
			}
		} catch (error) {
			if (!isRefusal(error)) throw explained(error, this.directory);
		}
		return NO_LOCK;
	}

	/** Runs `work` on the folder that takes writes: ours, and where that refuses the temporary one. */
	#whereWritable<Value>(work: (base: string) => Value): Value {
		try {
			return this.#standIn === undefined ? this.#atHome(work) : work(this.#standIn);
		} catch (error) {
			throw explained(error, this.#standIn ?? this.directory);
		}
	}

	#atHome<Value>(work: (base: string) => Value): Value {
		try {
			this.#claim();
			return work(this.directory);
		} catch (error) {
			if (isRefusal(error)) {
				return work(this.#standInFor(`The cache folder \`${this.directory}\` cannot be written`));
			}
			if (errorCode(error) !== "ENOENT") throw error;
			// Somebody removed the folder since it was claimed.
			this.#isClaimed = false;
			this.#claim();
			return work(this.directory);
		}
	}

	#claim(): void {
		if (this.#isClaimed) return;
		claimHome(this.directory, this.#root);
		this.#isClaimed = true;
	}

	#standInFor(why: string): string {
		if (this.#standIn !== undefined) return this.#standIn;
		this.#standIn = makeTemporaryHome(this.#options.temporaryParent);
		this.#options.onWarning?.(`${why}; a temporary cache is used for this run`);
		return this.#standIn;
	}

	#isDropped(path: string): boolean {
		for (const dropped of this.#dropped) {
			if (path === dropped || path.startsWith(`${dropped}/`)) return true;
		}
		return false;
	}
}

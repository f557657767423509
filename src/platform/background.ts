/** PORT: other threads that run named tasks; joined in `wiring/`, where the tasks are known. */

/** The tasks that exist. Each is a function of its payload, in the folder that needs it. */
export type TaskName = "unpack" | "unpack-wheel" | "link";

export interface TaskOptions {
	/** Memory that is moved and not copied: nothing of it can be read here afterwards. */
	readonly transfer?: readonly ArrayBuffer[];
	/** Of the tasks that wait, the one with the largest weight is taken first; 0 unless told. */
	readonly weight?: number;
}

/** A few threads. Threads start with the first task and end with the process. */
export interface Background {
	/** How many tasks can run at the same time, beside the calling thread. */
	readonly size: number;
	/**
	 * Runs a task in another thread. Payload and result are copied as structured clones (share a
	 * `SharedArrayBuffer` to share memory). A task answers expected
	 * failures as values; a rejection is a bug or a thread that died.
	 */
	run(task: TaskName, payload: unknown, options?: TaskOptions): Promise<unknown>;
	/** Starts a thread before it is needed, so that its start-up overlaps with other work. */
	warm(): void;
}

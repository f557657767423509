/** Time as the HTTP client sees it, so that tests can make it pass. */

export interface Clock {
	/** Milliseconds that never go back, from an arbitrary start. */
	now(): number;
	/** Milliseconds since 1970, as the system believes. */
	wall(): number;
	/** Calls back once after so many milliseconds, unless the returned function is called before. */
	after(milliseconds: number, callback: () => void): () => void;
	/** Waits; rejects with the reason of `signal` as soon as that is aborted. */
	sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

/** The time of this machine. */
export const SYSTEM_CLOCK: Clock = {
	now: () => performance.now(),
	wall: () => Date.now(),
	after: (milliseconds, callback) => {
		const timer = setTimeout(callback, milliseconds);
		return () => clearTimeout(timer);
	},
	sleep: (milliseconds, signal) =>
		new Promise((resolve, reject) => {
			signal?.throwIfAborted();
			const onAbort = (): void => {
				clearTimeout(timer);
				reject(signal?.reason);
			};
			const timer = setTimeout(() => {
				signal?.removeEventListener("abort", onAbort);
				resolve();
			}, milliseconds);
			signal?.addEventListener("abort", onAbort, { once: true });
		}),
};

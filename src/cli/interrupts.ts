/** Ctrl-C and its like: what has to be made safe is made safe, then the program ends with the signal's status. */

/** Brings a running step into a state that may be left; must not take long. */
export type InterruptHook = () => void | Promise<void>;

const hooks = new Set<InterruptHook>();

/** `hook` runs when the user interrupts, until the returned function is called. */
export function onInterrupt(hook: InterruptHook): () => void {
	hooks.add(hook);
	return () => {
		hooks.delete(hook);
	};
}

/** What the shell sees: 128 and the number of the signal. */
const INTERRUPT_STATUSES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type InterruptSignal = keyof typeof INTERRUPT_STATUSES;

/**
 * Runs all hooks, the latest first, and answers the exit status. A hook that fails does not keep the others from
 * running; its failure is handed to `onFailure`.
 */
async function runInterruptHooks(
	signal: InterruptSignal,
	onFailure: (error: unknown) => void,
): Promise<number> {
	for (const hook of [...hooks].reverse()) {
		try {
			await hook();
		} catch (error) {
			onFailure(error);
		}
	}
	return INTERRUPT_STATUSES[signal];
}

export interface SignalListening {
	/** A hook failed. */
	readonly onFailure: (error: unknown) => void;
	/** Runs last, before the process ends. */
	readonly onEnd: () => void;
}

/** The first signal runs the hooks and ends the process; a second one ends it at once. Answers how to stop listening. */
export function listenForSignals({ onFailure, onEnd }: SignalListening): () => void {
	let isEnding = false;
	const signals = Object.keys(INTERRUPT_STATUSES) as InterruptSignal[];
	const listeners = signals.map((signal) => {
		const listener = (): void => {
			if (isEnding) process.exit(INTERRUPT_STATUSES[signal]);
			isEnding = true;
			runInterruptHooks(signal, onFailure).then((status) => {
				onEnd();
				process.exit(status);
			}, onFailure);
		};
		process.on(signal, listener);
		return { signal, listener };
	});
	return () => {
		for (const { signal, listener } of listeners) process.off(signal, listener);
	};
}

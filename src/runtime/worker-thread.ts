/** A second thread that takes messages and gives messages; both sides of it. */
import { builtin, bun } from "./detect.ts";

/** The near end of a thread. */
export interface WorkerThread {
	post(message: unknown, transfer: readonly ArrayBuffer[]): void;
	/** Called for each message; set it before the first `post`. */
	onMessage(listener: (message: unknown) => void): void;
	/** Called when the thread threw, could not be loaded, or ended by itself. */
	onFailure(listener: (reason: string) => void): void;
	terminate(): void;
	/** Whether a running thread keeps the process alive. */
	setReference(isKeptAlive: boolean): void;
}

/** Starts a thread that runs the module at `url`. */
export function startWorkerThread(url: URL): WorkerThread {
	return bun === undefined ? startOnNode(url) : startOnBun(url);
}

function startOnBun(url: URL): WorkerThread {
	const worker = new Worker(url.href, { smol: true } as WorkerOptions);
	return {
		post: (message, transfer) => worker.postMessage(message, [...transfer]),
		onMessage: (listener) => {
			worker.onmessage = (event: MessageEvent) => listener(event.data);
		},
		onFailure: (listener) => {
			worker.onerror = (event) => listener(event.message);
			worker.addEventListener("close", () => listener("the thread ended"));
		},
		terminate: () => {
			worker.terminate();
		},
		setReference: (isKeptAlive) => {
			const counted = worker as unknown as { ref(): void; unref(): void };
			if (isKeptAlive) counted.ref();
			else counted.unref();
		},
	};
}

function startOnNode(url: URL): WorkerThread {
	const threads = builtin("node:worker_threads");
	const worker = new threads.Worker(url);
	return {
		post: (message, transfer) => worker.postMessage(message, [...transfer]),
		onMessage: (listener) => {
			worker.on("message", listener);
		},
		onFailure: (listener) => {
			worker.on("error", (error) => listener(String(error)));
			worker.on("exit", () => listener("the thread ended"));
		},
		terminate: () => {
			worker.terminate().catch(() => undefined);
		},
		setReference: (isKeptAlive) => {
			if (isKeptAlive) worker.ref();
			else worker.unref();
		},
	};
}

/** The far end: how a module that runs as a thread hears and answers. */
export function serveMessages(
	answer: (message: unknown, reply: (message: unknown) => void) => void,
): void {
	if (bun === undefined) {
		const port = builtin("node:worker_threads").parentPort;
		port?.on("message", (message) => answer(message, (reply) => port.postMessage(reply)));
		return;
	}
	const scope = globalThis as unknown as {
		onmessage: (event: MessageEvent) => void;
		postMessage(message: unknown): void;
	};
	scope.onmessage = (event) => answer(event.data, (reply) => scope.postMessage(reply));
}

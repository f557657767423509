/** The threads behind `Background`: started late, each doing one task at a time. */
import type { Background, TaskName } from "../platform/background.ts";
import { startWorkerThread, type WorkerThread } from "../runtime/worker-thread.ts";

interface Task {
	readonly name: TaskName;
	readonly payload: unknown;
	readonly transfer: readonly ArrayBuffer[];
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** What a thread answers: a result, or that the task threw, which is a bug. */
export type ThreadReply =
	| { readonly kind: "done"; readonly value: unknown }
	| { readonly kind: "threw"; readonly stack: string };

export class ThreadPool implements Background {
	readonly size: number;
	readonly #waiting: Task[] = [];
	readonly #idle: WorkerThread[] = [];
	readonly #running = new Map<WorkerThread, Task>();
	#started = 0;

	constructor(size: number) {
		this.size = size;
	}

	run(name: TaskName, payload: unknown, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ name, payload, transfer, resolve, reject });
			this.#dispatch();
		});
	}

	/** One thread: more are started when there is more to do than one can take. */
	warm(): void {
		if (this.#started === 0) this.#idle.push(this.#start());
	}

	/** Ends the threads that have nothing to do. A program that lives on would keep them otherwise. */
	end(): void {
		for (const thread of this.#idle.splice(0)) thread.terminate();
	}

	#dispatch(): void {
		if (this.#idle.length === 0 && this.#started < this.size) this.#idle.push(this.#start());
		const thread = this.#idle.pop();
		if (thread === undefined) return;
		const task = this.#waiting.shift();
		if (task === undefined) {
			this.#idle.push(thread);
			return;
		}
		this.#running.set(thread, task);
		thread.setReference(true);
		thread.post({ name: task.name, payload: task.payload }, task.transfer);
	}

	#start(): WorkerThread {
		this.#started += 1;
		const thread = startWorkerThread(workerUrl());
		thread.onMessage((message) => this.#finish(thread, message as ThreadReply));
		thread.onFailure((reason) => this.#lose(thread, reason));
		thread.setReference(false);
		return thread;
	}

	#finish(thread: WorkerThread, reply: ThreadReply): void {
		const task = this.#running.get(thread);
		this.#running.delete(thread);
		thread.setReference(false);
		this.#idle.push(thread);
		if (reply.kind === "done") task?.resolve(reply.value);
		else task?.reject(new Error(`a background task threw: ${reply.stack}`));
		this.#dispatch();
	}

	/** A thread that died takes its task with it; the others go on. */
	#lose(thread: WorkerThread, reason: string): void {
		const task = this.#running.get(thread);
		this.#running.delete(thread);
		const place = this.#idle.indexOf(thread);
		if (place !== -1) this.#idle.splice(place, 1);
		this.#started -= 1;
		task?.reject(new Error(`a background thread died: ${reason}`));
	}
}

/** In the executable all modules lie in one virtual folder and entries keep their path below `src/`. */
function workerUrl(): URL {
	const here = import.meta.url;
	if (here.includes("$bunfs") || here.includes("~BUN"))
		return new URL("./wiring/worker-main.js", here);
	return new URL(here.endsWith(".ts") ? "./worker-main.ts" : "./worker-main.js", here);
}

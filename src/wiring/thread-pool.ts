/** The threads behind `Background`: started late, each doing one task at a time, with the next one at hand. */
import type { Background, TaskName, TaskOptions } from "../platform/background.ts";
import { isCompiledIn } from "../runtime/detect.ts";
import { startWorkerThread, type WorkerThread } from "../runtime/worker-thread.ts";

/** What a thread is asked. */
export interface ThreadRequest {
	readonly id: number;
	readonly name: TaskName;
	readonly payload: unknown;
}

interface Task extends ThreadRequest {
	readonly options: TaskOptions;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** What a thread answers to the request of this id: a result, or that the task threw, which is a bug. */
export type ThreadReply =
	| { readonly id: number; readonly kind: "done"; readonly value: unknown }
	| { readonly id: number; readonly kind: "threw"; readonly stack: string };

/** Tasks that a thread has at the same time, the running one included: it need not wait for the next to be sent. */
const MOST_GIVEN = 2;

export class ThreadPool implements Background {
	readonly size: number;
	readonly #waiting: Task[] = [];
	/** What each thread was given, by id. */
	readonly #given = new Map<WorkerThread, Map<number, Task>>();
	#count = 0;

	constructor(size: number) {
		this.size = size;
	}

	run(name: TaskName, payload: unknown, options: TaskOptions = {}): Promise<unknown> {
		return new Promise((resolve, reject) => {
			this.#count += 1;
			this.#waiting.push({ id: this.#count, name, payload, options, resolve, reject });
			this.#dispatch();
		});
	}

	/** One thread: more are started when there is more to do than one can take. */
	warm(): void {
		if (this.#given.size === 0) this.#start();
	}

	/** Ends the threads that have nothing to do. A program that lives on would keep them otherwise. */
	end(): void {
		for (const [thread, tasks] of this.#given) {
			if (tasks.size > 0) continue;
			this.#given.delete(thread);
			thread.terminate();
		}
	}

	#dispatch(): void {
		for (;;) {
			const thread = this.#leastBusy();
			const task = thread === undefined ? undefined : this.#takeHeaviest();
			if (thread === undefined || task === undefined) return;
			const { id, name, payload, options } = task;
			this.#given.get(thread)?.set(id, task);
			thread.setReference(true);
			const request: ThreadRequest = { id, name, payload };
			thread.post(request, options.transfer ?? []);
		}
	}

	/** One that could take a task; a new one where all have something to do and there may be more. */
	#leastBusy(): WorkerThread | undefined {
		let [found, fewest]: [WorkerThread | undefined, number] = [undefined, MOST_GIVEN];
		for (const [thread, { size }] of this.#given) {
			if (size < fewest) [found, fewest] = [thread, size];
		}
		const isNewBetter = fewest > 0 && this.#given.size < this.size && this.#waiting.length > 0;
		return isNewBetter ? this.#start() : found;
	}

	#takeHeaviest(): Task | undefined {
		let [place, most] = [0, Number.NEGATIVE_INFINITY];
		for (const [index, { options }] of this.#waiting.entries()) {
			const weight = options.weight ?? 0;
			if (weight > most) [place, most] = [index, weight];
		}
		return this.#waiting.splice(place, 1)[0];
	}

	#start(): WorkerThread {
		const thread = startWorkerThread(workerUrl());
		this.#given.set(thread, new Map());
		thread.onMessage((message) => this.#finish(thread, message as ThreadReply));
		thread.onFailure((reason) => this.#lose(thread, reason));
		thread.setReference(false);
		return thread;
	}

	#finish(thread: WorkerThread, reply: ThreadReply): void {
		const tasks = this.#given.get(thread);
		const task = tasks?.get(reply.id);
		tasks?.delete(reply.id);
		if (tasks?.size === 0) thread.setReference(false);
		if (reply.kind === "done") task?.resolve(reply.value);
		else task?.reject(new Error(`a background task threw: ${reply.stack}`));
		this.#dispatch();
	}

	/** A thread that died takes its tasks with it; the others go on. */
	#lose(thread: WorkerThread, reason: string): void {
		const tasks = this.#given.get(thread) ?? new Map<number, Task>();
		this.#given.delete(thread);
		for (const task of tasks.values())
			task.reject(new Error(`a background thread died: ${reason}`));
		this.#dispatch();
	}
}

/** In the executable all modules lie in one virtual folder and entries keep their path below `src/`. */
function workerUrl(): URL {
	const here = import.meta.url;
	if (isCompiledIn(here)) return new URL("./wiring/worker-main.js", here);
	return new URL(here.endsWith(".ts") ? "./worker-main.ts" : "./worker-main.js", here);
}

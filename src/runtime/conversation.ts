/** A program that is talked to line by line while it runs. */
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { builtin } from "./detect.ts";

export interface ConversationOptions {
	/** The whole environment of the program; nothing is inherited beside it. */
	readonly environment: Readonly<Record<string, string>>;
	readonly workingDirectory: string;
	/** Hears what the program and all that it starts write to standard output and standard error, as it comes. */
	onOutput(text: string): void;
}

/** How a program ended. */
export interface ProgramEnd {
	/** `undefined` where a signal ended it, or where it could not be started. */
	readonly status: number | undefined;
	readonly signal: string | undefined;
	/** The system's code where it could not be started, such as `ENOENT`. */
	readonly startError: string | undefined;
}

/** Reads its standard input by lines, and answers by lines on descriptor 3. It leads a group of its own. */
export class Conversation {
	/** Settled when it has ended and all that it wrote was heard. */
	readonly ended: Promise<ProgramEnd>;
	readonly #child: ChildProcess;
	readonly #answers: string[] = [];
	#waiting: ((answer: string | undefined) => void) | undefined;
	#isOver = false;

	private constructor(child: ChildProcess, onOutput: (text: string) => void) {
		this.#child = child;
		child.stdin?.on("error", () => undefined);
		for (const stream of [child.stdout, child.stderr]) listen(stream, onOutput);
		this.#listenForAnswers(child.stdio[3] as Readable | null | undefined);
		this.ended = new Promise((resolve) => {
			let startError: string | undefined;
			child.on("error", (error: NodeJS.ErrnoException) => {
				startError = error.code ?? error.message;
				if (child.pid === undefined) this.#finish(resolve, { startError });
			});
			child.on("close", (status, signal) => {
				this.#finish(resolve, { startError, status, signal });
			});
		});
	}

	static start(
		program: string,
		argumentList: readonly string[],
		{ environment, workingDirectory, onOutput }: ConversationOptions,
	): Conversation {
		const child = builtin("node:child_process").spawn(program, [...argumentList], {
			env: { ...environment },
			cwd: workingDirectory,
			stdio: ["pipe", "pipe", "pipe", "pipe"],
			// The leader of a group, so that all that it starts can be ended with it.
			detached: true,
			windowsHide: true,
		});
		return new Conversation(child, onOutput);
	}

	/** Sends one line and waits for the next line of answer; `undefined`: it has ended instead. */
	ask(line: string): Promise<string | undefined> {
		if (this.#isOver) return Promise.resolve(undefined);
		this.#child.stdin?.write(`${line}\n`);
		const early = this.#answers.shift();
		if (early !== undefined) return Promise.resolve(early);
		return new Promise((resolve) => {
			this.#waiting = resolve;
		});
	}

	/** Ends it and all that it started, at once. */
	kill(): void {
		const { pid } = this.#child;
		if (pid === undefined) return;
		try {
			process.kill(-pid, "SIGKILL");
		} catch {
			// The group is gone.
		}
		if (!this.#isOver) this.#child.kill("SIGKILL");
	}

	#listenForAnswers(stream: Readable | null | undefined): void {
		let rest = "";
		listen(stream, (text) => {
			const lines = `${rest}${text}`.split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) this.#answer(line);
		});
	}

	#answer(line: string): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		if (waiting === undefined) this.#answers.push(line);
		else waiting(line);
	}

	#finish(
		resolve: (end: ProgramEnd) => void,
		{ startError, status, signal }: Partial<Record<keyof ProgramEnd, unknown>>,
	): void {
		this.#isOver = true;
		this.#waiting?.(undefined);
		this.#waiting = undefined;
		resolve({
			status: typeof status === "number" && startError === undefined ? status : undefined,
			signal: typeof signal === "string" ? signal : undefined,
			startError: typeof startError === "string" ? startError : undefined,
		});
	}
}

function listen(stream: Readable | null | undefined, onText: (text: string) => void): void {
	stream?.setEncoding("utf8");
	stream?.on("data", onText);
	stream?.on("error", () => undefined);
}

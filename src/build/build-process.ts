/** A Python of a build environment that calls the hooks of one backend (PEP 517) for one source tree. See docs/builds.md. */
import { displayText } from "../errors/display-text.ts";
import { Conversation, type ProgramEnd } from "../runtime/conversation.ts";
import { BuildFailed } from "./build-failed.ts";
import { hintsFor } from "./build-hints.ts";
import { HOOK_PROGRAM } from "./hook-program.ts";

export interface BuildBackend {
	/** `module:object`. */
	readonly object: string;
	/** Absolute, inside of the source tree; empty: it comes from the environment. */
	readonly path: readonly string[];
}

export interface BuildProcessOptions {
	/** The Python of the build environment. */
	readonly python: string;
	/** Absolute. */
	readonly sourceTree: string;
	readonly variables: Readonly<Record<string, string>>;
	readonly backend: BuildBackend;
	/** What messages call that which is built. */
	readonly label: string;
	/** Milliseconds for each hook; `undefined`: as long as it takes. */
	readonly timeLimit: number | undefined;
	/** Hears what the build prints, as it comes. */
	onOutput(text: string): void;
}

/** What a hook gave back; `missing`: the backend does not have it. */
export type HookAnswer =
	| { readonly kind: "done"; readonly value: unknown }
	| { readonly kind: "missing" };

type Answer =
	| HookAnswer
	| { readonly kind: "failed"; readonly error: string; readonly message: string };

/** Characters of output that are kept for a failure. */
const KEPT_OUTPUT = 64 * 1024;

export class BuildProcess {
	readonly #options: BuildProcessOptions;
	readonly #conversation: Conversation;
	#output = "";
	#isCut = false;
	#isLate = false;

	private constructor(options: BuildProcessOptions) {
		this.#options = options;
		this.#conversation = Conversation.start(options.python, ["-I", "-u", "-c", HOOK_PROGRAM], {
			environment: options.variables,
			workingDirectory: options.sourceTree,
			onOutput: (text) => this.#hear(text),
		});
	}

	/** Starts it and loads the backend. @throws BuildFailed */
	static async start(options: BuildProcessOptions): Promise<BuildProcess> {
		const started = new BuildProcess(options);
		try {
			const { object, path } = options.backend;
			await started.#ask({ backend: object, path }, `load the build backend \`${object}\``);
			return started;
		} catch (error) {
			await started.end();
			throw error;
		}
	}

	/** The backend's object. */
	get backend(): string {
		return this.#options.backend.object;
	}

	/** Calls a hook. @throws BuildFailed where it fails, takes too long, or ends the process */
	call(hook: string, ...given: readonly unknown[]): Promise<HookAnswer> {
		return this.#ask({ hook, arguments: given }, `run the hook \`${hook}\``);
	}

	/** What is wrong with what a hook gave back. Ends the process. */
	async failure(reason: string): Promise<BuildFailed> {
		await this.end();
		return new BuildFailed(`Cannot build ${this.#label}: ${reason}`, { output: this.#shown() });
	}

	/** Ends it and everything that it started; then all that was printed is heard. */
	async end(): Promise<void> {
		this.#conversation.kill();
		await this.#conversation.ended;
	}

	get #label(): string {
		return `\`${displayText(this.#options.label)}\``;
	}

	async #ask(request: object, deed: string): Promise<HookAnswer> {
		const line = await this.#withinLimit(this.#conversation.ask(JSON.stringify(request)));
		if (line === undefined) throw this.#ended(deed, await this.#conversation.ended);
		const answer = JSON.parse(line) as Answer;
		if (answer.kind !== "failed") return answer;
		await this.end();
		const { error, message } = answer;
		const reason = message === "" ? error : `${error}: ${displayText(message)}`;
		const output = this.#shown();
		throw new BuildFailed(`Cannot build ${this.#label}: could not ${deed}: ${reason}`, {
			output,
			hints: hintsFor(output, this.#options.label),
		});
	}

	/** Too late is ended by us. */
	async #withinLimit<Value>(work: Promise<Value>): Promise<Value> {
		const { timeLimit } = this.#options;
		if (timeLimit === undefined) return work;
		const timer = setTimeout(() => {
			this.#isLate = true;
			this.#conversation.kill();
		}, timeLimit);
		try {
			return await work;
		} finally {
			clearTimeout(timer);
		}
	}

	#ended(deed: string, { status, signal, startError }: ProgramEnd): BuildFailed {
		const { python, timeLimit = 0 } = this.#options;
		if (this.#isLate) {
			return new BuildFailed(
				`Cannot build ${this.#label}: to ${deed} took more than ${timeLimit / 1000} seconds`,
				{
					output: this.#shown(),
					hints: ["Give it more time with `PIPPIN_BUILD_TIMEOUT` (seconds)"],
				},
			);
		}
		if (startError !== undefined) {
			return new BuildFailed(
				`Cannot build ${this.#label}: \`${python}\` could not be started (${startError})`,
				{},
			);
		}
		const how = signal === undefined ? `ended with status ${status}` : `was ended by ${signal}`;
		return new BuildFailed(
			`Cannot build ${this.#label}: could not ${deed}: the build process ${how}`,
			{ output: this.#shown() },
		);
	}

	#hear(text: string): void {
		this.#options.onOutput(text);
		this.#output += text;
		if (this.#output.length <= KEPT_OUTPUT * 2) return;
		this.#output = this.#output.slice(-KEPT_OUTPUT);
		this.#isCut = true;
	}

	/** Text from packages: nothing in it reaches a terminal as it is. */
	#shown(): string {
		const kept = this.#output.slice(-KEPT_OUTPUT).trimEnd();
		const lines = kept.split("\n").map(displayText).join("\n");
		return this.#isCut ? `…\n${lines}` : lines;
	}
}

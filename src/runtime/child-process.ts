/** Runs a program to its end. */
import { builtin } from "./detect.ts";

export interface ChildOptions {
	/** The whole environment of the child; nothing is inherited beside it. */
	readonly environment: Readonly<Record<string, string>>;
	readonly workingDirectory?: string;
	readonly input?: string;
	/** Milliseconds, after which the child is killed and `timedOut` is set. */
	readonly timeout?: number;
	/** Bytes of stdout and of stderr that are kept; a child that writes more is killed. */
	readonly outputLimit?: number;
}

export interface ChildResult {
	/** `undefined` where a signal ended it. */
	readonly status: number | undefined;
	readonly signal: string | undefined;
	readonly stdout: string;
	readonly stderr: string;
	readonly timedOut: boolean;
	/**
	 * The system's code where the program could not be started, such as `ENOENT` or `EACCES`;
	 * `ERR_CHILD_PROCESS_STDIO_MAXBUFFER` where it was killed because it wrote more than is kept.
	 */
	readonly startError: string | undefined;
}

const DEFAULT_OUTPUT_LIMIT = 16 * 1024 * 1024;

/** Starts a program without a shell and waits for its end. Never throws for what the program does. */
export function runChild(
	program: string,
	argumentList: readonly string[],
	options: ChildOptions,
): Promise<ChildResult> {
	return new Promise((resolve) => {
		const child = builtin("node:child_process").execFile(
			program,
			[...argumentList],
			{
				env: { ...options.environment },
				encoding: "utf8",
				maxBuffer: options.outputLimit ?? DEFAULT_OUTPUT_LIMIT,
				killSignal: "SIGKILL",
				windowsHide: true,
				...(options.workingDirectory === undefined ? {} : { cwd: options.workingDirectory }),
				...(options.timeout === undefined ? {} : { timeout: options.timeout }),
			},
			(error, stdout, stderr) => {
				resolve(childResult(error, { stdout, stderr, status: child.exitCode }));
			},
		);
		child.stdin?.on("error", () => undefined);
		child.stdin?.end(options.input ?? "");
	});
}

function childResult(
	error: (Error & { code?: unknown; signal?: unknown; killed?: boolean }) | null,
	{ stdout, stderr, status }: { stdout: string; stderr: string; status: number | null },
): ChildResult {
	const output = { stdout, stderr };
	if (error === null) {
		return { ...output, status: 0, signal: undefined, timedOut: false, startError: undefined };
	}
	const { code } = error;
	if (typeof code === "string") {
		return { ...output, status: undefined, signal: undefined, timedOut: false, startError: code };
	}
	return {
		...output,
		status: typeof code === "number" ? code : (status ?? undefined),
		signal: typeof error.signal === "string" ? error.signal : undefined,
		timedOut: error.killed === true,
		startError: undefined,
	};
}

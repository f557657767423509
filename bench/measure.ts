/** Runs a program and measures it: wall time, processor time, peak memory. */

export interface Sample {
	/** Milliseconds. */
	readonly wall: number;
	/** Milliseconds of user and system time. */
	readonly processor: number;
}

/** What a program is run with. */
export interface MeasureOptions {
	readonly env: Record<string, string>;
	readonly cwd: string;
}

/** Runs a program to its end; throws, with what it printed, where it fails. */
export function measure(
	command: readonly string[],
	options: MeasureOptions,
): Sample & { readonly stdout: string } {
	const start = performance.now();
	const result = Bun.spawnSync([...command], {
		...options,
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const wall = performance.now() - start;
	if (result.exitCode !== 0) {
		throw new Error(
			`${command.join(" ")} failed (${result.exitCode}):\n${result.stderr.toString()}`,
		);
	}
	const usage = result.resourceUsage;
	const cpu = usage === undefined ? 0 : Number(usage.cpuTime.total) / 1000;
	return { wall, processor: cpu, stdout: result.stdout.toString() };
}

/** A child's peak starts at that of the process that forked it, so the fork is left to a small one. */
const PEAK_SCRIPT = [
	"import os, sys",
	"pid = os.fork()",
	"if pid == 0:",
	" os.execvp(sys.argv[1], sys.argv[1:])",
	"_, status, usage = os.wait4(pid, 0)",
	"sys.stderr.write('\\npeak %d\\n' % usage.ru_maxrss)",
	"sys.exit(os.waitstatus_to_exitcode(status))",
].join("\n");

/** The peak memory of a run, in bytes; Python counts, which itself has some ten MiB. */
export function measurePeak(
	python: string,
	command: readonly string[],
	options: MeasureOptions,
): number {
	const result = Bun.spawnSync([python, "-I", "-S", "-c", PEAK_SCRIPT, ...command], {
		...options,
		stdin: "ignore",
		stdout: "ignore",
		stderr: "pipe",
	});
	const peak = /\npeak (\d+)\n$/.exec(result.stderr.toString())?.[1];
	if (result.exitCode !== 0 || peak === undefined) {
		throw new Error(`${command.join(" ")} failed:\n${result.stderr.toString()}`);
	}
	return Number(peak) * 1024;
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

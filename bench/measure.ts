/** Runs a program and measures it: wall time, processor time, peak memory. */

export interface Sample {
	/** Milliseconds. */
	readonly wall: number;
	/** Milliseconds of user and system time. */
	readonly processor: number;
	/** Bytes. */
	readonly memory: number;
}

/** Runs a program to its end; throws, with what it printed, where it fails. */
export function measure(
	command: readonly string[],
	options: { readonly env: Record<string, string>; readonly cwd: string },
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
	return { wall, processor: cpu, memory: usage?.maxRSS ?? 0, stdout: result.stdout.toString() };
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

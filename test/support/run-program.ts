/** Runs a program that is not the executable under test, and keeps what it says. */
export interface Ended {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface ProgramOptions {
	readonly cwd: string;
	/** Where nothing is said: the variables of this process. */
	readonly env?: Readonly<Record<string, string>>;
}

/** Waits for the end of a program, whatever its status; it has no standard input. */
export async function runProgram(
	command: readonly string[],
	{ cwd, env }: ProgramOptions,
): Promise<Ended> {
	const child = Bun.spawn([...command], {
		cwd,
		...(env === undefined ? {} : { env }),
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [stdout, stderr, status] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { status, stdout, stderr };
}

/** The same; any status but 0 is an error that tells everything. */
export async function runProgramWell(
	command: readonly string[],
	options: ProgramOptions,
): Promise<Ended> {
	const ended = await runProgram(command, options);
	if (ended.status === 0) return ended;
	throw new Error(
		`status ${ended.status} of \`${command.join(" ")}\`\n${ended.stdout}\n${ended.stderr}`,
	);
}

/** What the tests of `pip compile` compile, and how they do it. */
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type RunResult, type Sandbox } from "../support/sandbox.ts";

/** An index of small projects with extras, markers, dates and files for several platforms. Stop it. */
export function startCompileIndex(): Promise<IndexServer> {
	return startIndexServer(
		worldOf([
			[
				"app",
				[
					indexFile(
						{
							name: "app",
							version: "1.0",
							requires: [
								"base",
								"paint; sys_platform == 'win32'",
								"unix; sys_platform != 'win32'",
								"fast; extra == 'speed' and python_version < '4'",
								"app[speed]; extra == 'all'",
							],
							extras: ["speed", "all"],
						},
						{ uploadTime: "2024-05-01T10:00:00.250000Z" },
					),
				],
			],
			[
				"base",
				[
					indexFile({ name: "base", version: "1.0" }),
					indexFile({ name: "base", version: "2.0" }),
					indexFile({ name: "base", version: "2.0", tag: "py3-none-win_amd64" }),
					{ filename: "base-2.0.tar.gz", bytes: new Uint8Array(8), version: "2.0" },
				],
			],
			["paint", [indexFile({ name: "paint", version: "1.0" })]],
			["unix", [indexFile({ name: "unix", version: "1.0", requires: ["base"] })]],
			["fast", [indexFile({ name: "fast", version: "1.0" })]],
		]),
	);
}

/** Runs `pip compile` from the index in a sandbox. */
export async function compileIn(
	sandbox: Sandbox,
	index: IndexServer,
	words: readonly string[],
): Promise<RunResult> {
	return sandbox.run(["pip", "compile", "--index-url", index.url, ...words]);
}

/** A sandbox whose folder holds these files. */
export function sandboxWith(files: Readonly<Record<string, string>>): Sandbox {
	const sandbox = createSandbox();
	for (const [path, text] of Object.entries(files)) sandbox.write(path, text);
	return sandbox;
}

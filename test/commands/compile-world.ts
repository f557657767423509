/** How tests of `pip compile` run it: in a folder of files, against one index. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IndexServer } from "../support/index-server.ts";
import { createSandbox, type RunResult } from "../support/sandbox.ts";

type Files = Readonly<Record<string, string>>;

type Compile<Answer> = (files: Files, words: readonly string[], input?: string) => Promise<Answer>;

interface Compiles {
	/** `pip compile` without header, in a folder with these files. */
	readonly compile: Compile<RunResult>;
	/** What it writes to standard output; where it fails, its status and standard error. */
	readonly compiled: Compile<string>;
	/** Its status and the first line of its standard error. */
	readonly refused: Compile<string>;
}

export function compilesFrom(index: IndexServer): Compiles {
	const compile: Compile<RunResult> = async (files, words, input) => {
		using sandbox = createSandbox();
		for (const [name, text] of Object.entries(files)) {
			const path = join(sandbox.work, name);
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, text);
		}
		const all = ["pip", "compile", "--no-header", "--index-url", index.url, ...words];
		return await sandbox.run(all, input === undefined ? {} : { input });
	};
	return {
		compile,
		compiled: async (...given) => {
			const { stdout, stderr, status } = await compile(...given);
			return status === 0 ? stdout : `${status}: ${stderr}`;
		},
		refused: async (...given) => {
			const { stderr, status } = await compile(...given);
			return `${status} ${stderr.split("\n")[0]}`;
		},
	};
}

/** Each ends with a newline. */
export function lines(...all: readonly string[]): string {
	return all.map((line) => `${line}\n`).join("");
}

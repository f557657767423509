/**
 * Builds both products below dist/: the library as ES modules with declarations (`--library`) and the
 * self-contained executable (`--executable`); both where neither is named.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, run, tool } from "./run.ts";

/** Each file that starts a thread of its own must be an entry, or the executable exits silently when it starts one. */
const ENTRIES = ["src/cli/main.ts", "src/wiring/worker-main.ts"];

async function buildLibrary(): Promise<void> {
	await rm(join(ROOT, "dist", "lib"), { recursive: true, force: true });
	await run([tool("tsc"), "-p", "tsconfig.build.json"]);
}

async function buildExecutable(): Promise<void> {
	await run([
		tool("bun"),
		"build",
		"--compile",
		"--minify",
		"--bytecode",
		"--format=esm",
		"--splitting",
		"--no-compile-autoload-dotenv",
		"--no-compile-autoload-bunfig",
		...ENTRIES,
		"--outfile",
		"dist/pippin",
	]);
}

const wanted = new Set(process.argv.slice(2));
if (wanted.size === 0 || wanted.has("--library")) await buildLibrary();
if (wanted.size === 0 || wanted.has("--executable")) await buildExecutable();

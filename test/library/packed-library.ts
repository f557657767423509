/** The library as its users get it: the packed tarball, unpacked into a `node_modules` beside a program of theirs. */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram, runProgramWell } from "../support/run-program.ts";

const ROOT = join(import.meta.dir, "..", "..");
const MODULES = join(ROOT, "node_modules");

/** Makes an environment, resolves flask, installs it; writes what happened to `report.json`. */
const PROGRAM = `import { writeFileSync } from "node:fs";
import { createEnvironment, install, listInstalled, resolve, UserError } from "pippin";
import { SpecifierSet } from "pippin/standards/specifier";

const [folder, python, indexUrl] = process.argv.slice(2);
const heard = [];
const reporter = { report: (event) => heard.push(event.kind) };
const options = { cacheDirectory: folder + "/cache", reporter, ...(indexUrl ? { indexUrl } : {}) };
const environment = await createEnvironment(folder + "/.venv", { ...options, python });
const resolution = await resolve(["flask>=3"], { ...options, environment });
const { installed, removed } = await install(resolution, environment);
const again = await install(resolution, environment);
const refusal = await resolve(["flask>=9"], { ...options, environment }).catch((error) => error);
const flask = (await listInstalled(environment, options)).find(({ name }) => name === "flask");
writeFileSync(folder + "/report.json", JSON.stringify({
	pins: resolution.nodes.map(({ name, version }) => name + "==" + version),
	installed, removed, again, version: flask.version.toString(),
	isNewEnough: SpecifierSet.parse(">=3").contains(flask.version),
	refusal: { isUserError: refusal instanceof UserError, code: refusal.code, reasons: refusal.reasons, would: refusal.suggestions[0].would.map(({ name, version }) => name + "==" + version) }, heard: heard.length,
}));
`;

/** Imports the library with every way to start a thread or to end the process watched; writes what it saw. */
const WATCHER = `import { writeFileSync } from "node:fs";
const calls = [];
const watch = (owner, name) => {
	const original = owner[name];
	owner[name] = function (...words) {
		calls.push(name);
		return new.target === undefined ? original.apply(this, words) : new original(...words);
	};
};
watch(process.getBuiltinModule("node:worker_threads"), "Worker");
if (globalThis.Worker !== undefined) watch(globalThis, "Worker");
watch(process, "exit");
watch(process, "on");
const environment = JSON.stringify(process.env);
const names = Object.keys(globalThis).sort().join();
const library = await import("pippin");
writeFileSync(process.argv[2] + "/report.json", JSON.stringify({
	calls, exports: Object.keys(library).sort(), exitCode: process.exitCode ?? null,
	isEnvironmentKept: JSON.stringify(process.env) === environment,
	isGlobalScopeKept: Object.keys(globalThis).sort().join() === names,
}));
`;

/** Installs flask into three environments, and waits until every thread that was started has ended. */
const THREADS = `import { writeFileSync } from "node:fs";
import { createEnvironment, install, resolve } from "pippin";

const threads = [];
const watch = (owner, isEnding) => {
	const Original = owner.Worker;
	owner.Worker = class extends Original {
		constructor(...words) {
			super(...words);
			threads.push(new Promise((ended) => isEnding(this, ended)));
		}
	};
};
if (globalThis.Bun === undefined) {
	watch(process.getBuiltinModule("node:worker_threads"), (thread, ended) => thread.on("exit", ended));
} else watch(globalThis, (thread, ended) => thread.addEventListener("close", ended));
const [folder, python, indexUrl] = process.argv.slice(2);
for (const number of [1, 2, 3]) {
	const options = { indexUrl, cacheDirectory: folder + "/cache" + number };
	const environment = await createEnvironment(folder + "/.venv" + number, { ...options, python });
	await install(await resolve(["flask"], { ...options, environment }), environment);
}
await Promise.all(threads);
writeFileSync(folder + "/report.json", JSON.stringify({ started: threads.length }));
`;

/** Packages that a package needs, with all that those need. */
function closureOf(names: readonly string[]): ReadonlySet<string> {
	const all = new Set<string>();
	const visit = (name: string): void => {
		if (all.has(name)) return;
		all.add(name);
		const text = readFileSync(join(MODULES, name, "package.json"), "utf8");
		const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
		for (const dependency of Object.keys(dependencies)) visit(dependency);
	};
	for (const name of names) visit(name);
	return all;
}

/** Builds and packs the library, and makes a project at `folder` that has it installed, as npm would without scripts. */
export async function makeLibraryProject(folder: string): Promise<void> {
	const bun = join(MODULES, ".bin", "bun");
	await runProgramWell([bun, "scripts/build.ts", "--library"], { cwd: ROOT });
	const pack = ["npm", "pack", "--ignore-scripts", "--pack-destination", folder];
	await runProgramWell([...pack, "--cache", join(folder, "npm-cache")], { cwd: ROOT });
	const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
	const own = join(folder, "node_modules", "pippin");
	mkdirSync(own, { recursive: true });
	await runProgramWell(["tar", "-xzf", join(folder, tarball), "--strip-components=1", "-C", own], {
		cwd: folder,
	});
	const text = readFileSync(join(own, "package.json"), "utf8");
	const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
	for (const name of closureOf(Object.keys(dependencies))) {
		cpSync(join(MODULES, name), join(folder, "node_modules", name), { recursive: true });
	}
	writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
	writeFileSync(join(folder, "program.mjs"), PROGRAM);
	writeFileSync(join(folder, "watcher.mjs"), WATCHER);
	writeFileSync(join(folder, "threads.mjs"), THREADS);
}

/** The runtimes that the library promises to run on: how to start each. */
export const RUNTIMES: ReadonlyMap<string, string> = new Map([
	["Node", join(MODULES, ".bin", "node")],
	["Bun", process.execPath],
]);

export interface ProgramEnd {
	readonly status: number;
	/** Both streams. */
	readonly output: string;
	readonly report: unknown;
}

/** Runs `program.mjs`, `watcher.mjs` or `threads.mjs` of the project; `folder` is where it works. */
export async function runLibraryProgram(
	command: readonly [runtime: string, program: string, folder: string, ...words: string[]],
	project: string,
	variables: Readonly<Record<string, string>>,
): Promise<ProgramEnd> {
	const [, , folder] = command;
	mkdirSync(folder, { recursive: true });
	const { status, stdout, stderr } = await runProgram(command, { cwd: project, env: variables });
	const path = join(folder, "report.json");
	const report: unknown = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
	return { status, output: stdout + stderr, report };
}

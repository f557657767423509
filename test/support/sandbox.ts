/**
 * A place to run the built executable in: its own home, cache and working folder, nothing of the machine's settings,
 * and one Python on the search path.
 *
 *     using sandbox = createSandbox();
 *     await sandbox.run(["venv"]);
 *     const { stdout, stderr, status } = await sandbox.run(["pip", "list"]);
 */
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** The executable that `scripts/build.ts --executable` makes. */
const EXECUTABLE: string = join(import.meta.dir, "..", "..", "dist", "pippin");

const MEMORY = "/dev/shm";

export interface RunOptions {
	/** Where the command is run; the sandbox's working folder unless told. */
	readonly directory?: string;
	/** Beside the sandbox's own; an empty one is as good as none. */
	readonly variables?: Readonly<Record<string, string>>;
	readonly input?: string;
	/** A program with its arguments that starts the executable, such as `unshare -m`. */
	readonly wrapper?: readonly string[];
}

export interface RunResult {
	/** Filtered by `filterOutput`. */
	readonly stdout: string;
	/** Filtered by `filterOutput`. */
	readonly stderr: string;
	/** The exit status; 128 and more for a signal. */
	readonly status: number;
}

export interface Sandbox extends Disposable {
	/** Holds everything below; its path has no links in it. */
	readonly folder: string;
	/** The working folder of commands; empty at first. */
	readonly work: string;
	readonly home: string;
	/** The root of the cache; commands make it. */
	readonly cache: string;
	/** The one Python on the search path. */
	readonly python: string;
	/** `major.minor` of that Python. */
	readonly pythonVersion: string;
	/** The environment that `pippin venv` makes in the working folder. */
	readonly environment: string;
	/** The site-packages folder of that environment. */
	readonly sitePackages: string;
	/** Runs the executable. Does not throw for a command that fails. */
	run(words: readonly string[], options?: RunOptions): Promise<RunResult>;
	/** The same for a command that must not fail; throws what it said otherwise. */
	runWell(words: readonly string[], options?: RunOptions): Promise<RunResult>;
	/** Starts the executable and leaves it to the caller. */
	start(words: readonly string[], options?: RunOptions): Bun.Subprocess<"pipe", "pipe", "pipe">;
	/** Writes a file in the working folder, and the folders above it; answers its path. */
	write(path: string, text: string): string;
	/** Makes everything that differs from run to run the same. */
	filterOutput(text: string): string;
}

/** A new sandbox; dispose of it to remove its files. Throws where the executable or a Python is missing. */
export function createSandbox(): Sandbox {
	if (!existsSync(EXECUTABLE)) {
		throw new Error(
			`There is no executable at ${EXECUTABLE}: make it with \`bun scripts/build.ts --executable\``,
		);
	}
	const { executable: base, version: pythonVersion } = findTestPython();
	const parent = existsSync(MEMORY) ? MEMORY : tmpdir();
	const folder = realpathSync(mkdtempSync(join(parent, "pippin-sandbox-")));
	const [work, home, programs] = [
		join(folder, "work"),
		join(folder, "home"),
		join(folder, "programs"),
	];
	for (const path of [work, home, programs]) mkdirSync(path);
	const python = join(programs, `python${pythonVersion}`);
	symlinkSync(base, python);
	const cache = join(folder, "cache");
	const environment = join(work, ".venv");
	const filterOutput = (text: string): string =>
		text
			.replaceAll(dirname(dirname(base)), "[PYTHON]")
			.replaceAll(folder, "[FOLDER]")
			.replaceAll(`python${pythonVersion}`, "python3.X")
			.replace(/\bin (?:\d+m )?[\d.]+m?s\b/g, "in [TIME]")
			.replace(/\b(C?Python) 3\.\d+\.\d+\S*/g, "$1 3.X")
			.replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:[PORT]");
	const start: Sandbox["start"] = (words, options = {}) =>
		Bun.spawn([...(options.wrapper ?? []), EXECUTABLE, ...words], {
			cwd: options.directory ?? work,
			stdin: "pipe",
			stdout: "pipe",
			stderr: "pipe",
			// Nothing is taken over from the machine: no UV_*, PIP_* or VIRTUAL_ENV, no proxy, no settings.
			env: {
				HOME: home,
				PATH: [programs, "/usr/bin", "/bin"].join(delimiter),
				LC_ALL: "C.UTF-8",
				NO_COLOR: "1",
				PIPPIN_CACHE_DIR: cache,
				...options.variables,
			},
		});
	const run: Sandbox["run"] = async (words, options = {}) => {
		const child = start(words, options);
		if (options.input !== undefined) child.stdin.write(options.input);
		child.stdin.end();
		const [stdout, stderr] = await Promise.all([
			new Response(child.stdout).text(),
			new Response(child.stderr).text(),
		]);
		await child.exited;
		const status = child.exitCode ?? 128;
		return { stdout: filterOutput(stdout), stderr: filterOutput(stderr), status };
	};
	return {
		folder,
		work,
		home,
		cache,
		python,
		pythonVersion,
		environment,
		sitePackages: join(environment, "lib", `python${pythonVersion}`, "site-packages"),
		run,
		runWell: async (words, options) => {
			const result = await run(words, options);
			if (result.status === 0) return result;
			throw new Error(`pippin ${words.join(" ")} ended with ${result.status}:\n${result.stderr}`);
		},
		start,
		write: (path, text) => {
			const whole = join(work, path);
			mkdirSync(dirname(whole), { recursive: true });
			writeFileSync(whole, text);
			return whole;
		},
		filterOutput,
		[Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
	};
}

interface TestPython {
	readonly executable: string;
	/** `3.12` */
	readonly version: string;
}

const WANTED_VERSIONS = ["3.12", "3.11"];

/** A CPython 3.12, else 3.11: the one that `PIPPIN_TEST_PYTHON` names, pyenv's, or one on the search path. */
function findTestPython(): TestPython {
	const named = process.env["PIPPIN_TEST_PYTHON"] ?? "";
	for (const executable of [named, ...pyenvPythons(), ...pythonsOnPath()]) {
		if (!isExecutable(executable)) continue;
		const real = realpathSync(executable);
		const version = /python(3\.\d+)$/.exec(real)?.[1];
		if (version !== undefined && (executable === named || WANTED_VERSIONS.includes(version))) {
			return { executable: real, version };
		}
	}
	throw new Error(
		`There is no CPython ${WANTED_VERSIONS.join(" or ")} for tests: name one in PIPPIN_TEST_PYTHON`,
	);
}

function* pyenvPythons(): Iterable<string> {
	const versions = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
	if (!existsSync(versions)) return;
	const installed = readdirSync(versions);
	for (const wanted of WANTED_VERSIONS) {
		for (const name of installed) {
			if (name.startsWith(`${wanted}.`)) yield join(versions, name, "bin", `python${wanted}`);
		}
	}
}

function* pythonsOnPath(): Iterable<string> {
	for (const wanted of WANTED_VERSIONS) {
		for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
			if (folder !== "") yield join(folder, `python${wanted}`);
		}
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return path !== "";
	} catch {
		return false;
	}
}

/** The programs that are compared, each with a cache of its own, and how each spells the same work. */
import { join } from "node:path";
import { ROOT } from "../scripts/run.ts";

export interface Tool {
	readonly name: string;
	/** Install a list of pins into an environment. */
	install(environment: string, pins: string): readonly string[];
	/** Resolve a list of requirements; `undefined` where this tool is not asked to. */
	compile(input: string): readonly string[] | undefined;
	version(): readonly string[];
	variables(cache: string): Record<string, string>;
	/** How many times slower tools are run, in rounds of the fast ones: one of so many. */
	readonly every: number;
}

export interface ToolPaths {
	readonly uv: string;
	readonly pip: string;
	readonly indexUrl: string;
}

export function compiledExecutable(): string {
	return join(ROOT, "dist", "pippin");
}

function uvLike(name: string, program: string, extra: Record<string, string>): Tool {
	// Ours remembers answers, uv does not: what is compared is the solve.
	const afresh = name === "pippin" ? ["--no-memo"] : [];
	return {
		name,
		every: 1,
		install: (environment, pins) => [
			program,
			"pip",
			"install",
			"--quiet",
			"--python",
			join(environment, "bin", "python"),
			"-r",
			pins,
		],
		compile: (input) => [
			program,
			"pip",
			"compile",
			"--quiet",
			"--no-header",
			"--only-binary",
			":all:",
			...afresh,
			input,
		],
		version: () => [program, "--version"],
		variables: (cache) => ({ UV_CACHE_DIR: cache, ...extra }),
	};
}

/** pippin, uv as it comes, uv with hard links, pip. */
export function openTools({ uv, pip, indexUrl }: ToolPaths): readonly Tool[] {
	const index = { UV_DEFAULT_INDEX: indexUrl };
	return [
		// What uv does about pre-releases without being told.
		uvLike("pippin", compiledExecutable(), { ...index, UV_PRERELEASE: "if-necessary" }),
		uvLike("uv", uv, index),
		uvLike("uv hardlink", uv, { ...index, UV_LINK_MODE: "hardlink" }),
		{
			name: "pip",
			every: 5,
			install: (environment, pins) => [
				pip,
				"--python",
				join(environment, "bin", "python"),
				"install",
				"--quiet",
				"--no-input",
				"-r",
				pins,
			],
			compile: () => undefined,
			version: () => [pip, "--version"],
			variables: (cache) => ({
				PIP_CACHE_DIR: cache,
				PIP_INDEX_URL: indexUrl,
				PIP_DISABLE_PIP_VERSION_CHECK: "1",
				PIP_CONFIG_FILE: "/dev/null",
			}),
		},
	];
}

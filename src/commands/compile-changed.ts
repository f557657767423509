/** `--compile-bytecode`: what a change brought is compiled when it is in place, and told. */
import type { Environment } from "../environment/environment.ts";
import { UserError } from "../errors/user-error.ts";
import type { CachedWheel } from "../preparer/cached-wheel.ts";
import { compileBytecode, sourcesBelow, sourcesOf } from "../wheel/compile-bytecode.ts";
import type { Tools } from "./tools.ts";

/** `installed`: what this change brought. `environment`: all there is, as `pip sync` does. */
export type BytecodeScope = "none" | "installed" | "environment";

/** `UV_COMPILE_BYTECODE_TIMEOUT` is no number. */
export class InvalidCompileTimeout extends UserError {
	readonly code = "invalid-compile-timeout";
}

export interface CompileContext {
	readonly environment: Environment;
	readonly preferences: { readonly bytecode?: BytecodeScope };
	readonly tools: Tools;
}

/** Compiles and reports `Bytecode compiled N files`. @throws CompilationFailed, InvalidCompileTimeout */
export async function compileChanged(
	wheels: readonly CachedWheel[],
	{ environment, preferences, tools }: CompileContext,
): Promise<void> {
	const sources = sourcesFor(preferences.bytecode ?? "none", wheels, environment);
	if (sources.length === 0) return;
	const started = tools.now();
	const { compiled, failures } = await compileBytecode(sources, {
		interpreter: environment.interpreter.executable,
		environment: childVariables(tools.variables),
		timeout: readCompileTimeout(tools.variables),
	});
	for (const { path, reason } of failures) {
		tools.reporter.report({ kind: "detail", scope: "wheel", message: `${path}: ${reason}` });
	}
	const elapsed = tools.now() - started;
	tools.reporter.report({ kind: "stage", stage: "compiled", count: compiled, elapsed });
}

function sourcesFor(
	scope: BytecodeScope,
	wheels: readonly CachedWheel[],
	{ paths, sitePackages }: Environment,
): readonly string[] {
	switch (scope) {
		case "none":
			return [];
		case "installed":
			return sourcesOf(wheels, paths);
		case "environment":
			return sitePackages.flatMap(sourcesBelow);
	}
}

/** What an interpreter may need to start, and what says how it compiles; no secret of the user among it. */
const PASSED_ON = ["SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "SOURCE_DATE_EPOCH"];

function childVariables(variables: Tools["variables"]): Readonly<Record<string, string>> {
	const passed: Record<string, string> = {};
	for (const name of PASSED_ON) {
		const value = variables[name];
		if (value !== undefined) passed[name] = value;
	}
	return passed;
}

const USUAL_TIMEOUT = 60;

/** Milliseconds for all files together; 0 for no limit. @throws InvalidCompileTimeout */
export function readCompileTimeout(variables: Tools["variables"]): number {
	const text = variables["UV_COMPILE_BYTECODE_TIMEOUT"] ?? "";
	if (text === "") return USUAL_TIMEOUT * 1000;
	if (/^\d{1,7}$/.test(text)) return Number(text) * 1000;
	throw new InvalidCompileTimeout(
		`Cannot use \`UV_COMPILE_BYTECODE_TIMEOUT\`: its value \`${text}\` is not a number of seconds`,
	);
}

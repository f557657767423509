/** Options of an invocation as the settings of a run, for all commands that do real work. */
import { resolve } from "node:path";
import type { PythonPreference } from "../../interpreter/discovery-context.ts";
import type { IndexStrategy } from "../../package-index/index-client.ts";
import type { Settings } from "../../wiring/settings.ts";
import { type WiredTools, wire } from "../../wiring/wire.ts";
import type { CommandContext } from "../command-context.ts";
import { onInterrupt } from "../interrupts.ts";
import type { Invocation } from "../invocation.ts";
import type { OptionValues } from "../option-values.ts";

/** Runs `work` with the tools of this invocation, and puts them away at its end. */
export async function withTools<Value>(
	{ options }: Invocation,
	context: CommandContext,
	work: (tools: WiredTools) => Promise<Value>,
): Promise<Value> {
	const controller = new AbortController();
	using tools = wire(settingsOf(options, context, controller.signal));
	// A change that was begun is dropped or finished, whichever it is; anything else is simply left.
	const forget = onInterrupt(async () => {
		controller.abort();
		await Promise.race([tools.whenSafe(), new Promise((settle) => setTimeout(settle, GRACE))]);
		tools.cache.dropDrafts();
		tools[Symbol.dispose]();
	});
	try {
		return await work(tools);
	} finally {
		// The process ends with the status of the signal, whatever became of the work.
		if (controller.signal.aborted) await new Promise<never>(() => undefined);
		forget();
		// What failed may have left others at work, who will not come to their end.
		tools.cache.dropDrafts();
	}
}

/** Milliseconds that an interrupted step gets to make things safe. */
const GRACE = 10_000;

function settingsOf(options: OptionValues, context: CommandContext, signal: AbortSignal): Settings {
	const { reporter, workingDirectory } = context;
	const { fromUser, fromFiles } = options;
	const cacheDirectory = options.value("cache-dir");
	return {
		reporter,
		workingDirectory,
		variables: definedVariables(context.environmentVariables),
		signal,
		cacheDirectory:
			cacheDirectory === undefined ? undefined : resolve(workingDirectory, cacheDirectory),
		hasNoCache: options.flag("no-cache"),
		isOffline: options.flag("offline"),
		indexes: {
			indexes: fromUser.list("index"),
			extraIndexUrls: fromUser.list("extra-index-url"),
			defaultIndex: fromUser.value("default-index") ?? fromUser.value("index-url"),
			configured: {
				entries: context.settings.indexes,
				extraIndexUrls: fromFiles.list("extra-index-url"),
				defaultIndex: fromFiles.value("index-url"),
			},
			findLinks: options.list("find-links"),
			hasNoIndex: options.flag("no-index"),
			strategy: options.value("index-strategy") as IndexStrategy | undefined,
		},
		declared: context.settings.declared,
		keyringProvider: options.value("keyring-provider") === "subprocess" ? "subprocess" : "disabled",
		certificateFile: options.value("cert"),
		usesSystemRoots: options.flag("system-certs") || options.flag("native-tls"),
		insecureHosts: options.list("allow-insecure-host"),
		pythonPreference: pythonPreferenceOf(options),
	};
}

function definedVariables(
	variables: CommandContext["environmentVariables"],
): Readonly<Record<string, string>> {
	const defined: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const [name, value] of Object.entries(variables)) {
		if (value !== undefined) defined[name] = value;
	}
	return defined;
}

function pythonPreferenceOf(options: OptionValues): PythonPreference | undefined {
	if (options.flag("managed-python")) return "only-managed";
	if (options.flag("no-managed-python")) return "only-system";
	return options.value("python-preference") as PythonPreference | undefined;
}

/** The options that name an environment. */
import type { TargetOptions } from "../../commands/target.ts";
import type { OptionValues } from "../option-values.ts";

export function targetOptionsOf(options: OptionValues): TargetOptions {
	return {
		python: options.value("python"),
		isSystem: options.flag("system"),
		breaksSystemPackages: options.flag("break-system-packages"),
		target: options.value("target"),
		prefix: options.value("prefix"),
	};
}

/** The options that may stand before the last word of a command. */

import type { Option } from "./option.ts";
import { cacheOptions } from "./options/cache-options.ts";
import { certificateOption, globalOptions } from "./options/global-options.ts";
import { interpreterOptions } from "./options/python-options.ts";

/** What is accepted after `group`, or after the program's own name, while the command is still to come. */
export function sharedOptions(group: string | undefined): readonly Option[] {
	const everywhere = [...interpreterOptions(), ...cacheOptions(), ...globalOptions()];
	return group === "pip" ? [certificateOption(), ...everywhere] : everywhere;
}

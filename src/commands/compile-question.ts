/** What `pip compile` is asked, once all files are read. */

import type { Inputs } from "./inputs.ts";
import type { OutputPin } from "./output-pins.ts";

export interface CompileQuestion {
	readonly inputs: Inputs;
	/** What was pinned before, by project. */
	readonly pins: ReadonlyMap<string, readonly OutputPin[]>;
}

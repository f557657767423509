/** An `[[index]]` as the indexes of a run are told. */
import type { IndexEntry } from "../../distributions/index-entry.ts";
import type { IndexSetting } from "../../settings/settings-table.ts";
import { cutoffOf } from "./cutoff-of.ts";

/** With the moment that its `exclude-newer` means. @throws UnusableOption */
export function entryOf({ excludeNewer, ...rest }: IndexSetting): IndexEntry {
	if (excludeNewer === undefined) return { ...rest, excludeNewer: undefined };
	const cutoff = cutoffOf(excludeNewer, `\`exclude-newer\` of the index \`${rest.name ?? ""}\``);
	return { ...rest, excludeNewer: cutoff ?? "never" };
}

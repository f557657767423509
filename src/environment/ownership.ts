/** Whether something in a folder was put there by somebody whom the user need not trust. */
import { type Stats, statSync } from "node:fs";
import { effectiveUserId } from "../runtime/this-process.ts";

/** Belongs neither to the user nor to root. Root is at home in the folders of others, and trusts their owners there. */
export function isForeign(entry: Pick<Stats, "uid">, folder: string): boolean {
	const user = effectiveUserId();
	if (user === undefined || entry.uid === user || entry.uid === 0) return false;
	return user !== 0 || entry.uid !== statSync(folder).uid;
}

/** What goes wrong with the disk below the cache. */
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";

/** The cache cannot be written, for a reason that a temporary cache would share or hide: a full or broken disk. */
export class CacheFailure extends UserError {
	readonly code = "cache-failure";
}

const REASONS: ReadonlyMap<string, string> = new Map([
	["ENOSPC", "no space is left on its disk"],
	["EDQUOT", "the disk quota is used up"],
	["EIO", "its disk reports an error"],
	["EXDEV", "its folders lie on different file systems"],
]);
/** EEXIST: something that is no folder lies where one is wanted. */
const REFUSALS: ReadonlySet<string> = new Set([
	"EROFS",
	"EACCES",
	"EPERM",
	"ENOTDIR",
	"EEXIST",
	"ELOOP",
]);

/** Whether a temporary cache helps: the place is not ours to write. */
export function isRefusal(error: unknown): boolean {
	return REFUSALS.has(errorCode(error) ?? "");
}

/** The error as the user should see it; errors that say nothing about the disk come back as they are. */
export function explained(error: unknown, directory: string): unknown {
	const reason = REASONS.get(errorCode(error) ?? "");
	if (reason === undefined) return error;
	return new CacheFailure(`Cannot write the cache at \`${directory}\`: ${reason}`, {
		cause: error,
		hints: ["Run `pippin cache prune`, or name another place with `--cache-dir`"],
	});
}

/** What the system's error codes mean, as the end of a sentence. */

const REASONS: ReadonlyMap<string, string> = new Map([
	["ENOENT", "it does not exist"],
	["ENOTDIR", "it does not exist"],
	["EISDIR", "it is a folder"],
	["EACCES", "permission is denied"],
	["EPERM", "permission is denied"],
	["ELOOP", "its links go round in a circle"],
	["EROFS", "the file system is read-only"],
	["ENOSPC", "no space is left on the device"],
	["EDQUOT", "the disk quota is used up"],
	["EIO", "the device reports an error"],
	["EMFILE", "too many files are open"],
]);

/** The meaning of a code such as `ENOENT`; of one that is not known, the code. */
export function systemReason(code: string): string {
	return REASONS.get(code) ?? code;
}

/** Whether `systemReason` has words for the code. */
export function hasSystemReason(code: string): boolean {
	return REASONS.has(code);
}

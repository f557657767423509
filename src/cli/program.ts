/** What the program is called and which release this is. Imported by the `--version` fast path, so it imports nothing. */

/** The name in usage lines, messages and completion scripts. */
export const PROGRAM_NAME = "pippin";

/** The release, equal to `version` of package.json. */
export const PROGRAM_VERSION = "0.1.0";

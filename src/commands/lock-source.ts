/** `pylock.toml` as a source: which file it is, that it stands alone, and what is taken of it. */
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { recognizeSource } from "../requirements-file/source-kind.ts";
import { parseName } from "../standards/name.ts";
import type { InputSources } from "./inputs.ts";
import type { ProjectChoices } from "./project-choices.ts";

/** A lock that cannot be used together with what else is asked for. */
export class LockNotAlone extends UserError {
	readonly code = "lock-not-alone";
}

/** Of the extras and groups of a lock, what is asked for. */
export interface LockChoices {
	readonly hasAllExtras: boolean;
	/** Normalized. */
	readonly extras: readonly string[];
	/** Empty: the lock's default groups. */
	readonly groups: readonly string[];
}

/** What is chosen of projects is chosen of locks. Groups in a file of their own are none of a lock. */
export function lockChoicesOf({ extras, groups }: ProjectChoices): LockChoices {
	return {
		hasAllExtras: extras.all,
		extras: extras.names,
		groups: groups.map(parseName),
	};
}

/** The lock among the sources; `undefined` where there is none. @throws LockNotAlone */
export function findLock(sources: InputSources): string | undefined {
	const { packages, editables, requirementFiles, constraintFiles, overrideFiles, excludeFiles } =
		sources;
	const lock = requirementFiles.find((location) => recognizeSource(location) === "pylock");
	if (lock === undefined) return undefined;
	const reasons: readonly (readonly [boolean, string])[] = [
		[requirementFiles.length > 1, "other files of requirements"],
		[packages.length > 0 || editables.length > 0, "further requirements"],
		[constraintFiles.length > 0, "constraints"],
		[overrideFiles.length > 0, "overrides"],
		[excludeFiles.length > 0, "excludes"],
	];
	const found = reasons.find(([isThere]) => isThere);
	if (found === undefined) return lock;
	throw new LockNotAlone(
		`Cannot use \`${displayUrl(lock)}\` together with ${found[1]}: a lock says all there is to install`,
	);
}

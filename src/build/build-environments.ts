/** PORT: environments that builds run in. */
import type { Requirement } from "../standards/requirement.ts";

/** An environment with what a build requires. Dispose of it when the build is over. */
export interface BuildEnvironment extends Disposable {
	/** Its Python; absolute. */
	readonly python: string;
	/** Its root; `undefined` where it is the environment that the result is for. */
	readonly root: string | undefined;
	/** The folder of its scripts; absolute. */
	readonly scripts: string;
}

/** Makes environments of builds. */
export interface BuildEnvironments {
	/**
	 * One that has the requirements. `label` is what it is for, in messages.
	 *
	 * @throws what resolving and installing them throws
	 */
	open(label: string, requirements: readonly Requirement[]): Promise<BuildEnvironment>;
}

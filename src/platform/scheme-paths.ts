/** Where the parts of a distribution go in one environment; the names are `sysconfig`'s. */

/** Absolute folders. */
export interface SchemePaths {
	readonly purelib: string;
	readonly platlib: string;
	readonly scripts: string;
	/** The folder below which each distribution gets one of its own. */
	readonly headers: string;
	readonly data: string;
}

/**
 * pylock.toml, by the packaging specification "pylock.toml" (PEP 751), read from its parsed table. What to install from
 * it is chosen in pylock-selection.ts.
 */
import { UserError } from "../errors/user-error.ts";
import {
	readMarker,
	readNormalizedNames,
	readSpecifiers,
	readVersion,
} from "./internal/table-values.ts";
import { type LockedPackage, readLockedPackage } from "./locked-package.ts";
import type { Marker } from "./marker.ts";
import type { SpecifierSet } from "./specifier.ts";
import { TableReader } from "./table-reader.ts";
import type { Version } from "./version.ts";

/** A table that is no pylock.toml. */
export class InvalidPylock extends UserError {
	readonly code = "invalid-pylock";
}

/** A lock of a later major version. */
export class UnsupportedPylockVersion extends UserError {
	readonly code = "unsupported-pylock-version";
}

/** A lock. */
export interface Pylock {
	/** Such as `1.0`. A minor version that is not known may hold what is not understood. */
	readonly lockVersion: Version;
	readonly createdBy: string;
	/** The lock is for machines that meet one of these; `undefined`: for any. */
	readonly environments: readonly Marker[] | undefined;
	readonly requiresPython: SpecifierSet | undefined;
	/** Names that may be asked for, normalized. */
	readonly extras: readonly string[] | undefined;
	readonly dependencyGroups: readonly string[] | undefined;
	/** Groups that are asked for where nobody says otherwise. */
	readonly defaultGroups: readonly string[] | undefined;
	readonly packages: readonly LockedPackage[];
	readonly tool: unknown;
}

/**
 * Reads a lock from its parsed table.
 *
 * @throws InvalidPylock that names the field
 * @throws UnsupportedPylockVersion
 */
export function readPylock(value: unknown): Pylock {
	const table = TableReader.of(value, (reason) => {
		return new InvalidPylock(`Could not read pylock.toml: ${reason}`);
	});
	const lockVersion = table.required("lock-version", readVersion(table, "lock-version"));
	if (lockVersion.epoch !== 0 || lockVersion.release[0] !== 1) {
		throw new UnsupportedPylockVersion(
			`Could not read pylock.toml: its version is ${lockVersion} and only 1.x is known`,
		);
	}
	const packages = table.required("packages", table.tables("packages"));
	return {
		lockVersion,
		createdBy: table.required("created-by", table.string("created-by")),
		environments: table
			.strings("environments")
			?.map((text, index) => readMarker(table, `environments[${index}]`, text)),
		requiresPython: readSpecifiers(table, "requires-python"),
		extras: readNormalizedNames(table, "extras"),
		dependencyGroups: table.strings("dependency-groups"),
		defaultGroups: table.strings("default-groups"),
		packages: packages.map(readLockedPackage),
		tool: table.value("tool"),
	};
}

/** Whether the file's name is one a lock may have: `pylock.toml` or `pylock.NAME.toml`, no dot in the name. */
export function isPylockFilename(filename: string): boolean {
	return /^pylock(?:\.[^./\\]+)?\.toml$/.test(filename);
}

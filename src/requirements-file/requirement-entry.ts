/** One thing that a user asks for, by name or by place. */
import type { Digest } from "../standards/digest.ts";
import type { DirectReference } from "../standards/direct-reference.ts";
import type { Marker } from "../standards/marker.ts";
import type { Requirement } from "../standards/requirement.ts";

/** Where a requirement was written. */
export interface RequirementOrigin {
	/** As the user named the file; for a file that another one includes, its path from the current directory. */
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** Whether the file is a program that has its requirements in a comment. */
	readonly isScript?: boolean | undefined;
}

interface EntryFacts {
	/** What an archive may be: one of them suffices. */
	readonly hashes: readonly Digest[];
	/** `undefined`: the command line. */
	readonly origin: RequirementOrigin | undefined;
	/** As written, variables not replaced, without `--hash` and `-e`. */
	readonly given: string;
}

/** A requirement with a name: `flask>=2`, `flask @ https://…`. Variables in its URL are replaced. */
export interface NamedEntry extends EntryFacts {
	readonly kind: "named";
	readonly requirement: Requirement;
	/** What its URL means; a local path is absolute. */
	readonly reference: DirectReference | undefined;
}

/** A URL or a path alone: what it is called comes out when it is read. */
export interface UnnamedEntry extends EntryFacts {
	readonly kind: "unnamed";
	/** A local path is absolute. */
	readonly reference: DirectReference;
	/** Normalized, sorted, none twice. */
	readonly extras: readonly string[];
	readonly marker: Marker | undefined;
}

export type RequirementEntry = NamedEntry | UnnamedEntry;

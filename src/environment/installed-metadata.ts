/** What an installed distribution says it needs; asked of few distributions, so it is read when needed. */
import { ParseError } from "../errors/parse-error.ts";
import { UserError } from "../errors/user-error.ts";
import {
	type DependencyMetadata,
	parseRequirementsFor,
	parseResolutionMetadata,
} from "../standards/core-metadata.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { InstalledDistribution } from "./installed-distribution.ts";

export type InstalledMetadata =
	| {
			readonly kind: "read";
			readonly metadata: DependencyMetadata;
			readonly problems: readonly string[];
	  }
	/** METADATA is missing, or cannot be read even with the repairs that published files need. */
	| { readonly kind: "unreadable"; readonly reason: string };

const known = new WeakMap<InstalledDistribution, InstalledMetadata>();

/** Reads METADATA (or PKG-INFO) once for each distribution. Never throws for what is written there. */
export function readInstalledMetadata(distribution: InstalledDistribution): InstalledMetadata {
	const cached = known.get(distribution);
	if (cached !== undefined) return cached;
	const read = parse(distribution.readMetadata());
	known.set(distribution, read);
	return read;
}

function parse(text: string | undefined): InstalledMetadata {
	if (text === undefined) return { kind: "unreadable", reason: "the file is missing" };
	try {
		const { metadata, problems } = parseResolutionMetadata(text);
		return { kind: "read", metadata, problems };
	} catch (error) {
		if (!(error instanceof ParseError || error instanceof UserError)) throw error;
		return { kind: "unreadable", reason: error.message };
	}
}

/** What it needs with these extras, and perhaps more; `undefined` where METADATA cannot be read. */
export function readInstalledRequirements(
	distribution: InstalledDistribution,
	extras: readonly string[],
): readonly Requirement[] | undefined {
	const text = distribution.readMetadata();
	if (text === undefined) return undefined;
	try {
		return parseRequirementsFor(text, extras);
	} catch (error) {
		if (error instanceof ParseError) return undefined;
		throw error;
	}
}

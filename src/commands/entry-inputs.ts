/** One written requirement as the resolver takes it, together with what its URL or path leads to. */
import { type DirectDistribution, placeOf } from "../distributions/distribution.ts";
import { UserError } from "../errors/user-error.ts";
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import type { InputRequirement } from "../resolver/manifest.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { findDirectFile, needsBuild } from "./direct-wheel.ts";
import type { LocalReading } from "./local-inputs.ts";
import { placeIn } from "./written-place.ts";

/** @throws UserError where it leads to what cannot be used */
export async function inputOf(
	entry: RequirementEntry,
	reading: LocalReading,
): Promise<InputRequirement> {
	try {
		return complete(entry, await findDirect(entry, reading));
	} catch (error) {
		// What is missing on this machine may be meant for another one.
		if (!(error instanceof UserError) || entry.kind === "unnamed") throw error;
		if (entry.requirement.marker === undefined) throw error;
		return { ...complete(entry, undefined), fault: error };
	}
}

/** The same for what stands behind `-e`. */
export async function editableOf(
	entry: RequirementEntry,
	{ reader }: LocalReading,
): Promise<InputRequirement> {
	const { reference, given } = entry;
	if (reference === undefined) throw needsBuild(given, "an editable project needs");
	const direct = { name: nameIn(entry), reference, given: placeIn(given) };
	return complete(entry, await (await reader()).findDirect(direct, true));
}

/** A folder counts as what a build would make of it where nothing is installed. */
async function findDirect(
	entry: RequirementEntry,
	{ reader, tools }: LocalReading,
): Promise<DirectDistribution | undefined> {
	const { reference, given } = entry;
	if (reference === undefined) return undefined;
	const name = nameIn(entry);
	const isFile = reference.kind !== "local" || reference.path.endsWith(".whl");
	if (isFile)
		return findDirectFile({ name, reference, given }, (url) => tools.hideCredentials(url));
	return (await reader()).findDirect({ name, reference, given: placeIn(given) }, false);
}

function nameIn(entry: RequirementEntry): string | undefined {
	return entry.kind === "named" ? entry.requirement.name : undefined;
}

function complete(
	entry: RequirementEntry,
	distribution: DirectDistribution | undefined,
): InputRequirement {
	const requirement = entry.kind === "named" ? entry.requirement : nameOf(entry, distribution);
	return {
		requirement,
		origin: entry.origin ?? "command line",
		hashes: entry.hashes,
		distribution,
	};
}

/** A bare URL or path takes the name of what it leads to. */
function nameOf(
	entry: Extract<RequirementEntry, { kind: "unnamed" }>,
	distribution: DirectDistribution | undefined,
): InputRequirement["requirement"] {
	if (distribution === undefined) throw new Error("a direct requirement led nowhere");
	return {
		name: distribution.name,
		givenName: distribution.name,
		extras: entry.extras,
		specifiers: SpecifierSet.any,
		url: placeOf(distribution),
		marker: entry.marker,
	};
}

/** What an output file pinned before: kept where it still fits. */
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import { type Digest, tryDigest } from "../standards/digest.ts";
import type { Marker } from "../standards/marker.ts";
import type { Pylock } from "../standards/pylock.ts";
import type { Version } from "../standards/version.ts";
import { readFiles } from "./inputs.ts";
import type { OutputFormat } from "./output-file.ts";
import type { Tools } from "./tools.ts";

export interface OutputPin {
	readonly version: Version;
	/** Where it holds; undefined: everywhere. */
	readonly marker: Marker | undefined;
	/** Empty where none were written. */
	readonly hashes: readonly Digest[];
}

/** The pins by normalized name. Ranges, URLs, paths and `===` are no pins. */
export async function readOutputPins(
	outputFile: string,
	format: OutputFormat,
	tools: Tools,
): Promise<ReadonlyMap<string, readonly OutputPin[]>> {
	if (format === "pylock.toml") {
		const { loadLock } = await import("./lock-file.ts");
		return byName(pinsOfLock((await loadLock(outputFile, tools)).lock));
	}
	const silent: Tools = { ...tools, reporter: { report: () => undefined } };
	const { requirements } = await readFiles(
		[{ role: "requirements", location: outputFile }],
		silent,
	);
	return byName(requirements.flatMap((entry) => pinOf(entry) ?? []));
}

interface NamedPin extends OutputPin {
	readonly name: string;
}

function byName(pins: readonly NamedPin[]): ReadonlyMap<string, readonly OutputPin[]> {
	const known = new Map<string, NamedPin[]>();
	for (const pin of pins) known.set(pin.name, [...(known.get(pin.name) ?? []), pin]);
	return known;
}

function pinOf(entry: RequirementEntry): NamedPin | undefined {
	if (entry.kind !== "named" || entry.reference !== undefined) return undefined;
	const { name, specifiers, marker } = entry.requirement;
	const [specifier, ...others] = specifiers.specifiers;
	const isPin = specifier?.operator === "==" && !specifier.isWildcard && others.length === 0;
	if (!isPin || specifier.version === undefined) return undefined;
	return { name, version: specifier.version, marker, hashes: entry.hashes };
}

function pinsOfLock(lock: Pylock): readonly NamedPin[] {
	return lock.packages.flatMap(({ name, version, marker, source }) => {
		if (version === undefined || source.kind !== "registry") return [];
		const files = source.sdist === undefined ? source.wheels : [source.sdist, ...source.wheels];
		const hashes = files.flatMap((file) =>
			[...file.hashes].flatMap(([algorithm, digits]) => tryDigest(algorithm, digits) ?? []),
		);
		return [{ name, version, marker, hashes }];
	});
}

/** What an output file pinned before: kept where it still fits. */
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import { type Digest, tryDigest } from "../standards/digest.ts";
import type { LockedPackage } from "../standards/locked-package.ts";
import type { Marker } from "../standards/marker.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
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

/** By normalized name, in the order of the file. */
export type OutputPins = ReadonlyMap<string, readonly OutputPin[]>;

/** The first pin of the project that holds in this environment. */
export function pinFor(
	pins: OutputPins,
	name: string,
	environment: MarkerEnvironment,
): OutputPin | undefined {
	return pins.get(name)?.find(({ marker }) => marker?.evaluate(environment) !== false);
}

/** The pins of an output file. Ranges, URLs, paths and `===` are none. */
export async function readOutputPins(
	outputFile: string,
	format: OutputFormat,
	tools: Tools,
): Promise<OutputPins> {
	if (format === "pylock.toml") {
		const { loadLock } = await import("./lock-file.ts");
		return grouped((await loadLock(outputFile, tools)).lock.packages.flatMap(lockedPin));
	}
	const silent: Tools = { ...tools, reporter: { report: () => undefined } };
	const { requirements } = await readFiles(
		[{ role: "requirements", location: outputFile }],
		silent,
	);
	return grouped(requirements.flatMap(writtenPin));
}

type NamedPin = OutputPin & { readonly name: string };

function grouped(pins: readonly NamedPin[]): OutputPins {
	const byName = new Map<string, OutputPin[]>();
	for (const pin of pins) byName.set(pin.name, [...(byName.get(pin.name) ?? []), pin]);
	return byName;
}

function writtenPin(entry: RequirementEntry): readonly NamedPin[] {
	if (entry.kind !== "named" || entry.reference !== undefined) return [];
	const { name, specifiers, marker } = entry.requirement;
	const [specifier, ...others] = specifiers.specifiers;
	const isPin = specifier?.operator === "==" && !specifier.isWildcard && others.length === 0;
	if (!isPin || specifier.version === undefined) return [];
	return [{ name, version: specifier.version, marker, hashes: entry.hashes }];
}

function lockedPin({ name, version, marker, source }: LockedPackage): readonly NamedPin[] {
	if (version === undefined || source.kind !== "registry") return [];
	const files = source.sdist === undefined ? source.wheels : [source.sdist, ...source.wheels];
	const hashes = files.flatMap((file) =>
		[...file.hashes].flatMap(([algorithm, digits]) => tryDigest(algorithm, digits) ?? []),
	);
	return [{ name, version, marker, hashes }];
}

/** What an output file pinned before: kept where it still fits. */
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import { type Digest, tryDigest } from "../standards/digest.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Pylock } from "../standards/pylock.ts";
import type { Version } from "../standards/version.ts";
import { readFiles } from "./inputs.ts";
import type { OutputFormat } from "./output-file.ts";
import type { Tools } from "./tools.ts";

export interface OutputPin {
	readonly version: Version;
	/** Empty where none were written. */
	readonly hashes: readonly Digest[];
}

/**
 * The pins by normalized name. Ranges, URLs, paths, `===` and what is for other environments are no pins. Of several
 * pins of one project the first counts.
 */
export async function readOutputPins(
	outputFile: string,
	{
		format,
		environment,
	}: { readonly format: OutputFormat; readonly environment: MarkerEnvironment },
	tools: Tools,
): Promise<ReadonlyMap<string, OutputPin>> {
	if (format === "pylock.toml") {
		const { loadLock } = await import("./lock-file.ts");
		return pinsOfLock((await loadLock(outputFile, tools)).lock, environment);
	}
	const silent: Tools = { ...tools, reporter: { report: () => undefined } };
	const { requirements } = await readFiles(
		[{ role: "requirements", location: outputFile }],
		silent,
	);
	const pins = new Map<string, OutputPin>();
	for (const entry of requirements) {
		const pin = pinOf(entry, environment);
		if (pin !== undefined && !pins.has(pin.name)) pins.set(pin.name, pin);
	}
	return pins;
}

function pinOf(
	entry: RequirementEntry,
	environment: MarkerEnvironment,
): (OutputPin & { readonly name: string }) | undefined {
	if (entry.kind !== "named" || entry.reference !== undefined) return undefined;
	const { name, specifiers, marker } = entry.requirement;
	const [specifier, ...others] = specifiers.specifiers;
	const isPin = specifier?.operator === "==" && !specifier.isWildcard && others.length === 0;
	if (!isPin || specifier.version === undefined) return undefined;
	if (marker?.evaluate(environment) === false) return undefined;
	return { name, version: specifier.version, hashes: entry.hashes };
}

function pinsOfLock(lock: Pylock, environment: MarkerEnvironment): ReadonlyMap<string, OutputPin> {
	const pins = new Map<string, OutputPin>();
	for (const { name, version, marker, source } of lock.packages) {
		if (version === undefined || source.kind !== "registry" || pins.has(name)) continue;
		if (marker?.evaluate(environment) === false) continue;
		const files = source.sdist === undefined ? source.wheels : [source.sdist, ...source.wheels];
		const hashes = files.flatMap((file) =>
			[...file.hashes].flatMap(([algorithm, digits]) => tryDigest(algorithm, digits) ?? []),
		);
		pins.set(name, { version, hashes });
	}
	return pins;
}

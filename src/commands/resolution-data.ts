/** A resolution as data for other programs: `pip compile --json`. Pure. See docs/compatibility.md for the fields. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { InputRequirement, Target } from "../resolver/manifest.ts";
import type { Resolution, ResolutionNode } from "../resolver/resolution.ts";
import type { Digest } from "../standards/digest.ts";
import type { Requirement } from "../standards/requirement.ts";
import { printRequirement } from "../standards/requirement.ts";
import { spellFrom, spellMarker } from "./marker-spelling.ts";
import type { Need } from "./resolution-markers.ts";
import { withoutCredentials } from "./without-credentials.ts";

/** Changes with every change that a reader of the data could notice, but for new fields. */
const SCHEMA = "pippin/resolution@1";

export interface DataFacts {
	readonly inputs: {
		readonly requirements: readonly InputRequirement[];
		readonly constraints: readonly InputRequirement[];
		readonly overrides: readonly InputRequirement[];
	};
	readonly target: Target;
	readonly needs: ReadonlyMap<string, Need>;
}

/** Fit for `JSON.stringify`. */
export function resolutionData(resolution: Resolution, facts: DataFacts): object {
	const { markers } = facts.target;
	return {
		schema: SCHEMA,
		target: {
			python_full_version: markers.pythonFullVersion,
			implementation_name: markers.implementationName,
			sys_platform: markers.sysPlatform,
			platform_machine: markers.platformMachine,
		},
		packages: resolution.nodes.map((node) => packageData(node, facts)),
	};
}

function packageData(node: ResolutionNode, facts: DataFacts): object {
	const { name, version, extras, requires } = node;
	return {
		name,
		version: version.toString(),
		extras,
		marker: markerOf(node, facts),
		source: sourceData(node),
		dependencies: requires.map(({ requirement, extra }) => ({
			...requirementData(requirement),
			extra: extra ?? null,
		})),
		why: [...inputReasons(name, facts), ...packageReasons(node)],
	};
}

function markerOf(node: ResolutionNode, { needs, target }: DataFacts): string | null {
	if (node.marker !== undefined) return spellMarker(node.marker);
	const need = needs.get(node.name);
	return need === undefined ? null : (spellFrom(need.base, target.pythonVersion) ?? null);
}

function sourceData({ distribution, files }: ResolutionNode): object {
	switch (distribution.kind) {
		case "url-wheel":
			return { kind: "url", url: distribution.url, hashes: hashesOf(distribution.digests) };
		case "path-wheel":
			return { kind: "path", path: distribution.path, hashes: hashesOf(distribution.digests) };
		case "installed":
			return { kind: "installed", path: distribution.path };
		case "registry-wheel":
		case "registry-sdist":
			return {
				kind: "index",
				index: distribution.index.url,
				chosen: distribution.filename.given,
				files: files().map(fileData),
			};
	}
}

function fileData({ filename, url, size, uploadTime, yanked, digests }: RegistryFile): object {
	return {
		name: filename.given,
		url,
		size: size ?? null,
		upload_time: uploadTime === undefined ? null : new Date(uploadTime).toISOString(),
		is_yanked: yanked !== undefined,
		hashes: hashesOf(digests),
	};
}

function hashesOf(digests: readonly Digest[]): object {
	return Object.fromEntries(digests.map(({ algorithm, hex }) => [algorithm, hex]));
}

function requirementData({ name, extras, specifiers, marker }: Requirement): object {
	return {
		name,
		extras,
		specifier: specifiers.toString(),
		marker: marker === undefined ? null : `${marker}`,
	};
}

function inputReasons(name: string, { inputs, target }: DataFacts): readonly object[] {
	const reasons = (kind: string, list: readonly InputRequirement[]): readonly object[] =>
		list
			.filter(({ requirement }) => requirement.name === name)
			.filter(({ requirement: { marker } }) => marker?.evaluate(target.markers) !== false)
			.map(({ requirement, origin }) => ({
				kind,
				requirement: written(requirement),
				...(typeof origin === "string" ? { file: null } : { file: origin.file, line: origin.line }),
			}));
	return [
		...reasons("requirement", inputs.requirements),
		...reasons("constraint", inputs.constraints),
		...reasons("override", inputs.overrides),
	];
}

function packageReasons({ askedBy }: ResolutionNode): readonly object[] {
	return askedBy.flatMap((asker) =>
		asker.kind === "package"
			? [
					{
						kind: "package",
						requirement: written(asker.requirement),
						name: asker.name,
						extra: asker.extra ?? null,
					},
				]
			: [],
	);
}

function written(requirement: Requirement): string {
	const { url } = requirement;
	return printRequirement({ ...requirement, url: url && withoutCredentials(url) });
}

/** A resolution as data for other programs: `pip compile --json`. Pure. See docs/compatibility.md for the fields. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { InputRequirement, Target, UniversalTarget } from "../resolver/manifest.ts";
import type { Need, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import type { Digest } from "../standards/digest.ts";
import type { Requirement } from "../standards/requirement.ts";
import { printRequirement } from "../standards/requirement.ts";
import { withoutCredentials } from "./without-credentials.ts";

/** Changes with every change that a reader of the data could notice, but for new fields. */
const SCHEMA = "pippin/resolution@1";

export interface DataFacts {
	readonly target: Target | UniversalTarget;
	needOf(node: ResolutionNode): Need | undefined;
}

/** Fit for `JSON.stringify`. */
export function resolutionData(resolution: Resolution, facts: DataFacts): object {
	return {
		schema: SCHEMA,
		target: targetData(facts.target),
		packages: resolution.nodes.map((node) => packageData(node, facts)),
	};
}

function targetData(target: Target | UniversalTarget): object {
	if ("forkStrategy" in target) return { requires_python: `>=${target.pythonVersion}` };
	const { markers } = target;
	return {
		python_full_version: markers.pythonFullVersion,
		implementation_name: markers.implementationName,
		sys_platform: markers.sysPlatform,
		platform_machine: markers.platformMachine,
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
		why: reasonsOf(node),
	};
}

function markerOf(node: ResolutionNode, { needOf, target }: DataFacts): string | null {
	const text = needOf(node)?.base.simplifyFrom(target.pythonVersion).toUsualText() ?? "";
	return text === "" ? null : text;
}

function sourceData({ distribution, files }: ResolutionNode): object {
	switch (distribution.kind) {
		case "url-wheel":
		case "url-sdist":
			return { kind: "url", url: distribution.url, hashes: hashesOf(distribution.digests) };
		case "path-wheel":
		case "path-sdist":
			return { kind: "path", path: distribution.path, hashes: hashesOf(distribution.digests) };
		case "directory":
			return { kind: "directory", path: distribution.path, is_editable: distribution.isEditable };
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

function reasonsOf({ askedBy }: ResolutionNode): readonly object[] {
	return askedBy.map((asker) => {
		if (asker.kind !== "package")
			return {
				kind: asker.kind === "input" ? "requirement" : asker.kind,
				requirement: written(asker.input.requirement),
				...placeOf(asker.input),
			};
		return {
			kind: "package",
			requirement: written(asker.requirement),
			name: asker.name,
			extra: asker.extra ?? null,
		};
	});
}

function placeOf({ origin }: InputRequirement): object {
	if (typeof origin === "string" || "build" in origin) return { file: null };
	if ("settings" in origin) return { file: origin.settings };
	return "line" in origin
		? { file: origin.file, line: origin.line }
		: { file: origin.file, group: origin.group ?? null };
}

function written(requirement: Requirement): string {
	const { url } = requirement;
	return printRequirement({ ...requirement, url: url && withoutCredentials(url) });
}

/** The newest releases that indexes have for an environment: what `--outdated` compares with. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { Environment } from "../environment/environment.ts";
import { bestCandidate, type FileRules, TagFilter } from "../resolver/candidate.ts";
import { EVERY_PROJECT, NO_PROJECT, type ResolutionPolicy } from "../resolver/manifest.ts";
import type { ProjectAnswer, ProjectReleases } from "../resolver/package-source.ts";
import { MachineScope } from "../resolver/scope.ts";
import type { Version } from "../standards/version.ts";
import { targetOf } from "./resolve-inputs.ts";
import { NO_FURTHER, type Tools } from "./tools.ts";

/** Which releases count. */
export type ReleasePolicy = Pick<
	ResolutionPolicy,
	"excludeNewer" | "excludeNewerPackages" | "prereleases"
>;

/**
 * The file that would be installed of the newest release, by normalized name. A project that no index has, or nothing
 * of it that this Python can use, has no entry. Stored answers are confirmed with the index.
 */
export async function findNewestReleases(
	names: Iterable<string>,
	environment: Environment,
	{ policy, tools }: { readonly policy: ReleasePolicy; readonly tools: Tools },
): Promise<ReadonlyMap<string, RegistryFile>> {
	const asked = [...new Set(names)];
	if (asked.length === 0) return new Map();
	const { source } = await tools.openSupply({
		further: NO_FURTHER,
		digests: new Map(),
		refresh: EVERY_PROJECT,
		bringsWheels: false,
		environment,
	});
	const answers = await Promise.all(
		asked.map(async (name) => [name, await source.project(name)] as const),
	);
	if (answers.some(([, { kind }]) => kind === "offline")) warnOffline(tools);
	const scope = new MachineScope(targetOf(environment.interpreter));
	const rules: FileRules = {
		rank: (tags) => scope.rank(tags),
		fits: (tags) => scope.fits(tags),
		acceptsPython: (text) => scope.python.acceptsText(text),
		excludeNewer: policy.excludeNewer,
		excludeNewerPackages: policy.excludeNewerPackages,
		noBinary: NO_PROJECT,
		onlyBinary: NO_PROJECT,
	};
	const newest = new Map<string, RegistryFile>();
	for (const [name, answer] of answers) {
		const file = newestOf(answer, rules, policy);
		if (file !== undefined) newest.set(name, file);
	}
	return newest;
}

function warnOffline({ reporter }: Tools): void {
	const message =
		"What is newer cannot be told of every package: the network may not be used, and not all index pages are in the cache";
	reporter.report({ kind: "warning", message });
}

function newestOf(
	answer: ProjectAnswer,
	rules: FileRules,
	{ prereleases }: ReleasePolicy,
): RegistryFile | undefined {
	if (answer.kind !== "found") return undefined;
	const { releases } = answer;
	const isAllowed = allowedReleases(releases, prereleases);
	const filter = new TagFilter(rules);
	for (let ordinal = releases.versions.length - 1; ordinal >= 0; ordinal -= 1) {
		const version = releases.versions.at(ordinal);
		if (version === undefined || !isAllowed(version)) continue;
		const best = bestCandidate(filter.filesIn(releases, ordinal), rules, {
			mayBeYanked: false,
			hashes: undefined,
		});
		if (best.kind === "candidate") return best.distribution as RegistryFile;
	}
	return undefined;
}

/** Pre-releases count where they are asked for, and where a project has nothing else. */
function allowedReleases(
	{ versions }: ProjectReleases,
	mode: ReleasePolicy["prereleases"],
): (version: Version) => boolean {
	const takesPrereleases =
		mode === "allow" ||
		(mode !== "disallow" && [...versions].every((version) => version.isPrerelease));
	return (version) => takesPrereleases || !version.isPrerelease;
}

/** What is likely to help after a failed resolution: one sentence each. */
import { displayUrl } from "../errors/display-url.ts";
import type { Cause, Derivation } from "../solver/derivation.ts";
import type { OrdinalSet } from "../solver/ordinal-set.ts";
import type { Tag, TagSet } from "../standards/tag.ts";
import { printTimestamp } from "../standards/timestamp.ts";
import type { FailureFacts, Obstacle, Obstructed } from "./failure-facts.ts";
import type { ProjectSelection } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Unavailability } from "./python-provider.ts";
import type { UploadCutoffs } from "./upload-cutoffs.ts";

/** `cp39` before `cp310`. */
const NUMERIC = { numeric: true };

/** Hints for the facts of a proof, none twice, in the order of the proof. */
export function suggest({ steps }: Derivation, facts: FailureFacts): readonly string[] {
	const hints = new Set<string>();
	for (const { cause } of steps) for (const hint of hintsFor(cause, facts)) hints.add(hint);
	return [...hints];
}

function hintsFor(cause: Cause, facts: FailureFacts): readonly string[] {
	switch (cause.kind) {
		case "root":
		case "mirror":
		case "derived":
			return [];
		case "dependency": {
			const project = facts.projectOf(cause.dependency);
			return project === undefined ? [] : hintPrereleases(project, cause.allowed, facts);
		}
		case "unavailable":
			return hintUnavailable(cause, cause.reason as Unavailability, facts);
		case "no-versions": {
			const project = facts.projectOf(cause.id);
			if (project === undefined) return [];
			const obstructed = facts.obstructed(project, cause.versions);
			return [
				...hintAbsence(project),
				...hintOwnName(project, facts),
				...hintDecision(project),
				...hintPrereleases(project, cause.versions, facts),
				...hintObstacles(project, obstructed, facts),
			];
		}
	}
}

function hintPrereleases(
	project: Project,
	versions: OrdinalSet,
	facts: FailureFacts,
): readonly string[] {
	const obstructed = facts.obstructed(project, versions);
	const found = obstructed.find(({ obstacles }) =>
		obstacles.some(({ kind }) => kind === "prerelease"),
	);
	const isStable = obstructed.some(({ obstacles }) => obstacles.length === 0);
	if (found === undefined || isStable) return [];
	const { name } = project;
	const own = facts.parts.manifest.policy.prereleasePackages.get(name);
	if (own !== undefined)
		return [
			`\`${name}\` has pre-releases that would fit, such as ${found.version}, which \`--prerelease-package ${name}=${own}\` keeps out: \`--prerelease-package ${name}=allow\` lets them in`,
		];
	return [
		`\`${name}\` has pre-releases that would fit, such as ${found.version}: allow all of them with \`--prerelease allow\`, or those of \`${name}\` alone by adding \`${name}>=${found.version}\` to your requirements`,
	];
}

function hintAbsence({ name, answer, unauthorized, versions }: Project): readonly string[] {
	if (versions.length > 0) return [];
	if (answer === "offline")
		return [`Without \`--offline\`, \`${name}\` could be looked up on the index`];
	if (answer === "no-index")
		return [
			`Name a folder or page that has \`${name}\` with \`--find-links\`, or leave \`--no-index\` out`,
		];
	if (unauthorized.length === 0 && answer === "not-found")
		return [
			`Check the spelling of \`${name}\`; if another index has it, name that with \`--index\``,
		];
	return unauthorized.map((url) => {
		const mended = url.endsWith("(403)")
			? "; where it answers so for all that it does not have, set `ignore-error-codes = [403]` for it"
			: "";
		return `The index at ${displayUrl(url)} refused to say whether it has \`${name}\`: check its address and your credentials for it${mended}`;
	});
}

/** Whoever names a project like something it needs gets itself in the way. */
function hintOwnName({ name }: Project, { parts }: FailureFacts): readonly string[] {
	const isOwn = parts.manifest.requirements.some(
		({ origin }) => typeof origin === "object" && "project" in origin && origin.project === name,
	);
	if (!isOwn) return [];
	return [
		`Your project is called \`${name}\` itself: give it another name, if it means to depend on another project of that name`,
	];
}

/** A later index may have what the first one lacks. */
function hintDecision({ name, decision }: Project): readonly string[] {
	if (decision === undefined) return [];
	const others = decision.notAsked.map(displayUrl).join(", ");
	return [
		`\`${name}\` is taken from ${displayUrl(decision.index)}, the first index that has it, so that nobody can put another project in its place; ${others} may have other versions, which \`--index-strategy unsafe-best-match\` lets in`,
	];
}

function hintUnavailable(
	{ id, versions }: Extract<Cause, { readonly kind: "unavailable" }>,
	reason: Unavailability,
	facts: FailureFacts,
): readonly string[] {
	const label = facts.label(id, versions);
	switch (reason.kind) {
		case "constraint":
			return [];
		case "offline":
			return ["Without `--offline`, the missing metadata could be fetched from the index"];
		case "invalid-metadata":
			return [hintMetadata(facts.projectOf(id), versions, reason.reason)];
		case "requires-python":
			return [hintPython(label, reason.requiresPython, facts)];
		case "depends-on-itself":
			return [
				`${label} is published with a mistake: if it is yours, give it another name than what it depends on`,
			];
	}
}

function hintMetadata(project: Project | undefined, versions: OrdinalSet, reason: string): string {
	const newest = project?.versions.at(Math.min(versions.at(-1) ?? 0, project.versions.length) - 1);
	return `Report to the maintainers of \`${project?.name}\` that the metadata of \`${project?.name}==${newest}\` cannot be used: ${reason}`;
}

function hintPython(label: string, requiresPython: string, facts: FailureFacts): string {
	const { target } = facts.parts.manifest;
	const { version } = facts.parts.scope.python;
	const asked = `${label} needs a Python that meets \`${requiresPython}\``;
	if ("forkStrategy" in target) return `${asked}; ${facts.target}`;
	if (target.isPythonNamed === true) return `${asked}; \`--python-version\` asks for ${version}`;
	return `${asked}; the target is Python ${version}`;
}

function hintObstacles(
	project: Project,
	obstructed: readonly Obstructed[],
	facts: FailureFacts,
): readonly string[] {
	const newest = new Map<Obstacle["kind"], { of: Obstructed; obstacle: Obstacle }>();
	const isClosed = facts.parts.choice.prereleaseTurn(project) === "never";
	const open = obstructed.filter(({ version }) => !isClosed || !version.isPrerelease);
	for (const of of open.length > 0 ? open : obstructed)
		for (const obstacle of of.obstacles)
			if (!newest.has(obstacle.kind)) newest.set(obstacle.kind, { of, obstacle });
	const hints: string[] = [];
	for (const { of, obstacle } of newest.values()) {
		const hint = hintObstacle(project, { of, obstacle }, facts);
		if (hint !== undefined) hints.push(hint);
	}
	return hints;
}

function hintObstacle(
	{ name }: Project,
	{ of, obstacle }: { readonly of: Obstructed; readonly obstacle: Obstacle },
	facts: FailureFacts,
): string | undefined {
	const { policy } = facts.parts.manifest;
	const pin = `${name}==${of.version}`;
	switch (obstacle.kind) {
		case "yanked":
			return `To use a yanked version all the same, require exactly \`${pin}\``;
		case "requires-python":
			return hintPython(`\`${pin}\``, obstacle.requiresPython, facts);
		case "tags":
			return hintTags(pin, of, facts);
		case "too-new":
			return hintTooNew(name, pin, { ...obstacle, cutoffs: policy });
		case "no-binary":
			return `\`${pin}\` has wheels, which ${optionOf("no-binary", policy.noBinary, name)} rules out`;
		case "only-binary":
			return `\`${pin}\` has a source distribution, which ${optionOf("only-binary", policy.onlyBinary, name)} rules out`;
		case "prerelease":
		case "no-files":
			return undefined;
	}
}

/** Which setting holds back what is the newest that would fit. */
function hintTooNew(
	name: string,
	pin: string,
	held: Extract<Obstacle, { kind: "too-new" }> & { readonly cutoffs: UploadCutoffs },
): string {
	const { uploadTime, cutoff, cutoffs } = held;
	const isOwn = cutoffs.excludeNewerPackages.has(name);
	const isGlobal = !isOwn && cutoffs.excludeNewer === cutoff;
	const global = isGlobal ? "`--exclude-newer`" : "`exclude-newer` of its index";
	const setting = isOwn ? "`--exclude-newer-package`" : global;
	const exempt = `\`--exclude-newer-package ${name}=false\``;
	if (uploadTime === undefined)
		return `The index gives no upload time for \`${pin}\`, so ${setting} leaves it out: ${exempt} lets it in`;
	const way = isOwn ? "give a later one, or leave it out" : `${exempt} exempts \`${name}\``;
	return `\`${pin}\` was uploaded at ${printTimestamp(uploadTime)}, and ${setting} takes only what was uploaded before ${printTimestamp(cutoff)}: ${way}`;
}

/** The first that says something of the platform's C library, where there are such. */
function bestTag(tags: TagSet): Tag | undefined {
	let first: Tag | undefined;
	for (const tag of tags) {
		first ??= tag;
		if (!tag.platform.startsWith("linux_")) return tag;
	}
	return first;
}

/** The option as it was given: for this project, or for all. */
function optionOf(option: string, selection: ProjectSelection, name: string): string {
	return `\`--${option} ${selection.names.has(name) ? name : ":all:"}\``;
}

function hintTags(pin: string, { obstacles }: Obstructed, { parts }: FailureFacts): string {
	const tags = obstacles.flatMap((one) => (one.kind === "tags" ? one.tags : []));
	const pythons = distinct(tags, (tag) => `${tag.interpreter}-${tag.abi}`);
	const platforms = distinct(tags, (tag) => tag.platform);
	const has = `The wheels of \`${pin}\` are for ${pythons} on ${platforms}`;
	const { target } = parts.manifest;
	const best = "tags" in target ? bestTag(target.tags) : undefined;
	if (best === undefined) return has;
	return `${has}; the target is \`${best.interpreter}-${best.abi}\` on \`${best.platform}\``;
}

/** `cp39-cp39, cp310-cp310 and 4 more` */
function distinct(tags: readonly Tag[], part: (tag: Tag) => string): string {
	const sorted = tags.map(part).sort((one, other) => one.localeCompare(other, "en", NUMERIC));
	const all = [...new Set(sorted.map((text) => `\`${text}\``))];
	return all.length <= 4
		? all.join(", ")
		: `${all.slice(0, 3).join(", ")} and ${all.length - 3} more`;
}

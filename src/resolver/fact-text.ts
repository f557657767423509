/** Single facts and conclusions of a proof in words, as they stand behind `Because`. */
import type { Cause, Term } from "../solver/derivation.ts";
import { EVERY, type OrdinalSet } from "../solver/ordinal-set.ts";
import { printRequirement, type Requirement } from "../standards/requirement.ts";
import type { FailureFacts, Obstacle, Obstructed } from "./failure-facts.ts";
import { describeOrigin, type InputRequirement } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Unavailability } from "./python-provider.ts";
import { PythonRequirement } from "./requires-python.ts";

/** What every proof ends with. */
export const FAILED = "your requirements cannot be met";

/** So many versions are listed. */
const MOST_LISTED = 5;

/** So many kinds of reasons are told where versions differ. */
const MOST_EXAMPLES = 3;

type Fact = Exclude<Cause, { readonly kind: "derived" }>;
type Dependency = Extract<Cause, { readonly kind: "dependency" }>;

/**
 * `` `flask>=2.0` depends on `click>=8` ``, without a final period. Empty where another fact says it already: that there is no
 * version in a set without versions is told with the requirement that asks for it.
 */
export function tellFact(fact: Fact, facts: FailureFacts): string {
	switch (fact.kind) {
		case "root":
			return "your requirements must be met";
		case "dependency":
			return tellDependency(fact, facts);
		case "mirror":
			return `${facts.label(fact.id, fact.versions)} comes with the same version of ${facts.label(fact.base, EVERY)}`;
		case "no-versions":
			return fact.versions.length === 0 ? "" : tellMissing(fact.id, fact.versions, facts);
		case "unavailable":
			return tellUnavailable(fact, fact.reason as Unavailability, facts);
	}
}

function tellDependency(fact: Dependency, facts: FailureFacts): string {
	const { id, versions, dependency, allowed } = fact;
	const end = allowed.length === 0 ? tellHollow(dependency, facts) : "";
	if (facts.isRoot(id)) {
		const inputs = facts.inputsFor(dependency, allowed);
		if (inputs.length === 0) return `you require ${facts.label(dependency, allowed)}${end}`;
		const isOverride = inputs.some((input) => facts.parts.manifest.overrides.includes(input));
		const verb = isOverride ? "override your requirements with" : "require";
		return `you ${verb} ${tellInputs(inputs)}${end}`;
	}
	const overrides = facts.overridesFor(dependency, allowed);
	if (overrides.length > 0) {
		const name = facts.projectOf(dependency)?.name;
		return `${facts.label(id, versions)} depends on \`${name}\`, which you override with ${tellInputs(overrides)}${end}`;
	}
	const requirement = facts.requirementFor({ id, versions }, dependency, allowed);
	const shown =
		requirement === undefined
			? facts.label(dependency, allowed)
			: `\`${printRequirement(withoutMarker(requirement))}\``;
	return `${facts.label(id, versions)} depends on ${shown}${end}`;
}

function tellHollow(dependency: number, facts: FailureFacts): string {
	const project = facts.projectOf(dependency);
	return project === undefined ? "" : ` and \`${project.name}\` ${tellNoSuchVersion(project)}`;
}

function tellInputs(inputs: readonly InputRequirement[]): string {
	return inputs
		.map(({ requirement, origin }) => {
			const place = typeof origin === "string" ? "" : ` (${describeOrigin(origin)})`;
			return `\`${printRequirement(withoutMarker(requirement))}\`${place}`;
		})
		.join(" and ");
}

function withoutMarker(requirement: Requirement): Requirement {
	return { ...requirement, marker: undefined };
}

function tellMissing(id: number, versions: OrdinalSet, facts: FailureFacts): string {
	const project = facts.projectOf(id);
	if (project === undefined) return "there is nothing to choose";
	const name = `\`${project.name}\``;
	const absent = tellAbsence(project);
	if (absent !== undefined) return `${name} ${absent}`;
	const missing = facts.obstructed(project, versions);
	if (missing.length === 0) return `${name} ${tellNoSuchVersion(project)}`;
	const label = facts.label(id, versions);
	const single = missing.length === 1 && missing[0] !== undefined;
	const reason = commonReason(missing, facts);
	if (reason !== undefined) return `${label} ${reason}`;
	const examples = tellExamples(missing, facts);
	return single
		? `${label} cannot be used${examples}`
		: `no version of ${label} can be used${examples}`;
}

function tellAbsence({ answer, versions, unauthorized }: Project): string | undefined {
	if (versions.length > 0) return undefined;
	switch (answer) {
		case "found":
		case "direct":
			return "has no versions";
		case "not-found":
			return unauthorized.length === 0
				? "was not found on the index"
				: "was not found (and an index refused to answer)";
		case "offline":
			return "is not in the cache (and the network may not be used)";
		case "no-index":
			return "was not found among the links (and no index may be asked)";
	}
}

/** A few versions are listed, of more the first and the last are. */
function tellNoSuchVersion(project: Project): string {
	const { versions } = project;
	const shown =
		versions.length <= MOST_LISTED
			? [...versions].join(", ")
			: `${versions.at(0)} to ${versions.at(-1)}`;
	return tellAbsence(project) ?? `has no such version (there is ${shown})`;
}

/** What is said of all of them; undefined where it differs. */
function commonReason(missing: readonly Obstructed[], facts: FailureFacts): string | undefined {
	const reasons = missing.map(({ obstacles }) => decisive(obstacles));
	const [first] = reasons;
	if (first === undefined || reasons.some((reason) => reason?.kind !== first.kind))
		return undefined;
	if (first.kind !== "requires-python") return tellObstacle(first, facts);
	const texts = new Set(
		reasons.flatMap((one) => (one?.kind === first.kind ? [one.requiresPython] : [])),
	);
	if (texts.size === 1) return tellObstacle(first, facts);
	return `requires Python ${lowestOf(texts)} or a later one (${facts.target})`;
}

function lowestOf(texts: ReadonlySet<string>): string {
	const bounds = [...texts].flatMap((text) => PythonRequirement.boundOf(text)?.version ?? []);
	const [lowest] = bounds.sort((one, other) => one.compare(other));
	return `>=${lowest}`;
}

/** The one of them that says it all; undefined where they are of several kinds. */
function decisive(obstacles: readonly Obstacle[]): Obstacle | undefined {
	const [first, ...others] = obstacles;
	if (others.every(({ kind }) => kind === first?.kind)) return first;
	const ruled = obstacles.find(({ kind }) => kind === "only-binary" || kind === "no-binary");
	const isRest = obstacles.every(({ kind }) => kind === ruled?.kind || kind === "tags");
	return isRest ? ruled : undefined;
}

/** ` (9.1 is newer than …, 9.0 requires Python >=3.11)`: the newest of each kind. */
function tellExamples(missing: readonly Obstructed[], facts: FailureFacts): string {
	const examples = new Map<string, string>();
	for (const { version, obstacles } of missing) {
		const reason = decisive(obstacles) ?? obstacles[0];
		if (reason !== undefined && !examples.has(reason.kind))
			examples.set(reason.kind, `${version} ${tellObstacle(reason, facts)}`);
	}
	const shown = [...examples.values()].slice(0, MOST_EXAMPLES);
	return shown.length === 0 ? "" : ` (${shown.join(", ")})`;
}

/** `was yanked (leaks)`, as it stands behind the name of a version. */
export function tellObstacle(obstacle: Obstacle, { target }: FailureFacts): string {
	switch (obstacle.kind) {
		case "prerelease":
			return "is a pre-release (not allowed here)";
		case "no-files":
			return "has no files that can be installed";
		case "too-new":
			return "is newer than `--exclude-newer` allows";
		case "yanked":
			return obstacle.reason === "" ? "was yanked" : `was yanked (${obstacle.reason})`;
		case "requires-python":
			return `requires Python ${obstacle.requiresPython} (${target})`;
		case "tags":
			return "has neither a wheel for this Python and platform nor a source distribution";
		case "no-binary":
			return "has only wheels (ruled out by `--no-binary`)";
		case "only-binary":
			return "has no usable wheel (and `--only-binary` rules out a build)";
	}
}

function tellUnavailable(
	{ id, versions }: { readonly id: number; readonly versions: OrdinalSet },
	reason: Unavailability,
	facts: FailureFacts,
): string {
	const label = facts.label(id, versions);
	switch (reason.kind) {
		case "constraint":
			return `you constrain ${tellInputs([reason.input])}`;
		case "requires-python":
			return `${label} requires Python ${reason.requiresPython} (${facts.target})`;
		case "invalid-metadata":
			return `the metadata of ${label} cannot be used (${reason.reason})`;
		case "offline":
			return `the metadata of ${label} is not in the cache (and the network may not be used)`;
		case "depends-on-itself":
			return `${label} depends on another version of itself, \`${printRequirement(withoutMarker(reason.requirement))}\``;
	}
}

/** What cannot all hold, said the other way round: `` `flask` needs `click>=8` ``. */
export function tellConclusion(terms: readonly Term[], facts: FailureFacts): string {
	const isRooted = terms.some(({ id, isPositive }) => isPositive && facts.isRoot(id));
	const positive = terms.filter(({ id, isPositive }) => isPositive && !facts.isRoot(id));
	// "Needs one of no versions" is the same as "cannot be used".
	const negative = terms.filter(({ isPositive, versions }) => !isPositive && versions.length > 0);
	const subjects = positive.map(({ id, versions }) => facts.label(id, versions));
	const wanted = negative.map(({ id, versions }) => facts.label(id, versions)).join(" or ");
	if (subjects.length === 0) return wanted === "" ? FAILED : `your requirements need ${wanted}`;
	if (wanted !== "")
		return `${list(subjects)} ${subjects.length === 1 ? "needs" : "need"} ${wanted}`;
	if (subjects.length > 1) return `${list(subjects)} cannot be used together`;
	return isRooted ? `your requirements rule out ${subjects[0]}` : `${subjects[0]} cannot be used`;
}

function list(parts: readonly string[]): string {
	return parts.length < 2
		? (parts[0] ?? "")
		: `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

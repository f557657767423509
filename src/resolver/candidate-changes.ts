/** Changes of the inputs of a proof that may help, the least first. Whether they do is for a solve to say. */
import type { Cause } from "../solver/derivation.ts";
import type { OrdinalSet } from "../solver/ordinal-set.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";
import { type Change, describeChange } from "./change.ts";
import type { Explanation } from "./explain.ts";
import type { FailureFacts, Obstacle } from "./failure-facts.ts";
import { ForkScope } from "./fork-scope.ts";
import { isPin } from "./input-facts.ts";
import { inputsOfProof, type PlacedInput } from "./proof-inputs.ts";
import type { Unavailability } from "./python-provider.ts";
import { PythonRequirement } from "./requires-python.ts";

type Dependency = Extract<Cause, { readonly kind: "dependency" }>;

/** Some of these may not help, or not even be possible. */
export function candidateChanges({ shortest, facts }: Explanation): readonly Change[] {
	const inputs = inputsOfProof(shortest, facts);
	const causes = shortest.steps.map(({ cause }) => cause);
	const changes = [
		...allowPrereleases(causes, facts),
		...changePython(causes, facts),
		...allowNewer(causes, facts),
		...leaveFork(facts),
		...inputs
			.flatMap((placed) => changeInput(placed, inputs, { causes, facts }))
			.sort((one, other) => rank(one) - rank(other))
			.map(({ change }) => change),
	];
	return [...new Map(changes.map((change) => [describeChange(change), change])).values()];
}

/** What others want is nearer to what the user wrote than what anybody has. */
function rank({ isWanted }: InputChange): number {
	return isWanted ? 0 : 1;
}

interface InputChange {
	readonly change: Change;
	readonly isWanted: boolean;
}

/** What helps where nothing else does. */
export function lastChanges({ shortest, facts }: Explanation): readonly Change[] {
	if (facts.parts.manifest.requirements.length === 1) return [];
	return inputsOfProof(shortest, facts)
		.filter(({ role }) => role === "requirements")
		.map((placed): Change => ({ kind: "drop", ...placed }));
}

interface Proof {
	readonly causes: readonly Cause[];
	readonly facts: FailureFacts;
}

function changeInput(
	placed: PlacedInput,
	inputs: readonly PlacedInput[],
	proof: Proof,
): readonly InputChange[] {
	const { input, role } = placed;
	const { name, specifiers } = input.requirement;
	const isAlone = inputs.every(
		(other) => other.input === input || other.input.requirement.name !== name,
	);
	const drop: InputChange = { change: { kind: "drop", ...placed }, isWanted: false };
	const relax = (to: SpecifierSet): Change => ({ kind: "relax", specifiers: to, ...placed });
	if (role === "overrides") return [drop];
	if (specifiers.isAny) return [];
	if (!isAlone) return [drop];
	const wanted = wantedByOthers(name, proof);
	if (wanted !== undefined) return [{ change: relax(wanted), isWanted: true }];
	if (role === "constraints") return [drop];
	return [{ change: relax(withoutEnd(specifiers)), isWanted: false }];
}

/** What the packages of the proof want of the project; undefined where they do not say it with one voice. */
function wantedByOthers(name: string, { causes, facts }: Proof): SpecifierSet | undefined {
	const wanted = causes
		.filter((cause): cause is Dependency => cause.kind === "dependency" && !facts.isRoot(cause.id))
		.filter(({ dependency, id }) => {
			const isExtra = facts.projectOf(id)?.name === name;
			return facts.projectOf(dependency)?.name === name && !isExtra;
		})
		.map((cause) => facts.requirementFor(cause, cause.dependency, cause.allowed)?.specifiers);
	const [first, ...others] = wanted;
	if (first === undefined || first.isAny) return undefined;
	return others.reduce((all, one) => (one === undefined ? undefined : all?.and(one)), wanted[0]);
}

/** Without pins and upper bounds; nothing stays where there are none. */
function withoutEnd({ specifiers }: SpecifierSet): SpecifierSet {
	const kept = specifiers.filter(
		(one) => !isPin(one) && !["<", "<=", "~=", "=="].includes(one.operator),
	);
	return kept.length === specifiers.length ? SpecifierSet.any : SpecifierSet.of(kept);
}

function allowPrereleases(causes: readonly Cause[], facts: FailureFacts): readonly Change[] {
	const names = new Set<string>();
	for (const { project, obstacles } of obstaclesOf(causes, facts))
		if (obstacles.some(({ kind }) => kind === "prerelease")) names.add(project);
	const all = names.size === 0 ? [] : [undefined];
	return [...names, ...all].map((name): Change => ({ kind: "prereleases", name }));
}

function allowNewer(causes: readonly Cause[], facts: FailureFacts): readonly Change[] {
	const names = new Set<string>();
	for (const { project, obstacles } of obstaclesOf(causes, facts))
		if (obstacles.some(({ kind }) => kind === "too-new")) names.add(project);
	return [...names].map((name): Change => ({ kind: "newer", name }));
}

/** The lowest Python that some version of each project asks for. */
function changePython(causes: readonly Cause[], facts: FailureFacts): readonly Change[] {
	const current = facts.parts.scope.python.version;
	const bounds = [...boundsByProject(causes, facts).values()]
		.map((found) => found.sort((a, b) => a.compare(b)))
		.flatMap((found) => closest(found, current) ?? []);
	const highest = bounds.sort((a, b) => b.compare(a))[0];
	return highest === undefined ? [] : [toPython(highest, facts)];
}

function toPython(version: Version, { parts }: FailureFacts): Change {
	const { target } = parts.manifest;
	const isOldest = "forkStrategy" in target;
	const isNamed = isOldest || target.isPythonNamed === true;
	return { kind: "python", version, isOldest, option: isNamed ? "--python-version" : "--python" };
}

/** The nearest later Python, else the nearest earlier one. */
function closest(sorted: readonly Version[], current: Version): Version | undefined {
	const later = sorted.find((version) => version.compare(current) > 0);
	return later ?? sorted.findLast((version) => version.compare(current) < 0);
}

function boundsByProject(
	causes: readonly Cause[],
	facts: FailureFacts,
): ReadonlyMap<string, Version[]> {
	const bounds = new Map<string, Version[]>();
	const add = (project: string, found: readonly Version[]) => {
		bounds.set(project, [...(bounds.get(project) ?? []), ...found]);
	};
	for (const { project, obstacles } of obstaclesOf(causes, facts))
		add(project, obstacles.flatMap(pythonsFor));
	for (const cause of causes) {
		if (cause.kind !== "unavailable") continue;
		const reason = cause.reason as Unavailability;
		const name = facts.projectOf(cause.id)?.name;
		if (reason.kind === "requires-python" && name !== undefined) add(name, pythonsFor(reason));
	}
	return bounds;
}

function pythonsFor(obstacle: Obstacle | Unavailability): readonly Version[] {
	if (obstacle.kind === "requires-python") {
		const bound = PythonRequirement.boundOf(obstacle.requiresPython);
		return bound === undefined || !bound.isIncluded ? [] : [bound.version];
	}
	if (obstacle.kind !== "tags") return [];
	return obstacle.tags.flatMap(({ interpreter }) => {
		const match = /^cp(\d)(\d+)$/.exec(interpreter);
		return match === null ? [] : [Version.parse(`${match[1]}.${match[2]}`)];
	});
}

/** Of each set of versions of which none can be used. */
function* obstaclesOf(
	causes: readonly Cause[],
	facts: FailureFacts,
): Iterable<{ readonly project: string; readonly obstacles: readonly Obstacle[] }> {
	for (const cause of causes) {
		const asked = setOf(cause);
		const project = asked === undefined ? undefined : facts.projectOf(asked.id);
		if (asked === undefined || project === undefined) continue;
		const obstructed = facts.obstructed(project, asked.versions);
		if (obstructed.some(({ obstacles }) => obstacles.length === 0)) continue;
		for (const { obstacles } of obstructed) yield { project: project.name, obstacles };
	}
}

function setOf(cause: Cause): { readonly id: number; readonly versions: OrdinalSet } | undefined {
	if (cause.kind === "no-versions") return cause;
	if (cause.kind !== "dependency") return undefined;
	return { id: cause.dependency, versions: cause.allowed };
}

/** All environments but those of the fork that failed. */
function leaveFork(facts: FailureFacts): readonly Change[] {
	const { scope } = facts.parts;
	if (!(scope instanceof ForkScope)) return [];
	const others = MarkerTree.fromPython(scope.oldest).and(scope.tree.negate());
	if (others.isNever) return [];
	const { start } = others.pythonRange;
	const isLater = start?.isIncluded && start.version.compare(scope.oldest) > 0;
	if (isLater && others.equals(MarkerTree.fromPython(start.version)))
		return [toPython(start.version, facts)];
	return [{ kind: "environments", marker: others.simplifyFrom(scope.oldest).toUsualText() }];
}

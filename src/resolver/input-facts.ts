/** What the inputs say of each project, gathered once before solving, so that no answer depends on when it is met. */
import type { DirectDistribution } from "../distributions/distribution.ts";
import type { Digest } from "../standards/digest.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Specifier } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import type { InputRequirement, Manifest } from "./manifest.ts";
import { PackageRules } from "./package-rules.ts";
import { MachineScope, type Scope } from "./scope.ts";

interface ProjectFacts {
	direct: DirectDistribution | undefined;
	isRequired: boolean;
	isPinned: boolean;
	mentionsPrerelease: boolean;
	/** `==` and `===` that stand alone. */
	readonly exact: Specifier[];
	readonly constraints: InputRequirement[];
	readonly partialConstraints: InputRequirement[];
	/** Undefined: nobody overrides it. Empty: none of the overrides holds for the target. */
	overrides: InputRequirement[] | undefined;
	hashes: readonly Digest[] | undefined;
}

/** Whether a specifier names one version (and its local versions). */
export function isPin(specifier: Specifier): boolean {
	return specifier.operator === "===" || (specifier.operator === "==" && !specifier.isWildcard);
}

const NO_INPUTS: readonly InputRequirement[] = [];

export class InputFacts {
	/** The requirements that hold for the target, overrides in place of what they replace. */
	readonly requirements: readonly InputRequirement[];
	/** What the inputs ask for where it holds for the target, as it was before overrides. */
	readonly asked: readonly InputRequirement[];
	readonly packageRules: PackageRules;
	readonly #excludes: ReadonlySet<string>;
	readonly #facts: Map<string, ProjectFacts> = new Map();
	/** Then each marker either holds or does not, and is done with. */
	readonly #isOneMachine: boolean;

	constructor(manifest: Manifest, scope: Scope) {
		const applies = ({ requirement }: InputRequirement) => scope.admits(requirement.marker);
		this.#isOneMachine = scope instanceof MachineScope;
		this.#excludes = manifest.excludes;
		this.packageRules = new PackageRules(manifest.packageRules ?? [], applies);
		for (const input of manifest.overrides) this.#override(input, applies(input));
		for (const input of manifest.constraints) if (applies(input)) this.#constrain(input);
		this.asked = manifest.requirements.filter(
			(input) => applies(input) && !this.isExcluded(input.requirement.name),
		);
		this.requirements = this.asked.flatMap((input) => this.#replaced(input));
		for (const input of this.requirements) this.#require(input);
		for (const { overrides } of this.#facts.values())
			for (const input of overrides ?? []) this.#read(input);
		for (const { overrides } of manifest.packageRules ?? [])
			for (const input of overrides) this.#noteRule(input);
	}

	/** What these of the inputs ask for; all where none are named. */
	requirementsOf(inputs: ReadonlySet<InputRequirement> | undefined): readonly InputRequirement[] {
		if (inputs === undefined) return this.requirements;
		return this.asked
			.filter((input) => inputs.has(input))
			.flatMap((input) => this.#replaced(input));
	}

	/** Whether requirements on the project are passed over. */
	isExcluded(name: string): boolean {
		return this.#excludes.has(name);
	}

	/** The distribution that a URL or path names; then it is the only candidate. */
	directOf(name: string): DirectDistribution | undefined {
		return this.#facts.get(name)?.direct;
	}

	/** A URL that was found in the metadata of another direct URL. */
	addDirect(distribution: DirectDistribution): void {
		const facts = this.#of({ requirement: distribution });
		const known = facts.direct;
		const isFolder = known?.kind === "directory" && distribution.kind === "directory";
		if (known === undefined) facts.direct = distribution;
		else if (isFolder && known.path === distribution.path)
			facts.direct = joined(distribution, known);
	}

	/** A requirement of a project in a local folder counts as if an input said it. */
	adopt(requirement: Requirement): void {
		this.#note(requirement).isRequired = true;
	}

	/** Those that hold in the whole scope. */
	constraintsOf(name: string): readonly InputRequirement[] {
		return this.#facts.get(name)?.constraints ?? [];
	}

	/** Those that hold in a part of the scope. */
	partialConstraintsOf(name: string): readonly InputRequirement[] {
		return this.#facts.get(name)?.partialConstraints ?? NO_INPUTS;
	}

	/** Undefined: requirements on the project stay as they are. Empty: there are none. */
	overridesOf(name: string): readonly InputRequirement[] | undefined {
		return this.#facts.get(name)?.overrides;
	}

	/** Undefined: no hash was given. */
	hashesOf(name: string): readonly Digest[] | undefined {
		return this.#facts.get(name)?.hashes;
	}

	isRequired(name: string): boolean {
		return this.#facts.get(name)?.isRequired ?? false;
	}

	isPinned(name: string): boolean {
		return this.#facts.get(name)?.isPinned ?? false;
	}

	mentionsPrerelease(name: string): boolean {
		return this.#facts.get(name)?.mentionsPrerelease ?? false;
	}

	/** Whether an input names exactly this version: then it may be yanked. */
	namesExactly(name: string, version: Version): boolean {
		const exact = this.#facts.get(name)?.exact ?? [];
		return exact.some((specifier) => specifier.contains(version));
	}

	#replaced(input: InputRequirement): readonly InputRequirement[] {
		return this.overridesOf(input.requirement.name) ?? [input];
	}

	#override(input: InputRequirement, doesApply: boolean): void {
		if (this.isExcluded(input.requirement.name)) return;
		const facts = this.#of(input);
		facts.overrides ??= [];
		if (doesApply) facts.overrides.push(input);
	}

	/** It is not for all, so that a pin in it pins nothing. */
	#noteRule(input: InputRequirement): void {
		const facts = this.#of(input);
		if (input.requirement.specifiers.mentionsPrerelease) facts.mentionsPrerelease = true;
	}

	#require(input: InputRequirement): void {
		const facts = this.#read(input);
		facts.isRequired = true;
		facts.hashes = bothHashes(facts.hashes, input.hashes);
	}

	#constrain(input: InputRequirement): void {
		const facts = this.#read(input);
		// What allows everything narrows nothing, and nobody wants to be told of it.
		const isEmpty = input.requirement.specifiers.isAny && input.distribution === undefined;
		const isWhole = this.#isOneMachine || input.requirement.marker === undefined;
		if (!isEmpty) (isWhole ? facts.constraints : facts.partialConstraints).push(input);
		facts.hashes = bothHashes(facts.hashes, input.hashes);
	}

	#read({ requirement, distribution }: InputRequirement): ProjectFacts {
		const facts = this.#note(requirement);
		if (facts.direct === undefined) facts.direct = distribution;
		else if (distribution !== undefined) facts.direct = joined(facts.direct, distribution);
		return facts;
	}

	#note(requirement: Requirement): ProjectFacts {
		const facts = this.#of({ requirement });
		const { specifiers } = requirement.specifiers;
		const only = specifiers.length === 1 ? specifiers[0] : undefined;
		if (only !== undefined && isPin(only)) facts.exact.push(only);
		if (specifiers.some(isPin)) facts.isPinned = true;
		if (requirement.specifiers.mentionsPrerelease) facts.mentionsPrerelease = true;
		return facts;
	}

	#of({ requirement }: { readonly requirement: Pick<Requirement, "name"> }): ProjectFacts {
		let facts = this.#facts.get(requirement.name);
		if (facts === undefined) {
			facts = {
				direct: undefined,
				isRequired: false,
				isPinned: false,
				mentionsPrerelease: false,
				exact: [],
				constraints: [],
				partialConstraints: [],
				overrides: undefined,
				hashes: undefined,
			};
			this.#facts.set(requirement.name, facts);
		}
		return facts;
	}
}

/** A folder that is named twice is called what it is called last, and is editable where it is so once. */
function joined(first: DirectDistribution, last: DirectDistribution): DirectDistribution {
	if (first.kind !== "directory" || last.kind !== "directory") return first;
	return first.path === last.path
		? { ...last, isEditable: first.isEditable || last.isEditable }
		: first;
}

/** Hashes of several inputs must all be met. */
function bothHashes(
	known: readonly Digest[] | undefined,
	given: readonly Digest[],
): readonly Digest[] | undefined {
	if (given.length === 0) return known;
	if (known === undefined) return given;
	return known.filter(({ algorithm, hex }) =>
		given.some((other) => other.algorithm === algorithm && other.hex === hex),
	);
}

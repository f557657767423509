/** Why an answer has one version of a project and none of the newer ones. */
import { printRequirement, type Requirement } from "../standards/requirement.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import { tellObstacle } from "./fact-text.ts";
import { FailureFacts, type Obstructed } from "./failure-facts.ts";
import { ForkScope } from "./fork-scope.ts";
import type { InputRequirement, Manifest } from "./manifest.ts";
import type { PackageSource } from "./package-source.ts";
import type { Project } from "./project.ts";
import type { Asker, Resolution, ResolutionNode } from "./resolution.ts";
import { MachineScope, type Scope } from "./scope.ts";
import { type StartedSolve, startSolve } from "./solve-manifest.ts";
import { Trials } from "./trial.ts";

/** So many versions are looked at in one go. */
const PORTION = 200;

/** Newer versions that are not there for one reason, newest first. */
export interface NewerVersions {
	readonly versions: readonly Version[];
	readonly reason: NewerReason;
}

export type NewerReason =
	/** What somebody in the answer asks for leaves it out. */
	| { readonly kind: "excluded"; readonly asker: Asker }
	/** It cannot be used here, or not at all: `was yanked`. */
	| { readonly kind: "unusable"; readonly text: string }
	/** Together with it there is no answer; the proof in words. */
	| { readonly kind: "impossible"; readonly proof: string }
	/** With it there is an answer too, with other versions of these. */
	| { readonly kind: "traded"; readonly instead: readonly string[] }
	/** An earlier answer has the chosen one, or the oldest is wanted. */
	| { readonly kind: "preferred"; readonly what: "earlier-answer" | "lowest" }
	/** Finding out would have taken too long. */
	| { readonly kind: "unknown" };

export interface ChoiceQuestion {
	readonly manifest: Manifest;
	readonly resolution: Resolution;
	readonly source: PackageSource;
}

/** The newer versions of a node's project, grouped by what speaks against them; the group with the newest first. */
export async function findNewer(
	node: ResolutionNode,
	question: ChoiceQuestion,
): Promise<readonly NewerVersions[]> {
	const { manifest, source } = question;
	const scope = scopeOf(node, manifest);
	const started = await startSolve({ manifest, scope, source });
	const project = await started.parts.projects.find(node.name);
	return new Choice(node, { started, project, question }).groups();
}

function scopeOf({ need }: ResolutionNode, { target }: Manifest): Scope {
	if (!("forkStrategy" in target)) return new MachineScope(target);
	const whole = ForkScope.from(target.pythonVersion);
	return need === undefined ? whole : whole.narrow(need.base);
}

interface ChoiceParts {
	readonly started: StartedSolve;
	readonly project: Project;
	readonly question: ChoiceQuestion;
}

class Choice {
	readonly #node: ResolutionNode;
	readonly #parts: ChoiceParts;
	/** Of all newer versions together, those that nothing else speaks against among them. */
	#tried: NewerReason | undefined;

	constructor(node: ResolutionNode, parts: ChoiceParts) {
		this.#node = node;
		this.#parts = parts;
	}

	async groups(): Promise<readonly NewerVersions[]> {
		const { started, project } = this.#parts;
		const chosen = project.ordinalOf(this.#node.version);
		const facts = new FailureFacts(started.provider, started.parts);
		const groups = new Map<string, { versions: Version[]; reason: NewerReason }>();
		// Only so many are looked at in one go.
		for (let end = project.versions.length; end > chosen + 1; end -= PORTION)
			for (const one of facts.obstructed(project, [Math.max(chosen + 1, end - PORTION), end])) {
				const reason = await this.#reasonFor(one, facts);
				const key = keyOf(reason);
				const group = groups.get(key) ?? { versions: [], reason };
				groups.set(key, group);
				group.versions.push(one.version);
			}
		return [...groups.values()];
	}

	async #reasonFor({ version, obstacles }: Obstructed, facts: FailureFacts): Promise<NewerReason> {
		const [obstacle] = obstacles;
		if (obstacle === undefined) return this.#whyNot(version);
		return { kind: "unusable", text: tellObstacle(obstacle, facts) };
	}

	async #whyNot(version: Version): Promise<NewerReason> {
		const asker = this.#node.askedBy.find(
			(one) => !requirementOf(one).specifiers.contains(version),
		);
		if (asker !== undefined) return { kind: "excluded", asker };
		this.#tried ??= this.#preferred() ?? (await this.#try());
		return this.#tried;
	}

	#preferred(): NewerReason | undefined {
		const { choice, facts, manifest } = this.#parts.started.parts;
		const { name, version } = this.#node;
		const { mode } = manifest.policy;
		const isLowest = mode === "lowest" || (mode === "lowest-direct" && facts.isRequired(name));
		if (isLowest) return { kind: "preferred", what: "lowest" };
		const isEarlier = choice.preferencesOf(name).some((one) => one.equals(version));
		return isEarlier ? { kind: "preferred", what: "earlier-answer" } : undefined;
	}

	/** Solves again for any newer version. */
	async #try(): Promise<NewerReason> {
		const { project, question } = this.#parts;
		const { manifest, source, resolution } = question;
		const next = project.versions.at(project.ordinalOf(this.#node.version) + 1);
		const { name, need } = this.#node;
		const requirement: Requirement = {
			name,
			givenName: name,
			extras: [],
			specifiers: SpecifierSet.parse(`>=${next}`),
			url: undefined,
			marker: need?.base.toMarker(),
		};
		const wish: InputRequirement = {
			requirement,
			origin: "command line",
			hashes: [],
			distribution: undefined,
		};
		const constraints = [...manifest.constraints, wish];
		const outcome = await new Trials(source).run({ ...manifest, constraints });
		if (outcome?.kind === "unsatisfiable")
			return { kind: "impossible", proof: withoutWish(outcome.explanation.text, name) };
		if (outcome?.kind !== "resolved") return { kind: "unknown" };
		const before = new Set(resolution.nodes.map((node) => `${node.name}==${node.version}`));
		const instead = outcome.resolution.nodes
			.filter((node) => node.name !== name)
			.map((node) => `${node.name}==${node.version}`)
			.filter((pin) => !before.has(pin));
		return { kind: "traded", instead };
	}
}

/** The wish is nobody's input: it has no place. */
function withoutWish(text: string, name: string): string {
	return text
		.replaceAll(/you (?:require|constrain) (`[^`]+`)(?! \()/g, (told, label: string) =>
			label.startsWith(`\`${name}`) ? `${label} is wanted` : told,
		)
		.replace("your requirements cannot be met.", "it cannot be had.");
}

function requirementOf(asker: Asker): Requirement {
	return asker.kind === "package" ? asker.requirement : asker.input.requirement;
}

function keyOf(reason: NewerReason): string {
	switch (reason.kind) {
		case "excluded":
			return `${reason.kind} ${printRequirement(requirementOf(reason.asker))}`;
		case "unusable":
			return `${reason.kind} ${reason.text}`;
		case "impossible":
		case "traded":
		case "preferred":
		case "unknown":
			return reason.kind;
	}
}

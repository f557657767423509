/** Makes the graph of a solved resolution. See docs/resolution.md#the-graph. */
import { isDirectFile, type RegistryFile } from "../distributions/distribution.ts";
import type { PackageId } from "../solver/dependency-provider.ts";
import { type Digest, printDigest } from "../standards/digest.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { Candidate } from "./candidate.ts";
import type { InputFacts } from "./input-facts.ts";
import { type InputRequirement, type Manifest, selects } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { ProviderParts, PythonProvider } from "./python-provider.ts";
import type {
	Asker,
	Diagnostic,
	ResolutionEdge,
	ResolutionNode,
	SolvedResolution,
} from "./resolution.ts";

interface Decided {
	readonly name: string;
	readonly ordinal: number;
	readonly extras: string[];
}

interface Decisions {
	readonly decided: ReadonlyMap<string, Decided>;
	readonly provider: PythonProvider;
	readonly parts: ProviderParts;
	/** The inputs that count; undefined: all. */
	readonly inputs: ReadonlySet<InputRequirement> | undefined;
}

/** The graph of these decisions of the provider's packages. */
export function buildResolution(
	decisions: ReadonlyMap<PackageId, number>,
	provider: PythonProvider,
	parts: ProviderParts,
): SolvedResolution {
	return resolutionOf({ decided: gather(decisions, provider), provider, parts, inputs: undefined });
}

function resolutionOf(decisions: Decisions): SolvedResolution {
	const { decided, provider, parts, inputs } = decisions;
	const edges = new Map<string, readonly ResolutionEdge[]>();
	for (const one of decided.values()) edges.set(one.name, edgesOf(one, provider, parts));
	const askers = gatherAskers(edges, decisions);
	const nodes = [...decided.values()]
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.map((one): ResolutionNode => {
			const project = parts.projects.at(one.name);
			const files = () => project.filesOf(one.ordinal);
			return {
				name: one.name,
				version: project.versions.at(one.ordinal) as Version,
				distribution: (project.candidate(one.ordinal) as Candidate).distribution,
				extras: one.extras.sort(),
				need: undefined,
				metadata: provider.metadataOf(one.name, one.ordinal),
				askedBy: askers.get(one.name) ?? [],
				requires: edges.get(one.name) ?? [],
				files,
				digests: () => digestsOf(project, one.ordinal, files()),
			};
		});
	return {
		nodes,
		roots: parts.facts.requirementsOf(inputs),
		diagnostics: nodes.flatMap((node) => diagnose(node, parts.manifest)),
		partFor: (wanted) =>
			resolutionOf({ ...decisions, decided: reachedFrom(wanted, decisions), inputs: wanted }),
	};
}

/** Of the decisions, those that these inputs lead to, with the extras that are active then. */
function reachedFrom(
	inputs: ReadonlySet<InputRequirement>,
	{ decided, provider, parts }: Decisions,
): ReadonlyMap<string, Decided> {
	const { selection } = parts;
	const reached = new Map<string, Decided>();
	const open: Requirement[] = [...selection.ofInputs(inputs)];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const whole = decided.get(next.name);
		if (whole === undefined) continue;
		const metadata = provider.metadataOf(whole.name, whole.ordinal);
		const known = reached.get(whole.name);
		const one = known ?? { ...whole, extras: [] };
		reached.set(whole.name, one);
		const fresh = next.extras.filter((extra) => !one.extras.includes(extra));
		one.extras.push(...fresh);
		if (metadata === undefined) continue;
		if (known === undefined) open.push(...selection.of(metadata, undefined));
		for (const extra of fresh) open.push(...selection.of(metadata, extra));
	}
	return reached;
}

function gather(
	decisions: ReadonlyMap<PackageId, number>,
	{ packages }: PythonProvider,
): ReadonlyMap<string, Decided> {
	const decided = new Map<string, Decided>();
	for (const [id, ordinal] of decisions) {
		const found = packages.of(id);
		if (found.kind === "root") continue;
		const one = decided.get(found.name) ?? { name: found.name, ordinal, extras: [] };
		decided.set(found.name, one);
		if (found.kind === "extra") one.extras.push(found.extra);
	}
	return decided;
}

function edgesOf(
	{ name, ordinal, extras }: Decided,
	provider: PythonProvider,
	{ selection }: ProviderParts,
): readonly ResolutionEdge[] {
	const metadata = provider.metadataOf(name, ordinal);
	if (metadata === undefined) return [];
	const edge = (extra: string | undefined) => (requirement: Requirement) => ({
		name: requirement.name,
		requirement,
		extra,
	});
	return [undefined, ...extras].flatMap((extra) =>
		selection
			.of(metadata, extra)
			.filter((requirement) => requirement.name !== name)
			.map(edge(extra)),
	);
}

type AddAsker = (name: string, asker: Asker) => void;

function gatherAskers(
	edges: ReadonlyMap<string, readonly ResolutionEdge[]>,
	{ parts: { facts }, inputs }: Decisions,
): ReadonlyMap<string, readonly Asker[]> {
	const askers = new Map<string, Asker[]>();
	const add: AddAsker = (name, asker) => {
		const known = askers.get(name);
		if (known === undefined) askers.set(name, [asker]);
		else known.push(asker);
	};
	for (const input of facts.asked)
		if (inputs === undefined || inputs.has(input))
			add(input.requirement.name, { kind: "input", input });
	for (const name of edges.keys()) addNarrowing(name, facts, add);
	for (const name of [...edges.keys()].sort())
		for (const edge of edges.get(name) ?? []) addEdge(name, edge, { facts, add });
	return askers;
}

function addNarrowing(name: string, facts: InputFacts, add: AddAsker): void {
	for (const input of facts.overridesOf(name) ?? []) add(name, { kind: "override", input });
	for (const input of [...facts.constraintsOf(name), ...facts.partialConstraintsOf(name)])
		add(name, { kind: "constraint", input });
}

function addEdge(
	asker: string,
	{ name, requirement, extra }: ResolutionEdge,
	{ facts, add }: { readonly facts: InputFacts; readonly add: AddAsker },
): void {
	const input = facts.packageRules.inputOf(requirement);
	if (input !== undefined) add(name, { kind: "override", input });
	add(name, { kind: "package", name: asker, extra, requirement });
}

function digestsOf(
	project: Project,
	ordinal: number,
	files: readonly RegistryFile[],
): readonly Digest[] {
	const { distribution } = project.candidate(ordinal) as Candidate;
	if (distribution.kind === "directory") return [];
	if (isDirectFile(distribution)) return distribution.digests;
	const digests = new Map<string, Digest>();
	for (const file of files)
		for (const digest of file.digests) digests.set(printDigest(digest), digest);
	return [...digests.values()];
}

function diagnose(node: ResolutionNode, manifest: Manifest): readonly Diagnostic[] {
	const { name, version, distribution, metadata } = node;
	const diagnostics: Diagnostic[] = [];
	if ("yanked" in distribution && distribution.yanked !== undefined)
		diagnostics.push({ kind: "yanked", name, version, reason: distribution.yanked });
	for (const extra of node.extras)
		if (metadata !== undefined && !metadata.providesExtra.includes(extra))
			diagnostics.push({ kind: "missing-extra", name, version, extra });
	const { mode, upgrade } = manifest.policy;
	if (mode !== "highest" && isUnboundedInput(node)) {
		diagnostics.push({ kind: "unbounded", name, asker: undefined });
	} else if (mode === "lowest" && !selects(upgrade, name)) {
		const asker = unboundedAsker(node);
		if (asker !== undefined) diagnostics.push({ kind: "unbounded", name, asker });
	}
	return diagnostics;
}

/** Whether the inputs ask for it and do not say how low it may go. */
function isUnboundedInput({ askedBy, distribution }: ResolutionNode): boolean {
	if (distribution.kind !== "registry-wheel" && distribution.kind !== "registry-sdist")
		return false;
	const own = askedBy.filter((asker) => asker.kind !== "package");
	const isRequired = own.some(({ kind }) => kind === "input");
	return isRequired && !own.some(({ input }) => hasLowerBound(input.requirement));
}

function hasLowerBound({ specifiers }: Requirement): boolean {
	return specifiers.specifiers.some(({ operator }) => !["<", "<=", "!="].includes(operator));
}

/** The first of the packages that ask for it, where no one gives a lower bound. */
function unboundedAsker({ askedBy }: ResolutionNode): string | undefined {
	let first: string | undefined;
	for (const asker of askedBy) {
		const asked = asker.kind === "package" ? asker.requirement : asker.input.requirement;
		if (hasLowerBound(asked)) return undefined;
		if (asker.kind === "package") first ??= asker.name;
	}
	return first;
}

/** `pip compile --explain NAME`: who asks for a version of an answer, and why it has no newer one. */
import { displayText } from "../errors/display-text.ts";
import { type ChoiceQuestion, findNewer, type NewerVersions } from "../resolver/choice-facts.ts";
import { describeOrigin, type InputRequirement } from "../resolver/manifest.ts";
import type { Asker, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { printRequirement, type Requirement } from "../standards/requirement.ts";

/** So many groups of newer versions are told, the newest first. */
const MOST_GROUPS = 6;

/** So many places that leave a project out are told. */
const MOST_ABSENCES = 6;

/** A block of lines for each name, which must be normalized; solves again where a version was given up. */
export async function explainChoices(
	names: readonly string[],
	question: ChoiceQuestion,
): Promise<string> {
	const blocks: string[] = [];
	for (const name of new Set(names)) {
		const nodes = question.resolution.nodes.filter((node) => node.name === name);
		if (nodes.length === 0) blocks.push(tellAbsence(name, question));
		for (const node of nodes) blocks.push(await tellChoice(node, question));
	}
	return displayText(`${blocks.join("\n\n")}\n`);
}

async function tellChoice(node: ResolutionNode, question: ChoiceQuestion): Promise<string> {
	const askers = node.askedBy.map((asker) => `    ${tellAsker(asker, question.resolution)}`);
	const lines = [tellNode(node, question), "  asked for by", ...new Set(askers)];
	const isListed = "index" in node.distribution;
	const newer = isListed ? await findNewer(node, question) : [];
	if (!isListed) return [...lines, "  the only candidate: it is named by its place"].join("\n");
	if (newer.length === 0) return [...lines, "  the newest version"].join("\n");
	const left = newer.slice(MOST_GROUPS).flatMap(({ versions }) => versions).length;
	return [
		...lines,
		"  not newer, because",
		...newer.slice(0, MOST_GROUPS).map((group) => `    ${tellGroup(group, question)}`),
		...(left === 0 ? [] : [`    and ${left} more, for other reasons`]),
	].join("\n");
}

function tellNode(
	{ name, version, extras, need }: ResolutionNode,
	{ manifest }: ChoiceQuestion,
): string {
	const shown = extras.length === 0 ? name : `${name}[${extras.join(",")}]`;
	const where = need?.base.simplifyFrom(manifest.target.pythonVersion).toUsualText() ?? "";
	return `${shown}==${version}${where === "" ? "" : ` ; ${where}`}`;
}

function tellAsker(asker: Asker, { nodes }: Resolution): string {
	switch (asker.kind) {
		case "input":
			return tellInput(asker.input);
		case "override":
			return `${tellInput(asker.input)}, an override`;
		case "constraint":
			return `${tellInput(asker.input)}, a constraint`;
		case "package": {
			const { name, extra, requirement } = asker;
			const askers = nodes.filter(
				(node) =>
					node.name === name && node.requires.some((edge) => isSame(edge.requirement, requirement)),
			);
			const versions = askers.map(({ version }) => `${version}`).join(" and ");
			const shown = extra === undefined ? name : `${name}[${extra}]`;
			return `${printRequirement(requirement)}, required by ${shown} ${versions}`;
		}
	}
}

function isSame(one: Requirement, other: Requirement): boolean {
	return printRequirement(one) === printRequirement(other);
}

function tellInput({ requirement, origin }: InputRequirement): string {
	const place = typeof origin === "string" ? origin : describeOrigin(origin);
	return `${printRequirement(requirement)} (${place})`;
}

function tellGroup(
	{ versions, reason }: NewerVersions,
	{ resolution }: Pick<ChoiceQuestion, "resolution">,
): string {
	const [newest] = versions;
	const span = versions.length === 1 ? `${newest}` : `${versions.at(-1)} to ${newest}`;
	switch (reason.kind) {
		case "excluded":
			return `${span}: excluded by ${tellAsker(reason.asker, resolution)}`;
		case "unusable":
			return `${span}: ${reason.text.replace(/\s+/g, " ")}`;
		case "impossible":
			return `${span}: ${reason.proof.replace(/\s+/g, " ")}`;
		case "traded":
			return reason.instead.length === 0
				? `${span}: what is named earlier chooses earlier`
				: `${span}: possible, but only with ${reason.instead.join(", ")}: what is named earlier chooses earlier`;
		case "preferred":
			return reason.what === "lowest"
				? `${span}: the oldest version is asked for`
				: `${span}: the output file pins the chosen version, and no upgrade is asked for`;
		case "unknown":
			return `${span}: tried and given up`;
	}
}

/** Who would ask for it, were an extra active or a marker true. */
function tellAbsence(name: string, { manifest, resolution }: ChoiceQuestion): string {
	const lines: string[] = [];
	if (manifest.excludes.has(name)) lines.push("  it is excluded");
	for (const input of manifest.requirements)
		if (input.requirement.name === name)
			lines.push(`  ${tellInput(input)}: its marker does not hold`);
	for (const { name: asker, version, metadata } of resolution.nodes)
		for (const requirement of metadata?.requiresDist ?? [])
			if (requirement.name === name)
				lines.push(`  ${asker}==${version} would need ${tellLeftOut(requirement)}`);
	const shown = lines.slice(0, MOST_ABSENCES);
	if (shown.length === 0) shown.push("  nothing in it asks for that");
	return [`${name} is not in the answer`, ...shown].join("\n");
}

function tellLeftOut(requirement: Requirement): string {
	const shown = printRequirement(requirement);
	if (requirement.marker === undefined) return shown;
	const reason = requirement.marker.mentionsExtra()
		? "an extra that nobody asks for"
		: "a marker that does not hold";
	return `${shown}: ${reason}`;
}

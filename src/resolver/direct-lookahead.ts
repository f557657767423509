/** URL requirements that packages bring which came by URL themselves: they are followed before solving. See docs/resolution.md#direct-urls. */
import type { UrlWheel } from "../distributions/distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import type { Requirement } from "../standards/requirement.ts";
import { InvalidWheelFilename, parseWheelFilename } from "../standards/wheel-filename.ts";
import type { DirectWheel, InputFacts } from "./input-facts.ts";
import type { Answer, MetadataAnswer, PackageSource } from "./package-source.ts";
import type { RequirementSelection } from "./requirement-selection.ts";
import { UnsupportedUrl } from "./resolution-errors.ts";

/** Adds to `facts` every URL that is reached from the direct URLs in there. */
export function followUrls(
	facts: InputFacts,
	selection: RequirementSelection,
	source: PackageSource,
): Answer<void> {
	const open: DirectWheel[] = [];
	for (const { requirement, distribution } of facts.requirements)
		if (distribution !== undefined && !open.some(({ name }) => name === requirement.name))
			open.push(distribution);
	return follow(open, (distribution): Answer<readonly DirectWheel[]> => {
		const answer = source.metadata(distribution);
		return answer instanceof Promise ? answer.then(learn) : learn(answer);

		function learn(answer: MetadataAnswer): readonly DirectWheel[] {
			if (answer.kind !== "known") return [];
			const named = selection.of(answer.metadata, undefined);
			const found: DirectWheel[] = [];
			for (const requirement of named) {
				if (requirement.url === undefined || facts.directOf(requirement.name) !== undefined)
					continue;
				const wheel = wheelAt(requirement, requirement.url, distribution.name);
				facts.addDirect(wheel);
				found.push(wheel);
			}
			return found;
		}
	});
}

function follow(
	open: readonly DirectWheel[],
	visit: (distribution: DirectWheel) => Answer<readonly DirectWheel[]>,
): Answer<void> {
	let waiting = open;
	for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
		const rest = waiting.slice(1);
		const found = visit(next);
		if (found instanceof Promise) return found.then((more) => follow(more.concat(rest), visit));
		waiting = found.concat(rest);
	}
}

function wheelAt(requirement: Requirement, given: string, asker: string): UrlWheel {
	const url = given.replace(/#.*$/s, "");
	const filename = decodeURIComponent(url.replace(/\?.*$/s, "").split("/").at(-1) ?? "");
	try {
		const parsed = parseWheelFilename(filename);
		const { name } = requirement;
		return {
			kind: "url-wheel",
			name,
			version: parsed.version,
			filename: parsed,
			url,
			given,
			digests: [],
		};
	} catch (error) {
		if (!(error instanceof InvalidWheelFilename)) throw error;
		const shown = `${requirement.name} @ ${displayUrl(given)}`;
		throw new UnsupportedUrl({ asker, shown }, { cause: error });
	}
}

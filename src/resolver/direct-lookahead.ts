/** URL requirements that packages bring which came by URL themselves: they are followed before solving. See docs/resolution.md#direct-urls. */
import type { DirectDistribution, UrlWheel } from "../distributions/distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import type { Requirement } from "../standards/requirement.ts";
import { InvalidWheelFilename, parseWheelFilename } from "../standards/wheel-filename.ts";
import type { InputFacts } from "./input-facts.ts";
import type { Answer, MetadataAnswer, PackageSource } from "./package-source.ts";
import type { RequirementSelection } from "./requirement-selection.ts";
import { UnsupportedUrl } from "./resolution-errors.ts";

/** A direct URL and the extras of it that are asked for. */
interface Asked {
	readonly distribution: DirectDistribution;
	readonly extras: readonly string[];
}

/** Adds to `facts` every URL that is reached from the direct URLs in there. */
export function followUrls(
	facts: InputFacts,
	selection: RequirementSelection,
	source: PackageSource,
): Answer<void> {
	const open: Asked[] = [];
	const own = new Set(facts.asked);
	for (const input of facts.requirements) {
		const { requirement, distribution } = input;
		if (distribution !== undefined && own.has(input))
			open.push({ distribution, extras: requirement.extras });
	}
	const seen = new Set<string>();
	return follow(open, (asked): Answer<readonly Asked[]> => {
		const { distribution } = asked;
		const fresh = [undefined, ...asked.extras].filter((extra) => {
			const key = keyOf(distribution.name, extra);
			return !seen.has(key) && seen.add(key);
		});
		if (fresh.length === 0) return [];
		const learn = (answer: MetadataAnswer): readonly Asked[] => {
			if (answer.kind !== "known") return [];
			const { metadata } = answer;
			const named = fresh.flatMap((extra) => selection.of(metadata, extra));
			return named.flatMap((requirement) =>
				next(requirement, { asker: distribution, facts, seen }),
			);
		};
		const answer = source.metadata(distribution);
		return answer instanceof Promise ? answer.then(learn) : learn(answer);
	});
}

function keyOf(name: string, extra: string | undefined): string {
	return `${name}[${extra ?? ""}]`;
}

/** Where a requirement of something direct leads on to. What only a constraint or an override names is not followed. */
function next(
	requirement: Requirement,
	{ asker, facts, seen }: { asker: DirectDistribution; facts: InputFacts; seen: Set<string> },
): readonly Asked[] {
	const { name, url, extras } = requirement;
	if (asker.kind === "directory") facts.adopt(requirement);
	if (url !== undefined) {
		const named = place({ ...requirement, url }, asker, facts);
		if (named !== undefined) facts.addDirect(named);
	}
	const distribution = facts.directOf(name);
	const isFollowed = url !== undefined || seen.has(keyOf(name, undefined));
	return distribution !== undefined && isFollowed ? [{ distribution, extras }] : [];
}

/** What the URL leads to; `undefined` where it is known already. */
function place(
	requirement: Requirement & { readonly url: string },
	asker: DirectDistribution,
	facts: InputFacts,
): DirectDistribution | undefined {
	const fault = asker.kind === "directory" ? asker.faults?.get(requirement.url) : undefined;
	if (fault !== undefined) throw fault;
	const brought = asker.kind === "directory" ? asker.references.get(requirement.url) : undefined;
	if (brought !== undefined) return brought;
	if (facts.directOf(requirement.name) !== undefined) return undefined;
	return wheelAt(requirement, requirement.url, asker.name);
}

function follow(
	open: readonly Asked[],
	visit: (asked: Asked) => Answer<readonly Asked[]>,
): Answer<void> {
	let waiting = open;
	for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
		const rest = waiting.slice(1);
		const found = visit(first);
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

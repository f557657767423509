/** Whether an environment already holds what is asked, all the way down: then nothing needs to be resolved. */
import type { DirectFile } from "../distributions/distribution.ts";
import type { InputRequirement } from "../resolver/manifest.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";

/** What is asked of an installed distribution here. */
export interface InstalledRelease {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
	/** Whether it was installed from this very file. */
	cameFrom(distribution: DirectFile): boolean;
	/** What it depends on with these extras, or more; `undefined` where its METADATA cannot be read. */
	requires(extras: readonly string[]): readonly Requirement[] | undefined;
}

export interface SatisfactionQuestion {
	readonly requirements: readonly InputRequirement[];
	readonly constraints: readonly InputRequirement[];
	readonly installed: readonly InstalledRelease[];
	readonly markers: MarkerEnvironment;
	readonly withDependencies: boolean;
}

/** False also where that cannot be told without an index. */
export function isSatisfied(question: SatisfactionQuestion): boolean {
	return new Satisfaction(question).holds();
}

class Satisfaction {
	readonly #question: SatisfactionQuestion;
	readonly #byName = new Map<string, InstalledRelease>();
	/** Names that are installed more than once. */
	readonly #ambiguous = new Set<string>();
	/** `name` and `name[extra]` that were looked at. */
	readonly #seen = new Set<string>();

	constructor(question: SatisfactionQuestion) {
		this.#question = question;
		for (const release of question.installed) {
			if (this.#byName.has(release.name)) this.#ambiguous.add(release.name);
			this.#byName.set(release.name, release);
		}
	}

	holds(): boolean {
		const { requirements } = this.#question;
		const waiting: { readonly requirement: Requirement; readonly extras: readonly string[] }[] =
			requirements.map(({ requirement }) => ({ requirement, extras: [] }));
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			const { requirement, extras } = next;
			if (requirement.marker?.evaluate(this.#question.markers, extras) === false) continue;
			const release = this.#byName.get(requirement.name);
			if (release === undefined || !this.#isMet(requirement, release)) return false;
			if (!this.#question.withDependencies || !this.#isNew(requirement)) continue;
			const requires = release.requires(requirement.extras);
			if (requires === undefined) return false;
			for (const dependency of requires) {
				waiting.push({ requirement: dependency, extras: requirement.extras });
			}
		}
		return true;
	}

	#isMet(requirement: Requirement, release: InstalledRelease): boolean {
		if (this.#ambiguous.has(release.name)) return false;
		const { constraints, requirements, markers } = this.#question;
		if (requirement.url !== undefined) return this.#isUrlMet(requirement, release);
		if (!requirement.specifiers.contains(release.version, "allow")) return false;
		const isNamedByUrl = requirements.some(
			({ requirement: other }) => other.name === release.name && other.url !== undefined,
		);
		return constraints.every(({ requirement: constraint }) => {
			if (constraint.name !== release.name || isNamedByUrl) return true;
			if (constraint.marker?.evaluate(markers, []) === false) return true;
			return constraint.specifiers.contains(release.version, "allow");
		});
	}

	/** A URL or a path is met by what came from it. */
	#isUrlMet(requirement: Requirement, release: InstalledRelease): boolean {
		const input = this.#question.requirements.find((each) => each.requirement === requirement);
		const distribution = input?.distribution;
		if (distribution === undefined || distribution.kind === "directory") return false;
		return release.cameFrom(distribution);
	}

	#isNew({ name, extras }: Requirement): boolean {
		const before = this.#seen.size;
		this.#seen.add(name);
		for (const extra of extras) this.#seen.add(`${name}[${extra}]`);
		return this.#seen.size > before;
	}
}

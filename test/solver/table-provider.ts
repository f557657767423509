/** A world in a table: per package, per ordinal, what it depends on. The highest version is tried first. */
import type { Answer } from "../../src/solver/answer.ts";
import type {
	Dependencies,
	DependencyProvider,
	Restriction,
} from "../../src/solver/dependency-provider.ts";
import { containsOrdinal, type OrdinalSet } from "../../src/solver/ordinal-set.ts";
import type { Fact } from "./derivation-check.ts";

export interface TablePackage {
	/** Ascending; each lists pairs of package and ordinals. `unusable`: nobody may choose it. */
	readonly versions: readonly (readonly (readonly [number, readonly number[]])[] | "unusable")[];
	readonly base?: number;
	readonly forbidden?: OrdinalSet;
}

export function setOf(ordinals: readonly number[]): OrdinalSet {
	const set: number[] = [];
	for (const ordinal of [...new Set(ordinals)].sort((a, b) => a - b)) {
		if (set.at(-1) === ordinal) set[set.length - 1] = ordinal + 1;
		else set.push(ordinal, ordinal + 1);
	}
	return set;
}

export class TableProvider implements DependencyProvider {
	readonly packages: readonly TablePackage[];
	readonly #sets: Map<string, OrdinalSet> = new Map();
	readonly #places: Map<number, "sooner" | "later"> = new Map();
	/** How often a version was tried. */
	tried = 0;

	constructor(packages: readonly TablePackage[]) {
		this.packages = packages;
	}

	intern(id: number, ordinals: readonly number[]): OrdinalSet {
		const key = `${id}:${ordinals.join()}`;
		const set = this.#sets.get(key) ?? setOf(ordinals);
		this.#sets.set(key, set);
		return set;
	}

	priority(id: number): number {
		const place = this.#places.get(id);
		if (place === undefined) return 2_000_000 + id;
		return place === "sooner" ? id : 1_000_000 + id;
	}

	chooseVersion(id: number, allowed: OrdinalSet): Answer<number> {
		const versions = this.packages[id]?.versions ?? [];
		for (let ordinal = versions.length - 1; ordinal >= 0; ordinal--)
			if (versions[ordinal] !== "unusable" && containsOrdinal(allowed, ordinal)) return ordinal;
		return -1;
	}

	dependenciesOf(id: number, ordinal: number): Answer<Dependencies> {
		this.tried++;
		const entry = this.packages[id]?.versions[ordinal];
		if (entry === undefined || entry === "unusable") throw new Error("nobody chose this");
		const requires = entry.map(([target, ordinals]) => ({
			id: target,
			versions: this.intern(target, ordinals),
		}));
		return { kind: "known", requires };
	}

	baseOf(id: number): number | undefined {
		return this.packages[id]?.base;
	}

	restrictionsOf(id: number): readonly Restriction[] {
		const forbidden = this.packages[id]?.forbidden;
		return forbidden === undefined ? [] : [{ forbidden, reason: "forbidden" }];
	}

	reorder(id: number, place: "sooner" | "later"): boolean {
		if (this.#places.has(id)) return false;
		this.#places.set(id, place);
		return true;
	}

	isTrue(fact: Fact): boolean {
		const versions = this.packages[fact.id]?.versions ?? [];
		const inside = [...versions.keys()].filter((ordinal) =>
			containsOrdinal(fact.versions, ordinal),
		);
		switch (fact.kind) {
			case "dependency":
				return inside.every((ordinal) =>
					(versions[ordinal] as readonly (readonly [number, readonly number[]])[]).some(
						([target, ordinals]) =>
							target === fact.dependency && setOf(ordinals).join() === fact.allowed.join(),
					),
				);
			case "mirror":
				return this.packages[fact.id]?.base === fact.base;
			case "no-versions":
				return inside.every((ordinal) => versions[ordinal] === "unusable");
			case "unavailable":
				return fact.versions.join() === this.packages[fact.id]?.forbidden?.join();
		}
	}
}

/** The same answers, each as a promise that is kept after some turns of the queue. */
export class LateProvider extends TableProvider {
	override async chooseVersion(id: number, allowed: OrdinalSet): Promise<number> {
		for (let turn = id % 3; turn > 0; turn--) await undefined;
		return super.chooseVersion(id, allowed);
	}

	override async dependenciesOf(id: number, ordinal: number): Promise<Dependencies> {
		for (let turn = (id + ordinal) % 3; turn > 0; turn--) await undefined;
		return super.dependenciesOf(id, ordinal);
	}
}

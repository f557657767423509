/**
 * Every incompatibility of a solve, in parallel arrays: the terms of number i lie from `firstTerm[i]` to
 * `firstTerm[i + 1]`. A package is stored as `id` in a positive term and as `~id` in a negative one.
 */
import type { Cause } from "../derivation.ts";
import type { OrdinalSet } from "../ordinal-set.ts";

/** The number of an incompatibility. */
export type IncompatibilityId = number;

/** A fact, until it is asked for in full. */
export type FactKind = "root" | "dependency" | "mirror" | "no-versions" | "unavailable";

export class IncompatibilityStore {
	readonly firstTerm: number[];
	readonly termPackage: number[];
	readonly termVersions: OrdinalSet[];
	/** Per incompatibility: the fact's kind, or the number of the first of two causes. */
	readonly #origin: (FactKind | IncompatibilityId)[];
	readonly #second: IncompatibilityId[];
	readonly #pivot: number[];
	readonly #reasons: Map<IncompatibilityId, unknown>;

	/** Empty, or with all that another store holds. */
	constructor(from?: IncompatibilityStore) {
		this.firstTerm = from?.firstTerm.slice() ?? [0];
		this.termPackage = from?.termPackage.slice() ?? [];
		this.termVersions = from?.termVersions.slice() ?? [];
		this.#origin = from === undefined ? [] : from.#origin.slice();
		this.#second = from === undefined ? [] : from.#second.slice();
		this.#pivot = from === undefined ? [] : from.#pivot.slice();
		this.#reasons = new Map(from === undefined ? [] : from.#reasons);
	}

	/** Terms are added by `term` and closed by one of the three below. */
	term(signedPackage: number, versions: OrdinalSet): this {
		this.termPackage.push(signedPackage);
		this.termVersions.push(versions);
		return this;
	}

	fact(kind: FactKind): IncompatibilityId {
		this.#origin.push(kind);
		this.#second.push(-1);
		this.#pivot.push(-1);
		return this.firstTerm.push(this.termPackage.length) - 2;
	}

	unavailable(reason: unknown): IncompatibilityId {
		const id = this.fact("unavailable");
		this.#reasons.set(id, reason);
		return id;
	}

	derived(left: IncompatibilityId, right: IncompatibilityId, pivot: number): IncompatibilityId {
		this.#origin.push(left);
		this.#second.push(right);
		this.#pivot.push(pivot);
		return this.firstTerm.push(this.termPackage.length) - 2;
	}

	start(id: IncompatibilityId): number {
		return this.firstTerm[id] as number;
	}

	end(id: IncompatibilityId): number {
		return this.firstTerm[id + 1] as number;
	}

	/** The place of the term on a package, or -1. */
	termOn(id: IncompatibilityId, packageId: number): number {
		for (let place = this.start(id); place < this.end(id); place++) {
			const signed = this.termPackage[place] as number;
			if (signed === packageId || ~signed === packageId) return place;
		}
		return -1;
	}

	/** The two incompatibilities this one was resolved from; undefined for a fact. */
	causes(id: IncompatibilityId): readonly [IncompatibilityId, IncompatibilityId] | undefined {
		const origin = this.#origin[id];
		return typeof origin === "number" ? [origin, this.#second[id] as number] : undefined;
	}

	/** `numberOf` says at which step each of two causes is told. */
	describe(id: IncompatibilityId, numberOf: (cause: IncompatibilityId) => number): Cause {
		const origin = this.#origin[id] as FactKind | IncompatibilityId;
		if (typeof origin === "number") {
			const right = numberOf(this.#second[id] as number);
			return { kind: "derived", pivot: this.#pivot[id] as number, left: numberOf(origin), right };
		}
		const place = this.start(id);
		const subject = this.termPackage[place] as number;
		const versions = this.termVersions[place] as OrdinalSet;
		const object = ~(this.termPackage[place + 1] as number);
		const allowed = this.termVersions[place + 1] as OrdinalSet;
		switch (origin) {
			case "root":
				return { kind: "root" };
			case "dependency":
				return { kind: "dependency", id: subject, versions, dependency: object, allowed };
			case "mirror":
				return { kind: "mirror", id: subject, base: object, versions };
			case "no-versions":
				return { kind: "no-versions", id: subject, versions };
			case "unavailable":
				return { kind: "unavailable", id: subject, versions, reason: this.#reasons.get(id) };
		}
	}
}

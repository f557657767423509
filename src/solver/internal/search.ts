/** The state of one solve and its single steps: propagate, decide, learn. See docs/solver.md#the-loop. */
import type { Answer } from "../answer.ts";
import type {
	Dependencies,
	Dependency,
	DependencyProvider,
	PackageId,
	Stop,
} from "../dependency-provider.ts";
import {
	difference,
	EMPTY,
	EVERY,
	intersect,
	isSubset,
	type OrdinalSet,
	only,
	union,
} from "../ordinal-set.ts";
import type { Outcome } from "../outcome.ts";
import { ChangedPackages } from "./changed-packages.ts";
import { ConflictCounts } from "./conflict-counts.ts";
import { resolveConflict } from "./conflict-resolution.ts";
import { DecisionQueue } from "./decision-queue.ts";
import { describeFailure } from "./describe-failure.ts";
import { type IncompatibilityId, IncompatibilityStore } from "./incompatibility-store.ts";
import { PartialSolution } from "./partial-solution.ts";
import { Relation, Watch } from "./watch.ts";

const NONE = -1;

/** A version of a package. */
export interface Choice {
	readonly id: PackageId;
	readonly ordinal: number;
}

export class Search {
	readonly #provider: DependencyProvider;
	readonly #root: PackageId;
	readonly #store: IncompatibilityStore;
	readonly #trail: PartialSolution;
	readonly #watch: Watch;
	readonly #queue: DecisionQueue;
	readonly #counts: ConflictCounts;
	readonly #changed: ChangedPackages;
	readonly #isMet: boolean[];
	/** Per package: dependency → allowed set → the incompatibility that says so. */
	readonly #dependencies: Map<PackageId, Map<OrdinalSet, IncompatibilityId>>[];
	/** Per mirror: ordinal → the incompatibility that ties the base to it. */
	readonly #ties: Map<number, IncompatibilityId>[];
	readonly #isOpen = (id: PackageId): boolean => this.#trail.isOpen(id);
	readonly #reopen = (id: PackageId): void => this.#enqueue(id);
	/** Per package: some requirement on it allows no version, and that is known to be impossible. */
	readonly #isImpossible: boolean[];
	#hasBacktracked: boolean;
	/** What was chosen when another search stopped, and is not to be chosen anew. */
	#chosen: Choice | undefined;

	/** From the beginning, or from where another search stands, which goes its own way. */
	constructor(provider: DependencyProvider, root: PackageId, from?: Search) {
		this.#provider = provider;
		this.#root = root;
		this.#store = new IncompatibilityStore(from === undefined ? undefined : from.#store);
		this.#trail = new PartialSolution(from === undefined ? undefined : from.#trail);
		this.#watch = new Watch(this.#store, this.#trail, from === undefined ? undefined : from.#watch);
		this.#queue = new DecisionQueue(from === undefined ? undefined : from.#queue);
		this.#counts = new ConflictCounts(from === undefined ? undefined : from.#counts);
		this.#changed = new ChangedPackages(from === undefined ? undefined : from.#changed);
		this.#isMet = from === undefined ? [] : from.#isMet.slice();
		this.#dependencies = from === undefined ? [] : from.#dependencies.map(copyOfMaps);
		this.#ties = from === undefined ? [] : from.#ties.map((ties) => new Map(ties));
		this.#isImpossible = from === undefined ? [] : from.#isImpossible.slice();
		this.#hasBacktracked = from === undefined ? false : from.#hasBacktracked;
		if (from !== undefined) return;
		this.#meet(root);
		this.#add(this.#store.term(~root, EVERY).fact("root"));
		this.#derive(root, EVERY, 0);
	}

	/** The next decision is this one. */
	choose(chosen: Choice): void {
		this.#chosen = chosen;
	}

	/** One decision. Answers undefined while there is more to do. */
	step(): Answer<Outcome | undefined> {
		if (this.#chosen !== undefined) {
			const { id, ordinal } = this.#chosen;
			this.#chosen = undefined;
			return this.#choose(id, ordinal);
		}
		const failed = this.#propagate();
		if (failed !== NONE)
			return { kind: "failed", derivation: describeFailure(this.#store, failed) };
		this.#reorder();
		const id = this.#queue.first(this.#isOpen);
		if (id === NONE) return { kind: "solved", decisions: this.#decisions() };
		if (this.#alignWithBase(id)) return undefined;
		const choice = this.#provider.chooseVersion(id, this.#allowed(id));
		if (!(choice instanceof Promise)) return this.#choose(id, choice);
		return choice.then((late) => this.#choose(id, late));
	}

	#choose(id: PackageId, choice: number | Stop): Answer<Outcome | undefined> {
		if (typeof choice !== "number") {
			return { kind: "stopped", id, ordinal: NONE, reason: choice.reason };
		}
		const ordinal = choice;
		if (ordinal === NONE) {
			this.#add(this.#store.term(id, this.#allowed(id)).fact("no-versions"));
			this.#changed.push(id);
			return undefined;
		}
		const dependencies = this.#provider.dependenciesOf(id, ordinal);
		if (!(dependencies instanceof Promise)) return this.#learn(id, ordinal, dependencies);
		return dependencies.then((known) => this.#learn(id, ordinal, known));
	}

	#learn(id: PackageId, ordinal: number, dependencies: Dependencies): Outcome | undefined {
		this.#changed.push(id);
		switch (dependencies.kind) {
			case "stop":
				return { kind: "stopped", id, ordinal, reason: dependencies.reason };
			case "unavailable":
				this.#add(this.#store.term(id, only(ordinal)).unavailable(dependencies.reason));
				return undefined;
			case "known": {
				const fresh = dependencies.requires.map((dependency) =>
					this.#depend(id, ordinal, dependency),
				);
				const base = this.#provider.baseOf(id);
				if (base !== undefined && this.#trail.decisionOn(base) !== ordinal)
					fresh.push(this.#tie(id, base, ordinal));
				const conflict = this.#hasBacktracked
					? fresh.find((incompatibility) => this.#watch.wouldConflict(incompatibility, id, ordinal))
					: undefined;
				if (conflict === undefined) this.#trail.decide(id, ordinal);
				else this.#record(id, conflict);
				return undefined;
			}
		}
	}

	/** The incompatibility that rules out the root, or NONE. */
	#propagate(): IncompatibilityId {
		for (let id = this.#changed.pop(); id !== NONE; id = this.#changed.pop()) {
			const conflict = this.#scan(id);
			if (conflict === NONE) continue;
			const blame = resolveConflict(
				{ store: this.#store, trail: this.#trail, root: this.#root },
				conflict,
			);
			if ("failed" in blame) return blame.failed;
			this.#backtrack(blame.level);
			if (blame.isNew) this.#add(blame.incompatibility);
			this.#record(blame.pivot, blame.incompatibility);
			this.#changed.clear();
			this.#force(blame.incompatibility, this.#store.termOn(blame.incompatibility, blame.pivot));
		}
		return NONE;
	}

	/** Looks at the package's incompatibilities, newest first; answers one that holds in full, or NONE. */
	#scan(id: PackageId): IncompatibilityId {
		const watched = this.#watch.on(id);
		for (let index = watched.length - 1; index >= 0; index--) {
			const incompatibility = watched[index] as IncompatibilityId;
			if (this.#watch.isContradicted(incompatibility)) continue;
			const relation = this.#watch.relation(incompatibility);
			if (relation === Relation.satisfied) return incompatibility;
			if (relation >= 0) this.#force(incompatibility, relation);
		}
		this.#watch.tidy(id);
		return NONE;
	}

	/** All terms but the one at `place` hold: its negation must. */
	#force(incompatibility: IncompatibilityId, place: number): void {
		const signed = ~(this.#store.termPackage[place] as number);
		this.#derive(signed, this.#store.termVersions[place] as OrdinalSet, incompatibility);
		this.#watch.contradict(incompatibility, this.#trail.level);
	}

	#derive(signed: number, versions: OrdinalSet, cause: IncompatibilityId): void {
		const id = signed >= 0 ? signed : ~signed;
		const wasAsked = this.#trail.isAsked(id);
		this.#trail.derive(signed, versions, cause);
		if (!wasAsked && signed >= 0) this.#enqueue(id);
		this.#changed.push(id);
	}

	#backtrack(level: number): void {
		this.#hasBacktracked = true;
		this.#trail.backtrack(level, this.#reopen);
		this.#watch.backtrack(level);
	}

	#add(incompatibility: IncompatibilityId): IncompatibilityId {
		this.#watch.add(incompatibility);
		return incompatibility;
	}

	/** A package is met when something first depends on it. */
	#meet(id: PackageId): void {
		if (this.#isMet[id]) return;
		this.#isMet[id] = true;
		this.#trail.admit(id);
		this.#watch.admit(id);
		const base = this.#provider.baseOf(id);
		if (base !== undefined) this.#meet(base);
		for (const { forbidden, reason } of this.#provider.restrictionsOf(id)) {
			if (forbidden.length === 0) continue;
			this.#add(this.#store.term(id, forbidden).unavailable(reason));
			this.#changed.push(id);
		}
	}

	/** The new or widened incompatibility that says so. */
	#depend(id: PackageId, ordinal: number, dependency: Dependency): IncompatibilityId {
		this.#meet(dependency.id);
		const priority = this.#provider.priority(dependency.id);
		if (priority !== this.#queue.priorityOf(dependency.id))
			this.#queue.push(dependency.id, priority);
		const askers = dependency.sharedBy ?? only(ordinal);
		const known = this.#dependencySets(id, dependency.id);
		const same = known.get(dependency.versions);
		if (same !== undefined) {
			const subject = this.#watch.subject(same);
			if (!isSubset(askers, subject)) this.#watch.widen(same, union(subject, askers));
			return same;
		}
		const incompatibility = this.#store
			.term(id, askers)
			.term(~dependency.id, dependency.versions)
			.fact("dependency");
		known.set(dependency.versions, incompatibility);
		if (dependency.versions.length === 0 && !this.#isImpossible[dependency.id]) {
			this.#isImpossible[dependency.id] = true;
			this.#add(this.#store.term(dependency.id, EMPTY).fact("no-versions"));
		}
		return this.#add(incompatibility);
	}

	#dependencySets(id: PackageId, dependency: PackageId): Map<OrdinalSet, IncompatibilityId> {
		let sets = this.#dependencies[id];
		if (sets === undefined) {
			sets = new Map();
			this.#dependencies[id] = sets;
		}
		let known = sets.get(dependency);
		if (known === undefined) {
			known = new Map();
			sets.set(dependency, known);
		}
		return known;
	}

	#tie(id: PackageId, base: PackageId, ordinal: number): IncompatibilityId {
		let ties = this.#ties[id];
		if (ties === undefined) {
			ties = new Map();
			this.#ties[id] = ties;
		}
		const tie = ties.get(ordinal) ?? this.#mirror(id, base, only(ordinal));
		ties.set(ordinal, tie);
		return tie;
	}

	#mirror(id: PackageId, base: PackageId, versions: OrdinalSet): IncompatibilityId {
		return this.#add(this.#store.term(id, versions).term(~base, versions).fact("mirror"));
	}

	/** Before a mirror is decided: rules out what its base cannot be. True where that changed something. */
	#alignWithBase(id: PackageId): boolean {
		const base = this.#provider.baseOf(id);
		const place = base === undefined ? -1 : this.#trail.latest(base);
		if (base === undefined || place === -1) return false;
		const known = this.#trail.versionsAt[place] as OrdinalSet;
		const allowed = this.#allowed(id);
		const excess = this.#trail.isPositiveAt[place]
			? difference(allowed, known)
			: intersect(allowed, known);
		if (excess.length === 0) return false;
		this.#mirror(id, base, excess);
		this.#changed.push(id);
		return true;
	}

	#record(affected: PackageId, incompatibility: IncompatibilityId): void {
		const others: PackageId[] = [];
		for (let at = this.#store.start(incompatibility); at < this.#store.end(incompatibility); at++) {
			const signed = this.#store.termPackage[at] as number;
			const id = signed >= 0 ? signed : ~signed;
			if (this.#baseOrSelf(id) !== this.#baseOrSelf(affected)) others.push(id);
		}
		this.#counts.record(affected, others);
	}

	#reorder(): void {
		if (this.#counts.sooner.length + this.#counts.later.length === 0) return;
		for (const id of this.#counts.sooner.splice(0))
			if (this.#provider.reorder(id, "sooner")) this.#requeue(id);
		for (const id of this.#counts.later.splice(0)) {
			if (!this.#provider.reorder(id, "later")) continue;
			if (this.#trail.decisionOn(id) !== -1) this.#backtrack(this.#trail.levelOfDecision(id) - 1);
			this.#requeue(id);
		}
	}

	/** Priorities go by project: a package, its base and the base's other mirrors change together. */
	#requeue(id: PackageId): void {
		const base = this.#baseOrSelf(id);
		for (let other = 0; other < this.#isMet.length; other++)
			if (this.#isMet[other] && this.#baseOrSelf(other) === base) this.#enqueue(other);
	}

	#enqueue(id: PackageId): void {
		this.#queue.push(id, this.#provider.priority(id));
	}

	#baseOrSelf(id: PackageId): PackageId {
		return this.#provider.baseOf(id) ?? id;
	}

	#allowed(id: PackageId): OrdinalSet {
		return this.#trail.versionsAt[this.#trail.latest(id)] as OrdinalSet;
	}

	#decisions(): ReadonlyMap<PackageId, number> {
		const decisions = new Map<PackageId, number>();
		for (let id = 0; id < this.#isMet.length; id++) {
			const ordinal = this.#isMet[id] ? this.#trail.decisionOn(id) : -1;
			if (ordinal !== -1) decisions.set(id, ordinal);
		}
		return decisions;
	}
}

function copyOfMaps<Key, Value>(
	maps: ReadonlyMap<Key, ReadonlyMap<OrdinalSet, Value>>,
): Map<Key, Map<OrdinalSet, Value>> {
	const copy = new Map<Key, Map<OrdinalSet, Value>>();
	for (const [key, map] of maps) copy.set(key, new Map(map));
	return copy;
}

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/solver/answer.ts";
import type { Dependencies } from "../../src/solver/dependency-provider.ts";
import { containsOrdinal, type OrdinalSet } from "../../src/solver/ordinal-set.ts";
import type { Outcome } from "../../src/solver/outcome.ts";
import { solve } from "../../src/solver/solve.ts";
import { checkDerivation } from "./derivation-check.ts";
import { type TablePackage, TableProvider } from "./table-provider.ts";

function solveNow(provider: TableProvider): Outcome {
	const outcome = solve(provider, 0);
	if (outcome instanceof Promise) throw new Error("everything was at hand");
	return outcome;
}

function decisions(outcome: Outcome): number[] {
	if (outcome.kind !== "solved") throw new Error(outcome.kind);
	return [...outcome.decisions].flat();
}

function proofOf(provider: TableProvider, outcome: Outcome): number {
	if (outcome.kind !== "failed") throw new Error(outcome.kind);
	checkDerivation(outcome.derivation, 0, (fact) => provider.isTrue(fact));
	return outcome.derivation.steps.length;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test("solve takes the highest versions where nothing conflicts", () => {
	const provider = new TableProvider([
		{ versions: [[[1, [0, 1]]]] },
		{ versions: [[], [[2, [0, 1]]]] },
		{ versions: [[], [], []] },
	]);
	expect(decisions(solveNow(provider))).toEqual([0, 0, 1, 1, 2, 1]);
});

test("solve goes back to an older version where the newest conflicts", () => {
	// a 1 needs b 0, and the root needs b 1.
	const provider = new TableProvider([
		{
			versions: [
				[
					[1, [0, 1]],
					[2, [1]],
				],
			],
		},
		{ versions: [[], [[2, [0]]]] },
		{ versions: [[], []] },
	]);
	expect(decisions(solveNow(provider))).toEqual([0, 0, 1, 0, 2, 1]);
});

test("solve jumps back over decisions that have nothing to do with a conflict", () => {
	// a 9 … a 1 need b 0, which c forbids; d … m stand between them and have ten versions each.
	const between: TablePackage[] = range(0, 10).map(() => ({
		versions: range(0, 10).map(() => []),
	}));
	const provider = new TableProvider([
		{ versions: [[...range(1, 12).map((id) => [id, range(0, 10)] as const), [12, [0]]]] },
		{ versions: range(0, 10).map((ordinal) => (ordinal === 0 ? [] : [[13, [0]] as const])) },
		...between,
		{ versions: [[[13, [1]]]] },
		{ versions: [[], []] },
	]);
	const outcome = solveNow(provider);
	expect(decisions(outcome).slice(0, 4)).toEqual([0, 0, 1, 0]);
	expect(provider.tried).toBeLessThan(40);
});

test("equal dependencies of many versions are one fact of the proof", () => {
	// All 50 versions of a need b 0; the root needs b 1.
	const provider = new TableProvider([
		{
			versions: [
				[
					[1, range(0, 50)],
					[2, [1]],
				],
			],
		},
		{ versions: range(0, 50).map(() => [[2, [0]] as const]) },
		{ versions: [[], []] },
	]);
	const outcome = solveNow(provider);
	if (outcome.kind !== "failed") throw new Error(outcome.kind);
	proofOf(provider, outcome);
	const facts = outcome.derivation.steps.filter(
		({ cause }) => cause.kind === "dependency" && cause.id === 1,
	);
	expect(facts.map(({ terms }) => terms[0]?.versions)).toEqual([[0, 50]]);
});

describe("a mirror", () => {
	const world = (needed: readonly number[]): readonly TablePackage[] => [
		{
			versions: [
				[
					[2, [0, 1, 2]],
					[3, needed],
				],
			],
		},
		{ versions: [[], [], []] },
		{ versions: [[], [[3, [0]]], [[3, [0]]]], base: 1 },
		{ versions: [[], []] },
	];

	test("brings its base at its own version", () => {
		expect(decisions(solveNow(new TableProvider(world([0]))))).toEqual([0, 0, 1, 2, 2, 2, 3, 0]);
	});

	test("takes its base along when it goes back", () => {
		expect(decisions(solveNow(new TableProvider(world([1]))))).toEqual([0, 0, 1, 0, 2, 0, 3, 1]);
	});

	test("cannot differ from its base", () => {
		const provider = new TableProvider([
			{
				versions: [
					[
						[1, [0]],
						[2, [1]],
					],
				],
			},
			{ versions: [[], []] },
			{ versions: [[], []], base: 1 },
		]);
		expect(proofOf(provider, solveNow(provider))).toBeGreaterThan(3);
	});
});

test("an unavailable version is passed over, with its reason in the proof", () => {
	class Broken extends TableProvider {
		override dependenciesOf(id: number, ordinal: number): Answer<Dependencies> {
			if (id === 1) return { kind: "unavailable", reason: `no metadata for ${ordinal}` };
			return super.dependenciesOf(id, ordinal);
		}
	}
	const outcome = solveNow(new Broken([{ versions: [[[1, [0, 1]]]] }, { versions: [[], []] }]));
	if (outcome.kind !== "failed") throw new Error(outcome.kind);
	const reasons = outcome.derivation.steps.flatMap(({ cause }) =>
		cause.kind === "unavailable" ? [cause.reason] : [],
	);
	expect(reasons.sort()).toEqual(["no metadata for 0", "no metadata for 1"]);
});

test("a provider can stop the solve", () => {
	class Stopping extends TableProvider {
		override dependenciesOf(id: number, ordinal: number): Answer<Dependencies> {
			return id === 1
				? { kind: "stop", reason: "needs a build" }
				: super.dependenciesOf(id, ordinal);
		}
	}
	expect(solveNow(new Stopping([{ versions: [[[1, [0]]]] }, { versions: [[]] }]))).toEqual({
		kind: "stopped",
		id: 1,
		ordinal: 0,
		reason: "needs a build",
	});
});

test("what the provider throws comes out, at once or late", async () => {
	class Failing extends TableProvider {
		override chooseVersion(id: number, allowed: OrdinalSet): Answer<number> {
			if (id === 1) throw new Error("no network");
			return super.chooseVersion(id, allowed);
		}
	}
	class FailingLate extends TableProvider {
		override async dependenciesOf(id: number, ordinal: number): Promise<Dependencies> {
			if (id === 1) throw new Error("no network");
			return super.dependenciesOf(id, ordinal);
		}
	}
	const world = [{ versions: [[[1, [0]] as const]] }, { versions: [[]] }];
	expect(() => solve(new Failing(world), 0)).toThrow("no network");
	expect(Promise.resolve(solve(new FailingLate(world), 0))).rejects.toThrow("no network");
});

describe("many versions", () => {
	/** Each version of a needs its own version of b, which needs c 0; c must be 1. */
	function chain(count: number): TableProvider {
		class Chain extends TableProvider {
			override dependenciesOf(id: number, ordinal: number): Answer<Dependencies> {
				this.tried++;
				const target = id === 1 ? 2 : 3;
				if (id === 1 || id === 2) {
					const versions = this.intern(target, [id === 1 ? ordinal : 0]);
					return { kind: "known", requires: [{ id: target, versions }] };
				}
				return super.dependenciesOf(id, ordinal);
			}
			override chooseVersion(id: number, allowed: OrdinalSet): Answer<number> {
				if (id === 0 || id === 3) return super.chooseVersion(id, allowed);
				const last = allowed.at(-1) ?? 0;
				return Math.min(count, last) - 1 >= (allowed[0] ?? count) ? Math.min(count, last) - 1 : -1;
			}
			override isTrue(): boolean {
				return true;
			}
		}
		return new Chain([
			{
				versions: [
					[
						[1, [...range(0, count)]],
						[3, [1]],
					],
				],
			},
			{ versions: [] },
			{ versions: [] },
			{ versions: [[], []] },
		]);
	}

	test("13,000 versions are tried and the proof holds", () => {
		const provider = chain(13_000);
		const outcome = solveNow(provider);
		expect(proofOf(provider, outcome)).toBeGreaterThan(13_000);
		expect(provider.tried).toBeGreaterThanOrEqual(26_000);
	});

	test("one of 13,000 is found when only the oldest fits", () => {
		class Old extends TableProvider {
			override dependenciesOf(id: number, ordinal: number): Answer<Dependencies> {
				if (id !== 1) return super.dependenciesOf(id, ordinal);
				this.tried++;
				const versions = this.intern(2, [Math.min(ordinal, 1)]);
				return { kind: "known", requires: [{ id: 2, versions }] };
			}
		}
		const provider = new Old([
			{
				versions: [
					[
						[1, range(0, 13_000)],
						[2, [0]],
					],
				],
			},
			{ versions: range(0, 13_000).map(() => []) },
			{ versions: [[], []] },
		]);
		expect(decisions(solveNow(provider))).toEqual([0, 0, 1, 0, 2, 0]);
		expect(containsOrdinal([0, 1], 0)).toBe(true);
	});
});

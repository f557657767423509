import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { containsOrdinal } from "../../src/solver/ordinal-set.ts";
import type { Outcome } from "../../src/solver/outcome.ts";
import { solve } from "../../src/solver/solve.ts";
import { checkDerivation } from "./derivation-check.ts";
import { LateProvider, setOf, type TablePackage, TableProvider } from "./table-provider.ts";

/** Worlds of a root and up to six packages of up to four versions; the last may mirror the first. */
const worlds = fc
	.array(fc.nat(4), { minLength: 1, maxLength: 6 })
	.chain((counts) => {
		// Most sets are wide: of narrow ones hardly a world has a solution.
		const someOf = (id: number) => {
			const all = [...Array(counts[id - 1] ?? 0).keys()];
			const most = fc.subarray(all, { minLength: Math.ceil(all.length / 2) });
			return fc.oneof({ weight: 2, arbitrary: most }, { weight: 1, arbitrary: fc.subarray(all) });
		};
		const dependency = (self: number) =>
			fc
				.integer({ min: 1, max: counts.length })
				.filter((id) => id !== self)
				.chain((id) => someOf(id).map((ordinals) => [id, ordinals] as const));
		const dependencies = (self: number) =>
			counts.length === 1 && self === 1
				? fc.constant([])
				: fc.array(dependency(self), { maxLength: 3 });
		const root = fc.array(dependency(0), { minLength: 1, maxLength: 4 });
		const others = counts.map((count, index) =>
			fc.record({
				versions: fc.array(
					fc.oneof(
						{ weight: 8, arbitrary: dependencies(index + 1) },
						{ weight: 1, arbitrary: fc.constant("unusable" as const) },
					),
					{ minLength: count, maxLength: count },
				),
				forbidden: fc.oneof(
					{ weight: 4, arbitrary: fc.constant([]) },
					{ weight: 1, arbitrary: someOf(index + 1).map(setOf) },
				),
			}),
		);
		return fc.tuple(root, fc.tuple(...others), fc.boolean());
	})
	.map(([root, others, mirrors]): readonly TablePackage[] => {
		const packages: TablePackage[] = [{ versions: [root] }, ...others];
		const last = packages.length - 1;
		const hasMirror = mirrors && last > 1;
		return packages.map((table, id) =>
			hasMirror && id === last
				? { ...table, versions: sameLength(table, packages[1]), base: 1 }
				: table,
		);
	});

function sameLength(table: TablePackage, base: TablePackage | undefined): TablePackage["versions"] {
	return (base?.versions ?? []).map((_, ordinal) => table.versions[ordinal] ?? []);
}

/** Every way to choose, a version or none for each package. */
function* everyChoice(packages: readonly TablePackage[]): Generator<number[]> {
	const choice = packages.map(() => -1);
	for (;;) {
		yield choice;
		let id = 0;
		while (id < choice.length && choice[id] === (packages[id]?.versions.length ?? 0) - 1)
			choice[id++] = -1;
		if (id === choice.length) return;
		choice[id] = (choice[id] ?? -1) + 1;
	}
}

function isSolution(packages: readonly TablePackage[], choice: readonly number[]): boolean {
	if (choice[0] !== 0) return false;
	return packages.every((table, id) => {
		const ordinal = choice[id] ?? -1;
		if (ordinal === -1) return true;
		const entry = table.versions[ordinal];
		if (entry === undefined || entry === "unusable") return false;
		if (containsOrdinal(table.forbidden ?? [], ordinal)) return false;
		if (table.base !== undefined && choice[table.base] !== ordinal) return false;
		return entry.every(([target, ordinals]) => ordinals.includes(choice[target] ?? -1));
	});
}

function checkOutcome(packages: readonly TablePackage[], outcome: Outcome): void {
	const provider = new TableProvider(packages);
	if (outcome.kind === "solved") {
		const choice = packages.map((_, id) => outcome.decisions.get(id) ?? -1);
		expect(isSolution(packages, choice)).toBe(true);
		return;
	}
	if (outcome.kind === "stopped") throw new Error("nothing stops this solve");
	checkDerivation(outcome.derivation, 0, (fact) => provider.isTrue(fact));
	for (const choice of everyChoice(packages)) expect(isSolution(packages, choice)).toBe(false);
}

describe("solve, against trying every combination", () => {
	test("finds a solution exactly where there is one, and proves each failure", () => {
		const kinds = { solved: 0, failed: 0, stopped: 0 };
		fc.assert(
			fc.property(worlds, (packages) => {
				const outcome = solve(new TableProvider(packages), 0);
				if (outcome instanceof Promise) throw new Error("everything was at hand");
				kinds[outcome.kind]++;
				checkOutcome(packages, outcome);
			}),
			{ numRuns: 2000 },
		);
		expect(kinds.solved).toBeGreaterThan(200);
		expect(kinds.failed).toBeGreaterThan(200);
	});

	test("gives the same outcome when answers are late", async () => {
		await fc.assert(
			fc.asyncProperty(worlds, async (packages) => {
				const late = await solve(new LateProvider(packages), 0);
				expect(late).toEqual(await solve(new TableProvider(packages), 0));
			}),
			{ numRuns: 300 },
		);
	});
});

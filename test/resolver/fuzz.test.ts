import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import type { Resolution } from "../../src/resolver/resolution.ts";
import type { PackageTable } from "../../src/resolver/solver-package.ts";
import type { Cause, Derivation } from "../../src/solver/derivation.ts";
import { containsOrdinal } from "../../src/solver/ordinal-set.ts";
import { compareVersions, Version } from "../../src/standards/version.ts";
import { checkDerivation } from "../solver/derivation-check.ts";
import { manifestOf, requirementOf, resolveNow, type World, WorldSource } from "./world.ts";

const PATH = "../shared/vectors/resolver-fuzz.jsonl";

interface Universe {
	readonly id: string;
	readonly root: readonly string[];
	readonly packages: Readonly<
		Record<
			string,
			Readonly<
				Record<
					string,
					{
						readonly requires: readonly string[];
						readonly requires_python: string;
						readonly extras: Readonly<Record<string, readonly string[]>>;
					}
				>
			>
		>
	>;
	readonly satisfiable: boolean;
	readonly solutions?: readonly Readonly<Record<string, string>>[];
	readonly n_solutions: number;
}

type Fact = Exclude<Cause, { readonly kind: "derived" | "root" }>;

function worldOf({ packages }: Universe): World {
	return Object.fromEntries(
		Object.entries(packages).map(([name, releases]) => [
			name,
			Object.fromEntries(
				Object.entries(releases).map(([version, { requires, requires_python, extras }]) => [
					version,
					{ requires, requiresPython: requires_python, extras },
				]),
			),
		]),
	);
}

/** Everything that is asked for is there, in a fitting version, and nothing else is. */
function checkSolution(universe: Universe, { nodes }: Resolution): void {
	const chosen = new Map(nodes.map((node) => [node.name, node]));
	const active = new Map<string, Set<string>>();
	const open = [...universe.root];
	for (let text = open.pop(); text !== undefined; text = open.pop()) {
		const { name, extras, specifiers } = requirementOf(text);
		const node = chosen.get(name);
		if (node === undefined || !specifiers.contains(node.version))
			throw new Error(`${universe.id}: ${text} is not met`);
		const release = universe.packages[name]?.[node.version.toString()];
		if (release === undefined || release.requires_python !== ">=3.12")
			throw new Error(`${universe.id}: ${name} ${node.version} cannot be used`);
		const seen = active.get(name) ?? new Set();
		if (!active.has(name)) open.push(...release.requires);
		for (const extra of extras.filter((one) => !seen.has(one))) {
			seen.add(extra);
			open.push(...(release.extras[extra] ?? []));
		}
		active.set(name, seen);
	}
	expect([...active.keys()].sort()).toEqual(nodes.map(({ name }) => name));
}

/** Whether the universe vouches for a fact that a proof uses. */
function vouch(universe: Universe, packages: PackageTable): (fact: Fact) => boolean {
	const versionsOf = (name: string) =>
		Object.keys(universe.packages[name] ?? {})
			.map(Version.parse)
			.sort(compareVersions);
	const requirementsOf = (id: number, version: Version | undefined): readonly string[] => {
		const found = packages.of(id);
		if (found.kind === "root") return universe.root;
		const release = universe.packages[found.name]?.[version?.toString() ?? ""];
		return (found.kind === "extra" ? release?.extras[found.extra] : release?.requires) ?? [];
	};
	return (fact) => {
		const found = packages.of(fact.id);
		const all = found.kind === "root" ? [undefined] : versionsOf(found.name);
		const inside = all.filter((_, ordinal) => containsOrdinal(fact.versions, ordinal));
		switch (fact.kind) {
			case "mirror":
				return found.kind === "extra" && found.base === fact.base;
			case "no-versions":
				return inside.every(
					(version) =>
						found.kind !== "root" &&
						universe.packages[found.name]?.[version?.toString() ?? ""]?.requires_python !==
							">=3.12",
				);
			case "unavailable":
				return inside.every((version) =>
					requirementsOf(fact.id, version).some((text) => {
						const { name, specifiers } = requirementOf(text);
						return (
							found.kind !== "root" &&
							name === found.name &&
							version !== undefined &&
							!specifiers.contains(version)
						);
					}),
				);
			case "dependency": {
				const target = packages.of(fact.dependency);
				if (target.kind === "root") return false;
				const targets = versionsOf(target.name);
				return inside.every((version) =>
					requirementsOf(fact.id, version).some((text) => {
						const { name, extras, specifiers } = requirementOf(text);
						if (name !== target.name) return false;
						if (target.kind === "extra" && !extras.includes(target.extra)) return false;
						return targets.every(
							(one, ordinal) => specifiers.contains(one) === containsOrdinal(fact.allowed, ordinal),
						);
					}),
				);
			}
		}
	};
}

test.if(existsSync(PATH))(
	"the 1,500 random universes are answered right, each failure proved",
	() => {
		const universes = readFileSync(PATH, "utf8")
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as Universe);
		const counts = { solved: 0, proved: 0, steps: 0 };
		for (const universe of universes) {
			const source = new WorldSource(worldOf(universe));
			const outcome = resolveNow(manifestOf(universe.root), source);
			expect(`${universe.id} ${outcome.kind}`).toBe(
				`${universe.id} ${universe.satisfiable ? "resolved" : "unsatisfiable"}`,
			);
			if (outcome.kind === "resolved") {
				checkSolution(universe, outcome.resolution);
				counts.solved++;
				const pins = Object.fromEntries(
					outcome.resolution.nodes.map(({ name, version }) => [name, version.toString()]),
				);
				if (universe.solutions !== undefined) expect(universe.solutions).toContainEqual(pins);
			} else if (outcome.kind === "unsatisfiable") {
				const { derivation, packages } = outcome.explanation;
				checkDerivation(derivation as Derivation, 0, vouch(universe, packages));
				counts.proved++;
				counts.steps += derivation.steps.length;
			}
		}
		console.log(
			`resolver-fuzz: ${counts.solved + counts.proved} of ${universes.length} right: ` +
				`${counts.solved} solved, ${counts.proved} proved unsatisfiable in ${counts.steps} checked steps`,
		);
		expect(counts.solved + counts.proved).toBe(universes.length);
	},
);

if (!existsSync(PATH)) console.log(`skipped: ${PATH} is not there`);

/** Advice for random worlds without an answer: reasons that stand alone, changes that help. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { applyChange } from "../../src/resolver/change.ts";
import { explainFully } from "../../src/resolver/explain-fully.ts";
import type { Manifest } from "../../src/resolver/manifest.ts";
import { inputsOfProof } from "../../src/resolver/proof-inputs.ts";
import { manifestOf, pinsOf, resolveNow, type World, WorldSource } from "./world.ts";

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
}

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

/** How many suggestions there are. */
async function checkAdvice(universe: Universe): Promise<number> {
	const source = new WorldSource(worldOf(universe));
	const manifest = manifestOf(universe.root);
	const outcome = resolveNow(manifest, source);
	if (outcome.kind !== "unsatisfiable") throw new Error(`${universe.id}: ${outcome.kind}`);
	const { reasons, suggestions } = await explainFully(outcome.explanation, source);
	const inputs = reasons.map((one) =>
		inputsOfProof(one.shortest, one.facts).map(({ input }) => input),
	);
	expect(new Set(inputs.flat()).size).toBe(inputs.flat().length);
	for (const requirements of inputs)
		expect([universe.id, resolveNow({ ...manifest, requirements }, source).kind]).toEqual([
			universe.id,
			"unsatisfiable",
		]);
	for (const { changes, would } of suggestions) {
		const changed = changes.reduce<Manifest>(
			(before, change) => applyChange(before, change) as Manifest,
			manifest,
		);
		const pins = pinsOf(resolveNow(changed, source));
		expect(pins).toEqual(
			expect.arrayContaining(would.map(({ name, version }) => `${name}==${version}`)),
		);
	}
	return suggestions.length;
}

test.if(existsSync(PATH))(
	"reasons stand without each other, and every suggestion has an answer",
	async () => {
		const universes = readFileSync(PATH, "utf8")
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as Universe)
			.filter(({ satisfiable }) => !satisfiable);
		let helped = 0;
		for (const universe of universes) if ((await checkAdvice(universe)) > 0) helped++;
		expect({ universes: universes.length, helped }).toMatchInlineSnapshot(`
		  {
		    "helped": 637,
		    "universes": 676,
		  }
		`);
	},
	60_000,
);

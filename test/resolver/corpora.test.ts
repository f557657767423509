/** Recorded extracts of a real index, with up to thousands of versions: scale and backtracking. */

import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Resolution } from "../../src/resolver/resolution.ts";
import { Version } from "../../src/standards/version.ts";
import {
	manifestOf,
	requirementOf,
	resolveNow,
	targetOf,
	type World,
	type WorldRelease,
	WorldSource,
} from "./world.ts";

const FOLDER = "../shared/vectors/resolver-corpora";

interface Case {
	readonly index: string;
	readonly requested: readonly string[];
	readonly resolved?: Readonly<Record<string, string | { readonly version: string }>>;
	readonly conflicted?: unknown;
}

/** With extras: by extra, those without one under the empty name. */
type Dependencies = readonly string[] | Readonly<Record<string, readonly string[]>>;

type Index = Readonly<Record<string, Readonly<Record<string, { dependencies: Dependencies }>>>>;

/** A wildcard after `>=` and the like was written before there were rules. */
function isReadable(text: string): boolean {
	try {
		return requirementOf(text).name !== "";
	} catch {
		return false;
	}
}

function releaseOf(dependencies: Dependencies): WorldRelease {
	if (!isList(dependencies)) {
		const { "": requires = [], ...extras } = dependencies;
		return { requires, extras };
	}
	// Most releases are never looked at.
	return {
		get requires() {
			return dependencies.filter(isReadable);
		},
	};
}

function isList(dependencies: Dependencies): dependencies is readonly string[] {
	return Array.isArray(dependencies);
}

function readWorld(name: string): World {
	const index = JSON.parse(readFileSync(`${FOLDER}/index/${name}.json`, "utf8")) as Index;
	return Object.fromEntries(
		Object.entries(index).map(([project, releases]) => [
			project,
			Object.fromEntries(
				Object.entries(releases)
					.filter(([version]) => Version.tryParse(version) !== undefined)
					.map(([version, { dependencies }]) => [version, releaseOf(dependencies)]),
			),
		]),
	);
}

const TARGET = targetOf("3.8.1");

/** Every requirement that holds is met by a node. */
function checkSolution(requested: readonly string[], { nodes }: Resolution): void {
	const chosen = new Map(nodes.map((node) => [node.name, node]));
	const wanted = requested.map(requirementOf);
	for (const { metadata, extras } of nodes)
		for (const requirement of metadata?.requiresDist ?? [])
			if (requirement.marker?.evaluate(TARGET.markers, extras) ?? true) wanted.push(requirement);
	for (const { name, specifiers } of wanted) {
		const node = chosen.get(name);
		if (node === undefined || !specifiers.contains(node.version))
			throw new Error(`${name}${specifiers} is not met`);
	}
}

const cases = existsSync(FOLDER) ? readdirSync(`${FOLDER}/case`) : [];
if (cases.length === 0) console.log(`skipped: ${FOLDER} is not there`);

test.if(cases.length > 0)("recorded indexes have right answers", () => {
	let same = 0;
	const differing: string[] = [];
	for (const file of cases) {
		const one = JSON.parse(readFileSync(`${FOLDER}/case/${file}`, "utf8")) as Case;
		const source = new WorldSource(readWorld(one.index));
		const outcome = resolveNow(manifestOf(one.requested, { target: TARGET }), source);
		// Without a recorded answer: it lists projects that have no versions, and nothing goes without them.
		const hasAnswer = Object.keys(one.resolved ?? {}).length > 0;
		if (one.conflicted !== undefined || !hasAnswer) {
			expect(`${file} ${outcome.kind}`).toBe(`${file} unsatisfiable`);
			same++;
			continue;
		}
		if (outcome.kind !== "resolved") {
			const reason = outcome.kind === "unsatisfiable" ? outcome.explanation.text : outcome.kind;
			differing.push(`${file}: ${reason}`);
			continue;
		}
		checkSolution(one.requested, outcome.resolution);
		const wrong = Object.entries(one.resolved ?? {}).filter(([name, pin]) => {
			const node = outcome.resolution.nodes.find((each) => each.name === name);
			const version = typeof pin === "string" ? pin : pin.version;
			return node === undefined || !node.version.equals(Version.parse(version));
		});
		if (wrong.length === 0) same++;
		else differing.push(`${file}: other versions of ${wrong.map(([name]) => name).join(", ")}`);
	}
	console.log(`resolver-corpora: ${same} of ${cases.length} answered as recorded`, differing);
	expect(differing).toEqual([]);
});

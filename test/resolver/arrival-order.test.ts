/** The answer is made from questions in a fixed order: which reply comes first must not matter. */

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "../../src/resolver/resolve.ts";
import {
	manifestOf,
	pins,
	pinsOf,
	resolveNow,
	ShuffledSource,
	type World,
	WorldSource,
} from "./world.ts";

const recorded = JSON.parse(
	readFileSync(new URL("starlette-fastapi.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The releases of 14 October 2024, as an index listed them, as far as these two lead to them. */
const world: World = Object.fromEntries(
	Object.entries(recorded).map(([name, releases]) => [
		name,
		Object.fromEntries(
			Object.entries(releases).map(([version, requires]) => [version, { requires }]),
		),
	]),
);

/** Numbers from 0 to 1 that depend on the seed alone. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}

const two = (all: readonly string[]) => all.filter((pin) => /^(fastapi|starlette)==/.test(pin));

describe("starlette and fastapi", () => {
	test.each([
		[
			["starlette", "fastapi"],
			["fastapi==0.115.2", "starlette==0.39.2"],
		],
		[
			["fastapi", "starlette"],
			["fastapi==0.115.2", "starlette==0.39.2"],
		],
		[
			["starlette<=0.36.0", "fastapi<=0.115.2"],
			["fastapi==0.109.1", "starlette==0.35.1"],
		],
		[
			["fastapi<=0.115.2", "starlette<=0.36.0"],
			["fastapi==0.109.1", "starlette==0.35.1"],
		],
		[
			["starlette<0.38", "fastapi"],
			["fastapi==0.115.2", "starlette==0.37.2"],
		],
		[
			["starlette", "fastapi<0.113"],
			["fastapi==0.112.4", "starlette==0.38.6"],
		],
		[
			["starlette", "fastapi>=0.110.0,<0.111"],
			["fastapi==0.110.3", "starlette==0.37.2"],
		],
	])("%p give %p", (requirements, expected) => {
		expect(two(pins(world, requirements))).toEqual(expected);
	});
});

describe("arrival order", () => {
	const questions = [
		["starlette", "fastapi"],
		["starlette<=0.36.0", "fastapi<=0.115.2"],
		["fastapi<=0.115.2", "starlette<=0.36.0", "nothing-of-that-name ; sys_platform == 'win32'"],
	];

	test.each(questions.map((question) => [question]))(
		"%p: 40 orders, one answer",
		async (question) => {
			const expected = pins(world, question);
			for (let seed = 1; seed <= 40; seed++) {
				const source = new ShuffledSource(world, randomFrom(seed));
				expect(pinsOf(await resolve(manifestOf(question), source))).toEqual(expected);
			}
		},
	);

	test("a failure has the same proof and the same words in every order", async () => {
		const question = ["starlette<=0.36.0", "fastapi>=0.110.0"];
		const expected = resolveNow(manifestOf(question), new WorldSource(world));
		if (expected.kind !== "unsatisfiable") throw new Error(expected.kind);
		for (let seed = 1; seed <= 40; seed++) {
			const source = new ShuffledSource(world, randomFrom(seed));
			const outcome = await resolve(manifestOf(question), source);
			if (outcome.kind !== "unsatisfiable") throw new Error(outcome.kind);
			expect(outcome.explanation.text).toBe(expected.explanation.text);
			expect(outcome.explanation.derivation).toEqual(expected.explanation.derivation);
		}
	});

	test("while it waits, everything that the inputs lead to is asked for", async () => {
		// A chain: without looking ahead, each page would be asked for only when the one before is decided.
		const chain: World = Object.fromEntries(
			["a", "b", "c", "d"].map((name, index, all) => [
				name,
				{ "1.0": { requires: all.slice(index + 1, index + 2) } },
			]),
		);
		const source = new ShuffledSource({ ...chain, slow: { "1.0": {} } }, randomFrom(1));
		let release: (() => void) | undefined;
		const gate = new Promise<void>((done) => {
			release = done;
		});
		const plain = source.project.bind(source);
		source.project = async (name) => {
			if (name === "slow") await gate;
			return plain(name);
		};
		const outcome = Promise.resolve(resolve(manifestOf(["slow", "a"]), source));
		for (let turn = 0; turn < 500; turn++) await undefined;
		expect(source.asked).toEqual(["a", "b", "c", "d"]);
		release?.();
		expect(pinsOf(await outcome)).toEqual(["a==1.0", "b==1.0", "c==1.0", "d==1.0", "slow==1.0"]);
	});

	test("what the inputs pin is expected as a file, and nothing else", async () => {
		const source = new ShuffledSource(
			{
				a: { "1.0": { requires: ["b", "c==1.0"] } },
				b: { "1.0": {}, "2.0": {} },
				c: { "1.0": {} },
				d: { "1.0": {}, "1.5": {}, "2.0": {} },
				e: { "1.0": {} },
			},
			randomFrom(2),
		);
		const inputs = ["a==1.0", "b", "d<2,!=1.0", "e==1.0 ; sys_platform == 'win32'"];
		await resolve(manifestOf(inputs, { constraints: ["b==1.0"] }), source);
		const expected = new Set(source.expectedFiles.map(({ name, version }) => `${name} ${version}`));
		expect([...expected]).toEqual(["a 1.0"]);
	});

	test("a guess that fails does not fail the resolution", async () => {
		const source = new ShuffledSource(
			{ a: { "1.0": {}, "2.0": { requires: ["broken"] } }, late: { "1.0": { requires: ["a<2"] } } },
			randomFrom(3),
		);
		const plain = source.project.bind(source);
		source.project = async (name) => {
			if (name === "broken") throw new Error("the index is down");
			return plain(name);
		};
		const outcome = await resolve(manifestOf(["late", "a"]), source);
		expect(pinsOf(outcome)).toEqual(["a==1.0", "late==1.0"]);
		const needed = Promise.resolve(resolve(manifestOf(["a==2.0"]), source));
		expect(needed).rejects.toThrow("the index is down");
	});
});

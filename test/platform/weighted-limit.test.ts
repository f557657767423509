import { expect, test } from "bun:test";
import fc from "fast-check";
import { Limit } from "../../src/platform/limit.ts";
import { OnceMap } from "../../src/platform/once-map.ts";
import { WeightedLimit } from "../../src/platform/weighted-limit.ts";

test("what runs never weighs more than the capacity, unless it runs alone; all of it runs, in order", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.scheduler(),
			fc.integer({ min: 1, max: 20 }),
			fc.array(fc.record({ weight: fc.integer({ min: 0, max: 30 }), fails: fc.boolean() }), {
				maxLength: 20,
			}),
			async (scheduler, capacity, jobs) => {
				const limit = new WeightedLimit(capacity);
				const running: number[] = [];
				const started: number[] = [];
				const all = jobs.map(({ weight, fails }, number) =>
					limit
						.run(weight, async () => {
							started.push(number);
							running.push(weight);
							const total = running.reduce((sum, each) => sum + each, 0);
							const isAlone = running.filter((each) => each > 0).length <= 1;
							expect(total <= capacity || isAlone).toBe(true);
							await scheduler.schedule(Promise.resolve());
							running.splice(running.indexOf(weight), 1);
							if (fails) throw new Error("on purpose");
							return number;
						})
						.then(
							(value) => value === number && !fails,
							() => fails,
						),
				);
				const outcomes = Promise.all(all);
				await scheduler.waitFor(outcomes);
				expect((await outcomes).every(Boolean)).toBe(true);
				expect(started).toEqual(jobs.map((_, number) => number));
			},
		),
		{ numRuns: 200 },
	);
});

test("so many run at a time, and no more", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.scheduler(),
			fc.integer({ min: 1, max: 5 }),
			fc.array(fc.boolean(), { maxLength: 20 }),
			async (scheduler, capacity, jobs) => {
				const limit = new Limit(capacity);
				let running = 0;
				let peak = 0;
				const all = jobs.map((fails) =>
					limit
						.run(async () => {
							running += 1;
							peak = Math.max(peak, running);
							await scheduler.schedule(Promise.resolve());
							running -= 1;
							if (fails) throw new Error("on purpose");
						})
						.catch(() => undefined),
				);
				await scheduler.waitFor(Promise.all(all));
				expect(peak).toBe(Math.min(capacity, jobs.length));
				expect(running).toBe(0);
			},
		),
		{ numRuns: 100 },
	);
});

test("work is started once for a key, and its failure is shared", async () => {
	const map = new OnceMap<string, number>();
	let count = 0;
	const work = async (): Promise<number> => {
		count += 1;
		throw new Error("on purpose");
	};
	const [one, other] = [map.get("__proto__", work), map.get("__proto__", work)];
	expect(one).toBe(other);
	expect(await one.catch(String)).toBe("Error: on purpose");
	expect(await map.get("constructor", async () => 7)).toBe(7);
	expect(count).toBe(1);
});

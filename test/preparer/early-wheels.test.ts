import { expect, test } from "bun:test";
import type { RegistryWheel, WheelDistribution } from "../../src/distributions/distribution.ts";
import { EarlyWheels } from "../../src/preparer/early-wheels.ts";
import type { WheelFetcher } from "../../src/preparer/wheel-fetcher.ts";
import { HeldReporter } from "../../src/progress/held-reporter.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import { simpleIndex } from "../package-index/open-index.ts";

const MIB = 1024 * 1024;

function wheelOf(name: string, size: number | undefined): RegistryWheel {
	const filename = parseWheelFilename(`${name}-1.0-py3-none-any.whl`);
	return {
		kind: "registry-wheel",
		name,
		version: filename.version,
		filename,
		index: simpleIndex("https://index.example.org/simple"),
		url: `https://files.example.org/${filename.given}`,
		digests: [],
		requiresPython: undefined,
		yanked: undefined,
		size,
		uploadTime: undefined,
		metadata: undefined,
	};
}

/** A fetcher whose fetches end when the test says so. */
class Fetches {
	readonly started: string[] = [];
	readonly #ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();

	fetch({ name }: WheelDistribution): Promise<unknown> {
		this.started.push(name);
		return new Promise<void>((resolve, reject) => this.#ends.set(name, { resolve, reject }));
	}

	async end(name: string, failure?: Error): Promise<void> {
		const ends = this.#ends.get(name);
		if (failure === undefined) ends?.resolve();
		else ends?.reject(failure);
		for (let turn = 0; turn < 10; turn += 1) await undefined;
	}
}

function openEarly(): { early: EarlyWheels; fetches: Fetches; told: string[]; held: HeldReporter } {
	const fetches = new Fetches();
	const told: string[] = [];
	const held = new HeldReporter({ report: ({ kind }) => told.push(kind) });
	const early = new EarlyWheels(fetches as unknown as WheelFetcher, held);
	return { early, fetches, told, held };
}

test("a few are fetched at a time, then the largest of those that wait", async () => {
	const { early, fetches } = openEarly();
	for (const [index, name] of ["a", "b", "c", "d", "e", "f", "g"].entries()) {
		early.expect(wheelOf(name, index * MIB));
	}
	expect(fetches.started).toEqual(["a", "b", "c", "d"]);
	await fetches.end("c");
	await fetches.end("a", new Error("the network is gone"));
	expect(fetches.started).toEqual(["a", "b", "c", "d", "g", "f"]);
});

test("a wheel is fetched once, and one that is large or of unknown size not at all", () => {
	const { early, fetches } = openEarly();
	early.expect(wheelOf("a", MIB));
	early.expect(wheelOf("a", MIB));
	early.expect(wheelOf("large", 33 * MIB));
	early.expect(wheelOf("unknown", undefined));
	expect(fetches.started).toEqual(["a"]);
});

test("when the resolver has answered, no more is started", async () => {
	const { early, fetches } = openEarly();
	for (const name of ["a", "b", "c", "d", "e"]) early.expect(wheelOf(name, MIB));
	early.end();
	await fetches.end("a");
	early.expect(wheelOf("f", MIB));
	expect(fetches.started).toEqual(["a", "b", "c", "d"]);
});

test("what is told meanwhile is told when the resolver has answered", () => {
	const { early, told, held } = openEarly();
	held.report({ kind: "note", message: "before" });
	early.expect(wheelOf("a", MIB));
	held.report({ kind: "download-started", id: 1, name: "a", size: MIB });
	held.report({ kind: "download-finished", id: 1 });
	expect(told).toEqual(["note"]);
	early.end();
	expect(told).toEqual(["note", "download-started", "download-finished"]);
	held.report({ kind: "note", message: "after" });
	expect(told).toHaveLength(4);
});

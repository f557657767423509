import { expect, test } from "bun:test";
import { rejection } from "../http/test-client.ts";
import { Folder } from "../package-index/open-index.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile } from "../support/index-world.ts";
import type { WheelRecipe } from "../support/wheel-builder.ts";
import { listedWheel, openSupply, sha256 } from "./open-supply.ts";

const RECIPE: WheelRecipe = { name: "foo", version: "1.0", requires: ["bar>=2"] };
const FILE = indexFile(RECIPE);
const DIGEST = sha256(FILE.bytes);
const _WORLD = worldOf([["foo", [FILE]]]);
const _NOISE = new Uint8Array(400_000).map((_, place) => (place * place * 31) >> 5);

const serving = (file: IndexFile): ReturnType<typeof worldOf> => worldOf([["foo", [file]]]);

test("a wheel that requires something else than its .metadata told is refused, and then believed", async () => {
	const lies: readonly (readonly [WheelRecipe, string])[] = [
		[{ ...RECIPE, requires: ["bar>=2", "evil"] }, "it does not require `evil` as told"],
		[{ ...RECIPE, requires: [] }, "it requires `bar>=2`, which was not told"],
		[{ ...RECIPE, requiresPython: ">=3.99" }, "it requires Python of any version and not `>=3.99`"],
		[{ ...RECIPE, extras: ["x"] }, "it does not provide the extra `x` as told"],
	];
	for (const [recipe, difference] of lies) {
		const { metadata } = indexFile(recipe);
		if (metadata === undefined) throw new Error("no METADATA");
		await using server = await startIndexServer(serving({ ...FILE, metadata }));
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		const wheel = await listedWheel(supply);
		expect(await supply.source.metadata(wheel)).toMatchObject({ kind: "known" });
		const failure = await rejection(supply.fetcher.fetch(wheel));
		expect(failure).toMatchObject({ code: "metadata-mismatch", exitStatus: 1 });
		expect(failure.message).toBe(
			`Cannot use \`${FILE.filename}\`: its own METADATA differs from what the index served for it: ${difference}`,
		);
		const next = openSupply(server.url, folder.path);
		const truth = await next.source.metadata(wheel);
		if (truth.kind !== "known") throw new Error(truth.kind);
		expect(truth.metadata.requiresDist.map(({ name }) => name)).toEqual(["bar"]);
		expect((await next.fetcher.fetch(wheel)).digest).toBe(DIGEST);
	}
});

test("a wheel that agrees with its .metadata in another order and spelling is taken", async () => {
	const recipe = { ...RECIPE, requires: ["bar >= 2", "Baz ; python_version>'3'"] };
	const file = indexFile(recipe);
	const metadata = String(file.metadata).replace(
		"Requires-Dist: bar >= 2\nRequires-Dist: Baz ; python_version>'3'",
		'Requires-Dist: Baz;python_version > "3"\nRequires-Dist: bar>=2',
	);
	expect(metadata).not.toBe(String(file.metadata));
	await using server = await startIndexServer(serving({ ...file, metadata }));
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	const wheel = await listedWheel(supply);
	await supply.source.metadata(wheel);
	expect((await supply.fetcher.fetch(wheel)).digest).toBe(sha256(file.bytes));
});

import { expect, test } from "bun:test";
import type { RegistryWheel } from "../../src/distributions/distribution.ts";
import { prepareWheels } from "../../src/preparer/prepare.ts";
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

const _serving = (file: IndexFile): ReturnType<typeof worldOf> => worldOf([["foo", [file]]]);

test("preparing gives the wheels in the order of the question and counts what was fetched", async () => {
	const names = ["aa", "bb", "cc", "dd"];
	const files = names.map((name, place) =>
		indexFile({ name, version: "1.0", files: { [`${name}.py`]: "#".repeat(place * 1000) } }),
	);
	await using server = await startIndexServer(
		worldOf(names.map((name, place) => [name, files.slice(place, place + 1)])),
	);
	using folder = new Folder();
	const first = openSupply(server.url, folder.path);
	const wheels = await Promise.all(names.map((name) => listedWheel(first, name)));
	await first.fetcher.fetch(wheels[1] as RegistryWheel);
	const prepared = await prepareWheels(wheels, openSupply(server.url, folder.path));
	expect(prepared.wheels.map(({ image }) => image.name)).toEqual(names);
	expect(prepared.fetched).toBe(3);
	expect((await prepareWheels(wheels, openSupply(server.url, folder.path))).fetched).toBe(0);
	// The largest goes first.
	const targets = server.requests
		.map(({ target }) => target)
		.filter((target) => target.endsWith(".whl"));
	expect(targets[1]).toContain("/dd/");
});

test("preparing fails with the first failure and keeps what the others bring", async () => {
	await using server = await startIndexServer(
		worldOf([
			["foo", [FILE]],
			["bad", [{ ...indexFile({ name: "bad", version: "1.0" }), hashes: { sha256: DIGEST } }]],
		]),
	);
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	const wheels = [await listedWheel(supply), await listedWheel(supply, "bad")];
	const failure = await rejection(prepareWheels(wheels, supply));
	expect(failure).toMatchObject({ code: "hash-mismatch" });
	expect((await supply.fetcher.fetch(wheels[0] as RegistryWheel)).digest).toBe(DIGEST);
});

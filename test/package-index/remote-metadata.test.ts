import { expect, test } from "bun:test";
import type { RegistryWheel } from "../../src/distributions/distribution.ts";
import { RemoteMetadata } from "../../src/package-index/remote-metadata.ts";
import { openTestClient, rejection } from "../http/test-client.ts";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile, IndexServerOptions, RangeBehaviour } from "../support/index-world.ts";
import { metadataText, type WheelRecipe } from "../support/wheel-builder.ts";
import { extraField, type ZipMember } from "../support/zip-builder.ts";
import { ask, Folder, openRun, releasesOf, simpleIndex } from "./open-index.ts";

const NOISE = new Uint8Array(300_000).map((_, place) => (place * 7919) >> 3);
const RECIPE: WheelRecipe = {
	name: "foo",
	version: "1.0",
	requires: ["bar>=2"],
	files: { "foo/data.bin": NOISE },
	method: "stored",
};
const TEXT = metadataText(RECIPE);

interface Told {
	readonly answer: string;
	readonly requests: string;
}

/** What is told of the one wheel of a world, and which requests that took. */
async function told(
	file: IndexFile,
	options: IndexServerOptions = {},
	also: (server: IndexServer, wheel: RegistryWheel) => Promise<void> = async () => undefined,
): Promise<Told> {
	await using server = await startIndexServer(worldOf([["foo", [file]]]), options);
	using folder = new Folder();
	const project = await ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	const [wheel] = releasesOf(project).filesOf(0);
	if (wheel?.kind !== "registry-wheel") throw new Error("no wheel is listed");
	server.forgetRequests();
	const { client } = openTestClient({ settings: { retries: 0 } });
	const answer = await new RemoteMetadata(client).fetch(wheel);
	await also(server, wheel);
	const requests = server.requests.map(({ target, status, headers }) => {
		const what = target.endsWith(".metadata") ? "metadata" : "wheel";
		return `${what} ${headers.get("range") ?? "whole"} ${status}`;
	});
	return {
		answer: answer.kind === "text" && answer.text === TEXT ? "right" : answer.kind,
		requests: requests.join(", "),
	};
}

test("METADATA comes from its own file, whose hash is checked", async () => {
	expect(await told(indexFile(RECIPE))).toEqual({
		answer: "right",
		requests: "metadata whole 200",
	});
});

test("METADATA with a wrong hash is an error", async () => {
	const lie = indexFile(RECIPE, { metadataHash: "00".repeat(32) });
	expect(await rejection(told(lie))).toMatchObject({ code: "hash-mismatch" });
});

test("a file of its own that is announced and missing is passed over for the wheel", async () => {
	const fault = { match: ".metadata", status: 404, body: "" };
	expect(await told(indexFile(RECIPE), { faults: [fault] })).toEqual({
		answer: "right",
		requests: "metadata whole 404, wheel bytes=-16384 206",
	});
});

test("without a hash, what may be cut or is no METADATA is passed over for the wheel", async () => {
	const cut = { match: ".metadata", body: TEXT.slice(0, 60), framing: "close" } as const;
	const login = { match: ".metadata", body: "<html>Name: me</html>" };
	for (const fault of [cut, login]) {
		const { answer, requests } = await told(indexFile(RECIPE), { hashes: false, faults: [fault] });
		expect([answer, requests]).toEqual(["right", "metadata whole 200, wheel bytes=-16384 206"]);
	}
	expect(await told(indexFile(RECIPE), { hashes: false })).toEqual({
		answer: "right",
		requests: "metadata whole 200",
	});
});

const SIZE = indexFile(RECIPE).bytes.length;
const BEHAVIOURS: readonly (readonly [RangeBehaviour, answer: string, requests: RegExp])[] = [
	["yes", "right", /^wheel bytes=-16384 206$/],
	[
		"no-suffix",
		"right",
		new RegExp(`^wheel bytes=-16384 404, wheel bytes=${SIZE - 16384}-${SIZE - 1} 206$`),
	],
	["suffix-from-start", "right", /^wheel bytes=-16384 206, wheel bytes=\d+-\d+ 206$/],
	["no", "needs-wheel", /^wheel bytes=-16384 200$/],
	["announced-only", "needs-wheel", /^wheel bytes=-16384 200$/],
	["unsatisfiable", "needs-wheel", /416/],
	["wrong-offset", "needs-wheel", /206/],
	["short", "needs-wheel", /206/],
	["wrong-total", "needs-wheel", /206/],
	["unlabelled", "needs-wheel", /206/],
	["whole", "needs-wheel", /206/],
];

for (const [ranges, answer, requests] of BEHAVIOURS) {
	test(`a server whose ranges are "${ranges}" leads to: ${answer}`, async () => {
		const found = await told(indexFile(RECIPE), { metadataFiles: false, ranges });
		expect(found.answer).toBe(answer);
		expect(found.requests).toMatch(requests);
	});
}

test("an index of HTML, ranges and upload times without metadata files is at home", async () => {
	const options = { dialect: "html", metadataFiles: false, sizes: false } as const;
	expect(await told(indexFile(RECIPE), options)).toEqual({
		answer: "right",
		requests: "wheel bytes=-16384 206",
	});
});

test("what a server makes of ranges is remembered for its next file", async () => {
	const { client } = openTestClient({ settings: { retries: 0 } });
	const remote = new RemoteMetadata(client);
	const options = { metadataFiles: false, ranges: "no" } as const;
	const { requests } = await told(indexFile(RECIPE), options, async (server, wheel) => {
		server.forgetRequests();
		expect(await remote.fetch(wheel)).toEqual({ kind: "needs-wheel" });
		expect(server.requests).toHaveLength(1);
		server.forgetRequests();
		expect(await remote.fetch(wheel)).toEqual({ kind: "needs-wheel" });
	});
	expect(requests).toBe("");
});

test("a directory that is longer than the tail takes a second part", async () => {
	const files: Record<string, string> = {};
	for (let number = 0; number < 400; number += 1)
		files[`foo/module_${"x".repeat(40)}_${number}.py`] = "";
	const { answer, requests } = await told(indexFile({ ...RECIPE, files }), {
		metadataFiles: false,
	});
	expect(answer).toBe("right");
	expect(requests).toMatch(
		/^wheel bytes=-16384 206, wheel bytes=\d+-\d+ 206(, wheel bytes=\d+-\d+ 206)?$/,
	);
});

/** The members with METADATA changed, and noise behind it so that it lies before the tail. */
function withMetadata(change: Partial<ZipMember>): WheelRecipe {
	return {
		...RECIPE,
		members: (members) => {
			const metadata = members.filter(({ name }) => String(name).endsWith("/METADATA"));
			const others = members.filter(({ name }) => !String(name).endsWith("/METADATA"));
			return [...metadata.map((member) => ({ ...member, ...change })), ...others];
		},
	};
}

test("METADATA anywhere in the wheel is read, with extra fields in its local header and without", async () => {
	const extra = extraField(0xcafe, new Uint8Array(5000));
	for (const recipe of [withMetadata({}), withMetadata({ local: { extra } })]) {
		const { answer, requests } = await told(indexFile(recipe), { metadataFiles: false });
		expect(answer).toBe("right");
		expect(requests).toMatch(/^wheel bytes=-16384 206, wheel bytes=0-\d+ 206$/);
	}
});

test("a wheel with two dist-info folders, or none, is left to be refused as a whole", async () => {
	const two = { ...RECIPE, files: { "bar-1.0.dist-info/METADATA": "Name: bar\n" } };
	const none: WheelRecipe = {
		...RECIPE,
		members: (members) => members.filter(({ name }) => !String(name).includes(".dist-info/")),
	};
	for (const recipe of [two, none]) {
		const { answer } = await told(indexFile(recipe), { metadataFiles: false });
		expect(answer).toBe("needs-wheel");
	}
});

test("a wheel that is no archive is left to be refused as a whole", async () => {
	const file = { ...indexFile(RECIPE), bytes: NOISE };
	expect((await told(file, { metadataFiles: false })).answer).toBe("needs-wheel");
});

test("a wheel that is listed and missing is left to the download to say so", async () => {
	const faults = [{ match: /\.whl$/, status: 404, body: "" }];
	expect((await told(indexFile(RECIPE), { metadataFiles: false, faults })).answer).toBe(
		"needs-wheel",
	);
});

test("a failing server is a failure", async () => {
	const faults = [{ match: /\.whl$/, status: 500, body: "" }];
	const failure = await rejection(told(indexFile(RECIPE), { metadataFiles: false, faults }));
	expect(failure.code).toBe("server-failure");
});

/** The loopback index itself: what other tests take for granted. */
import { describe, expect, test } from "bun:test";
import type { HttpRequest } from "../../src/http/http-request.ts";
import { latencySequence, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile, SiteOptions } from "../support/index-world.ts";
import { openTestClient } from "./test-client.ts";

const FILE: IndexFile = {
	filename: "flask-1.0-py3-none-any.whl",
	version: "1.0",
	bytes: Buffer.from("a wheel"),
	metadata: "Name: flask\n",
	requiresPython: ">=3.8",
	yanked: "broken & <bad>",
	uploadTime: "2024-05-01T10:00:00.000000Z",
};
const WORLD = worldOf([["flask", [FILE]]]);
const JSON_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.01";

async function page(options: SiteOptions, request: HttpRequest = { accept: JSON_ACCEPT }) {
	await using index = await startIndexServer(WORLD, options);
	const answer = await openTestClient().client.get(`${index.url}/flask/`, request);
	if (answer.kind !== "answered") throw new Error(answer.kind);
	return { ...answer, text: Buffer.from(answer.body).toString(), origin: index.origin };
}

describe("a project page", () => {
	test("as JSON tells everything", async () => {
		const { text, headers } = await page({});
		expect(headers.get("content-type")).toBe("application/vnd.pypi.simple.v1+json");
		expect(headers.get("cache-control")).toBe("max-age=600, public");
		const { files, versions, name } = JSON.parse(text);
		expect([name, versions]).toEqual(["flask", ["1.0"]]);
		const sha256 = new Bun.CryptoHasher("sha256").update("Name: flask\n").digest("hex");
		expect(files).toEqual([
			{
				filename: FILE.filename,
				url: `../../files/flask/${FILE.filename}`,
				hashes: { sha256: new Bun.CryptoHasher("sha256").update("a wheel").digest("hex") },
				"requires-python": ">=3.8",
				yanked: "broken & <bad>",
				size: 7,
				"upload-time": "2024-05-01T10:00:00.000000Z",
				"core-metadata": { sha256 },
				"dist-info-metadata": { sha256 },
			},
		]);
	});

	test("as HTML tells the same, and is what clients of HTML get", async () => {
		for (const [options, accept] of [
			[{}, "text/html"],
			[{ dialect: "html" }, JSON_ACCEPT],
		] as const) {
			const { text, headers } = await page(options, { accept });
			expect(headers.get("content-type")).toBe("text/html");
			expect(text).toContain('data-requires-python="&gt;=3.8"');
			expect(text).toContain('data-yanked="broken &amp; &lt;bad&gt;"');
			expect(text).toContain('data-upload-time="2024-05-01T10:00:00.000000Z"');
			expect(text).toMatch(/href="[^"]*#sha256=[0-9a-f]{64}"/);
			expect(text).toMatch(/data-core-metadata="sha256=[0-9a-f]{64}"/);
			expect(text.trimEnd()).toEndWith("</html>");
		}
		expect((await page({ dialect: "json" }, { accept: "text/html" })).text).toStartWith("{");
	});

	test("leaves out what the index does not have", async () => {
		const bare = { metadataFiles: false, hashes: false, uploadTimes: false, sizes: false };
		const [file] = JSON.parse((await page(bare)).text).files;
		expect(Object.keys(file)).toEqual(["filename", "url", "hashes", "requires-python", "yanked"]);
		expect(file.hashes).toEqual({});
		expect((await page({ ...bare, dialect: "html" })).text).not.toContain("sha256");
		expect((await page({ absoluteUrls: true })).text).toContain('"url":"http://127.0.0.1:');
	});

	test("is compressed, and not sent again to who has it", async () => {
		await using index = await startIndexServer(WORLD);
		const { client } = openTestClient();
		const first = await client.get(`${index.url}/flask/`);
		if (first.kind !== "answered") throw new Error(first.kind);
		expect(first.headers.get("content-encoding")).toBe("gzip");
		const second = await client.get(`${index.url}/flask/`, {
			ifNoneMatch: first.headers.get("etag"),
		});
		expect(second).toMatchObject({ kind: "answered", status: 304 });
		expect(index.requests.map(({ status }) => status)).toEqual([200, 304]);
		index.setWorld(worldOf([["flask", []]]));
		const third = await client.get(`${index.url}/flask/`, {
			ifNoneMatch: first.headers.get("etag"),
		});
		expect(third).toMatchObject({ kind: "answered", status: 200 });
	});
});

test("files, their metadata and ranges are served; what is unknown is not", async () => {
	await using index = await startIndexServer(WORLD);
	const { client } = openTestClient();
	const get = async (path: string, request: HttpRequest = {}): Promise<string> => {
		const answer = await client.get(`${index.origin}${path}`, request);
		if (answer.kind !== "answered") return answer.kind;
		return `${answer.status} ${Buffer.from(answer.body)}`;
	};
	const path = `/files/flask/${FILE.filename}`;
	expect(await get(path)).toBe("200 a wheel");
	expect(await get(`${path}.metadata`)).toBe("200 Name: flask\n");
	expect(await get(path, { range: { start: 2, end: 3 } })).toBe("206 wh");
	expect(await get("/simple/unknown/")).toBe("404 ");
	expect(await get("/files/flask/other.whl")).toBe("404 ");
	expect(index.count(path)).toBe(3);
	expect(index.count(/metadata$/)).toBe(1);
});

test("several indexes live on one server, each with its own files, rules and flat page", async () => {
	const secret = worldOf([["own", [{ filename: "own-1.0.tar.gz", bytes: Buffer.from("mine") }]]]);
	const credentials = { username: "u", password: "p" };
	await using index = await startIndexServer(WORLD, {
		sites: new Map([["private", { world: secret, credentials }]]),
	});
	const { client } = openTestClient();
	const read = async (url: string): Promise<string> => {
		const answer = await client.get(url, { accept: "text/html" });
		return answer.kind === "answered" ? `${answer.status} ${Buffer.from(answer.body)}` : "";
	};
	expect(await read(`${index.siteUrl("private")}/own/`)).toBe("401 ");
	const known = index.siteUrl("private").replace("//", "//u:p@");
	expect(await read(`${known}/own/`)).toContain("own-1.0.tar.gz");
	const flatUrl = `${index.origin}/private/flat/`;
	const href = (await read(flatUrl)).match(/href="([^"#]*)/)?.[1] ?? "";
	expect(await read(new URL(href, flatUrl).href)).toBe("200 mine");
	const rootHref = (await read(index.flatUrl)).match(/href="([^"#]*)/)?.[1] ?? "";
	expect(await read(new URL(rootHref, index.flatUrl).href)).toBe("200 a wheel");
});

test("delays are the same for the same seed, and within their bounds", () => {
	const draw = (seed: number): readonly number[] => {
		const next = latencySequence({ from: 5, to: 60, seed });
		return Array.from({ length: 50 }, next);
	};
	expect(draw(1)).toEqual(draw(1));
	expect(draw(1)).not.toEqual(draw(2));
	expect(new Set(draw(1)).size).toBe(50);
	expect(draw(3).every((delay) => delay >= 5 && delay < 60)).toBe(true);
});

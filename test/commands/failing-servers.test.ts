/** What `pip install` says where a server lets it down; the environment stays as it was. */
import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFault } from "../support/index-world.ts";
import { createSandbox } from "../support/sandbox.ts";
import { failed } from "./install-world.ts";
import { NO_SOLUTION, startRefusalBench } from "./refusals.ts";

const bench = await startRefusalBench();
afterAll(() => bench[Symbol.dispose]());
const { index } = bench;

const SITE = "http://127.0.0.1:[PORT]";

describe("servers that fail", () => {
	const answered = (status: number): readonly IndexFault[] => [
		{ match: "/simple/left/", status, body: "x" },
	];
	const refused = (status: number, site = ""): readonly string[] => [
		NO_SOLUTION,
		"  cause: Because you require `left` and `left` was not found (and an index refused to answer), your requirements cannot be met.",
		"",
		`hint: The index at ${SITE}${site}/simple (${status}) refused to say whether it has \`left\`: check its address and your credentials for it${status === 403 ? "; where it answers so for all that it does not have, set `ignore-error-codes = [403]` for it" : ""}`,
	];

	test("401", () =>
		bench.refuse({
			words: ["left"],
			status: 1,
			from: index.siteUrl("locked"),
			lines: refused(401, "/locked"),
		}));

	test("403", () =>
		bench.refuse({ words: ["left"], status: 1, faults: answered(403), lines: refused(403) }));

	test("503", () =>
		bench.refuse({
			words: ["left"],
			status: 2,
			faults: answered(503),
			lines: [`error: Could not fetch \`${SITE}/simple/left/\`: the server answered 503`],
		}));

	test("418", () =>
		bench.refuse({
			words: ["left"],
			status: 2,
			faults: answered(418),
			lines: [
				`error: Cannot read the page of \`left\`: ${SITE}/simple/left/ answered with status 418`,
			],
		}));

	test("a page of another type", () =>
		bench.refuse({
			words: ["left"],
			status: 1,
			faults: [{ match: "/simple/left/", headers: { "Content-Type": "image/png" } }],
			lines: [
				`error: Cannot read the page at ${SITE}/simple/left/: its type is \`image/png\`, where an index page in JSON or HTML was wanted`,
			],
		}));

	test("a page that is cut is a failure, never `no such version`", () =>
		bench.refuse({
			words: ["left"],
			status: 2,
			faults: [{ match: "/simple/left/", wire: { kind: "cut", at: 0.5 } }],
			lines: [
				`error: Could not fetch \`${SITE}/simple/left/\`: the connection was closed before the answer was complete`,
			],
		}));

	test("a wheel that is gone (404)", () =>
		bench.refuse({
			words: ["left"],
			status: 1,
			faults: [{ match: /left-1\.0-py3-none-any\.whl$/, status: 404, body: "x" }],
			lines: [
				"Resolved 2 packages in [TIME]",
				`error: Cannot fetch \`left==1.0\` from ${SITE}/files/left/left-1.0-py3-none-any.whl: the server answered with status 404`,
			],
		}));

	test("a wheel that is cut on its way", () =>
		bench.refuse({
			words: ["left"],
			status: 2,
			faults: [{ match: /left-1\.0-py3-none-any\.whl$/, wire: { kind: "cut", at: 0.5 } }],
			lines: [
				"Resolved 2 packages in [TIME]",
				`error: Could not fetch \`${SITE}/files/left/left-1.0-py3-none-any.whl\`: the connection was closed before the answer was complete`,
			],
		}));

	test("nobody listens", () =>
		bench.refuse({
			words: ["left"],
			status: 2,
			from: "http://127.0.0.1:1/simple",
			lines: [
				`error: Could not fetch \`${SITE}/simple/left/\`: no connection could be made (ECONNREFUSED)`,
				"",
				"hint: Check that `127.0.0.1` can be reached from here, by way of a proxy where one is needed",
			],
		}));
});

test("a server whose certificate nobody vouches for", async () => {
	const certificates = join(import.meta.dir, "..", "support", "certificates");
	const tls = {
		key: readFileSync(join(certificates, "server.key"), "utf8"),
		cert: readFileSync(join(certificates, "server.pem"), "utf8"),
	};
	const world = worldOf([["left", [indexFile({ name: "left", version: "1.0" })]]]);
	await using secure = await startIndexServer(world, { tls });
	await bench.refuse({
		words: ["left"],
		status: 2,
		from: secure.url,
		lines: [
			"error: Could not fetch `https://127.0.0.1:[PORT]/simple/left/`: the certificate of the server is signed by an unknown authority",
			"",
			"hint: Use `--system-certs` to trust the certificates of the system, or name a bundle in `SSL_CERT_FILE`",
			"hint: Use `--allow-insecure-host 127.0.0.1` only where the network in between is trusted",
		],
	});
	using other = createSandbox();
	await other.runWell(["venv", "-q"]);
	const words = ["pip", "install", "-q", "-i", secure.url, "left"];
	await other.runWell([...words, "--cert", join(certificates, "authority.pem")]);
});

test("--offline says what could not be looked up", async () => {
	using other = createSandbox();
	await other.runWell(["venv", "-q"]);
	expect(await other.run(["pip", "install", "--offline", "-i", index.url, "left"])).toEqual(
		failed(
			1,
			NO_SOLUTION,
			"  cause: Because you require `left` and `left` is not in the cache (and the network may not be used), your requirements cannot be met.",
			"",
			"hint: Without `--offline`, `left` could be looked up on the index",
		),
	);
});

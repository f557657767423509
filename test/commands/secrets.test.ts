/** Credentials, however they are given, are used, and reach neither an output nor a file. */
import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexSite } from "../support/index-world.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { installed } from "./install-world.ts";

/** Each way to give a credential has a site of its own, which has one project and wants that credential. */
const WAYS = ["index", "extra", "links", "direct", "netrc", "named", "file", "expanded"] as const;
type Way = (typeof WAYS)[number];

function secretOf(way: Way | "proxy" | "query" | "remote"): string {
	return `canary-${way}-5e9c`;
}

const CANARIES = [...WAYS, "proxy", "query", "remote"].map((way) => secretOf(way as Way));

const index: IndexServer = await startIndexServer(worldOf([]), {
	sites: new Map<string, IndexSite>(
		WAYS.map((way) => [
			way,
			{
				world: worldOf([
					[`project-${way}`, [indexFile({ name: `project-${way}`, version: "1.0" })]],
				]),
				credentials: { username: "joe", password: secretOf(way) },
			},
		]),
	),
});
afterAll(() => index.stop());

function withSecret(url: string, way: Way): string {
	return url.replace("//", `//joe:${secretOf(way)}@`);
}

const wheelUrl = (way: Way): string =>
	`${index.origin}/${way}/files/project-${way}/project_${way}-1.0-py3-none-any.whl`;

interface Setting {
	readonly words: readonly string[];
	readonly variables: Readonly<Record<string, string>>;
}

/** Everything at once: each project can only be had with its own credential. */
function giveAll(sandbox: Sandbox): Setting {
	const port = new URL(index.origin).port;
	// Another name of the same server, so that netrc alone speaks for it.
	const netrcHost = `http://localhost:${port}`;
	const netrc = sandbox.write(
		"../home/.netrc",
		`machine localhost login joe password ${secretOf("netrc")}\n`,
	);
	Bun.spawnSync(["chmod", "600", netrc]);
	sandbox.write(
		"requirements.txt",
		[
			`--extra-index-url ${withSecret(index.siteUrl("file"), "file")}`,
			`--extra-index-url ${index.siteUrl("expanded").replace("//", "//joe:$" + "{TOKEN}@")}`,
			`project-direct @ ${withSecret(wheelUrl("direct"), "direct")}?token=${secretOf("query")}`,
			...WAYS.filter((way) => way !== "direct").map((way) => `project-${way}`),
			"",
		].join("\n"),
	);
	return {
		words: [
			"pip",
			"install",
			"-r",
			"requirements.txt",
			"--index-url",
			withSecret(index.siteUrl("index"), "index"),
			"--extra-index-url",
			withSecret(index.siteUrl("extra"), "extra"),
			"--extra-index-url",
			`${netrcHost}/netrc/simple`,
			"--index",
			`corp=${index.siteUrl("named")}`,
			"--find-links",
			withSecret(`${index.origin}/links/flat/`, "links"),
		],
		variables: {
			TOKEN: secretOf("expanded"),
			UV_INDEX_CORP_USERNAME: "joe",
			UV_INDEX_CORP_PASSWORD: secretOf("named"),
			HTTP_PROXY: `http://joe:${secretOf("proxy")}@127.0.0.1:1`,
			NO_PROXY: "127.0.0.1,localhost",
			UV_HTTP_RETRIES: "0",
		},
	};
}

/** All files below a folder that hold a canary, in clear or as an Authorization field has it. */
function filesWithSecrets(folder: string): readonly string[] {
	const forms = CANARIES.flatMap((canary) => [
		canary,
		Buffer.from(`joe:${canary}`).toString("base64"),
	]).map((form) => Buffer.from(form));
	return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
		const path = join(folder, name);
		if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
		const bytes = readFileSync(path);
		return forms.some((form) => bytes.includes(form));
	});
}

function expectNoSecret(
	sandbox: Sandbox,
	{ stdout, stderr }: { stdout: string; stderr: string },
): void {
	for (const canary of CANARIES) {
		expect(stdout).not.toContain(canary);
		expect(stderr).not.toContain(canary);
		expect(stderr).not.toContain(Buffer.from(`joe:${canary}`).toString("base64"));
	}
	expect(filesWithSecrets(sandbox.environment)).toEqual([]);
	expect(filesWithSecrets(sandbox.cache)).toEqual([]);
}

describe("credentials", () => {
	for (const level of [[], ["-v"], ["-vvv"]]) {
		test(`are used and not shown by an install ${level.join("")}`, async () => {
			using sandbox = createSandbox();
			const { words, variables } = giveAll(sandbox);
			await sandbox.runWell(["venv", "-q"]);
			const result = await sandbox.run([...words, ...level], { variables });
			expect({ ...result, stderr: result.status === 0 ? "" : result.stderr }).toEqual({
				stdout: "",
				stderr: "",
				status: 0,
			});
			expect(installed(sandbox)).toEqual(WAYS.map((way) => `project_${way}-1.0`).sort());
			expectNoSecret(sandbox, result);
			const info = join(sandbox.sitePackages, "project_direct-1.0.dist-info");
			expect(JSON.parse(readFileSync(join(info, "direct_url.json"), "utf8")).url).not.toContain(
				"joe",
			);
			// What came from the URL counts as installed although its credentials are not recorded.
			const again = await sandbox.run([...words, ...level], { variables });
			expect(again.stderr).toContain("Checked 8 packages");
			expectNoSecret(sandbox, again);
		});
	}

	test("are not shown by a dry run", async () => {
		using sandbox = createSandbox();
		const { words, variables } = giveAll(sandbox);
		await sandbox.runWell(["venv", "-q"]);
		const result = await sandbox.run([...words, "--dry-run", "-vv"], { variables });
		expect(result.status).toBe(0);
		expectNoSecret(sandbox, result);
	});

	const failures: readonly (readonly [string, readonly string[]])[] = [
		["a project that there is not", ["nonesuch"]],
		[
			"a malformed requirement",
			[`x @@ ${withSecret("http://127.0.0.1:1/x-1.0-py3-none-any.whl", "direct")}`],
		],
		[
			"a wheel that there is not",
			[
				`gone @ ${withSecret(`${index.origin}/direct/files/gone/gone-1.0-py3-none-any.whl`, "direct")}`,
			],
		],
		["a wheel of another name", [`other @ ${withSecret(wheelUrl("direct"), "direct")}`]],
		[
			"two URLs for one project",
			[`project-direct @ ${withSecret(wheelUrl("direct"), "direct").replace("1.0-", "2.0-")}`],
		],
		[
			"a server where nobody listens",
			[withSecret("http://127.0.0.1:1/x-1.0-py3-none-any.whl", "direct")],
		],
		[
			"a source distribution",
			[withSecret(`${index.origin}/direct/files/x/x-1.0.tar.gz`, "direct")],
		],
		["a git repository", [`git+http://joe:${secretOf("direct")}@127.0.0.1:1/x.git`]],
		[
			"an index that refuses",
			[
				"--index",
				`http://joe:${secretOf("file")}@127.0.0.1:${new URL(index.origin).port}/extra/simple`,
				"nonesuch",
			],
		],
		[
			"a folder of constraints by URL",
			["-c", `http://joe:${secretOf("remote")}@127.0.0.1:1/constraints.txt`],
		],
		["links where nobody listens", ["-f", `http://joe:${secretOf("links")}@127.0.0.1:1/`]],
		["an unknown option", [`--indx=http://joe:${secretOf("index")}@127.0.0.1/`]],
	];
	for (const [sentence, words] of failures) {
		test(`are not shown when it fails for ${sentence}`, async () => {
			using sandbox = createSandbox();
			const all = giveAll(sandbox);
			await sandbox.runWell(["venv", "-q"]);
			for (const level of [[], ["-vvv"]]) {
				const result = await sandbox.run([...all.words, ...words, ...level], {
					variables: all.variables,
				});
				expect([1, 2]).toContain(result.status);
				expect(result.stderr).toContain("error: ");
				expect(result.stderr).not.toContain("made a mistake");
				expectNoSecret(sandbox, result);
			}
		});
	}

	test("of a proxy are not shown when it cannot be reached", async () => {
		using sandbox = createSandbox();
		const { words, variables } = giveAll(sandbox);
		await sandbox.runWell(["venv", "-q"]);
		const result = await sandbox.run([...words, "-vvv"], {
			variables: { ...variables, NO_PROXY: "" },
		});
		expect(result.status).toBe(2);
		expectNoSecret(sandbox, result);
	});
});

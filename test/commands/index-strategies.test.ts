/** The same name on a private and a public index: which one serves it, by strategy (rules 9 to 12). */
import { afterAll, describe, expect, test } from "bun:test";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox } from "../support/sandbox.ts";

const FOREIGN = "cp39-cp39-win_amd64";

/** The file's own index is told by what it requires: `from-private` or `from-public`. */
function file(where: "private" | "public", version: string, tag = "py3-none-any") {
	return indexFile({ name: "shared", version, tag, requires: [`from-${where}`] });
}

const marker = (where: "private" | "public") =>
	[`from-${where}`, [indexFile({ name: `from-${where}`, version: "1" })]] as const;

const index = await startIndexServer(
	worldOf([
		["shared", [file("public", "1.0"), file("public", "1.5"), file("public", "9.0")]],
		["only-public", [indexFile({ name: "only-public", version: "1.0" })]],
		marker("public"),
		marker("private"),
	]),
	{
		sites: new Map([
			[
				"private",
				{
					world: worldOf([
						[
							"shared",
							[file("private", "1.0"), file("private", "1.5", FOREIGN), file("private", "2.0")],
						],
					]),
				},
			],
		]),
	},
);
afterAll(() => index.stop());

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());

async function winner(strategy: string, requirement: string): Promise<string> {
	const { stdout, stderr, status } = await sandbox.run(
		[
			...["pip", "compile", "-q", "-", "--no-header", "--no-annotate"],
			...["--index", index.siteUrl("private"), "--default-index", index.url],
			...["--index-strategy", strategy],
		],
		{ input: `${requirement}\n` },
	);
	if (status !== 0) return stderr;
	const version = /^shared==(\S+)$/m.exec(stdout)?.[1];
	return version === undefined ? stdout.trim() : `${/from-(\w+)/.exec(stdout)?.[1]} ${version}`;
}

describe("rules 9 to 11: the winner", () => {
	test.each([
		["first-index", "shared", "private 2.0"],
		["first-index", "shared<2", "private 1.0"],
		["first-match", "shared", "private 2.0"],
		["unsafe-first-match", "shared", "private 2.0"],
		["unsafe-first-match", "shared>2", "public 9.0"],
		["unsafe-first-match", "shared<2", "private 1.0"],
		["unsafe-first-match", "shared==1.5", "public 1.5"],
		["unsafe-any-match", "shared>1,<2", "public 1.5"],
		["unsafe-first-match", "only-public", "only-public==1.0"],
		["unsafe-best-match", "shared", "public 9.0"],
		["unsafe-best-match", "shared<9", "private 2.0"],
		["unsafe-best-match", "shared<1.5", "private 1.0"],
		["unsafe-best-match", "shared==1.5", "public 1.5"],
		["first-index", "only-public", "only-public==1.0"],
	])("%s, %s: %s", async (strategy, requirement, expected) => {
		expect(await winner(strategy, requirement)).toBe(expected);
	});

	test("rule 10: first-index refuses what the first index lacks, and says who has been passed over", async () => {
		const said = await winner("first-index", "shared>2");
		expect(said).toContain(
			"the first index that has it, so that nobody can put another project in its place",
		);
		expect(said).toContain("--index-strategy unsafe-best-match");
	});

	test("hashes are those of the index that serves the version", async () => {
		const hashes = async (strategy: string): Promise<number> => {
			const { stdout } = await sandbox.runWell(
				[
					...["pip", "compile", "-q", "-", "--no-header", "--no-annotate", "--generate-hashes"],
					...["--index", index.siteUrl("private"), "--default-index", index.url],
					...["--index-strategy", strategy],
				],
				{ input: "shared==1.0\n" },
			);
			return stdout.split("shared==")[1]?.match(/--hash/g)?.length ?? 0;
		};
		expect(await hashes("first-index")).toBe(1);
		expect(await hashes("unsafe-best-match")).toBe(1);
		expect(await hashes("unsafe-first-match")).toBe(1);
	});

	test("an index that refuses to say is passed over where all are asked", async () => {
		index.setFaults([{ match: "/private/", status: 401, body: "no" }]);
		using other = createSandbox();
		const run = (strategy: string) =>
			other.run(
				[
					...["pip", "compile", "-q", "-", "--no-header", "--no-annotate"],
					...["--index", index.siteUrl("private"), "--default-index", index.url],
					...["--index-strategy", strategy],
				],
				{ input: "shared\n" },
			);
		expect((await run("unsafe-first-match")).stdout).toContain("shared==9.0");
		expect((await run("first-index")).stderr).toContain("refused to say whether it has `shared`");
		index.setFaults([]);
	});
});

/** An index of projects that cannot be installed, and a check that a refusal says what it should and changes nothing. */
import { expect } from "bun:test";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFault } from "../support/index-world.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { pkgInfo, sdistIndexFile } from "../support/sdist-builder.ts";
import { buildWheel } from "../support/wheel-builder.ts";
import { failed, preparedSandbox } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

/** What it requires is known without a build. */
const SOURCE = { "PKG-INFO": pkgInfo("source", "1.0", ["Requires-Dist: alpha>=2"]) };

/** The index; at its site `locked` nobody gets in. */
function startRefusingIndex(): Promise<IndexServer> {
	return startIndexServer(
		worldOf([
			[
				"alpha",
				[
					indexFile({ name: "alpha", version: "1.0" }),
					indexFile({ name: "alpha", version: "2.0" }),
				],
			],
			["left", [indexFile({ name: "left", version: "1.0", requires: ["alpha<2"] })]],
			["right", [indexFile({ name: "right", version: "1.0", requires: ["alpha>=2"] })]],
			[
				"windows-only",
				[indexFile({ name: "windows-only", version: "1.0", tag: "py3-none-win_amd64" })],
			],
			[
				"old-only",
				[indexFile({ name: "old-only", version: "1.0", tag: "cp27-cp27m-manylinux1_x86_64" })],
			],
			["future", [indexFile({ name: "future", version: "1.0", requiresPython: ">=3.99" })]],
			["old-source", [sdistIndexFile({ name: "old-source", version: "1.0" })]],
			["source", [sdistIndexFile({ name: "source", version: "1.0", files: SOURCE })]],
			[
				"cut",
				[
					indexFile(
						{ name: "cut", version: "1.0" },
						{ bytes: buildWheel({ name: "cut", version: "1.0" }).slice(0, 200) },
					),
				],
			],
			[
				"lied",
				[indexFile({ name: "lied", version: "1.0" }, { hashes: { sha256: "0".repeat(64) } })],
			],
			[
				"escaping",
				[indexFile({ name: "escaping", version: "1.0", files: { "../../../escaped.py": "" } })],
			],
			[
				"by-url",
				[
					indexFile({
						name: "by-url",
						version: "1.0",
						requires: ["alpha @ https://example.com/alpha-1.0-py3-none-any.whl"],
					}),
				],
			],
		]),
		{
			sites: new Map([
				["locked", { world: worldOf([]), credentials: { username: "joe", password: "sesame" } }],
			]),
		},
	);
}

export const NO_SOLUTION = "error: No solution found when resolving dependencies";

export interface Refusal {
	/** After `pip install`. */
	readonly words: readonly string[];
	readonly status: 1 | 2;
	/** All of standard error. */
	readonly lines: readonly string[];
	readonly faults?: readonly IndexFault[];
	/** The default index, where it is another one. */
	readonly from?: string;
}

/** One sandbox, in whose environment something is installed that no refused command may change. */
export interface RefusalBench extends Disposable {
	readonly index: IndexServer;
	readonly sandbox: Sandbox;
	refuse(refusal: Refusal): Promise<void>;
	expectUnchanged(): void;
}

export async function startRefusalBench(): Promise<RefusalBench> {
	const index = await startRefusingIndex();
	const sandbox = await preparedSandbox(index, "alpha==1.0");
	const before = treeText(sandbox.environment);
	const expectUnchanged = (): void => expect(treeText(sandbox.environment)).toBe(before);
	return {
		index,
		sandbox,
		expectUnchanged,
		refuse: async ({ words, status, lines, faults, from }) => {
			index.setFaults(faults ?? []);
			const command = ["pip", "install", "--refresh", "--index-url", from ?? index.url, ...words];
			const result = await sandbox.run(command, { variables: { UV_HTTP_RETRIES: "0" } });
			const stderr = result.stderr.replace(/(; the target is )`.*`$/m, "$1[TAG]");
			expect({ ...result, stderr }).toEqual(failed(status, ...lines));
			expectUnchanged();
		},
		[Symbol.dispose]: () => {
			index.stop();
			sandbox[Symbol.dispose]();
		},
	};
}

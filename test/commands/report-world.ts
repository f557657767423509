/** What the tests of the commands install that only tell, and distributions made by hand. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { RunResult, Sandbox } from "../support/sandbox.ts";

/** `app` 1.0 requires `lib` below 3 and, on other systems, `elsewhere`; `lib` requires `base`. Stop it. */
export function startReportIndex(): Promise<IndexServer> {
	const app = {
		name: "app",
		version: "1.0",
		requires: ["lib<3,>=1", 'elsewhere; sys_platform == "win32"', 'more; extra == "x"'],
		extras: ["x"],
	};
	return startIndexServer(
		worldOf([
			["app", [indexFile(app)]],
			[
				"lib",
				[
					indexFile({ name: "lib", version: "1.0", requires: ["base"] }),
					indexFile({ name: "lib", version: "1.5", requires: ["base"] }),
					indexFile({ name: "lib", version: "1.6" }, { yanked: "broken" }),
					indexFile({ name: "lib", version: "1.7", requiresPython: ">=3.99" }),
					indexFile({ name: "lib", version: "2.0rc1" }),
				],
			],
			[
				"base",
				[
					indexFile({ name: "base", version: "0.1", files: { "base.py": "", "data/x.txt": "x" } }),
					{ filename: "base-0.2.tar.gz", bytes: new Uint8Array(8), version: "0.2" },
				],
			],
		]),
	);
}

/** What a command leaves that says `lines` on standard output, and nothing else. */
export function printed(...lines: readonly string[]): RunResult {
	return { stdout: lines.map((line) => `${line}\n`).join(""), stderr: "", status: 0 };
}

/** What is written below a `.dist-info`; `undefined` leaves a file out. */
export interface HandMade {
	/** Lines of METADATA after name and version. */
	readonly metadata?: readonly string[];
	readonly wheel?: string;
	readonly directUrl?: object | string;
	/** Rows of RECORD, its own files left out; `null`: there is no RECORD. */
	readonly record?: readonly string[] | null;
}

/** Makes a distribution as some installer might have left it; answers its folder. */
export function makeDistribution(
	{ sitePackages }: Pick<Sandbox, "sitePackages">,
	[name, version]: readonly [name: string, version: string],
	{ metadata = [], wheel, directUrl, record = [] }: HandMade = {},
): string {
	const folderName = `${name.replaceAll("-", "_")}-${version}.dist-info`;
	const folder = join(sitePackages, folderName);
	mkdirSync(folder, { recursive: true });
	const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
	const head = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`];
	write("METADATA", [...head, ...metadata, ""].join("\n"));
	if (wheel !== undefined) write("WHEEL", wheel);
	if (directUrl !== undefined) {
		write("direct_url.json", typeof directUrl === "string" ? directUrl : JSON.stringify(directUrl));
	}
	if (record !== null) {
		const rows = [...record, `${folderName}/METADATA,,`, `${folderName}/RECORD,,`];
		write("RECORD", rows.map((row) => `${row}\n`).join(""));
	}
	return folder;
}

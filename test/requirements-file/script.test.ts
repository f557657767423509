import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	type RequirementsSource,
	readRequirementsFiles,
} from "../../src/requirements-file/read.ts";
import type { RequirementEntry } from "../../src/requirements-file/requirement-entry.ts";
import type { RequirementsFile } from "../../src/requirements-file/requirements-file.ts";

let cwd = "";
let stdin = "";
/** What the network has. */
const pages = new Map<string, string>();

beforeEach(() => {
	cwd = mkdtempSync(join(tmpdir(), "script-"));
});

afterEach(() => {
	rmSync(cwd, { recursive: true });
});

function write(name: string, text: string): void {
	writeFileSync(join(cwd, name), text);
}

function read(...locations: readonly (string | RequirementsSource)[]): Promise<RequirementsFile> {
	const sources = locations.map((location): RequirementsSource => {
		return typeof location === "string" ? { role: "requirements", location } : location;
	});
	return readRequirementsFiles(sources, {
		cwd,
		variables: () => undefined,
		fetchText: async (url) => pages.get(url) ?? "",
		readStdin: async () => new TextEncoder().encode(stdin),
	});
}

const say = ({ given, origin }: RequirementEntry): string =>
	`${given} ${origin?.file}:${origin?.line}`;

async function refusal(promise: Promise<unknown>): Promise<string> {
	return promise.then(
		() => "it was read",
		(error: Error) => error.message,
	);
}

describe("scripts", () => {
	const block = (...lines: readonly string[]) =>
		["import os", "# /// script", ...lines.map((line) => `# ${line}`), "# ///", ""].join("\n");

	test("ask for the dependencies in their block", async () => {
		write("run.py", block('dependencies = ["first>1",', '  "second @ ./second.whl",', "]"));
		const file = await read("run.py");
		expect(file.requirements.map(say)).toEqual([
			"first>1 run.py:3",
			"second @ ./second.whl run.py:4",
		]);
		expect(file.requirements.map(({ origin }) => origin?.isScript)).toEqual([true, true]);
		expect(file.requirements[1]?.reference).toMatchObject({ path: join(cwd, "second.whl") });
	});

	test("are recognized by their block where the name says nothing", async () => {
		write("run", block('dependencies = ["named"]'));
		write("run.in", "# no block\nlisted");
		stdin = block('dependencies = ["typed"]');
		const file = await read("run", "run.in", "-");
		expect(file.requirements.map(say)).toEqual(["named run:3", "listed run.in:2", "typed -:3"]);
	});

	test("narrow, override and exclude by their tool table", async () => {
		const tool = [
			"[tool.uv]",
			'constraint-dependencies = ["a<2"]',
			'override-dependencies = ["b==1"]',
			'exclude-dependencies = ["C_c", { package = { name = "d" }, dependencies = ["e"] }]',
		];
		write("run.py", block('dependencies = ["a"]', ...tool));
		const file = await read("run.py");
		expect(file.constraints.map(say)).toEqual(["a<2 run.py:5"]);
		expect(file.overrides.map(say)).toEqual(["b==1 run.py:6"]);
		expect(file.excludes).toEqual(["c-c"]);
		expect(file.packageRules).toMatchObject([{ name: "d", excludes: ["e"], file: "run.py" }]);
		const constraints = await read({ role: "constraints", location: "run.py" });
		expect(constraints.constraints.map(say)).toEqual(["a run.py:3"]);
		expect(constraints.overrides).toEqual([]);
	});

	test.each([
		["print(1)\n", "Could not read `run.py`: it has no block of metadata"],
		["# /// script\n# a = 1\n", "has no end"],
		[block("dependencies = "), "Could not read the metadata in `run.py`"],
		[block('dependencies = ["a b"]'), "Could not read `run.py:3`: "],
	])("are refused: %j", async (program, message) => {
		write("run.py", program);
		expect(await refusal(read("run.py"))).toContain(message);
	});

	test("from the network may not name local files", async () => {
		pages.set("https://x.org/run.py", block('dependencies = ["a @ ./a.whl"]'));
		expect(await refusal(read("https://x.org/run.py"))).toBe(
			"Could not read `https://x.org/run.py`: a file from the network may not name a local file",
		);
	});
});

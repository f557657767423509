import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findDependencySettings } from "../../src/project/find-settings.ts";
import { UnreadableProject } from "../../src/project/project-file.ts";
import { printRequirement } from "../../src/standards/requirement.ts";

let root = "";
let warnings: string[] = [];

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "settings-"));
	warnings = [];
	// The way up ends here, whatever lies above.
	write("uv.toml", 'constraint-dependencies = ["top"]');
});

afterEach(() => {
	rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

function find(folder: string) {
	const warn = (message: string) => void warnings.push(message);
	return findDependencySettings(join(root, folder), { cwd: root, warn });
}

describe("settings for dependencies", () => {
	test("are those of the first file on the way up that has any", () => {
		write("a/pyproject.toml", '[tool.uv]\nconstraint-dependencies = ["a<2"]');
		write("a/b/pyproject.toml", '[project]\nname = "b" # tool.uv is elsewhere');
		write("a/b/c/r.in", "");
		const found = find("a/b/c");
		expect(found?.shown).toBe("a/pyproject.toml");
		expect(found?.settings.constraints.map(printRequirement)).toEqual(["a<2"]);
	});

	test("are those of uv.toml where both are in one folder", () => {
		write("a/pyproject.toml", '[tool.uv]\nconstraint-dependencies = ["a<2"]');
		write("a/uv.toml", 'exclude-dependencies = ["B_c"]');
		expect(find("a")).toMatchObject({ shown: "a/uv.toml", settings: { excludes: ["b-c"] } });
	});

	test("are all lists of requirements, names and markers", () => {
		write(
			"a/pyproject.toml",
			`[tool.uv]
override-dependencies = ["a==1 ; os_name == 'nt'"]
environments = "sys_platform == 'linux'"
required-environments = ["sys_platform == 'linux' and platform_machine == 'arm64'"]`,
		);
		const settings = find("a")?.settings;
		expect(settings?.overrides.map(printRequirement)).toEqual(['a==1 ; os_name == "nt"']);
		expect(settings?.environments.map(String)).toEqual(['sys_platform == "linux"']);
		expect(settings?.requiredEnvironments).toHaveLength(1);
		expect(settings?.constraints).toEqual([]);
	});

	test("may be for the requirements of one package", () => {
		write(
			"a/pyproject.toml",
			`[tool.uv]
override-dependencies = ["a", { package = { name = "B_b", version = "1.0" }, dependencies = ["c<2"] }]
exclude-dependencies = [{ package = { name = "b-b" }, dependencies = ["D"] }, "e"]`,
		);
		const settings = find("a")?.settings;
		expect(settings?.overrides.map(printRequirement)).toEqual(["a"]);
		expect(settings?.excludes).toEqual(["e"]);
		const shown = settings?.packageRules.map(({ name, version, overrides, excludes }) => {
			return `${name} ${version ?? "all"}: ${overrides.map(printRequirement)} -${excludes}`;
		});
		expect(shown).toEqual(["b-b 1.0: c<2 -", "b-b all:  -d"]);
	});

	test("of a file that is no TOML are passed over with a warning", () => {
		write("a/pyproject.toml", "[tool.uv\n");
		expect(find("a")?.shown).toBe("uv.toml");
		expect(warnings).toEqual([
			"`a/pyproject.toml` is passed over in the search for settings: it cannot be read",
		]);
	});

	test.each([
		'constraint-dependencies = ["a=1"]',
		"exclude-dependencies = 1",
		'exclude-dependencies = ["a>1"]',
		'environments = ["nonsense"]',
		"environments = [{}]",
		'exclude-dependencies = [{ package = { name = "a", version = ">1" }, dependencies = [] }]',
		'exclude-dependencies = [{ package = { name = "a" }, dependencies = ["b>1"] }]',
		'exclude-dependencies = [{ package = { name = "a" }, dependencies = [], colour = 1 }]',
		'exclude-dependencies = [{ package = "a", dependencies = [] }]',
		'override-dependencies = [{ package = { name = "a" }, dependencies = ["b @ https://x.org/b.whl"] }]',
	])("are refused where they make no sense: %s", (line) => {
		write("a/pyproject.toml", `[tool.uv]\n${line}`);
		expect(() => find("a")).toThrow(UnreadableProject);
	});
});

import { describe, expect, test } from "bun:test";
import { UnreadableProject } from "../../src/project/project-file.ts";
import { readDependencyTables } from "../../src/project/settings-inputs.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { parseToml } from "../../src/standards/toml.ts";

function read(text: string, isProject = false) {
	const warnings: string[] = [];
	const table = {
		value: parseToml(text) as Record<string, unknown>,
		file: "/a/b/uv.toml",
		isProject,
	};
	const warn = (message: string) => void warnings.push(message);
	return { found: readDependencyTables([table], { cwd: "/a", warn }), warnings };
}

describe("settings for dependencies", () => {
	test("are all lists of requirements, names and markers", () => {
		const [found] = read(`
override-dependencies = ["a==1 ; os_name == 'nt'"]
exclude-dependencies = ["B_c"]
environments = "sys_platform == 'linux'"
required-environments = ["sys_platform == 'linux' and platform_machine == 'arm64'"]`).found;
		expect(found?.shown).toBe("b/uv.toml");
		expect(found?.settings.overrides.map(printRequirement)).toEqual(['a==1 ; os_name == "nt"']);
		expect(found?.settings.excludes).toEqual(["b-c"]);
		expect(found?.settings.environments.map(String)).toEqual(['sys_platform == "linux"']);
		expect(found?.settings.requiredEnvironments).toHaveLength(1);
		expect(found?.settings.constraints).toEqual([]);
	});

	test("may be for the requirements of one package, in any file", () => {
		const [found] = read(`
override-dependencies = ["a", { package = { name = "B_b", version = "1.0" }, dependencies = ["c<2"] }]
exclude-dependencies = [{ package = { name = "b-b" }, dependencies = ["D"] }, "e"]`).found;
		expect(found?.settings.overrides.map(printRequirement)).toEqual(["a"]);
		expect(found?.settings.excludes).toEqual(["e"]);
		const shown = found?.settings.packageRules.map(({ name, version, overrides, excludes }) => {
			return `${name} ${version ?? "all"}: ${overrides.map(printRequirement)} -${excludes}`;
		});
		expect(shown).toEqual(["b-b 1.0: c<2 -", "b-b all:  -d"]);
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
	])("that make no sense are refused, and left out of a project with a warning: %s", (line) => {
		expect(() => read(line)).toThrow(UnreadableProject);
		const { found, warnings } = read(line, true);
		expect(found).toEqual([]);
		expect(warnings).toHaveLength(1);
	});
});

import { expect, test } from "bun:test";
import { resolveDependencyGroup } from "../../src/standards/dependency-groups.ts";
import { InvalidPyproject, isStatic, readPyproject } from "../../src/standards/pyproject.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { parseToml } from "../../src/standards/toml.ts";

const read = (text: string) => readPyproject(parseToml(text));

test("what packaging needs of a project is read", () => {
	const { buildSystem, project, dependencyGroups, tool } = read(`
[build-system]
requires = ["hatchling>=1.2"]
build-backend = "hatchling.build"
backend-path = ["."]
[project]
name = "My_Project"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["requests>2", "tomli; python_version < '3.11'"]
optional-dependencies.Fast_Json = ["orjson"]
[dependency-groups]
test = ["pytest"]
all = [{include-group = "Test"}, "ruff"]
[tool.x]
y = 1
`);
	expect(buildSystem?.requires.map(printRequirement)).toEqual(["hatchling>=1.2"]);
	expect(buildSystem?.buildBackend).toBe("hatchling.build");
	expect(buildSystem?.backendPath).toEqual(["."]);
	expect(project?.name).toBe("my-project");
	expect(project?.version?.toString()).toBe("1.0");
	expect(project?.dependencies.length).toBe(2);
	expect(project?.optionalDependencies.get("fast-json")?.map(printRequirement)).toEqual(["orjson"]);
	expect(resolveDependencyGroup(dependencyGroups, "ALL").map(printRequirement)).toEqual([
		"pytest",
		"ruff",
	]);
	expect(tool).toEqual({ x: { y: 1 } });
});

test("a project is static unless a decisive field is left to the build", () => {
	const dynamic = (field: string, version = "") =>
		read(`[project]\nname = "a"\n${version}\ndynamic = ["${field}"]`).project;
	const classifiers = dynamic("classifiers", 'version = "1"');
	const version = dynamic("version");
	expect(classifiers && isStatic(classifiers)).toBe(true);
	expect(version && isStatic(version)).toBe(false);
	expect(version?.version).toBeUndefined();
});

test("an empty document has no tables", () => {
	const { buildSystem, project, dependencyGroups } = read("");
	expect(buildSystem).toBeUndefined();
	expect(project).toBeUndefined();
	expect(dependencyGroups.size).toBe(0);
});

test.each([
	["[build-system]", "`build-system.requires` is missing"],
	["[build-system]\nrequires = ['a b']", "`build-system.requires[0]` is not valid"],
	["project = 1", "`project` is a number and must be a table"],
	["[project]\nversion = '1'", "`project.name` is missing"],
	["[project]\nname = '-a'\nversion = '1'", "`project.name` is `-a`"],
	["[project]\nname = 'a'", "`project.version` is missing"],
	["[project]\nname = 'a'\nversion = 'x'", "`project.version` is not valid"],
	["[project]\nname = 'a'\nversion = '1'\ndynamic = ['version']", "which is static"],
	[
		"[project]\nname = 'a'\nversion = '1'\ndependencies = 'b'",
		"`project.dependencies` is a string",
	],
	[
		"[project]\nname = 'a'\nversion = '1'\noptional-dependencies = {'A_b' = [], 'a-b' = []}",
		"given twice",
	],
])("%p is refused", (text, reason) => {
	expect(() => read(text)).toThrow(InvalidPyproject);
	expect(() => read(text)).toThrow(reason);
});

test("includes that double at every step are refused before they are done", () => {
	const groups = Array.from(
		{ length: 40 },
		(_, index) =>
			`g${index} = [{include-group = "g${index + 1}"}, {include-group = "g${index + 1}"}]`,
	);
	const { dependencyGroups } = read(`[dependency-groups]\n${groups.join("\n")}\ng40 = []`);
	expect(() => resolveDependencyGroup(dependencyGroups, "g0")).toThrow("it includes too much");
});

test("a cycle of groups is told in full", () => {
	const { dependencyGroups } = read(`
[dependency-groups]
a = [{include-group = "b"}]
b = [{include-group = "a"}]`);
	expect(() => resolveDependencyGroup(dependencyGroups, "a")).toThrow(
		"it includes itself: a → b → a",
	);
});

import { expect, test } from "bun:test";
import { type ExtraSelection, selectExtras } from "../../src/project/select-extras.ts";
import { readPyproject } from "../../src/standards/pyproject.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { parseToml } from "../../src/standards/toml.ts";

const { project } = readPyproject(
	parseToml(`
[project]
name = "My-App"
version = "1"
dependencies = ["base", "my_app[always] ; python_version > '3'"]
[project.optional-dependencies]
always = ["certain ; os_name == 'posix'"]
dev = ["tool"]
all = ["my-app[dev, Loop]"]
loop = ["round", "my-app[loop, all]"]
strict = ["my-app>=2"]
odd = ["my-app[missing]", "my-app"]
`),
);

const ALWAYS = ["base", 'certain ; python_version > "3" and os_name == "posix" (always)'];

const cases: readonly (readonly [ExtraSelection, readonly string[]])[] = [
	[{ all: false, names: [] }, ALWAYS],
	[{ all: false, names: ["dev"] }, [...ALWAYS, "tool (dev)"]],
	[{ all: false, names: ["all"] }, [...ALWAYS, "tool (dev)", "round (loop)"]],
	[{ all: false, names: ["strict"] }, [...ALWAYS, "my-app>=2 (strict)"]],
	[{ all: false, names: ["odd", "unknown"] }, ALWAYS],
];

test.each(cases)("%j", (selection, expected) => {
	if (project === undefined) throw new Error("no project");
	const selected = selectExtras(project, selection).map(({ requirement, extra }) => {
		return printRequirement(requirement) + (extra === undefined ? "" : ` (${extra})`);
	});
	expect(selected).toEqual([...expected]);
});

test("dependencies that name an extra in their marker count where it is active", () => {
	const { project: conditional } = readPyproject(
		parseToml(`
[project]
name = "app"
version = "1"
dependencies = ["base ; sys_platform == 'win32' or extra == 'test'"]
[project.optional-dependencies]
test = []
dev = ["app[test] ; sys_platform == 'darwin'"]
`),
	);
	if (conditional === undefined) throw new Error("no project");
	const texts = (name: string) =>
		selectExtras(conditional, { all: false, names: [name] }).map(({ requirement }) =>
			printRequirement(requirement),
		);
	const always = 'base ; sys_platform == "win32" or extra == "test"';
	expect(texts("test")).toEqual([always, "base"]);
	expect(texts("dev")).toEqual([always, 'base ; sys_platform == "darwin"']);
});

test("all extras are taken in the order of their names", () => {
	if (project === undefined) throw new Error("no project");
	const extras = selectExtras(project, { all: true, names: [] }).map(({ extra }) => extra);
	expect([...new Set(extras)]).toEqual([undefined, "always", "dev", "loop", "strict"]);
});

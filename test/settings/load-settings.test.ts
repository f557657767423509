import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findSettings } from "../../src/settings/find-settings.ts";
import { loadSettings } from "../../src/settings/load-settings.ts";
import type { LoadedSettings } from "../../src/settings/loaded-settings.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "pippin-settings-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What is loaded for a working folder `start`, where the files have these texts. */
function load(name: string, files: Readonly<Record<string, string>>): LoadedSettings {
	for (const [path, text] of Object.entries(files)) {
		const whole = join(root, name, path);
		mkdirSync(dirname(whole), { recursive: true });
		writeFileSync(whole, text);
	}
	const found = findSettings({
		start: join(root, name, "work"),
		variables: { XDG_CONFIG_HOME: join(root, name, "user") },
		hasNoSystemFiles: true,
	});
	if (found === undefined) throw new Error("nothing was found");
	return loadSettings(found);
}

test("constraints, overrides and excludes of all files are told with their places, nearest first", () => {
	const loaded = load("lists", {
		"work/pippin.toml": 'constraint-dependencies = ["a<1"]\n',
		"work/pyproject.toml":
			'[tool.uv]\nconstraint-dependencies = ["b<1"]\noverride-dependencies = ["c==1", { package = { name = "d" }, dependencies = [] }]\n',
		"user/uv/uv.toml": 'constraint-dependencies = ["e<1"]\nexclude-dependencies = ["f"]\n',
	});
	const shown = loaded.dependencies.map(({ value, file, isProject }) => {
		return `${JSON.stringify(value)} ${file.slice(join(root, "lists").length)} ${isProject}`;
	});
	expect(shown).toEqual([
		'{"constraint-dependencies":["a<1"]} /work/pippin.toml false',
		'{"constraint-dependencies":["b<1"],"override-dependencies":["c==1",{"package":{"name":"d"},"dependencies":[]}]} /work/pyproject.toml true',
		'{"constraint-dependencies":["e<1"],"exclude-dependencies":["f"]} /user/uv/uv.toml false',
	]);
	expect(loaded.warnings).toEqual([]);
});

test("a project that is no TOML is told once and passed over", () => {
	const { warnings, values } = load("broken", {
		"work/pyproject.toml": "[tool.uv\n",
		"pyproject.toml": "[tool.uv]\noffline = true\n",
	});
	expect(warnings).toHaveLength(1);
	expect(warnings[0]).toContain("The settings in `");
	expect(values.get("offline")).toMatchObject({ kind: "flag", isOn: true });
});

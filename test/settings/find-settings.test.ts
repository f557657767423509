import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findSettings } from "../../src/settings/find-settings.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "pippin-settings-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ""): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

const places = {
	XDG_CONFIG_HOME: join(root, "user"),
	XDG_CONFIG_DIRS: `relative:${join(root, "first")}:${join(root, "second")}`,
};

/** Every file that was found, below the root. */
function found(start: string, hasNoSystemFiles = false): readonly string[] {
	const answer = findSettings({ start: join(root, start), variables: places, hasNoSystemFiles });
	const { folders, others } = answer ?? { folders: [], others: [] };
	const all = folders.flatMap(({ files, project }) => [
		...files.map(({ path }) => path),
		...(project === undefined ? [] : [project.path]),
	]);
	return [...all, ...others.map(({ path }) => path)].map((path) => path.slice(root.length + 1));
}

test("nothing is found where nothing is", () => {
	mkdirSync(join(root, "empty"));
	const variables = { HOME: join(root, "empty"), XDG_CONFIG_DIRS: join(root, "empty") };
	// `/etc` may have files of its own.
	const search = { start: join(root, "empty"), variables, hasNoSystemFiles: true };
	expect(findSettings(search)).toBeUndefined();
});

test("files are found from the start upwards, then those of the user, then those of the system", () => {
	write("a/b/uv.toml");
	write("a/b/pippin.toml");
	write("a/b/pyproject.toml", "[tool.uv]\n");
	write("a/pyproject.toml", "[tool]\npippin = {}\n");
	write("a/pyproject-other.toml", "[tool.uv]\n");
	write("user/uv/uv.toml");
	write("user/pippin/pippin.toml");
	write("second/uv/uv.toml");
	write("second/pippin/pippin.toml");
	write("first/uv/uv.toml");
	expect(found("a/b")).toEqual([
		"a/b/pippin.toml",
		"a/b/uv.toml",
		"a/b/pyproject.toml",
		"a/pyproject.toml",
		"user/pippin/pippin.toml",
		"user/uv/uv.toml",
		"second/pippin/pippin.toml",
		"first/uv/uv.toml",
	]);
	expect(found("a", true)).toEqual([
		"a/pyproject.toml",
		"user/pippin/pippin.toml",
		"user/uv/uv.toml",
	]);
});

test("where no project has a word of ours there is nothing to read, and a folder of that name is no file", () => {
	write("c/pyproject.toml", "[project]\nname = 'x'\n[tool.ruff]\n");
	mkdirSync(join(root, "c", "uv.toml"));
	const variables = { HOME: join(root, "c") };
	const search = { start: join(root, "c"), variables, hasNoSystemFiles: true };
	expect(findSettings(search)).toBeUndefined();
	write("c/d/pyproject.toml", "[tool]\nuv.offline = true\n");
	const found = findSettings({ ...search, start: join(root, "c", "d") });
	expect(found?.folders.map(({ folder }) => folder.slice(root.length))).toEqual(["/c/d", "/c"]);
});

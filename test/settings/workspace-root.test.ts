import { expect, test } from "bun:test";
import { foldersFromRoot } from "../../src/settings/workspace-root.ts";
import { parseToml } from "../../src/standards/toml.ts";

const MEMBER = "[project]\nname = 'a'\n";

/** Where the way upwards begins for a project below a root that says `workspace`. */
function begins(member: string, workspace: string, path = "/root/packages/a"): string {
	const folder = (at: string, text: string) => ({
		folder: at,
		files: [],
		project: { path: `${at}/pyproject.toml`, text },
	});
	const folders = [folder(path, member), folder("/root", `[tool.uv.workspace]\n${workspace}\n`)];
	const [first] = foldersFromRoot(folders, ({ text }) => parseToml(text));
	return first?.folder ?? "";
}

test.each([
	["members = ['packages/*']", "/root"],
	["members = ['./packages/*/']", "/root"],
	["members = ['**']", "/root"],
	["members = ['packages/?']", "/root"],
	["members = ['packages/[ab]']", "/root"],
	["members = ['p*/a']", "/root"],
	["members = ['packages']", "/root/packages/a"],
	["members = ['*']", "/root/packages/a"],
	["members = ['packages/[b']", "/root/packages/a"],
	["members = ['packagesXa', 'packages.a']", "/root/packages/a"],
	["members = ['packages/*']\nexclude = ['packages/a']", "/root/packages/a"],
	["", "/root/packages/a"],
])("%p: the way begins at %s", (workspace, expected) => {
	expect(begins(MEMBER, workspace)).toBe(expected);
});

test.each([
	["[tool.uv]\n"],
	[`${MEMBER}[tool.uv]\nmanaged = false\n`],
	[`${MEMBER}[tool.uv.workspace]\n`],
])("%p is no member", (member) => {
	expect(begins(member, "members = ['packages/*']")).toBe("/root/packages/a");
});

/** The workspace that a project belongs to: settings of its members are those of its root. */
import { relative } from "node:path";
import { operatingSystem } from "../runtime/this-process.ts";
import type { SettingsFolder } from "./find-settings.ts";
import { ownValue } from "./own-value.ts";

/** Gives a `pyproject.toml` as TOML; undefined where it cannot be read as such. */
export type ReadProject = (project: NonNullable<SettingsFolder["project"]>) => unknown;

/** The folders from the root of the workspace upwards, where the first project is a member of one; else all of them. */
export function foldersFromRoot(
	folders: readonly SettingsFolder[],
	read: ReadProject,
): readonly SettingsFolder[] {
	const first = folders.findIndex(({ project }) => project !== undefined);
	const member = folders[first];
	if (member?.project === undefined) return folders;
	const document = read(member.project);
	if (ownValue(document, "project") === undefined || workspaceOf(document) !== undefined) {
		return folders;
	}
	if (ownValue(toolOf(document), "managed") === false) return folders;
	for (let place = first + 1; place < folders.length; place++) {
		const { folder, project } = folders[place] as SettingsFolder;
		const workspace = project === undefined ? undefined : workspaceOf(read(project));
		if (workspace === undefined) continue;
		const path = relative(folder, member.folder).replaceAll("\\", "/");
		return isMember(workspace, path) ? folders.slice(place) : folders;
	}
	return folders;
}

function toolOf(document: unknown): unknown {
	return ownValue(ownValue(document, "tool"), "uv");
}

function workspaceOf(document: unknown): unknown {
	return ownValue(toolOf(document), "workspace");
}

function isMember(workspace: unknown, path: string): boolean {
	const matches = (key: string): boolean => {
		const globs = ownValue(workspace, key);
		return (
			Array.isArray(globs) &&
			globs.some((glob) => typeof glob === "string" && expressionOf(glob).test(path))
		);
	};
	return matches("members") && !matches("exclude");
}

/** `packages/*`, `libs/**`, `tool-?`, `[ab]`. */
function expressionOf(glob: string): RegExp {
	const plain = glob.replace(/^\.\//, "").replace(/\/+$/, "");
	const source = plain.replace(/\*\*\/?|[*?]|[.+^${}()|\\]/g, (part) => {
		if (part.startsWith("**")) return ".*";
		if (part === "*") return "[^/]*";
		return part === "?" ? "[^/]" : `\\${part}`;
	});
	try {
		return new RegExp(`^${source}$`, operatingSystem() === "win32" ? "i" : "");
	} catch {
		// An open bracket matches nothing.
		return /^\b$/;
	}
}

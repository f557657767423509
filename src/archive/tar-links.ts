/** Links in tar archives: hard links become copies, symbolic links must stay inside and point to a member. */
import { BadArchive, quotedName } from "./bad-archive.ts";

interface Member {
	readonly kind: "file" | "directory" | "symlink";
	readonly path: string;
}

/** Throws unless each symbolic link is relative, stays inside the archive and leads to a file or folder of it that is no link. */
export function checkSymlinks(members: readonly (Member & { readonly target?: string })[]): void {
	const known = kindsByPath(members);
	for (const member of members) {
		if (member.kind !== "symlink") continue;
		const resolved = resolveInside(member.path, member.target ?? "");
		const kind = resolved === undefined ? undefined : known.get(resolved);
		const isAncestor = resolved !== undefined && `${member.path}/`.startsWith(`${resolved}/`);
		if (kind === undefined || kind === "symlink" || isAncestor) {
			throw new BadArchive(
				`the link ${quotedName(member.path)} does not lead to a file or folder of the archive`,
			);
		}
	}
}

/** What every path of the archive is, the folders included that only their members tell of. */
function kindsByPath(members: readonly Member[]): ReadonlyMap<string, Member["kind"]> {
	const known = new Map<string, Member["kind"]>();
	for (const { kind, path } of members) {
		known.set(path, kind);
		for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
			const parent = path.slice(0, slash);
			if (known.has(parent)) break;
			known.set(parent, "directory");
		}
	}
	return known;
}

/** Where a link leads, as a path from the archive's root; `undefined` where it leads out. */
function resolveInside(path: string, target: string): string | undefined {
	if (target === "" || target.startsWith("/") || /[\\:\0]/.test(target)) return undefined;
	const components = path.split("/").slice(0, -1);
	for (const component of target.split("/")) {
		if (component === "..") {
			if (components.pop() === undefined) return undefined;
		} else if (component !== "." && component !== "") {
			components.push(component);
		}
	}
	return components.length === 0 ? undefined : components.join("/");
}

/** One text for all that lies below a folder: paths, kinds, modes and contents. Two that are equal hold the same. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** A line for each entry, sorted by path. The lock file, which every changing command makes, is left out. */
export function treeText(root: string): string {
	return entriesBelow(root, "").sort().join("\n");
}

function entriesBelow(root: string, folder: string): string[] {
	return readdirSync(join(root, folder)).flatMap((name) => {
		const path = folder === "" ? name : `${folder}/${name}`;
		if (path === ".lock") return [];
		const whole = join(root, path);
		const status = lstatSync(whole);
		const mode = (status.mode & 0o7777).toString(8);
		if (status.isSymbolicLink()) return [`${path} link ${readlinkSync(whole)}`];
		if (status.isDirectory()) return [`${path} folder ${mode}`, ...entriesBelow(root, path)];
		const digest = new Bun.CryptoHasher("sha256").update(readFileSync(whole)).digest("hex");
		return [`${path} file ${mode} ${digest}`];
	});
}

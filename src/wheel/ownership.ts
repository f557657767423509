/** Which files belong to distributions that stay. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { errorCode } from "../platform/files.ts";
import { InvalidRecord, parseRecord } from "../standards/record.ts";

export interface OwnershipQuery {
	/** Absolute paths of files. */
	readonly paths: ReadonlySet<string>;
	/** The folders that hold `.dist-info` folders. */
	readonly sites: readonly string[];
	/** Absolute paths of `.dist-info` folders that do not count. */
	readonly except: ReadonlySet<string>;
}

/** More names than this are not looked for one by one. */
const FEW = 32;

/** For each path that a RECORD lists: the name of the `.dist-info` folder. Unreadable RECORDs own nothing. */
export function findOwners(query: OwnershipQuery): ReadonlyMap<string, string> {
	const owners = new Map<string, string>();
	if (query.paths.size === 0) return owners;
	for (const site of new Set(query.sites)) addOwners(owners, query, site);
	return owners;
}

function addOwners(owners: Map<string, string>, query: OwnershipQuery, site: string): void {
	const { paths, except } = query;
	const words = tellingWords(paths, site);
	for (const name of infoFoldersIn(site)) {
		if (except.has(join(site, name))) continue;
		const text = readRecord(join(site, name));
		// Most RECORDs name none of the paths; looking for their first folder is cheaper than reading rows.
		if (words !== undefined && !words.some((word) => text.includes(word))) continue;
		for (const owned of ownedPaths(text, site)) if (paths.has(owned)) owners.set(owned, name);
	}
}

/** What a RECORD must contain to list any of the paths: first folders, or names outside of the site folder. */
function tellingWords(paths: ReadonlySet<string>, site: string): readonly string[] | undefined {
	const words = new Set<string>();
	for (const path of paths) {
		const inside = relative(site, path);
		const slash = inside.indexOf("/");
		if (inside.startsWith("..")) words.add(basename(path));
		else words.add(slash === -1 ? inside : inside.slice(0, slash + 1));
		if (words.size > FEW) return undefined;
	}
	return [...words];
}

function infoFoldersIn(site: string): readonly string[] {
	try {
		return readdirSync(site).filter((name) => name.endsWith(".dist-info"));
	} catch (error) {
		if (errorCode(error) === "ENOENT") return [];
		throw error;
	}
}

function readRecord(infoPath: string): string {
	try {
		return readFileSync(join(infoPath, "RECORD"), "utf8");
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return "";
	}
}

function ownedPaths(text: string, site: string): readonly string[] {
	try {
		return parseRecord(text).map(({ path }) =>
			path.startsWith(".") || path.startsWith("/") ? resolve(site, path) : `${site}/${path}`,
		);
	} catch (error) {
		if (!(error instanceof InvalidRecord)) throw error;
		return [];
	}
}

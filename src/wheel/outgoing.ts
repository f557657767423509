/** What leaves the environment: which paths are renamed away, and what stays although a distribution claims it. */
import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import { hashHex } from "../runtime/hasher.ts";
import type { PlannedDistribution } from "../transaction/plan.ts";
import { planRemovals } from "../transaction/removal-plan.ts";
import { type OutgoingDistribution, readInstalledFiles } from "./installed-files.ts";
import { type KeptFile, type RemovalScope, sortRemovable } from "./removable-files.ts";

/** An installed distribution that does not tell which files are its own. */
export class MissingRecord extends UserError {
	readonly code = "missing-record";
	/** Normalized. */
	readonly distribution: string;

	constructor(distribution: OutgoingDistribution, reason: string) {
		super(`Cannot uninstall \`${distribution.name}\`: ${reason}`, {
			hints: [`Remove \`${distribution.path}\` and the files that belong to it by hand`],
		});
		this.distribution = distribution.name;
	}
}

/** What to do with a distribution that has no list of its files: refuse, or take its metadata out and leave the rest. */
export type RecordPolicy = "refuse" | "quarantine";

export interface Outgoing {
	readonly distributions: readonly PlannedDistribution[];
	/** Absolute, metadata first. */
	readonly removals: readonly string[];
	/** Every file that goes, the metadata's left out. */
	readonly files: ReadonlySet<string>;
	/** New texts of `easy-install.pth` files, by absolute path. */
	readonly rewritten: ReadonlyMap<string, string>;
	readonly kept: readonly KeptFile[];
	/** Names of those of which only the metadata goes. */
	readonly quarantined: readonly string[];
}

/** Decides what goes. Reads, writes nothing. Throws `MissingRecord`. */
export function planOutgoing(
	distributions: readonly OutgoingDistribution[],
	scope: Omit<RemovalScope, "outgoing">,
	policy: RecordPolicy,
): Outgoing {
	const real = distributions.map((one) => ({ ...one, path: realEntry(one.path) }));
	const infoPaths = new Set(real.map(({ path }) => path));
	const claimed = new Set<string>();
	const quarantined: string[] = [];
	const sources = new Map<string, Set<string>>();
	for (const distribution of real) {
		const installed = readInstalledFiles(distribution);
		switch (installed.kind) {
			case "listed":
				for (const file of installed.files) {
					if (!isOwnMetadata(file, distribution.path)) claimed.add(file);
				}
				break;
			case "egg-link": {
				const known = sources.get(installed.easyInstall) ?? new Set();
				sources.set(installed.easyInstall, known.add(installed.source));
				break;
			}
			case "no-record":
				if (policy === "refuse") throw new MissingRecord(distribution, "it has no RECORD file");
				quarantined.push(distribution.name);
				break;
			case "distutils":
				throw new MissingRecord(
					distribution,
					"it was installed by distutils, which keeps no list of files",
				);
		}
	}
	const { files, kept } = sortRemovable(claimed, { ...scope, outgoing: infoPaths });
	const { emptied, rewritten } = withoutLines(sources);
	return {
		distributions: real.map(({ name, version, path }) => ({
			name,
			version,
			digest: digestOf(join(path, "RECORD")),
			infoPath: path,
		})),
		removals: [...infoPaths, ...emptied, ...planRemovals(files, lastingFolders(scope))],
		files: new Set(files),
		rewritten,
		kept,
		quarantined,
	};
}

/** Folders that stay when they are empty: those the environment was made with. */
function lastingFolders({ root, paths }: Omit<RemovalScope, "outgoing">): ReadonlySet<string> {
	const { purelib, platlib, scripts } = paths;
	return new Set([root, purelib, platlib, scripts, join(root, "include")]);
}

function isOwnMetadata(file: string, infoPath: string): boolean {
	return file.startsWith(`${infoPath}/`) || file === infoPath;
}

/** An entry by the real path of its folder; the entry itself may be a link. */
function realEntry(path: string): string {
	return join(realpathSync(dirname(path)), basename(path));
}

function digestOf(path: string): string {
	try {
		return `sha256:${hashHex("sha256", readFileSync(path))}`;
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return "";
	}
}

/** `easy-install.pth` files without the lines of develop installations that go; those left empty go themselves. */
function withoutLines(sources: ReadonlyMap<string, ReadonlySet<string>>): {
	readonly emptied: readonly string[];
	readonly rewritten: ReadonlyMap<string, string>;
} {
	const emptied: string[] = [];
	const rewritten = new Map<string, string>();
	for (const [path, folders] of sources) {
		const text = readIfThere(path);
		if (text === undefined) continue;
		const gone = new Set([...folders].map((folder) => resolve(folder)));
		const lines = text.split("\n").filter((line) => line.trim() !== "");
		const left = lines.filter((line) => !gone.has(resolve(dirname(path), line.trim())));
		if (left.length === 0) emptied.push(path);
		else if (left.length < lines.length) rewritten.set(path, `${left.join("\n")}\n`);
	}
	return { emptied, rewritten };
}

function readIfThere(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (errorCode(error) === "ENOENT") return undefined;
		throw error;
	}
}

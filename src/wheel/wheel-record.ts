/** The RECORD of one installation, where it differs from the one that was made with the image. */
import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { parseRecord, printRecord, type RecordRow } from "../standards/record.ts";
import { type FileGroup, filesOf } from "./install-image.ts";
import { rowFor, sortRows } from "./made-files.ts";
import type { Claim, Omissions } from "./overlaps.ts";
import { type StageLayout, targetFolder } from "./stage-layout.ts";
import type { StagedWheel } from "./staged-wheel.ts";

/** A file that was written for this installation. */
export interface WrittenFile {
	/** Absolute, in the environment. */
	readonly target: string;
	readonly content: string | Uint8Array;
}

export interface RecordInput {
	readonly wheel: StagedWheel;
	readonly layout: StageLayout;
	readonly omissions: Omissions;
	/** Scripts, direct_url.json. */
	readonly written: readonly WrittenFile[];
	/** The content of a target that another wheel brings. */
	readonly contentOf: (claim: Claim) => Pick<RecordRow, "digest" | "size">;
	/** False: without INSTALLER and REQUESTED. */
	readonly hasInstallerMetadata: boolean;
}

/** Whether the RECORD beside the image is the one of this installation. */
export function hasStaticRecord({
	wheel,
	omissions,
	written,
	hasInstallerMetadata,
}: RecordInput): boolean {
	const isPlain = wheel.image.groups.every(({ scheme }) => scheme === "info" || scheme === "root");
	return isPlain && written.length === 0 && omissions.foreign.size === 0 && hasInstallerMetadata;
}

/** The text of RECORD: the rows that are the same everywhere, and before them those that depend on the environment. */
export function recordText(input: RecordInput): string {
	const { image, directory, isRequested } = input.wheel;
	const made = readFileSync(
		`${directory}/made/${isRequested ? "RECORD-requested" : "RECORD"}`,
		"utf8",
	);
	const rows = rowsOfHere(input);
	// The made text may have thousands of rows: it is taken apart only where one of them is not right here.
	if (input.omissions.foreign.size === 0 && input.hasInstallerMetadata) {
		return printRecord(sortRows([...rows.values()])) + made;
	}
	for (const row of parseRecord(made)) {
		const isDropped =
			!input.hasInstallerMetadata && isInstallerMetadata(row.path, image.infoFolder);
		if (!isDropped && !rows.has(row.path)) rows.set(row.path, row);
	}
	return printRecord(sortRows([...rows.values()]));
}

/** Rows that depend on the environment, by path: other schemes, written files, files that another wheel brings. */
function rowsOfHere(input: RecordInput): Map<string, RecordRow> {
	const { wheel, layout, omissions, written, contentOf } = input;
	const site = layout.siteFolder(wheel.image);
	const rows = new Map<string, RecordRow>();
	for (const group of wheel.image.groups) {
		if (group.scheme === "info" || group.scheme === "root") continue;
		for (const row of groupRows(input, group)) rows.set(row.path, row);
	}
	for (const { target, content } of written) {
		const path = recordPath(site, target);
		rows.set(path, rowFor(path, content));
	}
	for (const [target, claim] of omissions.foreign) {
		const path = recordPath(site, target);
		rows.set(path, { path, ...contentOf(claim) });
	}
	return rows;
}

function isInstallerMetadata(path: string, infoFolder: string): boolean {
	return path === `${infoFolder}/INSTALLER` || path === `${infoFolder}/REQUESTED`;
}

function groupRows({ wheel, layout }: RecordInput, group: FileGroup): readonly RecordRow[] {
	const { image } = wheel;
	const digests = image.digests();
	const site = layout.siteFolder(image);
	const root = recordPath(site, targetFolder(layout.folderOf(image, group), ""));
	const prefix = root === "" ? "" : `${root}/`;
	const rows: RecordRow[] = [];
	for (const { number, path } of filesOf(image, group)) {
		rows.push({
			path: prefix + path,
			digest: { algorithm: "sha256", base64: digests[number] ?? "" },
			size: image.sizes[number],
		});
	}
	return rows;
}

/** A path as RECORD writes it: relative to the folder of the `.dist-info`, with `/`. */
function recordPath(site: string, target: string): string {
	const path = relative(site, target);
	return sep === "/" ? path : path.replaceAll(sep, "/");
}

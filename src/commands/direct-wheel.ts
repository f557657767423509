/** A requirement by URL or path, as the wheel or source distribution it leads to. */
import { basename } from "node:path";
import type { DirectFile } from "../distributions/distribution.ts";
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import type { DirectReference } from "../standards/direct-reference.ts";
import {
	InvalidSdistFilename,
	parseSdistFilename,
	parseSdistFilenameOf,
	type SdistFilename,
} from "../standards/sdist-filename.ts";
import { parseWheelFilename } from "../standards/wheel-filename.ts";

/** Something that a later release will do. */
export class NotYet extends UserError {
	readonly code = "not-yet";
}

/** A requirement that leads to a distribution of another project than it names. */
export class WrongProject extends UserError {
	readonly code = "wrong-project";
	override readonly exitStatus = 1;
}

export interface DirectRequirement {
	/** Normalized; `undefined` where the user gave a bare URL or path. */
	readonly name: string | undefined;
	/** A local path is absolute. */
	readonly reference: DirectReference;
	/** As written. */
	readonly given: string;
}

/**
 * The file, known by its name. `hideCredentials` takes user information out of a URL and keeps it where requests find it.
 *
 * @throws NotYet, WrongProject, InvalidWheelFilename
 */
export async function findDirectFile(
	direct: DirectRequirement,
	hideCredentials: (url: string) => Promise<string>,
): Promise<DirectFile> {
	const { name, reference, given } = direct;
	if (reference.kind === "git") throw needsBuild(given, "a git repository needs");
	const filename = reference.kind === "local" ? basename(reference.path) : reference.filename;
	if (!filename.endsWith(".whl")) {
		const sdist = isWhole(reference) ? sdistNamed(filename, name) : undefined;
		if (sdist === undefined) throw needsBuild(given, whyBuilt(reference));
		const facts = {
			name: sdist.name,
			version: sdist.version,
			filename: sdist,
			given,
			digests: reference.hashes,
		};
		return reference.kind === "local"
			? { ...facts, kind: "path-sdist", path: reference.path }
			: { ...facts, kind: "url-sdist", url: await hideCredentials(reference.url) };
	}
	const parsed = parseWheelFilename(filename);
	if (name !== undefined && name !== parsed.name) {
		throw new WrongProject(
			`Cannot use \`${displayText(given)}\` for \`${name}\`: it is a wheel of \`${parsed.name}\``,
		);
	}
	const facts = {
		name: parsed.name,
		version: parsed.version,
		filename: parsed,
		given,
		digests: reference.hashes,
	};
	return reference.kind === "local"
		? { ...facts, kind: "path-wheel", path: reference.path }
		: { ...facts, kind: "url-wheel", url: await hideCredentials(reference.url) };
}

/** A project in a folder of the archive is not what the archive says of itself. */
function isWhole(reference: DirectReference): boolean {
	return !("subdirectory" in reference) || reference.subdirectory === undefined;
}

/** `undefined` where the name of the file does not tell project and version, or names another project. */
function sdistNamed(filename: string, name: string | undefined): SdistFilename | undefined {
	if (name !== undefined) return parseSdistFilenameOf(name, filename);
	try {
		return parseSdistFilename(filename);
	} catch (error) {
		if (error instanceof InvalidSdistFilename) return undefined;
		throw error;
	}
}

function whyBuilt({ kind }: DirectReference): string {
	return kind === "local"
		? "a local project or source distribution needs"
		: "a source distribution needs";
}

/** For whatever has to be built first. */
export function needsBuild(what: string, why: string): NotYet {
	return new NotYet(
		`Cannot install \`${displayText(what)}\`: ${why} a build, which this release does not do yet`,
		{ hints: ["Name a wheel, or a version that has one for this Python and platform"] },
	);
}

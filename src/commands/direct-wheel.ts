/** A requirement by URL or path, as the wheel it leads to. What is no wheel is refused until it can be built. */
import { basename } from "node:path";
import type { PathWheel, UrlWheel } from "../distributions/distribution.ts";
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import type { DirectReference } from "../standards/direct-reference.ts";
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
 * The wheel. `hideCredentials` takes user information out of a URL and keeps it where requests find it.
 *
 * @throws NotYet, WrongProject, InvalidWheelFilename
 */
export async function findDirectWheel(
	{ name, reference, given }: DirectRequirement,
	hideCredentials: (url: string) => Promise<string>,
): Promise<UrlWheel | PathWheel> {
	if (reference.kind === "git") throw needsBuild(given, "a git repository needs");
	const filename = reference.kind === "local" ? basename(reference.path) : reference.filename;
	if (!filename.endsWith(".whl")) {
		throw needsBuild(
			given,
			reference.kind === "local"
				? "a local project or source distribution needs"
				: "a source distribution needs",
		);
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

/** For whatever has to be built first. */
export function needsBuild(what: string, why: string): NotYet {
	return new NotYet(
		`Cannot install \`${displayText(what)}\`: ${why} a build, which this release does not do yet`,
		{ hints: ["Name a wheel, or a version that has one for this Python and platform"] },
	);
}

/** The files of a wheel that are written anew for each environment. */
import { readFileSync } from "node:fs";
import { UserError } from "../errors/user-error.ts";
import type { FileGroup } from "./install-image.ts";
import { filesOf, storePath } from "./install-image.ts";
import { isAsStored } from "./link-files.ts";
import type { Omissions } from "./overlaps.ts";
import { launcherOf, type ScriptInterpreter, withInterpreter } from "./script.ts";
import type { StagedWheel } from "./staged-wheel.ts";

/** A wheel needs a program that cannot be made on this system yet. */
export class UnsupportedScript extends UserError {
	readonly code = "unsupported-script";
}

export interface ScriptFile {
	readonly name: string;
	readonly content: string | Uint8Array;
}

/** The programs of a wheel, or that its store entry was changed. */
export type Scripts =
	| { readonly kind: "scripts"; readonly scripts: readonly ScriptFile[] }
	| { readonly kind: "stale" };

/** Makes the text of every launcher and rewritten script. Throws `UnsupportedScript`. */
export function makeScripts(
	wheel: StagedWheel,
	interpreter: ScriptInterpreter,
	omissions: Omissions,
): Scripts {
	const scripts: ScriptFile[] = [];
	for (const entry of wheel.image.entries) {
		if (omissions.launchers.has(entry.name)) continue;
		const launcher = launcherOf(entry, interpreter);
		if (launcher.kind === "unsupported") {
			throw new UnsupportedScript(
				`Cannot make the script \`${entry.name}\` of \`${wheel.image.name}\`: ${launcher.reason}`,
			);
		}
		scripts.push({ name: entry.name, content: launcher.text });
	}
	const { image, directory } = wheel;
	const rewritten = new Set(image.rewritten);
	const group = image.groups.find(({ scheme }) => scheme === "scripts");
	if (rewritten.size === 0 || group === undefined) return { kind: "scripts", scripts };
	for (const file of filesOf(image, group as FileGroup)) {
		if (!rewritten.has(file.number) || omissions.files.has(file.number)) continue;
		const stored = `${directory}/tree/${storePath(file)}`;
		if (!isAsStored(image, file.number, stored)) return { kind: "stale" };
		scripts.push({ name: file.path, content: withInterpreter(readFileSync(stored), interpreter) });
	}
	return { kind: "scripts", scripts };
}

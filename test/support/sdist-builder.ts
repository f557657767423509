/** Source distributions made on the spot, right in every part unless a test says otherwise. */
import type { IndexFile } from "./index-world.ts";
import { buildTarGz } from "./tar-builder.ts";
import { buildZip } from "./zip-builder.ts";

export interface SdistRecipe {
	readonly name: string;
	readonly version: string;
	/** The folder at the top, where it is not `name-version`. */
	readonly top?: string;
	readonly extension?: ".tar.gz" | ".zip";
	/** Path below the top folder → content. Where nothing is said: a setup.py, and PKG-INFO as it was before 2.2. */
	readonly files?: Readonly<Record<string, string>>;
}

/** PKG-INFO; a build may not change what `lines` say. */
export function pkgInfo(name: string, version: string, lines: readonly string[] = []): string {
	return `${["Metadata-Version: 2.2", `Name: ${name}`, `Version: ${version}`, ...lines].join("\n")}\n`;
}

export function buildSdist({ name, version, ...recipe }: SdistRecipe): Uint8Array {
	const top = recipe.top ?? `${name}-${version}`;
	const legacy = `Metadata-Version: 1.2\nName: ${name}\nVersion: ${version}\n`;
	const files = recipe.files ?? { "setup.py": "", "PKG-INFO": legacy };
	const members = Object.entries(files).map(([path, data]) => ({ name: `${top}/${path}`, data }));
	return recipe.extension === ".zip" ? buildZip(members) : buildTarGz(members);
}

/** The file as an index lists it. */
export function sdistIndexFile(recipe: SdistRecipe, more: Partial<IndexFile> = {}): IndexFile {
	return {
		filename: `${recipe.name}-${recipe.version}${recipe.extension ?? ".tar.gz"}`,
		bytes: buildSdist(recipe),
		version: recipe.version,
		...more,
	};
}

/** A file of the loopback index, from the recipe of its wheel. */
import type { IndexFile } from "./index-world.ts";
import { buildWheel, metadataText, type WheelRecipe, wheelFileName } from "./wheel-builder.ts";

/** The wheel with everything an index says of it; `more` changes what is said. */
export function indexFile(recipe: WheelRecipe, more: Partial<IndexFile> = {}): IndexFile {
	return {
		filename: wheelFileName(recipe),
		bytes: buildWheel(recipe),
		version: recipe.version,
		metadata: metadataText(recipe),
		...(recipe.requiresPython === undefined ? {} : { requiresPython: recipe.requiresPython }),
		...more,
	};
}

/** `sha256:…` of the wheel. */
export function wheelHash(recipe: WheelRecipe): string {
	const digest = new Bun.CryptoHasher("sha256").update(buildWheel(recipe)).digest("hex");
	return `sha256:${digest}`;
}

/** A folder with environments and stores, each under a name that nothing had before, for the tests of one file. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ChangeTarget } from "../../src/wheel/apply-changes.ts";
import type { WheelRecipe } from "./wheel-builder.ts";
import { makeTarget, storeWheel, temporaryFolder } from "./wheel-store.ts";

export class WheelGround implements Disposable {
	readonly folder: string = temporaryFolder();
	private count = 0;

	[Symbol.dispose](): void {
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** A new environment without distributions. */
	newTarget(): ChangeTarget {
		return makeTarget(this.newPath("env"));
	}

	/** The wheel in a store of its own. */
	store(recipe: WheelRecipe): ReturnType<typeof storeWheel> {
		return storeWheel(this.newPath("store"), recipe);
	}

	newPath(name: string): string {
		this.count += 1;
		return join(this.folder, `${name}-${this.count}`);
	}
}

/** A path below the site-packages folder of an environment. */
export function site(target: ChangeTarget, ...parts: readonly string[]): string {
	return join(target.paths.purelib, ...parts);
}

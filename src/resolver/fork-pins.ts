/** Versions that were chosen before, in an older answer or in a fork that was solved earlier; each for some environments. */
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import type { ForkScope } from "./fork-scope.ts";

interface ForkPin {
	readonly version: Version;
	readonly environments: MarkerTree;
}

export class ForkPins {
	readonly #pins: Map<string, ForkPin[]> = new Map();

	add(name: string, version: Version, environments: MarkerTree): void {
		const pins = this.#pins.get(name);
		if (pins === undefined) this.#pins.set(name, [{ version, environments }]);
		else pins.push({ version, environments });
	}

	/** Those of the fork's own environments first, then the others; of each the newest first. */
	for(name: string, scope: ForkScope): readonly Version[] {
		const pins = (this.#pins.get(name) ?? []).toSorted((a, b) => b.version.compare(a.version));
		const isNear = ({ environments }: ForkPin): boolean => scope.overlaps(environments);
		return [...pins.filter(isNear), ...pins.filter((pin) => !isNear(pin))].map(
			({ version }) => version,
		);
	}
}

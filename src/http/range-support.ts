/** What each origin makes of byte ranges, learned once and kept by the caller for as long as it likes. */

/** `suffix`: also counts from the end. `explicit`: only from the start. `none`: sends whole files or lies. */
export type RangeAbility = "unknown" | "suffix" | "explicit" | "none";

export class RangeSupport {
	readonly #abilities = new Map<string, RangeAbility>();

	of(url: string): RangeAbility {
		return this.#abilities.get(new URL(url).origin) ?? "unknown";
	}

	learn(url: string, ability: RangeAbility): void {
		this.#abilities.set(new URL(url).origin, ability);
	}
}

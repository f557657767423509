/** Reading parsed TOML whose shape nobody has checked. */

/** What a table says itself of a key, not what every object inherits; undefined also where it is no table. */
export function ownValue(value: unknown, key: string): unknown {
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
	return (value as Record<string, unknown>)[key];
}

/** Markers as compiled files spell them: `python_full_version < '3.15'`. Pure. */
import type { Marker } from "../standards/marker.ts";
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import { VersionRange } from "../standards/version-range.ts";

/** With single quotes and without `python_version`. The meaning is that of the marker. */
export function spellMarker(marker: Marker): string {
	return `${marker}`
		.replace(/python_version (==|!=) "(\d+\.\d+)"/g, 'python_full_version $1 "$2.*"')
		.replace(/\bpython_version\b/g, "python_full_version")
		.replace(/"([^"']*)"/g, "'$1'");
}

/** The marker for Pythons from this version on; `undefined` where it holds for all of them. */
export function spellFrom(tree: MarkerTree, python: Version): string | undefined {
	const marker = tree.simplifyForPython(VersionRange.atLeast(python)).toMarker();
	return marker === undefined ? undefined : spellMarker(marker);
}

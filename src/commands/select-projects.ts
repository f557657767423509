/** Words that name projects for an option, in their order. */
import type { ProjectSelection } from "../resolver/manifest.ts";

/** From `--no-binary`, `--only-binary` and their like: `:all:`, `:none:` (takes back what stands before it), names. */
export function selectProjects(
	values: readonly string[],
	normalize: (name: string) => string,
): ProjectSelection {
	let all = false;
	let names = new Set<string>();
	for (const value of values) {
		if (value === ":all:") all = true;
		else if (value === ":none:") {
			all = false;
			names = new Set();
		} else names.add(normalize(value));
	}
	return { all, names };
}

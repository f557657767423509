/** `pip show`: what is known of installed packages. */
import type { ShownEntry } from "../commands/pip-show.ts";

/** One block for each, `---` between them; without a final newline. */
export function showDistributions(distributions: readonly ShownEntry[]): string {
	return distributions.map(showOne).join("\n---\n");
}

function showOne(distribution: ShownEntry): string {
	const { name, version, location, editableLocation, requires, requiredBy, files } = distribution;
	return [
		`Name: ${name}`,
		`Version: ${version}`,
		`Location: ${location}`,
		...(editableLocation === undefined ? [] : [`Editable project location: ${editableLocation}`]),
		`Requires: ${requires.join(", ")}`.trimEnd(),
		`Required-by: ${requiredBy.join(", ")}`.trimEnd(),
		...(files === undefined ? [] : ["Files:", ...files.map((file) => `  ${file}`)]),
	].join("\n");
}

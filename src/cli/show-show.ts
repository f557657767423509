/** `pip show`: what is known of installed packages. */

export interface ShownDistribution {
	readonly name: string;
	readonly version: string;
	/** The site-packages folder. */
	readonly location: string;
	readonly editableLocation?: string;
	/** Names of what it requires here and now, sorted. */
	readonly requires: readonly string[];
	readonly requiredBy: readonly string[];
	/** With `--files`: the paths of RECORD. */
	readonly files?: readonly string[];
}

/** One block for each, `---` between them; without a final newline. */
export function showDistributions(distributions: readonly ShownDistribution[]): string {
	return distributions.map(showOne).join("\n---\n");
}

function showOne(distribution: ShownDistribution): string {
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

/** `pip list`: a table, requirements, or JSON. */

export interface ListedDistribution {
	/** Normalised. */
	readonly name: string;
	readonly version: string;
	/** With `--outdated`: what the index has. */
	readonly latest?: { readonly version: string; readonly kind: "wheel" | "sdist" };
	/** The folder of an editable project. */
	readonly editableLocation?: string;
}

export type ListFormat = "columns" | "freeze" | "json";

/** The text without a final newline; empty for an empty table, `[]` for empty JSON. Rows stay in the order given. */
export function showList(distributions: readonly ListedDistribution[], format: ListFormat): string {
	switch (format) {
		case "columns":
			return showColumns(distributions);
		case "freeze":
			return distributions.map(({ name, version }) => `${name}==${version}`).join("\n");
		case "json":
			return JSON.stringify(distributions.map(jsonEntry));
	}
}

function jsonEntry({ name, version, latest, editableLocation }: ListedDistribution): object {
	return {
		name,
		version,
		...(latest === undefined
			? {}
			: { latest_version: latest.version, latest_filetype: latest.kind }),
		...(editableLocation === undefined ? {} : { editable_project_location: editableLocation }),
	};
}

/** The columns for newer versions and for editable projects are there only where a row fills them. */
function showColumns(distributions: readonly ListedDistribution[]): string {
	if (distributions.length === 0) return "";
	const hasLatest = distributions.some(({ latest }) => latest !== undefined);
	const hasEditable = distributions.some(({ editableLocation }) => editableLocation !== undefined);
	const header = [
		"Package",
		"Version",
		...(hasLatest ? ["Latest", "Type"] : []),
		...(hasEditable ? ["Editable project location"] : []),
	];
	const rows = distributions.map(({ name, version, latest, editableLocation }) => [
		name,
		version,
		...(hasLatest ? [latest?.version ?? "", latest?.kind ?? ""] : []),
		...(hasEditable ? [editableLocation ?? ""] : []),
	]);
	const widths = header.map((title, column) =>
		rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
	);
	const dashes = widths.map((width) => "-".repeat(width));
	return [header, dashes, ...rows]
		.map((row) =>
			row
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join(" ")
				.trimEnd(),
		)
		.join("\n");
}

/** Who asked for a package, as the comments of a requirements file name it. Pure. */
import type { InputRequirement, Origin } from "../resolver/manifest.ts";

/** How an input was given; also the order in which they are told. */
const FLAGS = ["-c", "--override", "-r"] as const;

export type SourceFlag = (typeof FLAGS)[number];

interface Source {
	/** Files before projects before groups before settings. */
	readonly rank: number;
	readonly text: string;
}

/** `-c FILE`, `--override FILE`, `-r FILE`, `project (pyproject.toml)`: each once, in their order. `shown`: how files are named. */
export function tellSources(
	inputs: readonly { readonly flag: SourceFlag; readonly input: InputRequirement }[],
	shown: (file: string) => string,
): readonly string[] {
	return FLAGS.flatMap((flag) => {
		const told = inputs
			.filter((one) => one.flag === flag)
			.flatMap(({ input }) => sourceOf(input.origin, flag, shown) ?? [])
			.sort((a, b) => a.rank - b.rank || compareTexts(a.text, b.text));
		return [...new Set(told.map(({ text }) => text))];
	});
}

/** Standard input has no name worth telling, and a script is not read again. */
function sourceOf(
	origin: Origin,
	flag: SourceFlag,
	shown: (file: string) => string,
): Source | undefined {
	if (typeof origin === "string" || "build" in origin) return undefined;
	if ("settings" in origin) return { rank: 3, text: `${flag} (workspace)` };
	if ("line" in origin) {
		const isUntold = origin.file === "-" || origin.isScript === true;
		return isUntold ? undefined : { rank: 0, text: `${flag} ${shown(origin.file)}` };
	}
	const { project, group } = origin;
	const file = shown(origin.file);
	const place = group === undefined ? `(${file})` : `(${file}:${group})`;
	const text = project === undefined ? place : `${project} ${place}`;
	return { rank: group === undefined ? 1 : 2, text };
}

function compareTexts(left: string, right: string): number {
	return left < right ? -1 : Number(left > right);
}

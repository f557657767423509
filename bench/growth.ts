/** How the time of `pip compile` grows with the number of requirements: ours alone, over projects that are made up. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshPath, type Ground, variables } from "./ground.ts";
import { startIndexProcess } from "./index-process.ts";
import { measure, measurePeak, median } from "./measure.ts";
import { openTools, type Tool } from "./tools.ts";

const COUNTS: readonly number[] = [100, 1000, 10_000];
const ROUNDS = 3;

export const GROWTH_NAME = "compile growth";

interface Growth {
	/** Milliseconds: with an empty cache, with a warm one, and with a warm one for all platforms. */
	readonly cold: number;
	readonly warm: number;
	readonly universal: number;
	/** Bytes, of a warm compile. */
	readonly peak: number;
}

async function measureCount(count: number, ground: Ground): Promise<Growth> {
	const index = await startIndexProcess("synthetic-index.ts", [`${count}`]);
	const { uv, pip, python } = ground.preparation;
	const [pippin] = openTools({ uv, pip, indexUrl: index.url }) as [Tool];
	const input = join(ground.place.folder, `growth-${count}.in`);
	writeFileSync(input, Array.from({ length: count }, (_, place) => `p${place}\n`).join(""));
	const cache = freshPath(ground.place, "growth");
	const words = [...(pippin.compile(input) ?? []), "--no-annotate", "--python", python];
	const options = { env: variables(pippin, cache), cwd: ground.place.folder };
	const wallOf = (more: readonly string[] = []): number => {
		const { wall, stdout } = measure([...words, ...more], options);
		const pins = stdout.split("\n").filter((line) => line.startsWith("p")).length;
		if (pins !== count) throw new Error(`${pins} pins of ${count}`);
		return wall;
	};
	const rounds = (more: readonly string[]): number =>
		median(Array.from({ length: ROUNDS }, () => wallOf(more)));
	const cold = wallOf();
	const growth = {
		cold,
		warm: rounds([]),
		universal: rounds(["--universal"]),
		peak: measurePeak(python, words, options),
	};
	await index.stop();
	rmSync(cache, { recursive: true, force: true });
	return growth;
}

/** Measures and prints a line for each number of requirements. */
export async function printGrowth(ground: Ground): Promise<void> {
	console.log(
		`\n${GROWTH_NAME}, ${ground.place.name}: milliseconds (and for each package)\n` +
			["packages", "cold", "warm", "universal", "peak MB"].map((one) => one.padStart(18)).join(""),
	);
	for (const count of COUNTS) {
		const { cold, warm, universal, peak } = await measureCount(count, ground);
		const cells = [cold, warm, universal].map((wall) =>
			`${wall.toFixed(0)} (${(wall / count).toFixed(3)})`.padStart(18),
		);
		const megabytes = (peak / 1e6).toFixed(0).padStart(18);
		console.log(`${count}`.padStart(18) + cells.join("") + megabytes);
	}
}

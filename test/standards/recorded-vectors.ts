/** Recorded answers of PyPA `packaging`. They live beside the project; where they are absent the tests say so. */
import { existsSync, readFileSync } from "node:fs";

const FOLDER = "../shared/vectors";

/** One recorded call. */
export interface Vector {
	readonly id?: string;
	readonly op: string;
	readonly args: readonly unknown[];
	/** Of packaging-vectors.json. */
	readonly expect?: unknown;
	/** Of spec-vectors.json. */
	readonly result?: { readonly ok?: unknown; readonly error?: string };
	/** Releases of the oracle disagree. */
	readonly unstable?: unknown;
	/** Where uv is known or suspected to differ. */
	readonly flags?: readonly string[];
}

/** The cases of a file for these operations; prints why there are none where the file is absent. */
export function readVectors(file: string, operations?: ReadonlySet<string>): readonly Vector[] {
	const path = `${FOLDER}/${file}`;
	if (!existsSync(path)) {
		console.log(`skipped: ${path} is not there`);
		return [];
	}
	const { vectors } = JSON.parse(readFileSync(path, "utf8")) as { vectors: readonly Vector[] };
	return operations === undefined ? vectors : vectors.filter(({ op }) => operations.has(op));
}

/** What a run over vectors found. */
export interface Tally {
	readonly passed: number;
	readonly failed: readonly string[];
	readonly flagged: number;
	readonly disagreements: number;
}

/** Runs `holds` on every case; those that are unstable or flagged are counted apart. */
export function tally(vectors: readonly Vector[], holds: (vector: Vector) => boolean): Tally {
	let passed = 0;
	let flagged = 0;
	let disagreements = 0;
	const failed: string[] = [];
	for (const vector of vectors) {
		const isFlagged = vector.unstable !== undefined || vector.flags !== undefined;
		const isRight = holds(vector);
		if (isFlagged) {
			flagged++;
			if (!isRight) disagreements++;
		} else if (isRight) passed++;
		else failed.push(`${vector.id ?? vector.op} ${JSON.stringify(vector.args).slice(0, 300)}`);
	}
	return { passed, failed, flagged, disagreements };
}

/** One line for the log: `N of N hold; flagged or unstable: M, of which D answered otherwise`. */
export function describeTally(
	name: string,
	{ passed, failed, flagged, disagreements }: Tally,
): string {
	return `${name}: ${passed} of ${passed + failed.length} hold; flagged or unstable: ${flagged}, of which ${disagreements} answered otherwise`;
}

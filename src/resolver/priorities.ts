/** Which project is decided first. See docs/resolution.md#priority. */
import type { PackageId } from "../solver/dependency-provider.ts";
import type { SolverPackage } from "./solver-package.ts";

/** Smaller comes first. A project never moves back. */
const BANDS = { direct: 0, pinned: 1, sooner: 2, later: 3, plain: 4 } as const;

export type Band = keyof typeof BANDS;

const PLACES_OF_PACKAGES = 2 ** 24;
const PLACES_OF_PROJECTS = 2 ** 26;

interface Standing {
	band: Band;
	/** How many projects were named before. */
	readonly order: number;
}

export class Priorities {
	readonly #standings: Map<string, Standing>;

	/** None yet, or those of another solve. */
	constructor(from?: Priorities) {
		const standings = from === undefined ? [] : from.#standings;
		this.#standings = new Map(Array.from(standings, ([name, known]) => [name, { ...known }]));
	}

	/** A project is named; the first call fixes its place in the order. */
	name(project: string, band: Band): void {
		const standing = this.#standings.get(project);
		if (standing === undefined) {
			this.#standings.set(project, { band, order: this.#standings.size });
		} else if (band !== "plain" && BANDS[band] < BANDS[standing.band]) standing.band = band;
	}

	/**
	 * True where that changes the project's priority. A direct URL counts for more, and a pin for more than being moved
	 * forward; but a project that somebody pinned on the way can be decided too early all the same.
	 */
	reorder(project: string, place: "sooner" | "later"): boolean {
		const standing = this.#standings.get(project);
		if (standing === undefined) return false;
		// What was moved forward is never put back: two projects would change places for ever.
		const movable: readonly Band[] = place === "sooner" ? ["plain", "later"] : ["plain", "pinned"];
		if (!movable.includes(standing.band)) return false;
		standing.band = place;
		return true;
	}

	/** Smaller is sooner. The extras of a project come before the project itself, which they bring along. */
	of(id: PackageId, solverPackage: SolverPackage): number {
		if (solverPackage.kind === "root") return -1;
		const standing = this.#standings.get(solverPackage.name);
		const { band, order } = standing ?? { band: "plain", order: PLACES_OF_PROJECTS - 1 };
		const place = solverPackage.kind === "extra" ? id : PLACES_OF_PACKAGES - 1;
		return (BANDS[band] * PLACES_OF_PROJECTS + order) * PLACES_OF_PACKAGES + place;
	}
}

/** Solves of changed manifests, no more than a failure is worth. See docs/resolution.md#why-there-is-none. */
import type { Distribution } from "../distributions/distribution.ts";
import { UserError } from "../errors/user-error.ts";
import type { Manifest } from "./manifest.ts";
import type { Answer, MetadataAnswer, PackageSource, ProjectAnswer } from "./package-source.ts";
import type { ResolutionOutcome } from "./resolution-outcome.ts";
import { resolve } from "./resolve.ts";

/** So many versions may be looked at in all trials together. */
const MOST_LOOKED_AT = 4000;

/** So many of one project in one trial: what is found after more is too old to be wanted, and slow to find. */
const MOST_OF_ONE = 64;

/** A trial became too long. */
class TooLong extends Error {}

/** Tries manifests on a source until so many versions were looked at. */
export class Trials {
	readonly #source: CountingSource;

	constructor(source: PackageSource) {
		this.#source = new CountingSource(source);
	}

	/** Undefined where it takes too long, or fails in another way than by being unsatisfiable. */
	async run(manifest: Manifest): Promise<ResolutionOutcome | undefined> {
		try {
			this.#source.begin();
			return await resolve(manifest, this.#source);
		} catch (error) {
			if (error instanceof TooLong || error instanceof UserError) return undefined;
			throw error;
		}
	}
}

class CountingSource implements PackageSource {
	readonly #source: PackageSource;
	readonly #looked: Map<string, number> = new Map();
	#left = MOST_LOOKED_AT;

	constructor(source: PackageSource) {
		this.#source = source;
	}

	/** Another trial. */
	begin(): void {
		this.#looked.clear();
	}

	project(name: string): Answer<ProjectAnswer> {
		return this.#source.project(name);
	}

	metadata(distribution: Distribution): Answer<MetadataAnswer> {
		const { name } = distribution;
		const looked = this.#looked.get(name) ?? 0;
		if (this.#left === 0 || looked === MOST_OF_ONE) throw new TooLong();
		this.#left--;
		this.#looked.set(name, looked + 1);
		return this.#source.metadata(distribution);
	}

	expect(names: readonly string[]): void {
		this.#source.expect(names);
	}

	expectMetadata(distribution: Distribution): void {
		this.#source.expectMetadata(distribution);
	}

	/** Nothing of a trial is installed. */
	expectFile(): void {}
}

/** Keeps what is told about downloads until its time has come: a list of stages reads best in one order. */
import type { ProgressEvent, Reporter } from "./reporter.ts";

/** Passes everything on, but for what happens between `hold` and `release`. */
export class HeldReporter implements Reporter {
	readonly #reporter: Reporter;
	#held: ProgressEvent[] | undefined;

	constructor(reporter: Reporter) {
		this.#reporter = reporter;
	}

	report(event: ProgressEvent): void {
		if (this.#held === undefined) this.#reporter.report(event);
		else this.#held.push(event);
	}

	/** From now on events wait. */
	hold(): void {
		this.#held ??= [];
	}

	/** Tells what has waited, in its order. */
	release(): void {
		const held = this.#held ?? [];
		this.#held = undefined;
		for (const event of held) this.#reporter.report(event);
	}
}

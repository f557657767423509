/**
 * Wheels that will be needed whatever the resolver answers, since the user pins them: they are fetched and unpacked while
 * it still asks. Without these hints the network would be full first and the processors afterwards.
 */
import { distributionId, type RegistryWheel } from "../distributions/distribution.ts";
import type { HeldReporter } from "../progress/held-reporter.ts";
import type { WheelFetcher } from "./wheel-fetcher.ts";
import { MEMORY_WHEEL_SIZE } from "./wheel-sink.ts";

/** At the same time; the resolver's own questions go first through the same connections. */
const MOST_FETCHED = 4;

export class EarlyWheels {
	readonly #fetcher: WheelFetcher;
	/** What the fetcher tells; it waits until the resolver is done. */
	readonly #reporter: HeldReporter;
	readonly #waiting = new Map<string, RegistryWheel>();
	readonly #known = new Set<string>();
	#running = 0;
	#isOver = false;

	constructor(fetcher: WheelFetcher, reporter: HeldReporter) {
		this.#fetcher = fetcher;
		this.#reporter = reporter;
	}

	/** The wheel is fetched soon, if it is one that passes through memory: a large one leaves a file behind where all fails. */
	expect(wheel: RegistryWheel): void {
		const id = distributionId(wheel);
		const isSmall = wheel.size !== undefined && wheel.size <= MEMORY_WHEEL_SIZE;
		if (this.#isOver || !isSmall || this.#known.has(id)) return;
		this.#known.add(id);
		this.#waiting.set(id, wheel);
		this.#startNext();
	}

	/** The resolver is done: no more is started, and what was held back is told. */
	end(): void {
		this.#isOver = true;
		this.#waiting.clear();
		this.#reporter.release();
	}

	/** The largest first, which take longest to unpack. */
	#startNext(): void {
		const [largest] = [...this.#waiting].sort(
			([, left], [, right]) => (right.size ?? 0) - (left.size ?? 0),
		);
		if (largest === undefined || this.#running >= MOST_FETCHED) return;
		const [id, wheel] = largest;
		this.#waiting.delete(id);
		this.#running += 1;
		this.#reporter.hold();
		this.#fetcher
			.fetch(wheel)
			// Who asks in earnest is given the same failure.
			.catch(() => undefined)
			.finally(() => {
				this.#running -= 1;
				this.#startNext();
			});
	}
}

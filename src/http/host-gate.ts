/** Lets so many requests through at a time, in all and to each origin, and none to an origin that asked for a pause. */
import { Limit } from "../platform/limit.ts";
import type { Clock } from "./clock.ts";

export class HostGate {
	readonly #clock: Clock;
	readonly #all: Limit;
	readonly #perHost: number;
	readonly #hosts = new Map<string, Limit>();
	readonly #closedUntil = new Map<string, number>();

	constructor(limits: { all: number; perHost: number }, clock: Clock) {
		this.#all = new Limit(limits.all);
		this.#perHost = limits.perHost;
		this.#clock = clock;
	}

	/** Runs `work` when there is room and the origin is open. */
	run<Value>(
		origin: string,
		work: () => Promise<Value>,
		signal: AbortSignal | undefined,
	): Promise<Value> {
		const host = this.#hostLimit(origin);
		return host.run(async () => {
			await this.#untilOpen(origin, signal);
			return this.#all.run(work);
		});
	}

	/** Sends nothing new to the origin for so many milliseconds. */
	close(origin: string, milliseconds: number): void {
		const until = this.#clock.now() + milliseconds;
		if (until > (this.#closedUntil.get(origin) ?? 0)) this.#closedUntil.set(origin, until);
	}

	async #untilOpen(origin: string, signal: AbortSignal | undefined): Promise<void> {
		for (;;) {
			const wait = (this.#closedUntil.get(origin) ?? 0) - this.#clock.now();
			if (wait <= 0) return;
			await this.#clock.sleep(wait, signal);
		}
	}

	#hostLimit(origin: string): Limit {
		const known = this.#hosts.get(origin);
		if (known !== undefined) return known;
		const limit = new Limit(this.#perHost);
		this.#hosts.set(origin, limit);
		return limit;
	}
}

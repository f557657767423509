/** Ends an exchange in which nothing, or next to nothing, arrives. */
import type { Clock } from "./clock.ts";
import { HttpFault } from "./http-fault.ts";
import type { HttpSettings } from "./http-settings.ts";

export class Watchdog {
	readonly #clock: Clock;
	readonly #settings: HttpSettings;
	readonly #abort: (reason: HttpFault) => void;
	#lastByte: number;
	#windowStart: number;
	#windowBytes = 0;
	#isInBody = false;
	#cancel: () => void;

	/** Begins to watch. */
	constructor(clock: Clock, settings: HttpSettings, abort: (reason: HttpFault) => void) {
		this.#clock = clock;
		this.#settings = settings;
		this.#abort = abort;
		this.#lastByte = clock.now();
		this.#windowStart = this.#lastByte;
		this.#cancel = clock.after(settings.idleTimeout, () => this.#check());
	}

	/** Something arrived. */
	saw(bytes: number): void {
		this.#lastByte = this.#clock.now();
		this.#windowBytes += bytes;
	}

	/** The body begins: waiting for the head does not count against its rate. */
	startBody(): void {
		this.#lastByte = this.#clock.now();
		this.#windowStart = this.#lastByte;
		this.#windowBytes = 0;
		this.#isInBody = true;
	}

	stop(): void {
		this.#cancel();
	}

	// Runs only now and then: each byte moves a number, no timer.
	#check(): void {
		const { idleTimeout, minimumRate, rateWindow } = this.#settings;
		const now = this.#clock.now();
		const idle = now - this.#lastByte;
		if (idle >= idleTimeout) {
			const reason = `nothing arrived for ${seconds(idleTimeout)}`;
			this.#abort(new HttpFault("stalled", { reason }));
			return;
		}
		const window = now - this.#windowStart;
		if (window >= rateWindow) {
			if (this.#isInBody && (this.#windowBytes * 1000) / window < minimumRate) {
				const reason = `less than ${minimumRate} bytes a second arrived for ${seconds(rateWindow)}`;
				this.#abort(new HttpFault("slow", { reason }));
				return;
			}
			this.#windowStart = now;
			this.#windowBytes = 0;
		}
		const next = Math.min(idleTimeout - idle, this.#windowStart + rateWindow - now);
		this.#cancel = this.#clock.after(Math.max(1, Math.ceil(next)), () => this.#check());
	}
}

function seconds(milliseconds: number): string {
	return milliseconds === 1000 ? "1 second" : `${milliseconds / 1000} seconds`;
}

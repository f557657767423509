/** Collects a body in memory. */
import type { BodySink } from "./http-request.ts";

/** Above this, a body grows piece by piece: nobody is believed who announces it. */
const LARGEST_RESERVATION = 1024 * 1024 * 1024;

export class MemorySink implements BodySink {
	#total: number | undefined;
	#whole: Uint8Array | undefined;
	#parts: Uint8Array[] = [];
	#length = 0;

	start(total: number | undefined): void {
		this.#total = total !== undefined && total <= LARGEST_RESERVATION ? total : undefined;
		this.#whole = undefined;
		this.#parts = [];
		this.#length = 0;
	}

	write(chunk: Uint8Array): void {
		if (this.#total === undefined) this.#parts.push(chunk);
		else if (this.#length === 0 && chunk.length === this.#total) this.#whole = chunk;
		else {
			this.#whole ??= new Uint8Array(this.#total);
			this.#whole.set(chunk, this.#length);
		}
		this.#length += chunk.length;
	}

	/** Everything since the last start. */
	bytes(): Uint8Array {
		if (this.#whole !== undefined) return this.#whole.subarray(0, this.#length);
		const [only] = this.#parts;
		if (only !== undefined && this.#parts.length === 1) return only;
		const whole = new Uint8Array(this.#length);
		let offset = 0;
		for (const part of this.#parts) {
			whole.set(part, offset);
			offset += part.length;
		}
		return whole;
	}
}

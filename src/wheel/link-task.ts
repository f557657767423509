/** The "link" task of background threads: the same loop as the calling thread's, on the same counter. */
import { adoptFaultCounter } from "../platform/fault-switch.ts";
import { errorCode } from "../platform/files.ts";
import { decodeInstallImage } from "./install-image.ts";
import {
	Linker,
	type LinkJob,
	type LinkMode,
	type LinkTally,
	type LinkUnit,
} from "./link-files.ts";

export interface LinkPayload {
	readonly sources: readonly {
		/** The encoded image. */
		readonly bytes: Uint8Array;
		readonly directory: string;
		readonly targets: readonly string[];
		readonly omitted: ReadonlySet<number>;
	}[];
	readonly units: readonly LinkUnit[];
	readonly next: SharedArrayBuffer;
	readonly mode: LinkMode;
	/** From `faultCounter()`. */
	readonly faults: SharedArrayBuffer | undefined;
}

export type LinkResult =
	| { readonly kind: "linked"; readonly tally: LinkTally }
	/** The system refused; `code` is its own, such as `ENOSPC`. */
	| { readonly kind: "refused"; readonly code: string; readonly message: string };

/** Takes units until there are none. */
export function linkTask(payload: LinkPayload): LinkResult {
	adoptFaultCounter(payload.faults);
	const job: LinkJob = {
		sources: payload.sources.map(({ bytes, ...source }) => {
			const image = decodeInstallImage(bytes);
			if (image === undefined) throw new Error("an image changed on the way between threads");
			return { ...source, image };
		}),
		units: payload.units,
		next: new Int32Array(payload.next),
		mode: payload.mode,
	};
	const linker = new Linker(job);
	try {
		while (linker.runNext());
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined || !(error instanceof Error)) throw error;
		return { kind: "refused", code, message: error.message };
	}
	return { kind: "linked", tally: linker.tally() };
}

/** The payload for another thread. */
export function linkPayload(job: LinkJob, faults: SharedArrayBuffer | undefined): LinkPayload {
	return {
		sources: job.sources.map(({ image, directory, targets, omitted }) => ({
			bytes: image.bytes,
			directory,
			targets,
			omitted,
		})),
		units: job.units,
		next: job.next.buffer,
		mode: job.mode,
		faults,
	};
}

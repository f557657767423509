/** Where a wheel goes while it arrives: into memory, or into a file once it is large. */
import type { UnpackSource } from "../archive/unpack-task.ts";
import type { Cache } from "../cache/cache.ts";
import type { BodySink } from "../http/http-request.ts";
import { MemorySink } from "../http/memory-sink.ts";
import { type GrowingFile, openGrowingFile, removeFileIfThere } from "../platform/files.ts";
import type { DigestVerifier } from "./verify-digests.ts";

/** Wheels of up to so many bytes are unpacked from memory. */
export const MEMORY_WHEEL_SIZE: number = 32 * 1024 * 1024;

export interface WheelSinkOptions {
	readonly cache: Cache;
	/** Is given every byte; starts over with the body. */
	readonly verifier: DigestVerifier;
	/** Called when a body begins for the first time, with its size where that is known. */
	readonly onStart?: (total: number | undefined) => void;
	/** Bytes that stay in memory; `MEMORY_WHEEL_SIZE` unless told. */
	readonly memorySize?: number;
}

/** Takes one wheel. Dispose of it when the wheel is unpacked: a file that was made goes with it. */
export class WheelSink implements BodySink, Disposable {
	readonly #options: WheelSinkOptions;
	readonly #memorySize: number;
	#memory: MemorySink | undefined;
	#size = 0;
	#draft: { readonly path: string; readonly file: GrowingFile } | undefined;
	#hasStarted = false;

	constructor(options: WheelSinkOptions) {
		this.#options = options;
		this.#memorySize = options.memorySize ?? MEMORY_WHEEL_SIZE;
	}

	start(total: number | undefined): void {
		if (!this.#hasStarted) this.#options.onStart?.(total);
		this.#hasStarted = true;
		this.#options.verifier.startOver();
		this.#draft?.file.startOver();
		this.#size = 0;
		this.#memory = undefined;
		if (this.#draft !== undefined) return;
		if (total !== undefined && total > this.#memorySize) this.#openDraft();
		else {
			this.#memory = new MemorySink();
			this.#memory.start(total);
		}
	}

	write(chunk: Uint8Array): void {
		this.#options.verifier.update(chunk);
		this.#size += chunk.length;
		if (this.#memory !== undefined && this.#size > this.#memorySize) this.#spill(this.#memory);
		if (this.#memory === undefined) this.#draft?.file.append(chunk);
		else this.#memory.write(chunk);
	}

	/** The whole wheel, when all of it has arrived. Nothing is to be written afterwards. */
	source(): UnpackSource {
		if (this.#memory !== undefined) return { kind: "bytes", bytes: this.#memory.bytes() };
		if (this.#draft === undefined) throw new Error("a wheel was asked for before it arrived");
		this.#draft.file.close();
		return { kind: "path", path: this.#draft.path };
	}

	[Symbol.dispose](): void {
		if (this.#draft === undefined) return;
		this.#draft.file.close();
		removeFileIfThere(this.#draft.path);
		this.#draft = undefined;
	}

	#spill(memory: MemorySink): void {
		this.#openDraft().append(memory.bytes());
		this.#memory = undefined;
	}

	#openDraft(): GrowingFile {
		const path = this.#options.cache.makeDraft();
		const file = openGrowingFile(path);
		this.#draft = { path, file };
		return file;
	}
}

/** Deflate, gzip and zstd, whole buffers at a time. Every function throws an `Error` on damaged or cut input. */
import { builtin, bun } from "./detect.ts";

/** Inflates a raw deflate stream that is known to hold exactly `size` bytes; throws where it holds more or fewer. */
export function inflateRaw(data: Uint8Array, size: number): Uint8Array {
	// One byte of room beyond the promise shows a stream that is longer than it claims.
	const inflated = builtin("node:zlib").inflateRawSync(data, {
		chunkSize: Math.max(64, size + 1),
		maxOutputLength: size + 1,
	});
	if (inflated.length !== size) {
		throw new Error(
			`the compressed data holds ${inflated.length} bytes where ${size} were announced`,
		);
	}
	return inflated;
}

/** Inflates a gzip file of one or more members; throws beyond `limit` bytes and where the end is missing. */
export function gunzip(data: Uint8Array, limit: number): Uint8Array {
	return builtin("node:zlib").gunzipSync(data, { maxOutputLength: limit });
}

/** Inflates a small gzip body, such as an index page, at the least start-up cost. */
export function gunzipBody(data: Uint8Array<ArrayBuffer>, limit: number): Uint8Array {
	if (bun === undefined) return gunzip(data, limit);
	const inflated = bun.gunzipSync(data);
	if (inflated.length > limit)
		throw new Error(`the compressed data holds more than ${limit} bytes`);
	return inflated;
}

/** Inflates a zstd frame that is known to hold exactly `size` bytes. */
export function unzstd(data: Uint8Array<ArrayBuffer>, size: number): Uint8Array {
	const inflated =
		bun === undefined
			? builtin("node:zlib").zstdDecompressSync(data, { maxOutputLength: size + 1 })
			: bun.zstdDecompressSync(data);
	if (inflated.length !== size) {
		throw new Error(
			`the compressed data holds ${inflated.length} bytes where ${size} were announced`,
		);
	}
	return inflated;
}

/** Compresses with gzip; for tests and small records. */
export function gzip(data: Uint8Array<ArrayBuffer>): Uint8Array {
	return bun === undefined ? builtin("node:zlib").gzipSync(data) : bun.gzipSync(data);
}

/** Deflate, gzip and zstd, whole buffers at a time. Every function throws an `Error` on damaged or cut input. */
import { builtin, bun } from "./detect.ts";
import { crc32 } from "./hasher.ts";

/** What an archive announces of the bytes that come out. */
export interface Announced {
	readonly size: number;
	readonly crc32: number;
}

/** Node's and Bun's answer to `info: true`, which their types do not know. */
interface Counted {
	readonly buffer: Uint8Array;
	readonly engine: { readonly bytesWritten: number };
}

/**
 * Deflate makes at most 1032 bytes of one, and libdeflate's binding cannot be told when to stop: up to
 * here a stream that lies about its size costs 64 MiB before it is found out.
 */
const LARGEST_WRAPPED = 64 * 1024;
const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";
const WRAP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
const WRAP_TRAILER_SIZE = 8;
let wrapper: Uint8Array<ArrayBuffer> | undefined;

/**
 * Inflates a raw deflate stream. Throws unless all of `data` is one stream and what comes out has the
 * announced size and CRC.
 */
export function inflateRaw(data: Uint8Array, announced: Announced): Uint8Array {
	// Empty files are many, and their stream is always this one.
	if (announced.size === 0 && data.length === 2 && data[0] === 3 && data[1] === 0) {
		return new Uint8Array(0);
	}
	const inflated = inflateWrapped(data, announced) ?? inflateCounted(data, announced.size);
	if (inflated.length !== announced.size) throw sizeError(inflated.length, announced.size);
	if (crc32(inflated) !== announced.crc32) throw new Error("its checksum is another");
	return inflated;
}

/** The answer to `info: true`; failures in our words. */
function counted(limit: number, work: () => unknown): Counted {
	try {
		return work() as Counted;
	} catch (error) {
		const isLonger = error instanceof Error && "code" in error && error.code === TOO_LARGE;
		throw new Error(isLonger ? `it holds more than ${limit} bytes` : "its stream is broken", {
			cause: error,
		});
	}
}

function sizeError(size: number, announced: number): Error {
	return new Error(`it holds ${size} bytes where ${announced} were announced`);
}

/** By zlib, which can be stopped and says how much it read. */
function inflateCounted(data: Uint8Array, size: number): Uint8Array {
	// One byte of room beyond the promise shows a stream that is longer than it claims.
	const { inflateRawSync } = builtin("node:zlib");
	const { buffer, engine } = counted(size, () =>
		inflateRawSync(data, {
			chunkSize: Math.max(64, size + 1),
			maxOutputLength: size + 1,
			info: true,
		}),
	);
	if (engine.bytesWritten !== data.length) throw trailingError();
	return buffer;
}

function trailingError(): Error {
	return new Error("something follows the end of its stream");
}

/**
 * By libdeflate, which is faster where it knows the size beforehand: from the end of a gzip file. So the
 * stream is dressed as one. A stream that ends early brings its own end record in the bytes that
 * follow; with the right size and CRC it equals ours, so ours must be the first of its kind.
 * `undefined` where that cannot be told, or this way is not open.
 */
function inflateWrapped(data: Uint8Array, announced: Announced): Uint8Array | undefined {
	if (bun === undefined || data.length > LARGEST_WRAPPED) return undefined;
	wrapper ??= new Uint8Array(WRAP_HEADER.length + LARGEST_WRAPPED + WRAP_TRAILER_SIZE);
	const end = WRAP_HEADER.length + data.length;
	wrapper.set(WRAP_HEADER);
	wrapper.set(data, WRAP_HEADER.length);
	const view = new DataView(wrapper.buffer);
	view.setUint32(end, announced.crc32, true);
	view.setUint32(end + 4, announced.size, true);
	const wrapped = wrapper.subarray(0, end + WRAP_TRAILER_SIZE);
	if (indexOfBytes(wrapped, { from: WRAP_HEADER.length, at: end }) !== end) return undefined;
	try {
		return bun.gunzipSync(wrapped, { library: "libdeflate" });
	} catch {
		// It does not say what is wrong; zlib does.
		return undefined;
	}
}

/** Where the bytes that start at `at` are found first, looking from `from` on. */
function indexOfBytes(bytes: Uint8Array, { from, at }: { from: number; at: number }): number {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	return buffer.indexOf(buffer.subarray(at), from);
}

/** Inflates a gzip file of one or more members; throws beyond `limit` bytes, where the end is missing and where something follows it. */
export function gunzip(data: Uint8Array, limit: number): Uint8Array {
	const { gunzipSync } = builtin("node:zlib");
	const { buffer, engine } = counted(limit, () =>
		gunzipSync(data, { maxOutputLength: limit, info: true }),
	);
	if (engine.bytesWritten !== data.length) throw trailingError();
	return buffer;
}

/**
 * The same for a small body, such as an index page, at the least start-up cost. The limit is looked at when all is
 * inflated: hand over only what is small enough to be inflated whole.
 */
export function gunzipBody(data: Uint8Array<ArrayBuffer>, limit: number): Uint8Array {
	if (bun === undefined) return gunzip(data, limit);
	const inflated = bun.gunzipSync(data);
	// Bun stops after the first member. Where that was not all, the trailer at the end is another one's.
	const trailer = new DataView(data.buffer, data.byteOffset + data.length - WRAP_TRAILER_SIZE);
	const isWhole =
		trailer.getUint32(4, true) === inflated.length &&
		trailer.getUint32(0, true) === crc32(inflated) &&
		inflated.length <= limit;
	return isWhole ? inflated : gunzip(data, limit);
}

/** Unpacks one zstd frame. Throws unless all of `data` belongs to them and `size` bytes come out. */
export function unzstd(data: Uint8Array, size: number): Uint8Array {
	const { zstdDecompressSync } = builtin("node:zlib");
	const { buffer, engine } = counted(size, () =>
		zstdDecompressSync(data, { maxOutputLength: size + 1, info: true }),
	);
	if (engine.bytesWritten !== data.length) throw trailingError();
	if (buffer.length !== size) throw sizeError(buffer.length, size);
	return buffer;
}

/** Compresses with gzip; for tests and small records. */
export function gzip(data: Uint8Array<ArrayBuffer>): Uint8Array {
	return bun === undefined ? builtin("node:zlib").gzipSync(data) : bun.gzipSync(data);
}

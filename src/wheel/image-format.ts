/**
 * An install image as bytes: a fixed head, numbers, then texts. Reading it splits nothing: names and digests
 * stay two strings until somebody needs them, so that a hundred images are read in a millisecond or two.
 *
 * head: 16 bytes magic with the format's number, then six 32-bit numbers: CRC-32 of all that follows,
 * number of files, bytes of the header, of the names, of the digests, and zero.
 */
import { crc32 } from "../runtime/hasher.ts";

const MAGIC = "pippin image 01\n";
const HEAD = 40;

/** The parts of an image's file. */
export interface ImageParts {
	/** JSON. */
	readonly header: string;
	/** One name for each file, each ended by a newline. */
	readonly names: string;
	/** One digest for each file, each ended by a newline. */
	readonly digests: string;
	/** Bytes. */
	readonly sizes: Float64Array;
	/** Milliseconds since 1970, as the file system tells them. */
	readonly modified: Float64Array;
}

export function encodeImage(parts: ImageParts): Uint8Array {
	const encoder = new TextEncoder();
	const texts = [parts.header, parts.names, parts.digests].map((text) => encoder.encode(text));
	const count = parts.sizes.length;
	const length = texts.reduce((sum, text) => sum + text.length, HEAD + count * 16);
	const bytes = new Uint8Array(length);
	new Float64Array(bytes.buffer, HEAD, count).set(parts.sizes);
	new Float64Array(bytes.buffer, HEAD + count * 8, count).set(parts.modified);
	let offset = HEAD + count * 16;
	for (const text of texts) {
		bytes.set(text, offset);
		offset += text.length;
	}
	bytes.set(encoder.encode(MAGIC));
	const lengths = texts.map((text) => text.length);
	const numbers = new Uint32Array(bytes.buffer, MAGIC.length, 6);
	numbers.set([0, count, ...lengths, 0]);
	numbers[0] = crc32(bytes.subarray(MAGIC.length + 4));
	return bytes;
}

/** The parts, or `undefined` for bytes that are cut, changed, or of another format. */
export function decodeImage(given: Uint8Array): ImageParts | undefined {
	if (given.length < HEAD) return undefined;
	// Views of numbers need an address that is a multiple of eight.
	const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given);
	const decoder = new TextDecoder();
	if (decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined;
	const head = new Uint32Array(bytes.buffer, bytes.byteOffset + MAGIC.length, 6);
	const [crc = 0, count = 0, header = 0, names = 0, digests = 0] = head;
	const start = HEAD + count * 16;
	if (bytes.length !== start + header + names + digests) return undefined;
	if (crc !== crc32(bytes.subarray(MAGIC.length + 4))) return undefined;
	const namesStart = start + header;
	const digestsStart = namesStart + names;
	return {
		header: decoder.decode(bytes.subarray(start, namesStart)),
		names: decoder.decode(bytes.subarray(namesStart, digestsStart)),
		digests: decoder.decode(bytes.subarray(digestsStart)),
		sizes: new Float64Array(bytes.buffer, bytes.byteOffset + HEAD, count),
		modified: new Float64Array(bytes.buffer, bytes.byteOffset + HEAD + count * 8, count),
	};
}

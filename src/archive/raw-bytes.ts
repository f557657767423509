/** Numbers as ZIP writes them, little end first, and text. Reads out of range give 0, so check lengths first. */

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text, or `undefined` where the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
	try {
		return decoder.decode(bytes);
	} catch {
		return undefined;
	}
}

export function readUint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

export function readUint32(bytes: Uint8Array, at: number): number {
	return (readUint16(bytes, at) | (readUint16(bytes, at + 2) << 16)) >>> 0;
}

/** Exact up to 2^53; beyond it some larger number, which no size or offset check lets pass. */
export function readUint64(bytes: Uint8Array, at: number): number {
	return readUint32(bytes, at) + readUint32(bytes, at + 4) * 0x1_0000_0000;
}

/** Whether two ranges hold the same bytes. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
	if (left.length !== right.length) return false;
	for (let index = 0; index < left.length; index += 1) {
		if (left[index] !== right[index]) return false;
	}
	return true;
}

/** The bytes of a requirements file as text: UTF-8, or what a byte order mark says. */

/** The text without its mark; `undefined` where the bytes are not of that encoding. */
export function decodeText(bytes: Uint8Array): string | undefined {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return decodeAs("utf-16le", bytes.subarray(2));
	if (first === 0xfe && second === 0xff)
		return decodeAs("utf-16le", withBytesSwapped(bytes.subarray(2)));
	return decodeAs("utf-8", bytes);
}

function decodeAs(encoding: "utf-8" | "utf-16le", bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch (error) {
		if (error instanceof TypeError) return undefined;
		throw error;
	}
}

/** Not every runtime decodes the big-endian form. */
function withBytesSwapped(bytes: Uint8Array): Uint8Array {
	const swapped = new Uint8Array(bytes.length);
	for (let index = 0; index < bytes.length; index++) swapped[index ^ 1] = bytes[index] ?? 0;
	return swapped;
}

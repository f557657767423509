/** One member of a well-formed zip file, for a server that trusts its own recordings. */
import { inflateRawSync } from "node:zlib";

/** The bytes of the first member whose name matches. */
export function parseZipMember(
	data: Uint8Array<ArrayBuffer>,
	name: RegExp,
): Uint8Array<ArrayBuffer> {
	const view = new DataView(data.buffer, data.byteOffset, data.length);
	let end = data.length - 22;
	while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
	let position = view.getUint32(end + 16, true);
	for (let count = view.getUint16(end + 10, true); count > 0; count -= 1) {
		const nameLength = view.getUint16(position + 28, true);
		const text = new TextDecoder().decode(data.subarray(position + 46, position + 46 + nameLength));
		if (name.test(text)) return readMember(data, view, position);
		position +=
			46 + nameLength + view.getUint16(position + 30, true) + view.getUint16(position + 32, true);
	}
	throw new Error(`no member matches ${name}`);
}

function readMember(
	data: Uint8Array<ArrayBuffer>,
	view: DataView,
	position: number,
): Uint8Array<ArrayBuffer> {
	const compressed = view.getUint32(position + 20, true);
	const local = view.getUint32(position + 42, true);
	const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
	const bytes = data.subarray(start, start + compressed);
	return view.getUint16(position + 10, true) === 0 ? bytes : new Uint8Array(inflateRawSync(bytes));
}

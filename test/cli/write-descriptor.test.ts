import { expect, test } from "bun:test";
import { OutputFailed, writeDescriptor } from "../../src/cli/write-descriptor.ts";

function failure(code: string): NodeJS.ErrnoException {
	return Object.assign(new Error(code), { code });
}

test("writeDescriptor goes on after a partial write and after EAGAIN", () => {
	const received: number[] = [];
	let calls = 0;
	const outcome = writeDescriptor(1, "grüße", (_descriptor, bytes, offset) => {
		calls++;
		if (calls === 2) throw failure("EAGAIN");
		const end = Math.min(bytes.length, offset + 3);
		received.push(...bytes.slice(offset, end));
		return end - offset;
	});
	expect(outcome).toBe("written");
	expect(new TextDecoder().decode(new Uint8Array(received))).toBe("grüße");
	expect(calls).toBe(4);
});

test.each(["EPIPE", "EBADF"])("writeDescriptor is quiet about %p", (code) => {
	const outcome = writeDescriptor(1, "x", () => {
		throw failure(code);
	});
	expect(outcome).toBe("closed");
});

test("writeDescriptor says what is wrong with a full disk", () => {
	const write = () =>
		writeDescriptor(1, "x", () => {
			throw failure("ENOSPC");
		});
	expect(write).toThrow(OutputFailed);
	expect(write).toThrow("Cannot write to standard output: ENOSPC");
});

test("writeDescriptor gives up on standard error in silence", () => {
	const outcome = writeDescriptor(2, "x", () => {
		throw failure("ENOSPC");
	});
	expect(outcome).toBe("closed");
});

test("writeDescriptor does not hide mistakes", () => {
	expect(() =>
		writeDescriptor(1, "x", () => {
			throw new TypeError("a mistake");
		}),
	).toThrow(TypeError);
});

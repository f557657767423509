/** Answers each message with what it can tell of it. */
import { serveMessages } from "../../../src/runtime/worker-thread.ts";

interface Message {
	readonly text?: string;
	readonly memory?: SharedArrayBuffer;
	readonly bytes?: Uint8Array;
}

serveMessages((message, reply) => {
	const { text, memory, bytes } = message as Message;
	if (memory !== undefined) Atomics.store(new Int32Array(memory), 0, 42);
	reply({ text: text?.toUpperCase() ?? null, bytes: bytes === undefined ? null : [...bytes] });
});

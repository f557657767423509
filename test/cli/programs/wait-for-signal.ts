/** Waits to be interrupted, for interrupts.test.ts. */
import { listenForSignals, onInterrupt } from "../../../src/cli/interrupts.ts";

listenForSignals({
	onFailure: (error) => console.log(`failed: ${String(error)}`),
	onEnd: () => console.log("end"),
});
const forget = onInterrupt(() => console.log("forgotten"));
onInterrupt(async () => {
	await Promise.resolve();
	console.log("first hook");
});
onInterrupt(() => {
	throw new Error("of the second hook");
});
onInterrupt(() => console.log("third hook"));
forget();
console.log("ready");
process.stdin.resume();

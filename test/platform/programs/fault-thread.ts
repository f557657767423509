/** The thread of `fault-steps.ts`. */
import { adoptFaultCounter } from "../../../src/platform/fault-switch.ts";
import { errorCode, writeNewFile } from "../../../src/platform/files.ts";

interface Order {
	readonly root: string;
	readonly counter: SharedArrayBuffer | undefined;
}

const scope = globalThis as unknown as {
	onmessage: (event: MessageEvent<Order>) => void;
	postMessage(message: readonly string[]): void;
};

scope.onmessage = ({ data }) => {
	adoptFaultCounter(data.counter);
	try {
		writeNewFile(`${data.root}/thread`, "x");
		scope.postMessage([]);
	} catch (error) {
		scope.postMessage([`thread:${errorCode(error)}`]);
	}
};

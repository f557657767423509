/** A thread that runs the "unpack" task for tests. */
import { parentPort } from "node:worker_threads";
import { type UnpackPayload, unpackTask } from "../../src/archive/unpack-task.ts";

parentPort?.on("message", (payload: UnpackPayload) => {
	parentPort?.postMessage(unpackTask(payload));
});

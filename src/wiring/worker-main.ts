/** What a background thread runs: one task at a time, by name. An entry of the build. */
import { serveMessages } from "../runtime/worker-thread.ts";
import type { ThreadReply, ThreadRequest } from "./thread-pool.ts";

async function perform({ name, payload }: ThreadRequest): Promise<unknown> {
	switch (name) {
		case "unpack":
			return (await import("../archive/unpack-task.ts")).unpackTask(payload as never);
		case "unpack-wheel":
			return (await import("../wheel/unpack-wheel-task.ts")).unpackWheelTask(payload as never);
		case "link":
			return (await import("../wheel/link-task.ts")).linkTask(payload as never);
	}
}

serveMessages((message, reply) => {
	const request = message as ThreadRequest;
	const { id } = request;
	perform(request).then(
		(value) => reply({ id, kind: "done", value } satisfies ThreadReply),
		(error: unknown) => {
			const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
			reply({ id, kind: "threw", stack } satisfies ThreadReply);
		},
	);
});

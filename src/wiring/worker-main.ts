/** What a background thread runs: one task at a time, by name. An entry of the build. */
import type { TaskName } from "../platform/background.ts";
import { serveMessages } from "../runtime/worker-thread.ts";
import type { ThreadReply } from "./thread-pool.ts";

interface Request {
	readonly name: TaskName;
	readonly payload: unknown;
}

async function perform({ name, payload }: Request): Promise<unknown> {
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
	perform(message as Request).then(
		(value) => reply({ kind: "done", value } satisfies ThreadReply),
		(error: unknown) => {
			const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
			reply({ kind: "threw", stack } satisfies ThreadReply);
		},
	);
});

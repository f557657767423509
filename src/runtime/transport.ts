/**
 * One HTTP exchange, as bare as the runtime allows: no redirects, no decompression, no cookies, no policy.
 * Everything that decides lives in `http/`. Bun's side is its `fetch`; Node's is `node:http`, because Node's
 * `fetch` takes a cut gzip body for a whole one and cannot be told to leave a body as it came.
 */
import { bun } from "./detect.ts";
import type { TransportRequest, TransportResponse } from "./transport-request.ts";

/**
 * Sends a GET request and waits for the head of the answer.
 *
 * @throws TransportFault from here and from reading the body; the signal's reason where it was aborted.
 */
export async function send(request: TransportRequest): Promise<TransportResponse> {
	if (bun !== undefined) {
		const { sendByFetch } = await import("./fetch-transport.ts");
		return sendByFetch(bun, request);
	}
	const { sendByNode } = await import("./node-transport.ts");
	return sendByNode(request);
}

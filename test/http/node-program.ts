/** Run by Node: fetches each URL of its argument with a client of its own and prints what came of it as JSON. */
import { openTestClient, type TestClientOptions } from "./test-client.ts";

interface Task {
	readonly name: string;
	readonly url: string;
	readonly options?: TestClientOptions;
	readonly range?: { readonly suffix: number };
}

const tasks = JSON.parse(process.argv[2] ?? "[]") as readonly Task[];
const results: Record<string, string> = {};
for (const { name, url, options, range } of tasks) {
	const { client } = openTestClient({ settings: { retries: 0 }, ...options });
	try {
		const answer = await client.get(url, range === undefined ? {} : { range });
		if (answer.kind === "offline") results[name] = "offline";
		else {
			const text = Buffer.from(answer.body).toString("latin1").slice(0, 40);
			const certainty = answer.isLengthKnown ? "" : ", unsure";
			results[name] = `${answer.status} ${answer.body.length}${certainty} ${text}`.trim();
		}
	} catch (error) {
		results[name] = String((error as { code?: string }).code ?? error);
	}
}
console.log(JSON.stringify(results));
process.exit(0);

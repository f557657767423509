/**
 * Runs the tests and ends with one line `N passed, N failed`. Without `--live` everything that needs
 * only loopback; with it the tests that need the public index (`*.live.test.ts`).
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, tool } from "./run.ts";

const isLive = process.argv.includes("--live");

function testFiles(): readonly string[] {
	const all = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" });
	return all
		.filter((file) => file.endsWith(".test.ts") && file.endsWith(".live.test.ts") === isLive)
		.sort()
		.map((file) => `./test/${file}`);
}

/** The sum of the numbers before `word` on the runner's closing lines. */
function countOf(output: string, word: string): number {
	const lines = output.matchAll(new RegExp(`^ *(\\d+) ${word}$`, "gm"));
	return [...lines].reduce((sum, match) => sum + Number(match[1]), 0);
}

async function runTests(files: readonly string[]): Promise<{ status: number; output: string }> {
	const child = Bun.spawn(
		[tool("bun"), "test", "--timeout", isLive ? "900000" : "120000", ...files],
		{
			cwd: ROOT,
			stdin: "ignore",
			stdout: "inherit",
			stderr: "pipe",
		},
	);
	const chunks: string[] = [];
	const decoder = new TextDecoder();
	for await (const chunk of child.stderr) {
		const text = decoder.decode(chunk, { stream: true });
		chunks.push(text);
		process.stderr.write(text);
	}
	return { status: await child.exited, output: chunks.join("") };
}

const files = testFiles();
const { status, output } = files.length === 0 ? { status: 1, output: "" } : await runTests(files);
const passed = countOf(output, "pass");
const failed = countOf(output, "fail") + countOf(output, "errors?");
const isGreen = status === 0 && failed === 0 && passed > 0;
// A runner that died without counting is a failure too.
console.log(`${passed} passed, ${isGreen ? 0 : Math.max(1, failed)} failed`);
process.exit(isGreen ? 0 : 1);

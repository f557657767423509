/** The gate that needs no build: format and lint, types, pure types, architecture, unused code. All run, then it fails if any did. */
import { runForStatus, tool } from "./run.ts";

const STEPS: readonly (readonly string[])[] = [
	[tool("biome"), "ci", "--error-on-warnings", "."],
	[tool("tsc"), "--noEmit"],
	[tool("tsc"), "-p", "tsconfig.pure.json"],
	[tool("bun"), "test", "./test/architecture.test.ts"],
	[tool("knip")],
];

const failures: string[] = [];
for (const step of STEPS) {
	const name = step.join(" ").replace(/^\S*\//, "");
	console.log(`> ${name}`);
	if ((await runForStatus(step)) !== 0) failures.push(name);
}
for (const failure of failures) console.error(`failed: ${failure}`);
if (failures.length > 0) process.exit(1);
console.log(`all ${STEPS.length} checks hold`);

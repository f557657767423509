/** Each call that changes a file while an environment is made or replaced is killed or fails, once. */
import { expect, test } from "bun:test";
import { execFile } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createEnvironment } from "../../src/environment/create-environment.ts";
import { FakeMachine, fakeInterpreter } from "./fake-machine.ts";

function make(path: string): void {
	createEnvironment({ path, interpreter: fakeInterpreter(), existing: "clear" });
}

const program = (path: string): string => `
	import { createEnvironment } from ${JSON.stringify(resolve("src/environment/create-environment.ts"))};
	import { fakeInterpreter } from ${JSON.stringify(resolve("test/environment/fake-machine.ts"))};
	createEnvironment({ path: ${JSON.stringify(path)}, interpreter: fakeInterpreter(), existing: "clear" });
`;

function run(path: string, fault: string): Promise<void> {
	const env = { PATH: "/usr/bin:/bin", PIPPIN_INTERNAL_FAULT: fault };
	return new Promise((done) => {
		execFile(process.execPath, ["-e", program(path)], { env }, () => done());
	});
}

/** All that is below a folder; the state of a whole environment is one such text. */
function tree(root: string, below = ""): string {
	return readdirSync(join(root, below))
		.sort()
		.map((name) => {
			const place = join(below, name);
			const entry = lstatSync(join(root, place));
			if (entry.isDirectory()) return `${place}/\n${tree(root, place)}`;
			if (entry.isSymbolicLink()) return `${place} -> ${readlinkSync(join(root, place))}\n`;
			return `${place} ${readFileSync(join(root, place), "utf8").length}\n`;
		})
		.join("");
}

async function traceLength(machine: FakeMachine, path: string): Promise<number> {
	const trace = join(machine.root, "trace");
	await run(path, `TRACE@${trace}`);
	return readFileSync(trace, "utf8").trimEnd().split("\n").length;
}

test("an environment that is replaced is absent, old or whole after any fault, and the next attempt leaves no debris", async () => {
	using machine = new FakeMachine();
	const count = await (async () => {
		const path = join(machine.folder("measure"), "env");
		make(path);
		machine.file("measure/env/old", "");
		return traceLength(machine, path);
	})();
	expect(count).toBeGreaterThan(40);
	const faults: string[] = [];
	for (let call = 1; call <= count; call++)
		faults.push(`KILL@${call}`, `${call % 2 === 0 ? "ENOSPC" : "EIO"}@${call}`);
	const seen = { absent: 0, old: 0, whole: 0 };
	const point = async (fault: string) => {
		const folder = machine.folder(fault.replace("@", "-"));
		const path = join(folder, "env");
		make(path);
		const whole = tree(path);
		machine.file(`${fault.replace("@", "-")}/env/old`, "");
		const old = tree(path);
		await run(path, fault);
		const state = existsSync(path) ? tree(path) : "";
		if (state === "") seen.absent += 1;
		else if (state === old) seen.old += 1;
		else if (state === whole) seen.whole += 1;
		// While the old one is being removed it lies aside, so whatever else is found at the place is torn.
		else throw new Error(`torn after ${fault}:\n${state}`);
		make(path);
		expect(tree(path)).toBe(whole);
		expect(readdirSync(folder)).toEqual(["env"]);
	};
	const queue = [...faults];
	const worker = async () => {
		for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) await point(fault);
	};
	await Promise.all([worker(), worker(), worker()]);
	console.log(`venv sweep: ${faults.length} points, torn 0, ${JSON.stringify(seen)}`);
	expect(seen.absent + seen.old + seen.whole).toBe(faults.length);
	expect(seen.old).toBeGreaterThan(count);
	expect(seen.whole).toBeGreaterThan(0);
}, 60_000);

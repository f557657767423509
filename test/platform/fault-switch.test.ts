import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = mkdtempSync(join(tmpdir(), "pippin-fault-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));
const PROGRAM = new URL("programs/fault-steps.ts", import.meta.url).pathname;

/** Calls in order: mkdir, create, write, link, rename, then create and write in the other thread, then unlink. */
async function run(fault: string): Promise<string> {
	const folder = mkdtempSync(join(ROOT, "run-"));
	const child = Bun.spawn([process.execPath, PROGRAM, folder], {
		env: { PATH: process.env["PATH"] ?? "", PIPPIN_INTERNAL_FAULT: fault },
		stdout: "pipe",
		stderr: "inherit",
	});
	const text = await new Response(child.stdout).text();
	await child.exited;
	return String(child.signalCode ?? text.trim());
}

test("without a fault nothing is refused, and a fault that is out of reach refuses nothing", async () => {
	expect(await Promise.all([run(""), run("ENOSPC@1000"), run("nonsense")])).toEqual(["", "", ""]);
});

test("the call with the number fails with the code, in whichever thread it is made", async () => {
	const faults = ["ENOSPC@1", "EIO@2", "ENOSPC@3", "EIO@7", "EIO@8"];
	expect(await Promise.all(faults.map(run))).toEqual([
		"mkdir:ENOSPC",
		"write:EIO link:ENOENT rename:ENOENT",
		"write:ENOSPC",
		"thread:EIO",
		"unlink:EIO",
	]);
});

test("EXDEV comes from renames and links only", async () => {
	const faults = [1, 2, 3, 4, 5, 6].map((number) => `EXDEV@${number}`);
	expect(await Promise.all(faults.map(run))).toEqual([
		"",
		"",
		"",
		"link:EXDEV",
		"rename:EXDEV",
		"",
	]);
});

test("KILL ends the process before the call, also out of its other thread", async () => {
	expect(await Promise.all([run("KILL@3"), run("KILL@6")])).toEqual(["SIGKILL", "SIGKILL"]);
});

test("TRACE writes down every call of all threads and refuses none", async () => {
	const trace = join(ROOT, "trace");
	expect(await run(`TRACE@${trace}`)).toBe("");
	const lines = readFileSync(trace, "utf8").trimEnd().split("\n");
	expect(lines.map((line) => line.split("\t").slice(0, 2).join(" "))).toEqual([
		"1 mkdir",
		"2 create",
		"3 write",
		"4 link",
		"5 rename",
		"6 create",
		"7 write",
		"8 unlink",
	]);
});

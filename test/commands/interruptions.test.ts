/** Ctrl-C and a second process at work: the environment is as it was, or as it was to be. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { RunResult, Sandbox } from "../support/sandbox.ts";
import { changingProjects, failed, installed, preparedSandbox, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

/** Enough files that an interrupt can arrive while they are linked. */
const MANY = 2500;

function manyFiles(version: string): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Array.from({ length: MANY }, (_, number) => [
			`many/part${number % 50}/file${number}.py`,
			`version = "${version}"\n`,
		]),
	);
}

const index: IndexServer = await startIndexServer(
	worldOf([
		...changingProjects(),
		[
			"many",
			["1.0", "2.0"].map((version) =>
				indexFile({ name: "many", version, files: manyFiles(version) }),
			),
		],
	]),
);
afterAll(() => index.stop());

function installWords(...words: readonly string[]): readonly string[] {
	return ["pip", "install", "--index-url", index.url, ...words];
}

/** Waits until something holds, at most ten seconds. */
async function until(holds: () => boolean): Promise<boolean> {
	const end = performance.now() + 10_000;
	while (!holds()) {
		if (performance.now() > end) return false;
		await new Promise((resolve) => setImmediate(resolve));
	}
	return true;
}

async function ended(
	sandbox: Sandbox,
	child: ReturnType<Sandbox["start"]>,
): Promise<Omit<RunResult, "stdout">> {
	const stderr = sandbox.filterOutput(await new Response(child.stderr).text());
	return { stderr, status: await child.exited };
}

describe("Ctrl-C", () => {
	test("while a wheel is on its way changes nothing and leaves nothing behind", async () => {
		using sandbox = await preparedSandbox(index, "alpha==1.0");
		const before = treeText(sandbox.environment);
		index.forgetRequests();
		index.setFaults([{ match: /alpha-2\.0-py3-none-any\.whl$/, wire: { kind: "stall", at: 0.5 } }]);
		const child = sandbox.start(installWords("-U", "alpha"));
		expect(await until(() => index.count(/alpha-2\.0-py3-none-any\.whl$/) > 0)).toBe(true);
		child.kill("SIGINT");
		const { status } = await ended(sandbox, child);
		index.setFaults([]);
		expect(status).toBe(130);
		expect(treeText(sandbox.environment)).toBe(before);
		expect((await sandbox.run(installWords("-U", "alpha"))).stderr).toEndWith(
			" - alpha==1.0\n + alpha==2.0\n + beta==1.0\n",
		);
	});

	/** Parts of the state folder that come and go while a change is made. */
	const moments: readonly (readonly [string, string])[] = [
		["when it begins", "."],
		["while it links", "stage"],
		["when it is committed", "commit"],
		["while old files go", "trash/0"],
	];

	test("at any moment of a change leaves the old state or the new one, and no debris", async () => {
		using sandbox = await preparedSandbox(index, "many==1.0");
		const old = treeText(sandbox.environment);
		await sandbox.runWell(installWords("-q", "many==2.0"));
		const fresh = treeText(sandbox.environment);
		const state = join(sandbox.environment, ".pippin", "transaction");
		const outcomes = new Set<string>();
		for (const [moment, part] of moments) {
			for (const signal of ["SIGINT", "SIGTERM"] as const) {
				await sandbox.runWell(installWords("-q", "many==1.0"));
				const status = await stopWhen(sandbox, () => existsSync(join(state, part)), signal);
				const now = treeText(sandbox.environment);
				expect([moment, now === old || now === fresh]).toEqual([moment, true]);
				// A command that was not stopped in time has done its work.
				const ending = now === fresh ? [0, SIGNAL_STATUSES[signal]] : [SIGNAL_STATUSES[signal]];
				expect(ending).toContain(status);
				outcomes.add(now === fresh ? "new" : "old");
			}
		}
		expect(outcomes).toContain("old");
	}, 30_000);
});

const SIGNAL_STATUSES = { SIGINT: 130, SIGTERM: 143 };

/** Upgrades `many` and sends the signal as soon as something holds. Answers the exit status. */
async function stopWhen(
	sandbox: Sandbox,
	holds: () => boolean,
	signal: keyof typeof SIGNAL_STATUSES,
): Promise<number> {
	const child = sandbox.start(installWords("many==2.0"));
	let isOver = false;
	const over = ended(sandbox, child).finally(() => {
		isOver = true;
	});
	await until(() => isOver || holds());
	child.kill(signal);
	return (await over).status;
}

describe("a second process at work", () => {
	test("is waited for, and named when that takes too long", async () => {
		using sandbox = await preparedSandbox(index);
		index.forgetRequests();
		index.setFaults([{ match: "/simple/alpha/", wire: { kind: "stall", at: 0 } }]);
		const first = sandbox.start(installWords("alpha"));
		await until(() => index.count("/simple/alpha/") > 0);
		const second = await sandbox.run(installWords("beta"), { variables: { UV_LOCK_TIMEOUT: "1" } });
		first.kill("SIGKILL");
		await first.exited;
		index.setFaults([]);
		expect({ ...second, stderr: second.stderr.replace(String(first.pid), "[PID]") }).toEqual(
			failed(
				2,
				"Waiting for another process that changes [FOLDER]/work/.venv",
				"error: Cannot lock `[FOLDER]/work/.venv/.lock`: process [PID] has held it for 1 seconds",
				"",
				"hint: Wait for the other process, or set `UV_LOCK_TIMEOUT` to more seconds",
			),
		);
		// The lock goes with its holder, however that ended.
		expect((await sandbox.run(installWords("-q", "beta"))).status).toBe(0);
	});

	test("three at once all do their work", async () => {
		using sandbox = await preparedSandbox(index);
		const results = await Promise.all(
			["alpha", "beta", "many"].map((name) => sandbox.run(installWords("-q", name))),
		);
		expect(results).toEqual([told(), told(), told()]);
		expect(installed(sandbox)).toEqual(["alpha-2.0", "beta-1.0", "many-2.0"]);
	});
});

/** What `pip install` says where there is no environment, a broken one, or one that is not the user's to change. */
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { failed, preparedSandbox, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

const index: IndexServer = await startIndexServer(
	worldOf([["alpha", [indexFile({ name: "alpha", version: "1.0" })]]]),
);
afterAll(() => index.stop());

const INSTALL = ["pip", "install", "--index-url", index.url, "alpha"];

describe("no environment that can be changed", () => {
	test("none at all", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(INSTALL)).toEqual(
			failed(
				2,
				"error: Could not find a virtual environment: make one with `pippin venv`, or pass `--system` to install into a Python that is not in one",
			),
		);
	});

	test("none of the version that is asked for, although the system has one", async () => {
		using sandbox = createSandbox();
		const words = [...INSTALL, "--python", sandbox.pythonVersion];
		const { stderr, status } = await sandbox.run(words);
		expect(status).toBe(2);
		expect(stderr).toBe(
			`error: Could not find a virtual environment for Python ${sandbox.pythonVersion}: make one with \`pippin venv\`, or pass \`--system\` to install into a Python that is not in one\n`,
		);
	});

	test("one that `VIRTUAL_ENV` names and that is not there", async () => {
		using sandbox = await preparedSandbox(index);
		const before = treeText(sandbox.environment);
		const variables = { VIRTUAL_ENV: "/nowhere/env" };
		expect(await sandbox.run(INSTALL, { variables })).toEqual(
			failed(
				2,
				"error: Could not use the active virtual environment at `/nowhere/env`, which `VIRTUAL_ENV` names: it has no `pyvenv.cfg`",
				"",
				"hint: Unset `VIRTUAL_ENV`, or make that environment anew with `pippin venv --clear`",
			),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("a `.venv` that is no environment", async () => {
		using sandbox = createSandbox();
		sandbox.write(".venv/something.txt", "");
		expect(await sandbox.run(INSTALL)).toEqual(
			failed(
				2,
				"error: Could not use the virtual environment at `[FOLDER]/work/.venv`: it has no `pyvenv.cfg`",
				"",
				"hint: Make the environment anew with `pippin venv --clear`",
			),
		);
	});

	test("one whose Python was removed", async () => {
		using sandbox = await preparedSandbox(index);
		const python = join(sandbox.environment, "bin", "python");
		rmSync(python);
		symlinkSync("/nowhere/python", python);
		const before = treeText(sandbox.environment);
		expect(await sandbox.run(INSTALL)).toEqual(
			failed(
				2,
				"error: Could not use the virtual environment at `[FOLDER]/work/.venv`: `[FOLDER]/work/.venv/bin/python` is a link to `/nowhere/python`, which leads to no interpreter any more",
				"",
				"hint: Recreate the environment with `pippin venv --clear`",
			),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});
});

describe("a Python that belongs to the system (PEP 668)", () => {
	/** A Python on a search path of its own that tells of a standard library with the marker; answers that path. */
	function managedPython(sandbox: Sandbox): string {
		const { pythonVersion } = sandbox;
		const marker = `managed/lib/python${pythonVersion}/EXTERNALLY-MANAGED`;
		const library = dirname(
			sandbox.write(
				marker,
				"[externally-managed]\nError=This Python belongs to the distribution.\n Use its own packages.\n",
			),
		);
		const real = dirname(dirname(realpathSync(sandbox.python)));
		const wrapper = sandbox.write(
			`managed/bin/python${pythonVersion}`,
			`#!/bin/sh\n'${sandbox.python}' "$@" | sed 's#"${real}/lib/python${pythonVersion}"#"${library}"#g'\n`,
		);
		chmodSync(wrapper, 0o755);
		return `${dirname(wrapper)}:/usr/bin:/bin`;
	}

	test("is not changed with --system", async () => {
		using sandbox = createSandbox();
		const variables = { UV_PYTHON_SEARCH_PATH: managedPython(sandbox).split(":")[0] ?? "" };
		const { stderr, status } = await sandbox.run([...INSTALL, "--system"], { variables });
		expect(status).toBe(2);
		expect(stderr).toBe(
			told(
				"Using Python 3.X environment at: [PYTHON]",
				"error: Could not change the Python at `[PYTHON]`: it is managed by another program, which says:",
				"",
				"         This Python belongs to the distribution.",
				"         Use its own packages.",
				"",
				"hint: Virtual environments were not considered because of `--system`",
			).stderr,
		);
	});

	test("is changed with --break-system-packages as well", async () => {
		using sandbox = createSandbox();
		const variables = { UV_PYTHON_SEARCH_PATH: managedPython(sandbox).split(":")[0] ?? "" };
		const words = [...INSTALL, "--system", "--break-system-packages", "--dry-run"];
		const { stderr, status } = await sandbox.run(words, { variables });
		expect(status).toBe(0);
		expect(stderr).toEndWith("Would install 1 package\n + alpha==1.0\n");
	});
});

/** The library's program of twenty lines, with the flask of the public index. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLibraryProject, RUNTIMES, runLibraryProgram } from "../library/packed-library.ts";
import { findPythons } from "./find-pythons.ts";
import { childVariables, succeed } from "./run-program.ts";

const TEN_MINUTES = 600_000;

let project: string;

beforeAll(async () => {
	project = realpathSync(mkdtempSync(join(tmpdir(), "pippin-library-")));
	await makeLibraryProject(project);
}, TEN_MINUTES);

afterAll(() => rmSync(project, { recursive: true, force: true }));

for (const [name, executable] of RUNTIMES) {
	test(
		`on ${name}, a program of twenty lines resolves flask and installs it into an environment`,
		async () => {
			const folder = join(project, name);
			const [python = ""] = findPythons().values();
			const { status, output, report } = await runLibraryProgram(
				[executable, "program.mjs", folder, python],
				project,
				childVariables(),
			);
			expect({ status, output }).toEqual({ status: 0, output: "" });
			expect(report).toMatchObject({ isNewEnough: true, again: { installed: [], removed: [] } });
			const flask = await succeed([join(folder, ".venv", "bin", "flask"), "--version"], folder);
			expect(flask.stdout).toContain("Flask 3.");
		},
		TEN_MINUTES,
	);
}

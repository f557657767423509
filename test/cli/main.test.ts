/** The program as a process: what comes out of which stream, and with which status it ends. */

import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { cleanEnvironment } from "../../src/cli/process-environment.ts";
import { PROGRAM_VERSION } from "../../src/cli/program.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).pathname;

interface Ended {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function pippin(line: string, variables: Record<string, string> = {}): Ended {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[MAIN, ...line.split(" ").filter((word) => word !== "")],
		{ encoding: "utf8", env: { PATH: process.env["PATH"], ...variables } },
	);
	return { status, stdout, stderr };
}

test("the version is that of package.json", () => {
	const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
	expect(PROGRAM_VERSION).toBe(version);
});

test.each(["--version", "-V", "--offline --version", "-qV"])(
	"`%s` says which release this is",
	(line) => {
		const said = { status: 0, stdout: `pippin ${PROGRAM_VERSION}\n`, stderr: "" };
		expect(pippin(line)).toEqual(said);
	},
);

test("help that was asked for is a result, help in place of a command is a failure", () => {
	const asked = pippin("cache --help");
	expect([asked.status, asked.stderr]).toEqual([0, ""]);
	expect(asked.stdout).toStartWith(
		"Look at the cache and clean it\n\nUsage: pippin cache [OPTIONS] <COMMAND>",
	);
	const missing = pippin("cache");
	expect([missing.status, missing.stdout, missing.stderr]).toEqual([2, "", asked.stdout]);
});

test("wrong use ends with 2 and says so on standard error", () => {
	expect(pippin("pip freeze x")).toEqual({
		status: 2,
		stdout: "",
		stderr:
			"error: Unexpected argument `x`\n\nUsage: pippin pip freeze [OPTIONS]\n\nFor more information, try '--help'.\n",
	});
});

test("--directory names what is no directory", () => {
	expect(pippin("help --directory /nowhere/at/all")).toMatchObject({
		status: 2,
		stderr: "error: Cannot change to `/nowhere/at/all`: it is no directory\n",
	});
});

test("nothing is done while certificates are not checked", () => {
	const { status, stdout, stderr } = pippin("help", { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
	expect([status, stdout]).toEqual([2, ""]);
	expect(stderr).toContain(
		"error: Cannot go on: `NODE_TLS_REJECT_UNAUTHORIZED=0` turns the checks of all certificates off\n\nhint: Unset the variable",
	);
});

test("cleanEnvironment removes what the runtime would hand on, and nothing else", () => {
	const environment = { BUN_OPTIONS: "--x", BUN_BE_BUN: "1", NODE_OPTIONS: "--y", PATH: "/bin" };
	cleanEnvironment(environment);
	expect(environment as Record<string, string>).toEqual({ PATH: "/bin" });
});

test("colour follows --color and the variables", () => {
	expect(pippin("pip nope", { FORCE_COLOR: "1" }).stderr).toStartWith("\u001b[1;31merror\u001b[0m");
	expect(pippin("pip nope", { FORCE_COLOR: "1", NO_COLOR: "1" }).stderr).toStartWith("error:");
	expect(pippin("pip nope").stderr).toStartWith("error:");
});

test("a reader that goes away is no failure", () => {
	const command = `"${process.execPath}" "${MAIN}" generate-shell-completion zsh; echo $? >&2`;
	const { stderr } = spawnSync("bash", ["-c", `{ ${command}; } | true`], { encoding: "utf8" });
	expect(stderr).toBe("0\n");
});

test("a full disk is one", () => {
	const full = openSync("/dev/full", "w");
	const ended = spawnSync(process.execPath, [MAIN, "help"], {
		encoding: "utf8",
		stdio: ["ignore", full, "pipe"],
	});
	closeSync(full);
	expect([ended.status, ended.stderr.split("\n")[0]]).toEqual([
		2,
		"error: Cannot write to standard output: ENOSPC",
	]);
});

test("the whole of a long result arrives through a slow pipe", () => {
	const command = `"${process.execPath}" "${MAIN}" generate-shell-completion fish | { read -r first; cat; } | wc -l`;
	const piped = spawnSync("bash", ["-c", command], { encoding: "utf8" });
	const direct = pippin("generate-shell-completion fish").stdout.split("\n").length - 1;
	expect(Number(piped.stdout)).toBe(direct - 1);
});

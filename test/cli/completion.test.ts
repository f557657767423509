import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { COMMANDS } from "../../src/cli/command-line.ts";
import { completionScript, type Shell } from "../../src/cli/completion.ts";

const CHECKS: readonly (readonly [Shell, readonly string[]])[] = [
	["bash", ["-n"]],
	["zsh", ["-n"]],
	["fish", ["--no-execute"]],
];

describe.each(CHECKS)("the script for %s", (shell, syntaxCheck) => {
	const script = completionScript(shell);
	const isPresent = spawnSync(shell, ["--version"]).error === undefined;

	test("names every command and no hidden option", () => {
		for (const { path, isHidden } of COMMANDS) {
			if (isHidden !== true) expect(script).toContain(path.at(-1) ?? "");
		}
		expect(script).not.toContain("native-tls");
		expect(script).not.toContain("undefined");
	});

	test("is accepted by the shell", () => {
		if (!isPresent) {
			console.log(`skipped: ${shell} is not installed here`);
			return;
		}
		const checked = spawnSync(shell, [...syntaxCheck], { input: script, encoding: "utf8" });
		expect(checked.stderr).toBe("");
		expect(checked.status).toBe(0);
	});
});

/** What bash would offer for a command line whose last word is being typed. */
function bashOffers(line: string): readonly string[] {
	const words = line.split(" ");
	const program = [
		completionScript("bash"),
		`COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`,
		`COMP_CWORD=${words.length - 1}`,
		"_pippin",
		// biome-ignore lint/suspicious/noTemplateCurlyInString: this is bash
		'printf "%s\\n" "${COMPREPLY[@]}"',
	].join("\n");
	const { stdout, stderr } = spawnSync("bash", ["--norc"], { input: program, encoding: "utf8" });
	expect(stderr).toBe("");
	return stdout.split("\n").filter((word) => word !== "");
}

test.each([
	["pippin pi", ["pip"]],
	["pippin pip un", ["uninstall"]],
	["pippin pip install --resol", ["--resolution"]],
	["pippin install --resolution lowest-", ["lowest-direct"]],
	["pippin -q pip list --format ", ["columns", "freeze", "json"]],
	["pippin cache cl", ["clean"]],
	["pippin cache clear --fo", ["--force"]],
	["pippin pip list --exclude-n", ["--exclude-newer", "--exclude-newer-package"]],
	["pippin generate-shell-completion z", ["zsh"]],
	["pippin help ven", ["venv"]],
	["pippin pip tree --ta", []],
])("bash completes `%s`", (line, words) => {
	if (spawnSync("bash", ["--version"]).error !== undefined) {
		console.log("skipped: bash is not installed here");
		return;
	}
	expect(bashOffers(line)).toEqual([...words]);
});

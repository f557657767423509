import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findKeyring } from "../../src/http/keyring.ts";

const root = mkdtempSync(join(tmpdir(), "keyring-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with a program `keyring` that runs this shell script. */
function folderWith(name: string, script: string): string {
	const folder = join(root, name);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "keyring"), `#!/bin/sh\n${script}\n`);
	chmodSync(join(folder, "keyring"), 0o755);
	return folder;
}

const log = join(root, "log");
const good = folderWith(
	"good",
	`printf '%s|' "$@" >> ${log}; echo "from stderr s3cret" >&2
	if [ "$1" = --mode ]; then printf 'stored\\ns3cret\\n'; else echo s3cret; fi`,
);
const elsewhere = join(root, "elsewhere");
const find = (
	path: string,
	rest: { workingDirectory?: string; venv?: string; timeout?: number } = {},
) =>
	findKeyring({
		variables: {
			PATH: `${path}:/usr/bin:/bin`,
			...(rest.venv === undefined ? {} : { VIRTUAL_ENV: rest.venv }),
		},
		workingDirectory: rest.workingDirectory ?? elsewhere,
		...(rest.timeout === undefined ? {} : { timeout: rest.timeout }),
	});

test("a password is asked for by URL and user", async () => {
	writeFileSync(log, "");
	const found = await find(good)?.ask("https://example.com/simple/", "me");
	expect([found?.username, found?.password?.reveal()]).toEqual(["me", "s3cret"]);
	expect(readFileSync(log, "utf8")).toBe("get|https://example.com/simple/|me|");
});

test("without a user both are asked for", async () => {
	writeFileSync(log, "");
	const found = await find(good)?.ask("https://example.com/simple/", undefined);
	expect([found?.username, found?.password?.reveal()]).toEqual(["stored", "s3cret"]);
	expect(readFileSync(log, "utf8")).toBe("--mode|creds|get|https://example.com/simple/|");
});

test("a user or service that looks like an option is never handed over", async () => {
	writeFileSync(log, "");
	expect(await find(good)?.ask("https://example.com/", "--help")).toBeUndefined();
	expect(await find(good)?.ask("-x", "me")).toBeUndefined();
	expect(readFileSync(log, "utf8")).toBe("");
});

test("a program inside the current folder or the active environment is not run", () => {
	expect(find(good)).toBeDefined();
	expect(find(good, { workingDirectory: root })).toBeUndefined();
	expect(find(good, { workingDirectory: good })).toBeUndefined();
	expect(find(good, { venv: root })).toBeUndefined();
	expect(find("good", { workingDirectory: root })).toBeUndefined();
	expect(find(".")).toBeUndefined();
	expect(find("")).toBeUndefined();
});

test("a file that is not executable is not a program", () => {
	const folder = folderWith("plain", "");
	chmodSync(join(folder, "keyring"), 0o644);
	expect(find(folder)).toBeUndefined();
});

test.each([
	["fails", "echo s3cret; exit 1"],
	["says nothing", "exit 0"],
	["writes without end", "exec yes s3cret"],
])("a program that %s gives nothing", async (name, script) => {
	const keyring = find(folderWith(name.replaceAll(" ", "-"), script));
	expect(await keyring?.ask("https://example.com/", "me")).toBeUndefined();
});

test("a program that hangs is ended", async () => {
	const keyring = find(folderWith("hangs", "exec sleep 100"), { timeout: 50 });
	expect(await keyring?.ask("https://example.com/", "me")).toBeUndefined();
});

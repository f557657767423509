import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseNetrc } from "../../src/http/netrc.ts";
import { readNetrc } from "../../src/http/netrc-file.ts";

/** `host → login:password`, and the entry for all others under `*`. */
function entries(text: string): Record<string, string> {
	const { machines, fallback } = parseNetrc(text);
	const shown = [...machines].map(([host, { username, password }]) => [
		host,
		`${username}:${password?.reveal() ?? "-"}`,
	]);
	if (fallback !== undefined) {
		shown.push(["*", `${fallback.username}:${fallback.password?.reveal() ?? "-"}`]);
	}
	return Object.fromEntries(shown);
}

test.each([
	["machine a login b password c", { a: "b:c" }],
	["machine a\n\tlogin b\n\tpassword c\n", { a: "b:c" }],
	["machine A.Example login b password c", { "a.example": "b:c" }],
	["machine a login b", { a: "b:-" }],
	["machine a password c", { a: ":c" }],
	["machine a user b password c", { a: "b:c" }],
	["machine a login b account x password c", { a: "b:c" }],
	["machine a login b password c machine d login e password f", { a: "b:c", d: "e:f" }],
	["machine a login b password c\nmachine a login x password y", { a: "b:c" }],
	["default login b password c", { "*": "b:c" }],
	["machine a login b password c\r\ndefault login d password e\r\n", { a: "b:c", "*": "d:e" }],
	['machine a login "b c" password "d\\"e"', { a: 'b c:d"e' }],
	["# machine x login y password z\nmachine a login b password c", { a: "b:c" }],
	["machine a login b password #c", { a: "b:#c" }],
	["macdef init\nmachine x login y\n\nmachine a login b password c", { a: "b:c" }],
	["machine a login machine password default", { a: "machine:default" }],
	["machine a", {}],
	["machine", {}],
	["login b password c", {}],
	["nonsense machine a junk login b password c", { a: "b:c" }],
	['machine a login "b', { a: "b:-" }],
	["", {}],
] as const)("netrc %j", (text, expected) => {
	expect(entries(text)).toEqual(expected as Record<string, string>);
});

test("a hostile netrc is read in linear time", () => {
	for (const piece of ["machine a ", "# ", '"\\', "macdef x\n", "login ", "\n#"]) {
		const text = piece.repeat(100_000 / piece.length);
		const start = performance.now();
		parseNetrc(text);
		expect(performance.now() - start).toBeLessThan(500);
	}
});

test("the file of NETRC comes before the one at home; others' eyes are warned of", () => {
	const home = mkdtempSync(join(tmpdir(), "netrc-"));
	const read = (variables: Record<string, string>) => {
		const warnings: string[] = [];
		const netrc = readNetrc({ HOME: home, ...variables }, (message) => warnings.push(message));
		return { hosts: [...(netrc?.machines.keys() ?? [])], warnings };
	};
	expect(read({})).toEqual({ hosts: [], warnings: [] });
	const usual = join(home, ".netrc");
	writeFileSync(usual, "machine usual login a password s3cret", { mode: 0o600 });
	const named = join(home, "named");
	writeFileSync(named, "machine named login a password s3cret", { mode: 0o600 });
	expect(read({})).toEqual({ hosts: ["usual"], warnings: [] });
	expect(read({ NETRC: named })).toEqual({ hosts: ["named"], warnings: [] });
	expect(read({ NETRC: join(home, "missing") })).toEqual({ hosts: [], warnings: [] });
	chmodSync(usual, 0o644);
	const open = read({});
	expect(open.hosts).toEqual(["usual"]);
	expect(open.warnings).toEqual([
		`\`${usual}\` holds passwords and can be read by other users; \`chmod 600 ${usual}\` makes it private`,
	]);
	expect(read({ NETRC: home }).warnings[0]).toContain("EISDIR");
	rmSync(home, { recursive: true });
});

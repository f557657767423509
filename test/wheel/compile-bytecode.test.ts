/** Byte code comes only on request, and what cannot be compiled is told. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentVariables } from "../../src/runtime/this-process.ts";
import { compileBytecode, sourcesBelow, sourcesOf } from "../../src/wheel/compile-bytecode.ts";
import { storeWheel, temporaryFolder } from "../support/wheel-store.ts";

let base: string;
const python = Bun.which("python3");

beforeAll(() => {
	base = temporaryFolder();
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

const options = (interpreter: string, timeout = 60_000) => ({
	interpreter,
	timeout,
	environment: environmentVariables(),
});

test("sources are compiled, and those that are no Python are told", async () => {
	if (python === null) {
		console.log("skipped: there is no python3 on PATH");
		return;
	}
	mkdirSync(join(base, "pkg/sub"), { recursive: true });
	writeFileSync(join(base, "pkg/good.py"), "x = 1\n");
	writeFileSync(join(base, "pkg/bad.py"), "def (:\n");
	writeFileSync(join(base, "pkg/sub/ünï.py"), "y = 'ü'\n");
	writeFileSync(join(base, "pkg/text.txt"), "");
	const report = await compileBytecode(sourcesBelow(base), options(python));
	expect(report.compiled).toBe(2);
	expect(report.failures).toEqual([{ path: join(base, "pkg/bad.py"), reason: expect.any(String) }]);
	expect(readdirSync(join(base, "pkg/__pycache__"))).toEqual([
		expect.stringMatching(/^good\..*\.pyc$/),
	]);
	expect(readdirSync(join(base, "pkg/sub/__pycache__"))).toHaveLength(1);
});

test("an interpreter that hangs, dies or is missing is one error", async () => {
	const script = (name: string, text: string): string => {
		const path = join(base, name);
		writeFileSync(path, `#!/bin/sh\n${text}\n`);
		chmodSync(path, 0o755);
		return path;
	};
	const paths = ["/x.py"];
	await expect(
		compileBytecode(paths, options(script("hangs", "exec sleep 30"), 100)),
	).rejects.toThrow("was not ready after");
	await expect(
		compileBytecode(paths, options(script("dies", "echo no >&2; exit 3"))),
	).rejects.toThrow("no");
	await expect(compileBytecode(paths, options(script("silent", "exit 0")))).rejects.toMatchObject({
		code: "compilation-failed",
	});
	await expect(compileBytecode(paths, options(join(base, "nothing")))).rejects.toThrow("ENOENT");
});

test("the sources of wheels are those of their module folders", () => {
	const wheel = storeWheel(join(base, "store"), {
		name: "foo",
		version: "1.0",
		files: {
			"foo/a.py": "",
			"foo/b.pyi": "",
			"foo-1.0.data/platlib/c.py": "",
			"foo-1.0.data/data/d.py": "",
		},
	});
	expect(sourcesOf([wheel], { purelib: "/pure", platlib: "/plat" })).toEqual([
		"/pure/foo/a.py",
		"/plat/c.py",
	]);
});

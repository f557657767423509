import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BrokenInterpreter } from "../../src/interpreter/broken-interpreter.ts";
import { readEnvironmentInterpreter } from "../../src/interpreter/interpreter.ts";
import { type ProbeOptions, probeInterpreter } from "../../src/interpreter/probe.ts";
import { PROBE_SCRIPT } from "../../src/interpreter/probe-script.ts";
import {
	explainNoPythons,
	fakeAnswer,
	MemoryCache,
	realPythons,
	temporaryFolder,
	writeFakePython,
	writeScript,
} from "./fake-python.ts";

// Real interpreters take their time on a busy machine.
setDefaultTimeout(60_000);

explainNoPythons();
const [newest = ""] = realPythons();

async function failure(path: string, options?: ProbeOptions): Promise<BrokenInterpreter> {
	try {
		await probeInterpreter(path, options);
	} catch (error) {
		if (error instanceof BrokenInterpreter) return error;
		throw error;
	}
	throw new Error("the probe succeeded");
}

describe("probeInterpreter with interpreters that are none", () => {
	test.each([
		["sleeps", "exec sleep 30", "did not answer within 0.3 seconds"],
		["crashes", "kill -SEGV $$", "was ended by SIGSEGV"],
		["fails", "echo 'no such library' >&2; exit 127", "ended with status 127: no such library"],
		["says nothing", "exit 0", "is not an answer"],
		["answers garbage", "echo '{\"format\": 1'", "is not an answer"],
		["answers another question", "echo '{\"format\": 1}'", "is not an answer"],
		[
			"never stops writing",
			"while :; do echo 0123456789012345678901234567890123456789; done",
			"wrote more than",
		],
		["is Python 2", "echo 'Unknown option: -I' >&2; exit 2", "is Python 2"],
	])("one that %s is told so", async (_what, body, wanted) => {
		using folder = temporaryFolder();
		const python = writeScript(join(folder.path, "python"), body);
		// Only the sleeper meets the limit; a busy machine must not make the others meet it.
		const options = body.includes("sleep") ? { timeout: 300 } : {};
		expect((await failure(python, options)).message).toContain(wanted);
	});

	test("a missing file, a dangling link and a file that is no program are told apart", async () => {
		using folder = temporaryFolder();
		const { path } = folder;
		symlinkSync("/nowhere/python", join(path, "dangling"));
		symlinkSync(join(path, "round"), join(path, "round"));
		writeFileSync(join(path, "text"), "hello");
		expect((await failure(join(path, "missing"))).message).toContain("does not exist");
		expect((await failure(join(path, "dangling"))).message).toContain("link to one that does not");
		expect((await failure(join(path, "round"))).message).toContain("round in a circle");
		expect((await failure(join(path, "text"))).message).toContain("may not run it");
	});

	test("what it writes to standard error reaches no terminal unescaped", async () => {
		using folder = temporaryFolder();
		const python = writeScript(join(folder.path, "python"), "printf '\\033[2Jgone' >&2; exit 1");
		expect((await failure(python)).message).toContain("\\x1b[2Jgone");
	});

	test("the version of an answer in another form is not trusted", async () => {
		using folder = temporaryFolder();
		const answer = fakeAnswer().replace('"format":1', '"format":99');
		const python = writeScript(join(folder.path, "python"), `printf '%s' '${answer}'`);
		expect((await failure(python)).message).toContain("is not an answer");
	});
});

describe("probeInterpreter keeps answers", () => {
	test.skipIf(newest === "")("a second question starts nothing", async () => {
		const cache = new MemoryCache();
		const first = await probeInterpreter(newest, { cache });
		const second = await probeInterpreter(newest, { cache, timeout: 1 });
		expect(cache.writes).toBe(1);
		expect(second.version.equals(first.version)).toBe(true);
		expect([...cache.kept.keys()].every((key) => /^[0-9a-f]+$/.test(key))).toBe(true);
	});

	test.skipIf(newest === "")(
		"a kept text that was cut or belongs to another file is asked for again",
		async () => {
			const cache = new MemoryCache();
			await probeInterpreter(newest, { cache });
			const [[key, text] = ["", ""]] = [...cache.kept];
			for (const bad of ["", text.slice(0, -20), text.replace(/^\["/, '["x')]) {
				cache.kept.set(key, bad);
				await probeInterpreter(newest, { cache });
				expect(cache.kept.get(key)).toBe(text);
			}
		},
	);

	test("a script is asked every time, since it may start another interpreter tomorrow", async () => {
		using folder = temporaryFolder();
		const cache = new MemoryCache();
		const python = join(folder.path, "python");
		writeFakePython(python, { version: "3.11.1" });
		await probeInterpreter(python, { cache });
		writeFakePython(python, { version: "3.12.1" });
		utimesSync(python, 1, 1);
		expect((await probeInterpreter(python, { cache })).version.toString()).toBe("3.12.1");
		expect(cache.writes).toBe(0);
	});
});

describe("probeInterpreter runs nothing of the user's", () => {
	test.skipIf(newest === "")(
		"no .pth, sitecustomize or usercustomize of an environment, no PYTHON variable",
		async () => {
			using folder = temporaryFolder();
			const root = join(folder.path, "env");
			execFileSync(newest, ["-m", "venv", "--without-pip", root]);
			const interpreter = await readEnvironmentInterpreter(root);
			const site = interpreter.paths.purelib;
			const canary = join(folder.path, "canary");
			const code = `import pathlib; pathlib.Path(${JSON.stringify(canary)}).write_text("ran")`;
			writeFileSync(join(site, "evil.pth"), `${code}\n`);
			writeFileSync(join(site, "sitecustomize.py"), code);
			writeFileSync(join(site, "usercustomize.py"), code);
			execFileSync(join(root, "bin", "python"), ["-c", ""]);
			expect(existsSync(canary)).toBe(true);
			execFileSync("rm", [canary]);
			await readEnvironmentInterpreter(root);
			expect(existsSync(canary)).toBe(false);
		},
	);

	test("tokens and Python's own variables are withheld", async () => {
		using folder = temporaryFolder();
		const python = writeScript(
			join(folder.path, "python"),
			`env > ${folder.path}/seen; printf '%s' '${fakeAnswer()}'`,
		);
		process.env["PYTHONSTARTUP"] = "/x";
		process.env["A_TEST_TOKEN"] = "hush";
		try {
			await probeInterpreter(python);
		} finally {
			delete process.env["PYTHONSTARTUP"];
			delete process.env["A_TEST_TOKEN"];
		}
		const seen = await Bun.file(join(folder.path, "seen")).text();
		expect(seen).toContain("PATH=");
		expect(seen).not.toContain("hush");
		expect(seen).not.toContain("PYTHONSTARTUP");
	});
});

describe("rule 32: _manylinux is asked once, for the present glibc", () => {
	const answers: readonly [what: string, module: string, wanted: boolean | undefined][] = [
		["False for all", "def manylinux_compatible(*_): return False", false],
		["None: no opinion", "def manylinux_compatible(*_): return None", undefined],
		["True for all", "def manylinux_compatible(*_): return True", true],
		[
			"True for 2.x on x86_64 and the like",
			"def manylinux_compatible(major, minor, arch): return major == 2 and minor > 10 and len(arch) > 2",
			true,
		],
		["an older word that is not the present glibc's", "manylinux1_compatible = False", undefined],
		["an import that fails", "import no_such_module_anywhere", undefined],
		["printing on the way", "print('hello'); manylinux_compatible = lambda *_: False", false],
	];
	test.skipIf(newest === "").each(answers)("%s", async (_what, module, wanted) => {
		using folder = temporaryFolder();
		const manylinuxModule = join(folder.path, "_manylinux.py");
		writeFileSync(manylinuxModule, module);
		const facts = await probeInterpreter(newest, { manylinuxModule });
		expect(facts.manylinuxAllowed).toBe(wanted);
	});

	test.skipIf(newest === "")("that of an environment counts for the environment", async () => {
		using folder = temporaryFolder();
		const root = join(folder.path, "env");
		execFileSync(newest, ["-m", "venv", "--without-pip", root]);
		const cache = new MemoryCache();
		const before = await readEnvironmentInterpreter(root, { cache });
		expect(before.tagTarget.platform).toMatchObject({ manylinuxAllowed: true });
		writeFileSync(
			join(before.paths.purelib, "_manylinux.py"),
			"manylinux_compatible = lambda *_: False",
		);
		const after = await readEnvironmentInterpreter(root, { cache });
		expect(after.tagTarget.platform).toMatchObject({ manylinuxAllowed: false });
	});
});

describe("the C library", () => {
	test.skipIf(newest === "")("musl is told by its loader, which the executable names", () => {
		using folder = temporaryFolder();
		const loader = writeScript(
			join(folder.path, "ld-musl-x86_64.so.1"),
			"printf 'musl libc (x86_64)\\nVersion 1.2.4\\nDynamic Program Loader\\n' >&2; exit 1",
		);
		const elf = join(folder.path, "python");
		writeFileSync(elf, elfWithLoader(loader));
		const faked = PROBE_SCRIPT.replace(
			"main(sys.argv[1:])",
			`del os.confstr\nplatform.libc_ver = lambda: ("", "")\nsys.executable = ${JSON.stringify(elf)}\nanswers.write(json.dumps(c_library()))`,
		);
		const said = execFileSync(newest, ["-I", "-S", "-B", "-c", faked], { encoding: "utf8" });
		expect(JSON.parse(said)).toEqual({ name: "musl", version: [1, 2] });
	});
});

/** The least that is an ELF file of 64 bits with a program header that names a loader. */
function elfWithLoader(loader: string): Uint8Array {
	const name = new TextEncoder().encode(`${loader}\0`);
	const bytes = new Uint8Array(64 + 56 + name.length);
	const view = new DataView(bytes.buffer);
	bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
	view.setBigUint64(32, 64n, true);
	view.setUint16(54, 56, true);
	view.setUint16(56, 1, true);
	view.setUint32(64, 3, true);
	view.setBigUint64(64 + 8, 120n, true);
	view.setBigUint64(64 + 32, BigInt(name.length), true);
	bytes.set(name, 120);
	return bytes;
}

/** The hooks of a backend: what they are asked, what becomes of their answers, and what is left of them. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BuildFailed } from "../../src/build/build-failed.ts";
import { groundWith, PYTHON } from "./backend-ground.ts";

if (PYTHON === null) console.log("skipped: there is no python3 on PATH");

const WHEEL = `
import os
def build_wheel(folder, settings=None, metadata=None):
    open(os.path.join(folder, "thing-1.0-py3-none-any.whl"), "w").close()
    return "thing-1.0-py3-none-any.whl"
`;

const METADATA = `
def prepare_metadata_for_build_wheel(folder, settings=None):
    os.makedirs(os.path.join(folder, "thing-1.0.dist-info"))
    with open(os.path.join(folder, "thing-1.0.dist-info", "METADATA"), "w") as file:
        file.write("Name: thing\\n")
    return "thing-1.0.dist-info"
`;

async function failureOf(work: Promise<unknown>): Promise<BuildFailed> {
	const failure = await work.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (failure instanceof BuildFailed) return failure;
	throw new Error(`no failed build: ${failure}`);
}

describe.skipIf(PYTHON === null)("a backend", () => {
	test("tells metadata by its hook", async () => {
		using ground = groundWith(WHEEL + METADATA);
		const told = await ground.build().metadata(ground.output);
		expect(told).toEqual({ kind: "text", text: "Name: thing\n" });
		expect(ground.opened).toEqual(["thing: "]);
	});

	test("without that hook builds a wheel for it", async () => {
		using ground = groundWith(WHEEL);
		const path = join(ground.output, "thing-1.0-py3-none-any.whl");
		expect(await ground.build().metadata(ground.output)).toEqual({ kind: "wheel", path });
	});

	test("may ask for more, and then gets another environment", async () => {
		using ground = groundWith(
			`${WHEEL}\ndef get_requires_for_build_wheel(settings=None): return ["helper>=2"]`,
			{
				"pyproject.toml":
					'[build-system]\nrequires = ["base"]\nbuild-backend = "own"\nbackend-path = ["backend"]\n',
			},
		);
		await ground.build().wheel(ground.output);
		expect(ground.opened).toEqual(["thing: base", "thing: base helper>=2"]);
	});

	test("that nobody names is that of setuptools, which is required then", async () => {
		for (const files of [{}, { "pyproject.toml": "[project]\nname = 'thing'\n" }]) {
			using ground = groundWith(WHEEL, files);
			await ground
				.build()
				.wheel(ground.output)
				.catch(() => undefined);
			expect(ground.opened[0]).toBe("thing: setuptools>=40.8.0");
		}
	});

	test("rule 15: whose environment lacks something that it does not ask for is told so", async () => {
		using ground = groundWith(`${WHEEL}\nimport nowhere_to_be_found`);
		expect((await failureOf(ground.build().wheel(ground.output))).hints).toEqual([
			"`thing` needs `nowhere_to_be_found` to be built and does not say so: take a newer version, tell its maintainers, or install `nowhere_to_be_found` and build with `--no-build-isolation-package`",
		]);
	});

	test("prints what it likes, and reads no input of ours", async () => {
		using ground = groundWith(
			`${WHEEL}\nimport sys\nprint('{"kind": "done"}')\nprint("noise", file=sys.stderr)\nprint(repr(sys.stdin.read()))`,
		);
		await ground.build().wheel(ground.output);
		expect(ground.printed().split("\n").sort()).toEqual(["", "''", "noise", '{"kind": "done"}']);
	});

	test("sees neither secrets nor what leads its Python astray, and is at home in the tree", async () => {
		using ground = groundWith(
			`${WHEEL}\nimport json, sys\nprint(json.dumps([os.getcwd(), sys.path[0], os.environ["PATH"].split(os.pathsep)[0], "" in sys.path, os.getcwd() in sys.path] + [name for name in os.environ if "SECRET" in name or name.startswith(("PYTHON", "UV_"))]))`,
		);
		const variables = {
			PATH: process.env["PATH"] ?? "",
			...{ PYTHONPATH: "/x", UV_INDEX_URL: "u", MY_SECRET: "s", HOME: "/nonexistent" },
		};
		await ground.build({ variables }).wheel(ground.output);
		expect(JSON.parse(ground.printed())).toEqual([
			...[ground.tree, join(ground.tree, "backend"), join(ground.root, "scripts"), false, false],
		]);
	});
});

describe.skipIf(PYTHON === null)("a backend that fails", () => {
	test.each([
		[
			"raises",
			`${WHEEL}\ndef build_wheel(*a): raise ValueError("no luck")`,
			"could not run the hook `build_wheel`: ValueError: no luck",
		],
		[
			"leaves",
			`${WHEEL}\nimport sys\ndef build_wheel(*a): sys.exit(3)`,
			"could not run the hook `build_wheel`: SystemExit: 3",
		],
		[
			"crashes",
			`${WHEEL}\ndef build_wheel(*a): os._exit(9)`,
			"could not run the hook `build_wheel`: the build process ended with status 9",
		],
		[
			"dies",
			`${WHEEL}\ndef build_wheel(*a): os.kill(os.getpid(), 11)`,
			"could not run the hook `build_wheel`: the build process was ended by SIGSEGV",
		],
		["has no hook", "", "its backend has no hook `build_wheel`"],
		[
			"answers with a path",
			`def build_wheel(folder, *a): return folder + "/../x.whl"`,
			"its backend does not say the name of a wheel",
		],
		[
			"answers with nothing",
			"def build_wheel(*a): pass",
			"its backend does not say the name of a wheel",
		],
		[
			"answers with what JSON has not",
			"def build_wheel(*a): return b'x'",
			"could not run the hook `build_wheel`: TypeError",
		],
		[
			"lies",
			'def build_wheel(*a): return "thing-1.0-py3-none-any.whl"',
			"its backend made no `thing-1.0-py3-none-any.whl`, though it says so",
		],
		[
			"makes something else",
			'def build_wheel(*a): return "thing.tar.gz"',
			"its backend made `thing.tar.gz`, which is no wheel",
		],
		[
			"cannot be loaded",
			"import nowhere_to_be_found",
			"could not load the build backend `own`: ModuleNotFoundError",
		],
	])("because it %s is told so", async (_, backend, reason) => {
		using ground = groundWith(backend);
		const { message } = await failureOf(ground.build().wheel(ground.output));
		expect(message.split("\n")[0]).toStartWith(`Cannot build \`thing\`: ${reason}`);
	});

	test("is shown with the end of what it printed, and what a terminal would obey is escaped", async () => {
		using ground = groundWith(
			`def build_wheel(*a):\n    print("x" * 200_000)\n    print("last \\x1b[31m words https://me:secret@example.org/")\n    raise ValueError`,
		);
		const { output, message } = await failureOf(ground.build().wheel(ground.output));
		expect(output.length).toBeLessThan(140_000);
		expect(output).toContain("last");
		expect(output).not.toContain("secret");
		expect(message).toContain("\n[output]\n");
	});

	test("takes too long only where there is a limit", async () => {
		using ground = groundWith("import time\ndef build_wheel(*a): time.sleep(60)");
		const failure = await failureOf(ground.build({ timeLimit: 300 }).wheel(ground.output));
		expect(failure.message).toStartWith(
			"Cannot build `thing`: to run the hook `build_wheel` took more than 0.3 seconds",
		);
	});

	test("is found where it says, or not at all", async () => {
		using outside = groundWith(WHEEL, {
			"pyproject.toml":
				'[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = [".."]\n',
		});
		expect((await failureOf(outside.build().wheel(outside.output))).message).toBe(
			"Cannot build `thing`: its `backend-path` leads out of the project: `..`",
		);
		using elsewhere = groundWith(WHEEL, {
			"pyproject.toml":
				'[build-system]\nrequires = []\nbuild-backend = "json"\nbackend-path = ["backend"]\n',
		});
		expect((await failureOf(elsewhere.build().wheel(elsewhere.output))).message).toContain(
			"the backend was found outside of backend-path",
		);
	});
});

/** Whether a process of this number is there. */
function isThere(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}

async function goneSoon(pid: number): Promise<boolean> {
	for (let turn = 0; turn < 100; turn++) {
		if (!isThere(pid)) return true;
		await Bun.sleep(20);
	}
	return false;
}

describe.skipIf(PYTHON === null || process.platform !== "linux")("what a backend starts", () => {
	const LEAVES_CHILD = `${WHEEL}\nimport subprocess, sys\nprint(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid)`;

	test("ends with the build", async () => {
		using ground = groundWith(LEAVES_CHILD);
		await ground.build().wheel(ground.output);
		expect(await goneSoon(Number(ground.printed()))).toBe(true);
	});

	test("ends with us, however we end", async () => {
		using ground = groundWith(
			`${LEAVES_CHILD}\nsys.stdout.flush()\nimport time\ndef build_wheel(*a): time.sleep(60)`,
		);
		const program = `
			const { SourceBuild } = await import(${JSON.stringify(join(import.meta.dir, "../../src/build/source-build.ts"))});
			const environments = { open: async () => ({ python: ${JSON.stringify(PYTHON)}, root: undefined, scripts: "/nonexistent", [Symbol.dispose]: () => undefined }) };
			const tools = { environments, variables: process.env, timeLimit: undefined, limit: { run: (work) => work() }, onOutput: (text) => process.stdout.write(text) };
			await new SourceBuild({ directory: ${JSON.stringify(ground.tree)}, label: "thing" }, {}, tools).wheel(${JSON.stringify(ground.output)});
		`;
		const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe" });
		const reader = child.stdout.getReader();
		const pid = Number(new TextDecoder().decode((await reader.read()).value));
		expect(isThere(pid)).toBe(true);
		child.kill("SIGKILL");
		expect(await goneSoon(pid)).toBe(true);
	});
});

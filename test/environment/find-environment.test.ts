import { describe, expect, test } from "bun:test";
import { lchownSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { environmentNote } from "../../src/environment/environment.ts";
import {
	type EnvironmentRequest,
	resolveEnvironment,
} from "../../src/environment/find-environment.ts";
import { UserError } from "../../src/errors/user-error.ts";
import { parsePythonRequest } from "../../src/interpreter/python-request.ts";
import { FakeMachine } from "./fake-machine.ts";

type Wish = Partial<Omit<EnvironmentRequest, "python">> & { readonly python?: string };

async function find(machine: FakeMachine, { python, ...wish }: Wish = {}): Promise<string> {
	const request = python === undefined ? undefined : parsePythonRequest(python, () => false);
	try {
		const environment = await resolveEnvironment(
			{ purpose: "change", ...wish, python: request },
			machine.context,
		);
		const { kind, origin, root, warnings } = environment;
		const said = warnings.length === 0 ? "" : ` warned: ${warnings.join("; ")}`;
		return `${kind} by ${origin} at ${root.slice(machine.root.length + 1)}${said}`.replaceAll(
			machine.root,
			"",
		);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return `${error.code}: ${error.message}`.replaceAll(machine.root, "");
	}
}

const NONE =
	"no-environment: Could not find a virtual environment: make one with `pippin venv`, or pass `--system` to install into a Python that is not in one";

describe("rule 20: the order in which an environment is found", () => {
	test("VIRTUAL_ENV, then CONDA_PREFIX, then .venv here or above, else none", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr");
		expect(await find(machine)).toBe(NONE);
		machine.environment(".venv", python);
		expect(await find(machine)).toBe("virtual by working-directory at .venv");
		machine.environment("work/.venv", python);
		expect(await find(machine)).toBe("virtual by working-directory at work/.venv");
		machine.install("conda");
		machine.variables["CONDA_PREFIX"] = join(machine.root, "conda");
		machine.variables["CONDA_DEFAULT_ENV"] = "mine";
		expect(await find(machine)).toBe("conda by CONDA_PREFIX at conda");
		machine.variables["CONDA_DEFAULT_ENV"] = "base";
		expect(await find(machine)).toBe("virtual by working-directory at work/.venv");
		machine.environment("active", python);
		machine.variables["VIRTUAL_ENV"] = join(machine.root, "active");
		expect(await find(machine)).toBe("virtual by VIRTUAL_ENV at active");
	});

	test("the working directory may lie inside the environment", async () => {
		using machine = new FakeMachine();
		machine.environment("env", machine.install("usr"));
		const context = { ...machine.context, workingDirectory: machine.folder("env/lib") };
		const found = await resolveEnvironment({ purpose: "change" }, context);
		expect(found.root).toBe(join(machine.root, "env"));
	});

	test("a VIRTUAL_ENV may be relative or empty", async () => {
		using machine = new FakeMachine();
		machine.environment("work/env", machine.install("usr"));
		machine.variables["VIRTUAL_ENV"] = "env";
		expect(await find(machine)).toBe("virtual by VIRTUAL_ENV at work/env");
		machine.variables["VIRTUAL_ENV"] = "";
		expect(await find(machine)).toBe(NONE);
	});

	test("a .venv may be a link, or a file that names the folder", async () => {
		using machine = new FakeMachine();
		machine.environment("elsewhere/env", machine.install("usr"));
		symlinkSync("../elsewhere/env", join(machine.work, ".venv"));
		expect(await find(machine)).toBe("virtual by working-directory at work/.venv");
		rmSync(join(machine.work, ".venv"));
		machine.file("work/.venv", "../elsewhere/env\n");
		expect(await find(machine)).toBe("virtual by working-directory at elsewhere/env");
	});
});

describe("rule 21: other targets are asked for", () => {
	test("--system takes the first Python found, and no environment", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr");
		machine.environment("work/.venv", python);
		expect(await find(machine, { isSystem: true })).toBe("system by system at usr");
		machine.install("local", "3.11.9");
		expect(await find(machine, { isSystem: true, python: "3.11" })).toBe(
			"system by system at local",
		);
	});

	test("--python with a path takes what lies there", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr");
		machine.environment("work/env", python);
		expect(await find(machine, { python: "./env" })).toBe("virtual by request at work/env");
		expect(await find(machine, { python: "./env/bin/python" })).toBe(
			"virtual by request at work/env",
		);
		expect(await find(machine, { python })).toBe("system by request at usr");
	});

	test("--python with a version chooses among environments, and needs --system for others", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr", "3.12.4");
		machine.environment("active", machine.install("local", "3.11.9"));
		machine.environment("work/.venv", python);
		machine.variables["VIRTUAL_ENV"] = join(machine.root, "active");
		expect(await find(machine, { python: "3.11" })).toBe("virtual by VIRTUAL_ENV at active");
		expect(await find(machine, { python: "3.12" })).toBe(
			"virtual by working-directory at work/.venv",
		);
		machine.install("old", "3.9.1");
		expect(await find(machine, { python: "3.9" })).toStartWith(
			"no-environment: Could not find a virtual environment for Python 3.9: make",
		);
		expect(await find(machine, { python: "3.9", purpose: "read" })).toBe("system by system at old");
	});

	test("--target and --prefix have folders of their own", async () => {
		using machine = new FakeMachine();
		machine.install("usr");
		const { context } = machine;
		const target = await resolveEnvironment({ purpose: "change", target: "t" }, context);
		const place = join(machine.work, "t");
		expect(target.paths).toEqual({
			purelib: place,
			platlib: place,
			scripts: `${place}/bin`,
			headers: `${place}/include`,
			data: place,
		});
		expect(target).toMatchObject({
			kind: "target",
			root: place,
			lockPath: `${place}/.lock`,
			sitePackages: [place],
		});
		const prefix = await resolveEnvironment({ purpose: "change", prefix: "/p" }, context);
		expect(prefix).toMatchObject({
			kind: "prefix",
			root: "/p",
			sitePackages: ["/p/lib/python3.12/site-packages"],
		});
		expect(prefix.paths.headers).toBe("/p/include/site/python3.12");
	});
});

describe("environments that are broken", () => {
	test("a VIRTUAL_ENV that is gone or no environment: an error, and for reading the next one", async () => {
		using machine = new FakeMachine();
		machine.install("usr");
		for (const place of ["gone", "empty"]) {
			if (place === "empty") machine.folder(place);
			machine.variables["VIRTUAL_ENV"] = join(machine.root, place);
			const wanted = `Could not use the active virtual environment at \`/${place}\`, which \`VIRTUAL_ENV\` names: it has no \`pyvenv.cfg\``;
			expect(await find(machine)).toBe(`broken-environment: ${wanted}`);
			expect(await find(machine, { purpose: "read" })).toBe(
				`system by system at usr warned: ${wanted}`,
			);
		}
	});

	test("a VIRTUAL_ENV whose interpreter is gone: an error for reading as well", async () => {
		using machine = new FakeMachine();
		const root = machine.environment("env", machine.install("usr"));
		rmSync(join(root, "bin/python"));
		symlinkSync("/removed/python", join(root, "bin/python"));
		machine.variables["VIRTUAL_ENV"] = root;
		for (const purpose of ["change", "read"] as const) {
			expect(await find(machine, { purpose })).toStartWith(
				"broken-interpreter: Could not use the virtual environment at `/env`",
			);
		}
	});

	test.each([
		[
			"an empty folder",
			(machine: FakeMachine) => void machine.folder("work/.venv"),
			"it has no `pyvenv.cfg`",
		],
		[
			"an empty file",
			(machine: FakeMachine) => void machine.file("work/.venv", "\n"),
			"it is a file that names no folder",
		],
		[
			"a file that leads nowhere",
			(machine: FakeMachine) => void machine.file("work/.venv", "x\n"),
			"it leads to `/work/x`, which has no `pyvenv.cfg`",
		],
		[
			"a link that leads nowhere",
			(machine: FakeMachine) => symlinkSync("/gone", join(machine.work, ".venv")),
			"it is a link that leads nowhere",
		],
	])("a .venv that is %s", async (_what, make, reason) => {
		using machine = new FakeMachine();
		machine.install("usr");
		make(machine);
		const message = `Could not use the virtual environment at \`/work/.venv\`: ${reason}`;
		expect(await find(machine)).toBe(`broken-environment: ${message}`);
		expect(await find(machine, { purpose: "read" })).toBe(
			`system by system at usr warned: ${message}`,
		);
	});

	test.skipIf(process.getuid?.() !== 0)(
		"a .venv that another user put into a folder of ours is refused",
		async () => {
			using machine = new FakeMachine();
			machine.environment("env", machine.install("usr"));
			symlinkSync("../env", join(machine.work, ".venv"));
			lchownSync(join(machine.work, ".venv"), 4242, 4242);
			expect(await find(machine)).toContain("it belongs to another user");
			lchownSync(machine.work, 4242, 4242);
			expect(await find(machine)).toBe("virtual by working-directory at work/.venv");
		},
	);
});

describe("environmentNote", () => {
	test("names the environment, unless it is .venv in the working directory", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr");
		machine.environment("work/.venv", python);
		machine.environment("work/env", python);
		const note = async (wish: Partial<EnvironmentRequest>) =>
			environmentNote(
				await resolveEnvironment({ purpose: "change", ...wish }, machine.context),
				machine.work,
			);
		expect(await note({})).toBeUndefined();
		expect(await note({ isSystem: true })).toBe(
			`Using Python 3.12.4 environment at: ${machine.root}/usr`,
		);
		machine.variables["VIRTUAL_ENV"] = join(machine.work, "env");
		expect(await note({})).toBe("Using Python 3.12.4 environment at: env");
		expect(await note({ target: "t" })).toBe("Using CPython 3.12.4 interpreter at: env/bin/python");
	});
});

import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join, resolve } from "node:path";
import { environmentOf, targetEnvironment } from "../../src/environment/environment.ts";
import {
	ExternallyManaged,
	parseManagedError,
	refuseExternallyManaged,
	refuseUnwritable,
	UnwritableEnvironment,
} from "../../src/environment/permissions.ts";
import { readInterpreter } from "../../src/interpreter/interpreter.ts";
import { FakeMachine } from "./fake-machine.ts";

describe("PEP 668", () => {
	test.each<[string, string | undefined]>([
		["[externally-managed]\nError=Use apt\n", "Use apt"],
		[
			"[externally-managed]\nError = Use\n apt,\n\n or a venv.\n\n See x.\n",
			"Use\napt,\n\nor a venv.\n\nSee x.",
		],
		["[externally-managed]\nerror: Use apt\nError-de=Nimm apt\n", "Use apt"],
		["[other]\nError=no\n", undefined],
		["", undefined],
		["[externally-managed]\n", undefined],
	])("the text of %j", (text, wanted) => {
		expect(parseManagedError(text)).toBe(wanted as string);
	});

	test("refuses the installation with its own words, and says how to go on", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr");
		const free = environmentOf(await readInterpreter(python), "system");
		refuseExternallyManaged(free, { isSystem: true });
		machine.file(
			"usr/lib/python3.12/EXTERNALLY-MANAGED",
			"[externally-managed]\nError=Use apt\n for that\n",
		);
		const managed = environmentOf(await readInterpreter(python), "system");
		const failure = (isSystem: boolean) => {
			try {
				refuseExternallyManaged(managed, { isSystem });
			} catch (error) {
				if (error instanceof ExternallyManaged) return error;
				throw error;
			}
			throw new Error("it was not refused");
		};
		expect(failure(true).message).toBe(
			`Could not change the Python at \`${machine.root}/usr\`: it is managed by another program, which says:\n\n  Use apt\n  for that`,
		);
		expect(failure(true).hints).toEqual([
			"Virtual environments were not considered because of `--system`",
		]);
		expect(failure(false).hints).toEqual(["Make a virtual environment with `pippin venv`"]);
	});

	test("says nothing of environments made from it, nor of --target", async () => {
		using machine = new FakeMachine();
		const python = machine.install("usr");
		machine.file("usr/lib/python3.12/EXTERNALLY-MANAGED", "");
		const root = machine.environment("env", python);
		const inside = environmentOf(await readInterpreter(join(root, "bin/python")), "VIRTUAL_ENV");
		refuseExternallyManaged(inside, { isSystem: false });
		refuseExternallyManaged(targetEnvironment(await readInterpreter(python), "/t"), {
			isSystem: false,
		});
		expect(inside.kind).toBe("virtual");
	});
});

describe("rule 26: a site-packages that cannot be written is an error that names the folder", () => {
	test("folders that are not there yet are judged by the nearest one above", async () => {
		using machine = new FakeMachine();
		const interpreter = await readInterpreter(machine.install("usr"));
		const place = join(machine.root, "a", "b", "c");
		refuseUnwritable(targetEnvironment(interpreter, place));
		machine.file("a", "a file, not a folder");
		const refusal = () => refuseUnwritable(targetEnvironment(interpreter, place));
		expect(refusal).toThrow(UnwritableEnvironment);
		expect(refusal).toThrow(place);
	});

	test("a folder without the permission, as another user than root finds it", () => {
		using machine = new FakeMachine();
		const place = machine.folder("target");
		chmodSync(place, 0o555);
		chmodSync(machine.root, 0o755);
		const program = `
			import { refuseUnwritable } from ${JSON.stringify(resolve("src/environment/permissions.ts"))};
			const folder = ${JSON.stringify(place)};
			try {
				refuseUnwritable({ paths: { purelib: folder, platlib: folder, scripts: folder } });
				console.log("it was not refused");
			} catch (error) {
				console.log(error.message);
			}`;
		const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
		const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
			encoding: "utf8",
			cwd: "/",
			...nobody,
		});
		expect(`${stdout}${stderr}`.trim()).toBe(
			`Could not install into \`${place}\`: this user may not write there`,
		);
	});
});

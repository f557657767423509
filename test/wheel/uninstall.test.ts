/** What leaves an environment with a distribution, and what stays whatever its RECORD claims. */

import { afterAll, describe, expect, test } from "bun:test";
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { ChangeOutcome, ChangeTarget } from "../../src/wheel/apply-changes.ts";
import type { RecordPolicy } from "../../src/wheel/outgoing.ts";
import type { WheelRecipe } from "../support/wheel-builder.ts";
import { site, WheelGround } from "../support/wheel-ground.ts";
import { change, installed, treeOf } from "../support/wheel-store.ts";

const ground = new WheelGround();
afterAll(() => ground[Symbol.dispose]());

/** An environment with these wheels. */
async function environmentWith(...recipes: readonly Partial<WheelRecipe>[]): Promise<ChangeTarget> {
	const target = ground.newTarget();
	const incoming = recipes.map((recipe) =>
		ground.store({ name: "foo", version: "1.0", ...recipe }),
	);
	await change(target, { incoming });
	return target;
}

function uninstall(
	target: ChangeTarget,
	infoFolder = "foo-1.0.dist-info",
	recordPolicy: RecordPolicy = "refuse",
): Promise<ChangeOutcome> {
	return change(target, { outgoing: [installed(target, infoFolder)] }, { recordPolicy });
}

function claim(target: ChangeTarget, path: string, infoFolder = "foo-1.0.dist-info"): void {
	appendFileSync(site(target, infoFolder, "RECORD"), `${path},,\n`);
}

/** Kinds of the files that stayed. */
function keptKinds(outcome: ChangeOutcome): readonly string[] {
	if (outcome.kind !== "changed") throw new Error(outcome.kind);
	return outcome.warnings.map((warning) =>
		warning.kind === "kept" ? warning.file.kind : warning.kind,
	);
}

describe("what goes", () => {
	test("everything that came, folders that are empty then, and compiled files of its sources", async () => {
		const untouched = treeOf((await environmentWith()).root);
		const target = await environmentWith({
			files: {
				"foo/a.py": "",
				"foo/sub/b.py": "",
				"one.py": "",
				"foo-1.0.data/data/share/x/y": "",
				"foo-1.0.data/headers/h.h": "",
			},
			entryPoints: { console_scripts: { foo: "foo.a:main" } },
		});
		for (const folder of ["foo", "foo/sub", ""]) mkdirSync(site(target, folder, "__pycache__"));
		writeFileSync(site(target, "foo/__pycache__/a.cpython-312.pyc"), "");
		writeFileSync(site(target, "foo/__pycache__/a.cpython-312.opt-1.pyc"), "");
		writeFileSync(site(target, "foo/sub/__pycache__/b.cpython-313.pyc"), "");
		writeFileSync(site(target, "__pycache__/one.cpython-312.pyc"), "");
		expect(keptKinds(await uninstall(target))).toEqual([]);
		expect(treeOf(target.root)).toEqual(untouched);
	});

	test("files that it did not list stay, with their folder", async () => {
		const target = await environmentWith({ files: { "foo/a.py": "", "foo/data/b.txt": "" } });
		writeFileSync(site(target, "foo/data/mine.txt"), "precious");
		await uninstall(target);
		expect([...treeOf(target.paths.purelib).keys()]).toEqual([
			"foo",
			"foo/data",
			"foo/data/mine.txt",
		]);
	});

	test("it is idempotent over files that are gone already", async () => {
		const target = await environmentWith({
			files: { "foo/a.py": "", "foo/b.py": "", "bar/c.py": "" },
		});
		rmSync(site(target, "foo"), { recursive: true });
		await uninstall(target);
		expect(readdirSync(target.paths.purelib)).toEqual([]);
	});

	test("an egg-info with installed-files.txt goes with the files it lists", async () => {
		const target = await environmentWith();
		mkdirSync(site(target, "egg-1.0.egg-info"));
		mkdirSync(site(target, "egg"));
		writeFileSync(site(target, "egg/__init__.py"), "");
		writeFileSync(site(target, "egg/keep.txt"), "");
		writeFileSync(site(target, "egg-1.0.egg-info/PKG-INFO"), "");
		writeFileSync(
			site(target, "egg-1.0.egg-info/installed-files.txt"),
			"../egg/__init__.py\nPKG-INFO\n",
		);
		await uninstall(target, "egg-1.0.egg-info");
		expect([...treeOf(target.paths.purelib).keys()]).toEqual(["egg", "egg/keep.txt"]);
	});

	test("an egg-info with top_level.txt goes with its modules, namespaces stay", async () => {
		const target = await environmentWith();
		mkdirSync(site(target, "egg-1.0.egg-info"));
		for (const folder of ["egg", "ns"]) mkdirSync(site(target, folder));
		for (const file of ["egg/__init__.py", "ns/x.py", "single.py"])
			writeFileSync(site(target, file), "");
		writeFileSync(site(target, "egg-1.0.egg-info/top_level.txt"), "egg\nns\nsingle\n../../evil\n");
		writeFileSync(site(target, "egg-1.0.egg-info/namespace_packages.txt"), "ns\n");
		await uninstall(target, "egg-1.0.egg-info");
		expect([...treeOf(target.paths.purelib).keys()]).toEqual(["ns", "ns/x.py"]);
	});

	test("an egg-link goes with its line in easy-install.pth", async () => {
		const target = await environmentWith();
		writeFileSync(site(target, "dev.egg-link"), "/src/dev\n.");
		writeFileSync(site(target, "easy-install.pth"), "/src/other\n/src/dev\n");
		await uninstall(target, "dev.egg-link");
		expect(existsSync(site(target, "dev.egg-link"))).toBe(false);
		expect(readFileSync(site(target, "easy-install.pth"), "utf8")).toBe("/src/other\n");
	});

	test("an easy-install.pth without lines goes too", async () => {
		const target = await environmentWith();
		writeFileSync(site(target, "dev.egg-link"), "/src/dev\n.");
		writeFileSync(site(target, "easy-install.pth"), "/src/dev\n");
		await uninstall(target, "dev.egg-link");
		expect(readdirSync(target.paths.purelib)).toEqual([]);
	});
});

describe("attacks by RECORD", () => {
	test("RECORD escape: files outside of the environment stay", async () => {
		const target = await environmentWith({});
		const victim = join(ground.folder, "victim.txt");
		writeFileSync(victim, "precious");
		for (const path of [victim, "../../../../victim.txt", "../../../bin/../../victim.txt"])
			claim(target, path);
		expect(keptKinds(await uninstall(target))).toEqual(["outside"]);
		expect(readFileSync(victim, "utf8")).toBe("precious");
	});

	test("the interpreter, pyvenv.cfg, activation and our own files stay", async () => {
		const target = await environmentWith({});
		writeFileSync(join(target.root, "bin/activate"), "");
		const claims = [
			"../../../bin/python",
			"../../../bin/activate",
			"../../../pyvenv.cfg",
			"../../../.lock",
		];
		for (const path of claims) claim(target, path);
		expect(keptKinds(await uninstall(target))).toEqual([
			"reserved",
			"reserved",
			"reserved",
			"reserved",
		]);
		for (const path of claims)
			expect(existsSync(site(target, path)) || path.endsWith("python")).toBe(true);
		expect(readdirSync(join(target.root, "bin"))).toContain("python");
	});

	test("files of another distribution stay", async () => {
		const target = await environmentWith(
			{},
			{ name: "bar", files: { "bar/__init__.py": "", "bar/x.py": "" } },
		);
		claim(target, "bar/x.py");
		claim(target, "bar-1.0.dist-info/METADATA");
		expect(keptKinds(await uninstall(target))).toEqual(["owned", "owned"]);
		expect(existsSync(site(target, "bar/x.py"))).toBe(true);
		expect(existsSync(site(target, "bar-1.0.dist-info/METADATA"))).toBe(true);
	});

	test("the standard library beside the site folder stays", async () => {
		const target = await environmentWith({});
		writeFileSync(join(target.root, "lib/python3.12/os.py"), "");
		claim(target, "../os.py");
		expect(keptKinds(await uninstall(target))).toEqual(["outside"]);
		expect(existsSync(join(target.root, "lib/python3.12/os.py"))).toBe(true);
	});

	test("a package folder that became a link: nothing behind it is removed", async () => {
		const target = await environmentWith({ files: { "foo/__init__.py": "" } });
		const victim = join(ground.folder, "victim-folder");
		mkdirSync(victim);
		writeFileSync(join(victim, "__init__.py"), "precious");
		rmSync(site(target, "foo"), { recursive: true });
		symlinkSync(victim, site(target, "foo"));
		expect(keptKinds(await uninstall(target))).toEqual(["outside"]);
		expect(readFileSync(join(victim, "__init__.py"), "utf8")).toBe("precious");
	});

	test("a package folder that became a link to another package of the environment: that stays", async () => {
		const target = await environmentWith({ files: { "foo/x.py": "" } });
		mkdirSync(site(target, "unowned"));
		writeFileSync(site(target, "unowned/x.py"), "precious");
		rmSync(site(target, "foo"), { recursive: true });
		symlinkSync("unowned", site(target, "foo"));
		await uninstall(target);
		expect(readFileSync(site(target, "unowned/x.py"), "utf8")).toBe("precious");
	});
});

describe("broken distributions", () => {
	test.each(["missing", "empty", "unreadable"])(
		"with a RECORD that is %s it is not uninstalled, and nothing changes",
		async (how) => {
			const target = await environmentWith({});
			const record = site(target, "foo-1.0.dist-info/RECORD");
			if (how === "missing") rmSync(record);
			if (how === "empty") writeFileSync(record, "");
			if (how === "unreadable") writeFileSync(record, '"x');
			const before = treeOf(target.root);
			await expect(uninstall(target)).rejects.toMatchObject({
				code: "missing-record",
				distribution: "foo",
			});
			expect(treeOf(target.root)).toEqual(before);
		},
	);

	test("an installation takes its metadata out of the way and overwrites its files", async () => {
		const target = await environmentWith({});
		rmSync(site(target, "foo-1.0.dist-info/RECORD"));
		const wheel = ground.store({ name: "foo", version: "2.0" });
		const outcome = await change(
			target,
			{ outgoing: [installed(target, "foo-1.0.dist-info")], incoming: [wheel] },
			{ recordPolicy: "quarantine" },
		);
		expect(outcome).toMatchObject({
			kind: "changed",
			warnings: [{ kind: "no-record", name: "foo" }],
		});
		expect(readdirSync(target.paths.purelib).sort()).toEqual(["foo", "foo-2.0.dist-info"]);
		expect(readFileSync(site(target, "foo/__init__.py"), "utf8")).toContain("2.0");
	});

	test("what distutils installed is refused", async () => {
		const target = await environmentWith();
		writeFileSync(site(target, "old-1.0.egg-info"), "Name: old\n");
		await expect(uninstall(target, "old-1.0.egg-info")).rejects.toThrow("distutils");
	});

	test("left-over metadata of the same version does not mix with the new one", async () => {
		const target = await environmentWith();
		mkdirSync(site(target, "foo-1.0.dist-info"));
		writeFileSync(site(target, "foo-1.0.dist-info/stale.txt"), "");
		const wheel = ground.store({ name: "foo", version: "1.0" });
		await change(target, { incoming: [wheel] });
		expect(existsSync(site(target, "foo-1.0.dist-info/stale.txt"))).toBe(false);
		expect(existsSync(site(target, "foo-1.0.dist-info/METADATA"))).toBe(true);
	});

	test("a .dist-info that is a file goes as one", async () => {
		const target = await environmentWith();
		writeFileSync(site(target, "odd-1.0.dist-info"), "");
		await uninstall(target, "odd-1.0.dist-info", "quarantine");
		expect(readdirSync(target.paths.purelib)).toEqual([]);
	});
});

test("an environment that was renamed keeps working", async () => {
	const target = await environmentWith({});
	const moved = `${target.root}-moved`;
	renameSync(target.root, moved);
	const there = {
		...target,
		root: moved,
		paths: JSON.parse(JSON.stringify(target.paths).replaceAll(target.root, moved)),
	};
	await change(there, { outgoing: [installed(there, "foo-1.0.dist-info")] });
	expect(readdirSync(there.paths.purelib)).toEqual([]);
});

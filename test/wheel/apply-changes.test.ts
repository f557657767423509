/** What an environment holds after a change. */

import { afterAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Background } from "../../src/platform/background.ts";
import type { ChangeTarget } from "../../src/wheel/apply-changes.ts";
import { type LinkPayload, linkTask } from "../../src/wheel/link-task.ts";
import { site, WheelGround } from "../support/wheel-ground.ts";
import { change, installed, treeOf } from "../support/wheel-store.ts";

const ground = new WheelGround();
afterAll(() => ground[Symbol.dispose]());

function record(target: ChangeTarget, infoFolder: string): readonly string[] {
	return readFileSync(site(target, infoFolder, "RECORD"), "utf8")
		.trimEnd()
		.split("\n");
}

/** What an environment without distributions holds. */
function emptyTree(): ReadonlyMap<string, string> {
	return treeOf(ground.newTarget().root, { mayDiffer: /^\.lock$/ });
}

describe("installing", () => {
	test("every scheme goes to its folder and RECORD names each file relative to the site folder", async () => {
		const target = ground.newTarget();
		const wheel = ground.store({
			name: "Foo.Bar",
			version: "1.0",
			files: {
				"foo/__init__.py": "",
				"foo_bar-1.0.data/purelib/pure.py": "",
				"foo_bar-1.0.data/platlib/plat.py": "",
				"foo_bar-1.0.data/headers/foo.h": "",
				"foo_bar-1.0.data/data/etc/foo,bar.conf": "",
				"foo_bar-1.0.data/scripts/tool": "#!pythonw\nprint(1)\n",
				"foo_bar-1.0.data/scripts/other": "#!/bin/sh\n",
			},
			entryPoints: {
				console_scripts: { foo: "foo:main.inner" },
				gui_scripts: { "foo-gui": "foo:gui" },
			},
		});
		expect((await change(target, { incoming: [wheel] })).kind).toBe("changed");
		const paths = record(target, "foo_bar-1.0.dist-info").map((row) =>
			row.slice(0, row.lastIndexOf(",", row.lastIndexOf(",") - 1)),
		);
		expect([...paths].sort()).toEqual([
			'"../../../etc/foo,bar.conf"',
			"../../../bin/foo",
			"../../../bin/foo-gui",
			"../../../bin/other",
			"../../../bin/tool",
			"../../../include/site/python3.12/foo-bar/foo.h",
			"foo/__init__.py",
			"foo_bar-1.0.dist-info/INSTALLER",
			"foo_bar-1.0.dist-info/METADATA",
			"foo_bar-1.0.dist-info/RECORD",
			"foo_bar-1.0.dist-info/WHEEL",
			"foo_bar-1.0.dist-info/entry_points.txt",
			"plat.py",
			"pure.py",
		]);
		expect(paths).toHaveLength(14);
		const python = target.interpreter.path;
		expect(readFileSync(join(target.root, "bin/tool"), "utf8")).toBe(`#!${python}\nprint(1)\n`);
		expect(readFileSync(join(target.root, "bin/foo"), "utf8")).toContain("sys.exit(main.inner())");
		for (const name of ["tool", "other", "foo", "foo-gui"]) {
			expect(statSync(join(target.root, "bin", name)).mode & 0o111).not.toBe(0);
		}
	});

	test("files are hard links of the store, and INSTALLER says pippin", async () => {
		const target = ground.newTarget();
		const wheel = ground.store({ name: "linked", version: "1.0" });
		await change(target, { incoming: [wheel] });
		const inStore = statSync(join(wheel.directory, "tree/linked/__init__.py")).ino;
		expect(statSync(site(target, "linked/__init__.py")).ino).toBe(inStore);
		expect(readFileSync(site(target, "linked-1.0.dist-info/INSTALLER"), "utf8")).toBe("pippin");
		expect(existsSync(site(target, "linked-1.0.dist-info/REQUESTED"))).toBe(false);
		expect(existsSync(join(target.root, ".pippin"))).toBe(false);
	});

	test.each(["copy", "clone", "symlink"] as const)("link mode %s", async (linkMode) => {
		const target = ground.newTarget();
		const wheel = ground.store({ name: "moded", version: "1.0" });
		const outcome = await change(target, { incoming: [wheel] }, { linkMode });
		expect(outcome).toMatchObject({ kind: "changed", fellBack: false });
		const path = site(target, "moded/__init__.py");
		expect(lstatSync(path).isSymbolicLink()).toBe(linkMode === "symlink");
		if (linkMode === "symlink")
			expect(readlinkSync(path)).toBe(join(wheel.directory, "tree/moded/__init__.py"));
		else expect(lstatSync(path).nlink).toBe(1);
	});

	test("REQUESTED and direct_url.json are written on request and listed", async () => {
		const target = ground.newTarget();
		const wheel = {
			...ground.store({ name: "asked", version: "1.0" }),
			isRequested: true,
			directUrl: '{"url":"https://example.com/x"}',
		};
		await change(target, { incoming: [wheel] });
		expect(readFileSync(site(target, "asked-1.0.dist-info/direct_url.json"), "utf8")).toBe(
			wheel.directUrl,
		);
		const rows = record(target, "asked-1.0.dist-info").join("\n");
		expect(rows).toContain("asked-1.0.dist-info/REQUESTED,sha256=");
		expect(rows).toContain("asked-1.0.dist-info/direct_url.json,sha256=");
	});

	test("without installer metadata neither INSTALLER, REQUESTED nor direct_url.json is there", async () => {
		const target = ground.newTarget();
		const wheel = {
			...ground.store({ name: "bare", version: "1.0" }),
			isRequested: true,
			directUrl: "{}",
		};
		await change(target, { incoming: [wheel] }, { hasInstallerMetadata: false });
		const rows = record(target, "bare-1.0.dist-info").map((row) => row.split(",")[0]);
		expect(rows).toEqual([
			"bare-1.0.dist-info/METADATA",
			"bare-1.0.dist-info/RECORD",
			"bare-1.0.dist-info/WHEEL",
			"bare/__init__.py",
		]);
		expect(existsSync(site(target, "bare-1.0.dist-info/INSTALLER"))).toBe(false);
	});

	test("a launcher wins over the wheel's own script of the same name", async () => {
		const target = ground.newTarget();
		const wheel = ground.store({
			name: "twice",
			version: "1.0",
			files: { "twice.py": "", "twice-1.0.data/scripts/twice": "#!python\nold\n" },
			entryPoints: { console_scripts: { twice: "twice:main" } },
		});
		await change(target, { incoming: [wheel] });
		expect(readFileSync(join(target.root, "bin/twice"), "utf8")).toContain(
			"from twice import main",
		);
		expect(
			record(target, "twice-1.0.dist-info").filter((row) => row.includes("bin/twice")),
		).toHaveLength(1);
	});

	test("a thousand files are shared with another thread and come out the same", async () => {
		const files = Object.fromEntries(
			Array.from({ length: 1600 }, (_, index) => [`many/p${index % 40}/m${index}.py`, `${index}`]),
		);
		const wheel = ground.store({ name: "many", version: "1.0", files, method: "stored" });
		const [alone, shared] = [ground.newTarget(), ground.newTarget()];
		let tasks = 0;
		const background: Background = {
			size: 1,
			run: async (_task, payload) => {
				tasks += 1;
				return linkTask(structuredClone(payload) as LinkPayload);
			},
			warm: () => undefined,
		};
		await change(alone, { incoming: [wheel] });
		await change(shared, { incoming: [wheel] }, { background });
		expect(tasks).toBe(1);
		const lock = { mayDiffer: /^\.lock$/ };
		expect(treeOf(shared.root, lock)).toEqual(treeOf(alone.root, lock));
	});
});

describe("what stops a change", () => {
	test.each(["edited", "touched", "removed"])(
		"a store file that was %s makes its wheel stale and changes nothing",
		async (how) => {
			const target = ground.newTarget();
			const good = ground.store({ name: "good", version: "1.0" });
			const bad = ground.store({ name: "bad", version: "1.0" });
			const path = join(bad.directory, "tree/bad/__init__.py");
			if (how === "edited") writeFileSync(path, "import os\n");
			if (how === "touched") writeFileSync(path, readFileSync(path));
			if (how === "touched") Bun.spawnSync(["touch", "-d", "2001-01-01", path]);
			if (how === "removed") rmSync(path);
			const outcome = await change(target, { incoming: [good, bad] });
			expect(outcome).toMatchObject({ kind: "stale", wheels: [{ directory: bad.directory }] });
			expect(treeOf(target.root, { mayDiffer: /^\.lock$/ })).toEqual(
				emptyTree() as Map<string, string>,
			);
		},
	);

	test("an edited made file makes its wheel stale too", async () => {
		const target = ground.newTarget();
		const wheel = ground.store({ name: "made", version: "1.0" });
		writeFileSync(join(wheel.directory, "made/INSTALLER"), "somebody else");
		expect((await change(target, { incoming: [wheel] })).kind).toBe("stale");
	});

	test("an abort before the commit drops everything", async () => {
		const target = ground.newTarget();
		const wheel = ground.store({ name: "slow", version: "1.0" });
		const outcome = await change(target, { incoming: [wheel] }, { signal: AbortSignal.abort() });
		expect(outcome).toEqual({ kind: "interrupted" });
		expect(treeOf(target.root, { mayDiffer: /^\.lock$/ })).toEqual(
			emptyTree() as Map<string, string>,
		);
	});

	test("a folder in the way of a file is refused", async () => {
		const target = ground.newTarget();
		mkdirSync(site(target, "block.py"));
		writeFileSync(site(target, "block.py", "precious"), "");
		const wheel = ground.store({ name: "block", version: "1.0", files: { "block.py": "" } });
		await expect(change(target, { incoming: [wheel] })).rejects.toThrow("a folder is in the way");
		expect(existsSync(site(target, "block.py", "precious"))).toBe(true);
	});
});

describe("overlapping distributions", () => {
	test("identical files of two wheels are shared, and stay until the last owner goes", async () => {
		const target = ground.newTarget();
		const wheels = ["left", "right"].map((name) =>
			ground.store({
				name,
				version: "1.0",
				files: { "shared/__init__.py": "same", [`shared/${name}.py`]: "" },
			}),
		);
		const outcome = await change(target, { incoming: wheels });
		expect(outcome).toMatchObject({
			kind: "changed",
			warnings: [{ kind: "overlap", isIdentical: true }],
		});
		await change(target, { outgoing: [installed(target, "left-1.0.dist-info")] });
		expect(existsSync(site(target, "shared/__init__.py"))).toBe(true);
		expect(existsSync(site(target, "shared/left.py"))).toBe(false);
		await change(target, { outgoing: [installed(target, "right-1.0.dist-info")] });
		expect(existsSync(site(target, "shared"))).toBe(false);
	});

	test("of different files the later wheel's is installed, and both RECORDs tell it", async () => {
		const target = ground.newTarget();
		const wheels = ["left", "right"].map((name) =>
			ground.store({ name, version: "1.0", files: { "same.py": name } }),
		);
		const outcome = await change(target, { incoming: wheels });
		expect(outcome).toMatchObject({
			warnings: [{ kind: "overlap", kept: "right", dropped: "left", isIdentical: false }],
		});
		expect(readFileSync(site(target, "same.py"), "utf8")).toBe("right");
		const rows = ["left", "right"].map((name) =>
			record(target, `${name}-1.0.dist-info`).find((row) => row.startsWith("same.py")),
		);
		expect(rows[0]).toBe(rows[1] ?? "");
	});

	test("overwriting a file of an installed distribution is told", async () => {
		const target = ground.newTarget();
		await change(target, {
			incoming: [ground.store({ name: "first", version: "1.0", files: { "same.py": "1" } })],
		});
		const outcome = await change(target, {
			incoming: [ground.store({ name: "second", version: "1.0", files: { "same.py": "2" } })],
		});
		expect(outcome).toMatchObject({
			warnings: [
				{
					kind: "overwritten",
					path: site(target, "same.py"),
					owner: "first-1.0.dist-info",
					wheel: "second",
				},
			],
		});
		expect(readFileSync(site(target, "same.py"), "utf8")).toBe("2");
	});

	test("the same launcher in two wheels is installed once", async () => {
		const target = ground.newTarget();
		const wheels = ["one", "two"].map((name) =>
			ground.store({
				name,
				version: "1.0",
				entryPoints: { console_scripts: { run: `${name}:main` } },
			}),
		);
		await change(target, { incoming: wheels });
		expect(readFileSync(join(target.root, "bin/run"), "utf8")).toContain("from two import main");
	});

	test("a namespace package merges into the folder of an installed one", async () => {
		const target = ground.newTarget();
		await change(target, {
			incoming: [ground.store({ name: "ns-a", version: "1.0", files: { "ns/a/__init__.py": "" } })],
		});
		await change(target, {
			incoming: [ground.store({ name: "ns-b", version: "1.0", files: { "ns/b/__init__.py": "" } })],
		});
		expect(existsSync(site(target, "ns/a/__init__.py"))).toBe(true);
		expect(existsSync(site(target, "ns/b/__init__.py"))).toBe(true);
	});
});

test("what the system refuses in another thread is told in words, and changes nothing", async () => {
	const target = ground.newTarget();
	const files = Object.fromEntries(
		Array.from({ length: 1600 }, (_, index) => [`full/m${index}.py`, ""]),
	);
	const wheel = ground.store({ name: "full", version: "1.0", files, method: "stored" });
	const background: Background = {
		size: 1,
		run: async () => ({ kind: "refused", code: "ENOSPC", message: "no space" }),
		warm: () => undefined,
	};
	await expect(change(target, { incoming: [wheel] }, { background })).rejects.toThrow(
		"no space is left on the device",
	);
	expect(treeOf(target.root, { mayDiffer: /^\.lock$/ })).toEqual(
		emptyTree() as Map<string, string>,
	);
});

test("what the system refuses before the commit is told in words", async () => {
	const target = ground.newTarget();
	const wheel = ground.store({ name: "denied", version: "1.0" });
	writeFileSync(join(target.root, ".pippin"), "in the way");
	await expect(change(target, { incoming: [wheel] })).rejects.toMatchObject({
		code: "change-failed",
	});
	expect(existsSync(site(target, "denied"))).toBe(false);
});

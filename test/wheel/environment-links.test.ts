/** Environments that are not one plain tree: links in them, parts of them elsewhere. */

import { afterAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { site, WheelGround } from "../support/wheel-ground.ts";
import { change, storeWheel } from "../support/wheel-store.ts";

const ground = new WheelGround();
afterAll(() => ground[Symbol.dispose]());

describe("links in the environment", () => {
	test("a package folder that became a link out of the environment is replaced, its destination untouched", async () => {
		const target = ground.newTarget();
		const outside = join(ground.folder, "outside");
		mkdirSync(outside, { recursive: true });
		symlinkSync(outside, site(target, "pkg"));
		await change(target, {
			incoming: [ground.store({ name: "pkg", version: "1.0", files: { "pkg/__init__.py": "" } })],
		});
		expect(lstatSync(site(target, "pkg")).isDirectory()).toBe(true);
		expect(existsSync(join(outside, "__init__.py"))).toBe(false);
	});

	test("a link inside the environment is followed", async () => {
		const target = ground.newTarget();
		mkdirSync(join(target.root, "real-share/x"), { recursive: true });
		symlinkSync("real-share", join(target.root, "share"));
		await change(target, {
			incoming: [
				ground.store({
					name: "shares",
					version: "1.0",
					files: { "shares-1.0.data/data/share/y": "" },
				}),
			],
		});
		expect(existsSync(join(target.root, "real-share/y"))).toBe(true);
	});

	test("lib64 that is a link to lib counts as the same folder", async () => {
		const target = ground.newTarget();
		symlinkSync("lib", join(target.root, "lib64"));
		const paths = { ...target.paths, platlib: target.paths.purelib.replace("/lib/", "/lib64/") };
		const wheel = ground.store({ name: "plat", version: "1.0", isPurelib: false });
		await change({ ...target, paths }, { incoming: [wheel] });
		expect(existsSync(site(target, "plat-1.0.dist-info"))).toBe(true);
		const outgoing = [
			{ name: "plat", version: "1.0", path: join(paths.platlib, "plat-1.0.dist-info") },
		];
		await change({ ...target, paths }, { outgoing });
		expect(existsSync(site(target, "plat"))).toBe(false);
	});
});

describe("other file systems", () => {
	const other = "/dev/shm";
	const isSplit = existsSync(other) && statSync(other).dev !== statSync(tmpdir()).dev;

	function onDisk(): string {
		return realpathSync(mkdtempSync(join(tmpdir(), "pippin-test-")));
	}

	test("a store on another file system is copied from, and that is told", async () => {
		if (!isSplit) {
			console.log(`skipped: ${other} and ${tmpdir()} are one file system`);
			return;
		}
		const folder = onDisk();
		const target = ground.newTarget();
		const wheel = storeWheel(join(folder, "store"), { name: "far", version: "1.0" });
		const outcome = await change(target, { incoming: [wheel] });
		expect(outcome).toMatchObject({ kind: "changed", fellBack: true });
		expect(lstatSync(site(target, "far/__init__.py")).nlink).toBe(1);
		rmSync(folder, { recursive: true });
	});

	test("a site folder on another file system than the root is installed into, upgraded and emptied", async () => {
		if (!isSplit) {
			console.log(`skipped: ${other} and ${tmpdir()} are one file system`);
			return;
		}
		const folder = onDisk();
		const target = ground.newTarget();
		const there = { ...target, paths: { ...target.paths, purelib: folder, platlib: folder } };
		const recipes = ["1.0", "2.0"].map((version) => ({ name: "far", version }));
		const [one, two] = recipes.map((recipe) => ground.store(recipe));
		if (one === undefined || two === undefined) throw new Error("no wheels");
		await change(there, { incoming: [one] });
		expect(readFileSync(join(folder, "far/__init__.py"), "utf8")).toContain("1.0");
		const first = { name: "far", version: "1.0", path: join(folder, "far-1.0.dist-info") };
		await change(there, { outgoing: [first], incoming: [two] });
		expect(readFileSync(join(folder, "far/__init__.py"), "utf8")).toContain("2.0");
		const second = { name: "far", version: "2.0", path: join(folder, "far-2.0.dist-info") };
		await change(there, { outgoing: [second] });
		expect(readdirSync(folder)).toEqual([]);
		rmSync(folder, { recursive: true });
	});
});

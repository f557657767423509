/** `--python-platform` of the built executable: answers for machines that are elsewhere. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { failed, installed, installsFrom, told } from "./install-world.ts";

const native = (version: string, platform: string) =>
	indexFile({
		name: "native",
		version,
		tag: `py3-none-${platform}`,
		requires: ["paint; sys_platform == 'win32'", "sounds; platform_machine == 'arm64'"],
	});

const index = await startIndexServer(
	worldOf([
		[
			"native",
			[
				native("1.0", "win_amd64"),
				native("1.0", "macosx_11_0_arm64"),
				native("1.0", "manylinux_2_17_x86_64"),
				native("2.0", "macosx_14_0_arm64"),
				native("2.0", "musllinux_1_1_aarch64"),
			],
		],
		["paint", [indexFile({ name: "paint", version: "1.0" })]],
		["sounds", [indexFile({ name: "sounds", version: "1.0" })]],
	]),
);
afterAll(() => index.stop());

const { install, prepared } = installsFrom(index);

/** Platform, further variables, and the pins. */
const PINS: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
	["windows", {}, "native==1.0\npaint==1.0\n"],
	["macos", {}, "native==1.0\nsounds==1.0\n"],
	["macos", { MACOSX_DEPLOYMENT_TARGET: "14.2" }, "native==2.0\nsounds==1.0\n"],
	["macos", { MACOSX_DEPLOYMENT_TARGET: "later" }, "native==1.0\nsounds==1.0\n"],
	["aarch64-unknown-linux-musl", {}, "native==2.0\n"],
	["manylinux_2_28_x86_64", {}, "native==1.0\n"],
];

describe("--python-platform", () => {
	for (const [platform, variables, pins] of PINS) {
		test(`compile pins for ${platform} ${JSON.stringify(variables)}`, async () => {
			using sandbox = await prepared();
			const words = ["--index-url", index.url, "--no-header", "--no-annotate", "-"];
			const result = await sandbox.run(
				["pip", "compile", "-q", "--python-platform", platform, ...words],
				{ input: "native\n", variables },
			);
			expect(result).toEqual({ stdout: pins, stderr: "", status: 0 });
		});
	}

	test("a platform nobody knows is refused with the names", async () => {
		using sandbox = await prepared();
		const { stderr, status } = await install(sandbox, ["--python-platform", "amiga", "native"]);
		expect(status).toBe(2);
		expect(stderr).toStartWith(
			"error: `amiga` is no value of `--python-platform <PLATFORM>`\n  [possible values: windows, linux, macos,",
		);
	});

	test("a release without a file for the platform cannot be had", async () => {
		using sandbox = await prepared();
		const words = ["--python-platform", "i686-pc-windows-msvc", "native"];
		expect((await install(sandbox, words)).status).toBe(1);
	});

	test("install brings wheels of the platform into a folder, and replaces those of another", async () => {
		using sandbox = await prepared();
		const folder = join(sandbox.work, "bundle");
		const into = (platform: string) =>
			install(sandbox, ["--target", folder, "--python-platform", platform, "native"]);
		expect((await into("windows")).stderr).toEndWith(" + native==1.0\n + paint==1.0\n");
		expect(existsSync(join(folder, "native-1.0.dist-info"))).toBe(true);
		expect((await into("windows")).stderr).toContain("Checked 2 packages");
		expect((await into("macos")).stderr).toEndWith(" ~ native==1.0\n + sounds==1.0\n");
		expect(
			readdirSync(folder)
				.filter((name) => name.endsWith(".dist-info"))
				.sort(),
		).toEqual(["native-1.0.dist-info", "paint-1.0.dist-info", "sounds-1.0.dist-info"]);
	});

	test("sync installs for the platform", async () => {
		using sandbox = await prepared();
		sandbox.write("pins.txt", "native==2.0\n");
		const platform = ["--python-platform", "aarch64-unknown-linux-musl"];
		await sandbox.runWell(["pip", "sync", "-q", "--index-url", index.url, ...platform, "pins.txt"]);
		expect(installed(sandbox)).toEqual(["native-2.0"]);
	});

	test("check holds what is installed against the platform", async () => {
		using sandbox = await prepared("native");
		expect(await sandbox.run(["pip", "check", "--python-platform", "linux"])).toEqual(
			told("Checked 1 package in [TIME]", "All installed packages are compatible"),
		);
		expect(await sandbox.run(["pip", "check", "--python-platform", "windows"])).toEqual(
			failed(
				1,
				"Checked 1 package in [TIME]",
				"Found 2 incompatibilities",
				"`native` was built for another platform or Python",
				'`native` requires `paint ; sys_platform == "win32"`, which is not installed',
			),
		);
	});
});

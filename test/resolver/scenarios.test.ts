import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import type { ProjectSelection, ResolutionPolicy } from "../../src/resolver/manifest.ts";
import { supportedTags } from "../../src/standards/platform-tags.ts";
import { parseToml } from "../../src/standards/toml.ts";
import {
	manifestOf,
	pinsOf,
	resolveNow,
	targetOf,
	type World,
	type WorldRelease,
	WorldSource,
} from "./world.ts";

const FOLDER = "../shared/vectors/scenarios";

interface Expected {
	readonly id: string;
	readonly name: string;
	readonly category: string;
	readonly kind: "install" | "compile" | "lock";
	readonly python: string;
	readonly root_requires: readonly string[];
	readonly resolver_options: {
		readonly python?: string;
		readonly python_platform?: string;
		readonly prereleases?: boolean;
		readonly no_binary?: readonly string[];
		readonly no_build?: readonly string[];
	};
	readonly expected: { satisfiable: boolean; packages?: Readonly<Record<string, string>> };
	readonly same_as_packse: boolean;
	readonly uv: {
		readonly exit_code: number;
		readonly installed?: Readonly<Record<string, string>>;
		readonly pins?: readonly string[];
	};
}

interface ScenarioRelease {
	readonly requires?: readonly string[];
	readonly requires_python?: string;
	readonly extras?: Readonly<Record<string, readonly string[]>>;
	readonly wheel?: boolean;
	readonly wheel_tags?: readonly string[];
	readonly sdist?: boolean;
	readonly yanked?: boolean;
}

interface Scenario {
	readonly packages?: Readonly<
		Record<string, { readonly versions: Readonly<Record<string, ScenarioRelease>> }>
	>;
	readonly expected: Expected["expected"];
}

function releaseOf(release: ScenarioRelease): WorldRelease {
	const tags = release.wheel_tags ?? ["py3-none-any"];
	return {
		requires: release.requires ?? [],
		requiresPython: release.requires_python ?? ">=3.12",
		extras: release.extras ?? {},
		tags: release.wheel === false ? [] : tags,
		sdist: release.sdist ?? true,
		yanked: release.yanked === true ? "" : undefined,
	};
}

function worldOf({ packages = {} }: Scenario): World {
	return Object.fromEntries(
		Object.entries(packages).map(([name, { versions }]) => [
			name,
			Object.fromEntries(
				Object.entries(versions).map(([version, release]) => [version, releaseOf(release)]),
			),
		]),
	);
}

function readScenario({ category, id }: Expected): Scenario {
	const stem = id.slice(category.length + 1);
	return parseToml(readFileSync(`${FOLDER}/${category}/${stem}.toml`, "utf8")) as Scenario;
}

function these(names: readonly string[] | undefined): ProjectSelection {
	return { all: false, names: new Set(names) };
}

function answer(expected: Expected, prereleases: ResolutionPolicy["prereleases"]): string[] {
	const options = expected.resolver_options;
	const python = options.python ?? expected.python;
	const full = python.split(".").length === 2 ? `${python}.0` : python;
	const [major = 3, minor = 12] = python.split(".").map(Number);
	const tags = supportedTags({
		implementation: "cpython",
		pythonVersion: [major, minor],
		platform: {
			os: "manylinux",
			major: 2,
			minor: options.python_platform === undefined ? 36 : 17,
			architecture: "x86_64",
			manylinuxAllowed: true,
		},
	});
	const policy: Partial<ResolutionPolicy> = {
		prereleases: options.prereleases === true ? "allow" : prereleases,
		noBinary: these(options.no_binary),
		onlyBinary: these(options.no_build),
	};
	const manifest = manifestOf(expected.root_requires, {
		policy,
		target: { ...targetOf(full), tags },
	});
	return pinsOf(resolveNow(manifest, new WorldSource(worldOf(readScenario(expected)))));
}

function pinned(packages: Readonly<Record<string, string>>): string[] {
	return Object.entries(packages)
		.map(([name, version]) => `${name}==${version}`)
		.sort();
}

const all = existsSync(FOLDER)
	? (JSON.parse(readFileSync(`${FOLDER}/expected.json`, "utf8")) as readonly Expected[])
	: [];
if (all.length === 0) console.log(`skipped: ${FOLDER} is not there`);
const single = all.filter(({ kind }) => kind !== "lock");

test.if(all.length > 0)("the scenarios for one platform have the recorded answers", () => {
	const wrong: string[] = [];
	for (const expected of single) {
		const { exit_code, installed, pins } = expected.uv;
		const wanted = exit_code === 0 ? [...(pins ?? pinned(installed ?? {}))] : ["unsatisfiable"];
		const got = answer(expected, "if-necessary");
		if (got.join() !== wanted.join()) wrong.push(`${expected.id}: ${got} instead of ${wanted}`);
	}
	console.log(
		`scenarios: ${single.length - wrong.length} of ${single.length} hold; ` +
			`${all.length - single.length} are for all platforms at once and not run`,
	);
	expect(wrong).toEqual([]);
});

test.if(all.length > 0)("under the default mode for pre-releases packse's own answers hold", () => {
	const wrong: string[] = [];
	const differing = single.filter(({ same_as_packse }) => !same_as_packse);
	for (const expected of differing) {
		const { satisfiable, packages } = readScenario(expected).expected;
		const got = answer(expected, "if-necessary-or-explicit");
		const wanted = satisfiable ? pinned(packages ?? {}) : ["unsatisfiable"];
		if (got.join() !== wanted.join()) wrong.push(`${expected.id}: ${got} instead of ${wanted}`);
	}
	console.log(`scenarios, default mode: ${differing.length - wrong.length} of ${differing.length}`);
	expect(wrong).toEqual([]);
});

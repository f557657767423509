/** The scenarios of `../shared/vectors` in memory, for one platform and for all. */
import { expect, test } from "bun:test";
import type { Manifest, ProjectSelection, ResolutionPolicy } from "../../src/resolver/manifest.ts";
import type { ResolutionNode } from "../../src/resolver/resolution.ts";
import { Marker } from "../../src/standards/marker.ts";
import { supportedTags } from "../../src/standards/platform-tags.ts";
import { Version } from "../../src/standards/version.ts";
import { pinDifferences } from "../support/pins-by-meaning.ts";
import {
	expectedPins,
	readScenario,
	recordedPins,
	type Scenario,
	type ScenarioQuestion,
	type ScenarioRelease,
	scenarioQuestions,
} from "../support/scenario-vectors.ts";
import {
	manifestOf,
	pinsOf,
	resolveNow,
	targetOf,
	type World,
	type WorldRelease,
	WorldSource,
} from "./world.ts";

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

function these(names: readonly string[] | undefined): ProjectSelection {
	return { all: false, names: new Set(names) };
}

function answer(
	question: ScenarioQuestion,
	prereleases: ResolutionPolicy["prereleases"],
): string[] {
	const options = question.resolver_options;
	const python = options.python ?? question.python;
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
	const manifest = manifestOf(question.root_requires, {
		policy,
		target: { ...targetOf(full), tags },
	});
	return pinsOf(resolveNow(manifest, new WorldSource(worldOf(readScenario(question)))));
}

/** The oldest Python of the scenarios for all platforms. */
const OLDEST = "3.12";

function universalTarget({ resolver_options }: ScenarioQuestion): Manifest["target"] {
	return {
		kind: "universal",
		pythonVersion: Version.parse(OLDEST),
		environments: [],
		requiredEnvironments: (resolver_options.required_environments ?? []).map(Marker.parse),
		forkStrategy: "requires-python",
	};
}

function universalPin({ name, version, need }: ResolutionNode): string {
	const marker = need?.base.toUsualText() ?? "";
	return `${name}==${version}${marker === "" ? "" : ` ; ${marker}`}`;
}

function universalAnswer(question: ScenarioQuestion): readonly string[] | undefined {
	const manifest = manifestOf(question.root_requires, {
		policy: { prereleases: "if-necessary" },
		target: universalTarget(question),
	});
	const outcome = resolveNow(manifest, new WorldSource(worldOf(readScenario(question))));
	return outcome.kind === "resolved" ? outcome.resolution.nodes.map(universalPin) : undefined;
}

const all = scenarioQuestions();
const single = all.filter(({ kind }) => kind !== "lock");
const universal = all.filter(({ kind }) => kind === "lock");

test.if(all.length > 0)("the scenarios for one platform have the recorded answers", () => {
	const wrong: string[] = [];
	for (const question of single) {
		const wanted = recordedPins(question) ?? ["unsatisfiable"];
		const got = answer(question, "if-necessary");
		if (got.join() !== wanted.join()) wrong.push(`${question.id}: ${got} instead of ${wanted}`);
	}
	console.log(`scenarios: ${single.length - wrong.length} of ${single.length} hold`);
	expect(wrong).toEqual([]);
});

test.if(all.length > 0)("the scenarios for all platforms have the recorded answers", () => {
	const wrong: string[] = [];
	for (const question of universal) {
		const [got, wanted] = [universalAnswer(question), recordedPins(question)];
		const differences =
			got === undefined || wanted === undefined
				? [got, wanted].filter((one) => one !== undefined).map((one) => one.join())
				: pinDifferences(got, wanted, OLDEST);
		if (differences.length > 0) wrong.push(`${question.id}: ${differences.join("; ")}`);
	}
	console.log(
		`scenarios for all platforms: ${universal.length - wrong.length} of ${universal.length} hold`,
	);
	expect(wrong).toEqual([]);
});

test.if(all.length > 0)("under the default mode for pre-releases packse's own answers hold", () => {
	const wrong: string[] = [];
	const differing = single.filter(({ same_as_packse }) => !same_as_packse);
	for (const question of differing) {
		const got = answer(question, "if-necessary-or-explicit");
		const wanted = expectedPins(question) ?? ["unsatisfiable"];
		if (got.join() !== wanted.join()) wrong.push(`${question.id}: ${got} instead of ${wanted}`);
	}
	console.log(`scenarios, default mode: ${differing.length - wrong.length} of ${differing.length}`);
	expect(wrong).toEqual([]);
});

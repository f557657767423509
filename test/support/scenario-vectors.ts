/** The scenarios of `../shared/vectors`: small worlds with a question each, and what real programs answered. */
import { existsSync, readFileSync } from "node:fs";
import { parseToml } from "../../src/standards/toml.ts";

const FOLDER = "../shared/vectors/scenarios";

/** A question, how it is asked, and the recorded answers. */
export interface ScenarioQuestion {
	readonly id: string;
	readonly category: string;
	readonly kind: "install" | "compile" | "lock";
	readonly python: string;
	readonly root_requires: readonly string[];
	/** Of the command line. */
	readonly args: readonly string[];
	readonly resolver_options: {
		readonly python?: string;
		readonly python_platform?: string;
		readonly prereleases?: boolean;
		readonly no_binary?: readonly string[];
		readonly no_build?: readonly string[];
		readonly required_environments?: readonly string[];
	};
	/** Whether the recorded answer is the one that the scenario itself expects. */
	readonly same_as_packse: boolean;
	readonly uv: {
		readonly exit_code: number;
		readonly installed?: Readonly<Record<string, string>>;
		readonly pins?: readonly string[];
	};
	/** Of those for all platforms. */
	readonly uv_universal?: { readonly exit_code: number; readonly pins?: readonly string[] };
}

export interface ScenarioRelease {
	readonly requires?: readonly string[];
	readonly requires_python?: string;
	readonly extras?: Readonly<Record<string, readonly string[]>>;
	readonly wheel?: boolean;
	readonly wheel_tags?: readonly string[];
	readonly sdist?: boolean;
	readonly yanked?: boolean;
}

export interface Scenario {
	readonly packages?: Readonly<
		Record<string, { readonly versions: Readonly<Record<string, ScenarioRelease>> }>
	>;
	readonly expected: {
		readonly satisfiable: boolean;
		readonly packages?: Readonly<Record<string, string>>;
	};
}

/** All of them; none, and a printed line, where the vectors are missing. */
export function scenarioQuestions(): readonly ScenarioQuestion[] {
	const path = `${FOLDER}/expected.json`;
	if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as ScenarioQuestion[];
	console.log(`skipped: ${FOLDER} is not there`);
	return [];
}

/** The world of a question, and what the scenario itself expects. */
export function readScenario({
	category,
	id,
}: Pick<ScenarioQuestion, "category" | "id">): Scenario {
	const stem = id.slice(category.length + 1);
	return parseToml(readFileSync(`${FOLDER}/${category}/${stem}.toml`, "utf8")) as Scenario;
}

/** `name==version` of each, sorted. */
export function pinLines(packages: Readonly<Record<string, string>>): string[] {
	return Object.entries(packages)
		.map(([name, version]) => `${name}==${version}`)
		.sort();
}

/** What was recorded: pins, for all platforms with markers; undefined where the program failed. */
export function recordedPins({
	uv,
	uv_universal,
}: ScenarioQuestion): readonly string[] | undefined {
	const { exit_code, pins } = uv_universal ?? uv;
	if (exit_code !== 0) return undefined;
	return pins ?? pinLines(uv.installed ?? {});
}

/** What the scenario itself expects of one platform. */
export function expectedPins(question: ScenarioQuestion): readonly string[] | undefined {
	const { satisfiable, packages } = readScenario(question).expected;
	return satisfiable ? pinLines(packages ?? {}) : undefined;
}

/** The scenarios of `../shared/vectors` through the executable, from an index on loopback. */
import { afterAll, expect, test } from "bun:test";
import { Limit } from "../../src/platform/limit.ts";
import { startIndexServer } from "../support/index-server.ts";
import { pinDifferences, pinLinesOf } from "../support/pins-by-meaning.ts";
import { createSandbox, type RunResult } from "../support/sandbox.ts";
import { scenarioMetadata, scenarioWorld } from "../support/scenario-site.ts";
import {
	expectedPins,
	readScenario,
	recordedPins,
	type ScenarioQuestion,
	scenarioQuestions,
} from "../support/scenario-vectors.ts";

const questions = scenarioQuestions();
const atOnce = new Limit(4);

function prefixOf({ id }: ScenarioQuestion): string {
	return id.replaceAll(/[^a-z0-9-]+/g, "-");
}

const index = await startIndexServer(new Map(), {
	sites: new Map(
		questions.map((question) => [
			prefixOf(question),
			{ world: scenarioWorld(readScenario(question)) },
		]),
	),
});
const sandbox = createSandbox();
if (questions.length > 0) await sandbox.runWell(["venv"]);
afterAll(() => {
	index.stop();
	sandbox[Symbol.dispose]();
});

/** For the scenario's Python whatever there is. */
function pythonWords({ kind, args, python }: ScenarioQuestion): readonly string[] {
	if (kind === "compile" || args.some((word) => word.startsWith("--python-version"))) return [];
	const isOther = kind === "lock" || sandbox.pythonVersion !== python;
	return isOther ? ["--python-version", python] : [];
}

interface Inputs {
	readonly directory: string;
	/** Whether something may have to be built: what is only compiled can be told instead. */
	readonly mayNeedBuild: boolean;
}

/** A folder of the question's own, with its inputs. */
function writeInputs(question: ScenarioQuestion): Inputs {
	const folder = prefixOf(question);
	const { required_environments: required = [], no_binary = [] } = question.resolver_options;
	const metadata = scenarioMetadata(readScenario(question));
	sandbox.write(`${folder}/in.txt`, `${question.root_requires.join("\n")}\n`);
	const settings = `required-environments = ${JSON.stringify(required)}\n`;
	sandbox.write(`${folder}/pyproject.toml`, `[tool.uv]\n${settings}${metadata}`);
	return {
		directory: `${sandbox.work}/${folder}`,
		mayNeedBuild: metadata !== "" || no_binary.length > 0,
	};
}

interface Answered {
	/** Undefined where nothing was found; what went wrong otherwise is thrown. */
	readonly pins: readonly string[] | undefined;
}

function readAnswer(question: ScenarioQuestion, { status, stdout, stderr }: RunResult): Answered {
	if (status === 1 && stderr.includes("No solution found")) return { pins: undefined };
	if (status !== 0) throw new Error(`${question.id}: status ${status}\n${stderr}`);
	const installed = [...stderr.matchAll(/^ \+ (\S+)/gm)].map(([, pin = ""]) => pin);
	return { pins: [...pinLinesOf(stdout), ...installed].sort() };
}

async function ask(question: ScenarioQuestion, prerelease: string): Promise<Answered> {
	const { kind, args } = question;
	const { directory, mayNeedBuild } = writeInputs(question);
	const verb =
		kind === "install" && !mayNeedBuild
			? ["install", "--dry-run", "--python", sandbox.environment, "-r", "in.txt"]
			: ["compile", "--no-header", "--no-annotate", "in.txt"];
	const words = [
		...["pip", ...verb, ...(kind === "lock" ? ["--universal"] : [])],
		...["--index-url", index.siteUrl(prefixOf(question))],
		...[...pythonWords(question), ...args],
	];
	const variables = { UV_PRERELEASE: prerelease };
	return readAnswer(question, await atOnce.run(() => sandbox.run(words, { directory, variables })));
}

/** Undefined where the two are the same. */
function difference(
	question: ScenarioQuestion,
	got: readonly string[] | undefined,
	wanted: readonly string[] | undefined,
): string | undefined {
	if (got !== undefined && wanted !== undefined) {
		const lines = pinDifferences(got, wanted, "3.12");
		return lines.length === 0 ? undefined : `${question.id}: ${lines.join("; ")}`;
	}
	if (got === wanted) return undefined;
	return `${question.id}: ${got ?? "no solution"} instead of ${wanted ?? "no solution"}`;
}

async function wrongOf(
	asked: readonly ScenarioQuestion[],
	prerelease: string,
	wantedOf: (question: ScenarioQuestion) => readonly string[] | undefined,
): Promise<readonly string[]> {
	const all = await Promise.all(
		asked.map(async (question) => {
			try {
				const { pins } = await ask(question, prerelease);
				return difference(question, pins, wantedOf(question));
			} catch (error) {
				return `${error}`;
			}
		}),
	);
	return all.filter((one) => one !== undefined);
}

test.if(questions.length > 0)("all scenarios have the recorded answers", async () => {
	const wrong = await wrongOf(questions, "if-necessary", recordedPins);
	const count = questions.length - wrong.length;
	console.log(`scenarios through the executable: ${count} of ${questions.length} hold`);
	expect(wrong).toEqual([]);
});

test.if(questions.length > 0)("under the default mode packse's own answers hold", async () => {
	const differing = questions.filter(({ same_as_packse }) => !same_as_packse);
	expect(await wrongOf(differing, "", expectedPins)).toEqual([]);
});

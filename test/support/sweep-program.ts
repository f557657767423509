/**
 * The program that the crash sweep kills: one change of one environment, as the installer makes it.
 *
 * `sweep-program.ts kill SCENARIO STORE ENVIRONMENT` changes that environment.
 * `sweep-program.ts recover ENVIRONMENT` only recovers.
 * `sweep-program.ts points SCENARIO STORE TEMPLATE FOLDER NUMBERS TARGET` makes a copy of the template for each
 * k of the comma-separated NUMBERS and lets the k-th call fail, and prints one line for each: `k outcome`.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { faultCounter } from "../../src/platform/fault-switch.ts";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { recover } from "../../src/transaction/recover.ts";
import { runScenario, SCENARIOS, type ScenarioName } from "./sweep-scenarios.ts";
import { targetAt } from "./wheel-store.ts";

const [verb = "", ...words] = process.argv.slice(2);

function scenarioName(word: string | undefined): ScenarioName {
	const name = word as ScenarioName;
	if (!(name in SCENARIOS)) throw new Error(`no scenario ${word}`);
	return name;
}

async function attempt(name: ScenarioName, store: string, root: string): Promise<string> {
	try {
		return await runScenario(name, store, targetAt(root));
	} catch (error) {
		const known = error as { code?: string };
		return known.code ?? String((error as Error).stack);
	}
}

async function runPoints(name: ScenarioName, places: readonly string[]): Promise<void> {
	const [store = "", template = "", folder = "", numbers = "", target = "0"] = places;
	const buffer = faultCounter();
	if (buffer === undefined) throw new Error("the fault switch is off");
	const calls = new Int32Array(buffer);
	for (const word of numbers.split(",")) {
		const point = Number(word);
		const root = join(folder, word);
		cpSync(template, root, { recursive: true, verbatimSymlinks: true });
		// The switch strikes when the count reaches its target: so the k-th call from here.
		Atomics.store(calls, 0, Number(target) - point);
		const outcome = await attempt(name, store, root);
		console.log(`${point} ${outcome.replaceAll("\n", " ")}`);
	}
}

switch (verb) {
	case "kill": {
		const [name, store = "", root = ""] = words;
		console.log(await attempt(scenarioName(name), store, root));
		break;
	}
	case "recover": {
		const [root = ""] = words;
		using lock = await acquireLock(join(root, ".lock"), { timeout: 1000 });
		console.log(recover(root, lock).kind);
		break;
	}
	case "points":
		await runPoints(scenarioName(words[0]), words.slice(1));
		break;
	default:
		throw new Error(`no verb ${verb}`);
}

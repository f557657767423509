/** A scenario as an index of wheels and source distributions, and as settings that tell what those say, which nobody builds. */
import { normalizeName } from "../../src/standards/name.ts";
import type { IndexFile, IndexWorld } from "./index-world.ts";
import type { Scenario, ScenarioRelease } from "./scenario-vectors.ts";
import { buildTarGz } from "./tar-builder.ts";
import { buildWheel, metadataText, type WheelRecipe, wheelFileName } from "./wheel-builder.ts";

function underExtra(requirement: string, extra: string): string {
	const [wanted = "", marker] = requirement.split(";");
	const condition = `extra == '${extra}'`;
	return `${wanted.trim()} ; ${marker === undefined ? condition : `(${marker.trim()}) and ${condition}`}`;
}

function recipeOf(name: string, version: string, release: ScenarioRelease): WheelRecipe {
	const extras = Object.entries(release.extras ?? {}).map(
		([extra, requires]) => [normalizeName(extra), requires] as const,
	);
	const ofExtras = extras.flatMap(([extra, requires]) =>
		requires.map((requirement) => underExtra(requirement, extra)),
	);
	const requiresPython = release.requires_python ?? ">=3.12";
	return {
		name,
		version,
		requires: [...(release.requires ?? []), ...ofExtras],
		extras: extras.map(([extra]) => extra),
		...(requiresPython === "" ? {} : { requiresPython }),
	};
}

function sourceFile(recipe: WheelRecipe, facts: Partial<IndexFile>): IndexFile {
	const stem = `${normalizeName(recipe.name).replaceAll("-", "_")}-${recipe.version}`;
	const bytes = buildTarGz([{ name: `${stem}/PKG-INFO`, data: metadataText(recipe) }]);
	return { filename: `${stem}.tar.gz`, bytes, version: recipe.version, ...facts };
}

function filesOf(name: string, version: string, release: ScenarioRelease): readonly IndexFile[] {
	const recipe = recipeOf(name, version, release);
	const facts: Partial<IndexFile> = {
		...(recipe.requiresPython === undefined ? {} : { requiresPython: recipe.requiresPython }),
		...(release.yanked === true ? { yanked: true } : {}),
		uploadTime: "2024-03-24T00:00:00Z",
	};
	const tags = release.wheel === false ? [] : (release.wheel_tags ?? ["py3-none-any"]);
	const wheels = tags.map((tag): IndexFile => {
		const tagged = { ...recipe, tag };
		const filename = wheelFileName(tagged);
		return {
			filename,
			bytes: buildWheel(tagged),
			version,
			metadata: metadataText(tagged),
			...facts,
		};
	});
	return release.sdist === false ? wheels : [...wheels, sourceFile(recipe, facts)];
}

/** What an index of the scenario's packages serves. */
export function scenarioWorld({ packages = {} }: Scenario): IndexWorld {
	return new Map(
		Object.entries(packages).map(([name, { versions }]) => [
			normalizeName(name),
			Object.entries(versions).flatMap(([version, release]) => filesOf(name, version, release)),
		]),
	);
}

/** `dependency-metadata` settings for the releases that may have nothing but a source distribution for somebody. */
export function scenarioMetadata({ packages = {} }: Scenario): string {
	return Object.entries(packages)
		.flatMap(([name, { versions }]) =>
			Object.entries(versions)
				.filter(([, { wheel, wheel_tags }]) => wheel === false || wheel_tags !== undefined)
				.map(([version, release]) => recipeOf(name, version, release)),
		)
		.map(({ name, version, requires, requiresPython, extras }) =>
			[
				"[[tool.uv.dependency-metadata]]",
				`name = ${JSON.stringify(name)}`,
				`version = ${JSON.stringify(version)}`,
				`requires-dist = ${JSON.stringify(requires)}`,
				`provides-extra = ${JSON.stringify(extras)}`,
				...(requiresPython === undefined ? [] : [`requires-python = "${requiresPython}"`]),
				"",
			].join("\n"),
		)
		.join("");
}

/** Projects in local folders: followed, joined, and the only candidates of their names. */
import { describe, expect, test } from "bun:test";
import type { Distribution, ProjectDirectory } from "../../src/distributions/distribution.ts";
import { UserError } from "../../src/errors/user-error.ts";
import type { InputRequirement } from "../../src/resolver/manifest.ts";
import type { Answer, MetadataAnswer } from "../../src/resolver/package-source.ts";
import { SpecifierSet } from "../../src/standards/specifier.ts";
import { Version } from "../../src/standards/version.ts";
import {
	inputOf,
	type ManifestOptions,
	manifestOf,
	requirementOf,
	resolveNow,
	type World,
	WorldSource,
} from "./world.ts";

class FolderSource extends WorldSource {
	override metadata(distribution: Distribution): Answer<MetadataAnswer> {
		return distribution.kind === "directory"
			? { kind: "known", metadata: distribution }
			: super.metadata(distribution);
	}
}

type FolderFacts = Partial<
	Omit<ProjectDirectory, "requiresDist" | "references" | "requiresPython">
> & {
	readonly requires?: readonly string[];
	readonly requiresPython?: string;
	readonly leadsTo?: readonly ProjectDirectory[];
};

/** The project `name`, version 1.0, in `/NAME`. */
function folder(name: string, facts: FolderFacts = {}): ProjectDirectory {
	const { requires = [], requiresPython, leadsTo = [], ...rest } = facts;
	return {
		...{ kind: "directory", name, path: `/${name}`, given: `./${name}`, isEditable: false },
		version: Version.parse("1.0"),
		providesExtra: [],
		pins: [],
		...rest,
		requiresDist: requires.map(requirementOf),
		requiresPython: requiresPython === undefined ? undefined : SpecifierSet.parse(requiresPython),
		references: new Map(leadsTo.map((one) => [one.path, one])),
	};
}

function folderInput(distribution: ProjectDirectory, extras = ""): InputRequirement {
	return { ...inputOf(`${distribution.name}${extras} @ ${distribution.path}`), distribution };
}

const world: World = {
	a: { "1.0": {}, "2.0": {} },
	b: { "1.0": { requires: ["app>=1"] } },
	early: { "1.0": {}, "2.0rc1": {} },
	gone: { "1.0": { yanked: "broken" } },
};

/** Each node, a folder with its place. */
function answer(
	inputs: readonly (string | InputRequirement)[],
	options?: ManifestOptions,
): readonly string[] {
	const outcome = resolveNow(manifestOf(inputs, options), new FolderSource(world));
	if (outcome.kind !== "resolved") return [outcome.kind];
	return outcome.resolution.nodes.map(({ name, version, distribution }) => {
		if (distribution.kind !== "directory") return `${name}==${version}`;
		return `${distribution.isEditable ? "-e " : ""}${distribution.given}`;
	});
}

describe("a folder", () => {
	test("brings what its project requires, with the extras that are asked for", () => {
		const app = folder("app", { requires: ["a<2", "b ; extra == 'x'"], providesExtra: ["x"] });
		expect(answer([folderInput(app)])).toEqual(["a==1.0", "./app"]);
		expect(answer([folderInput(app, "[x]")])).toEqual(["a==1.0", "./app", "b==1.0"]);
	});

	test("speaks for the user: of pre-releases, yanked versions and the lowest ones", () => {
		const app = (requirement: string) => [folderInput(folder("app", { requires: [requirement] }))];
		expect(answer(app("early>=2.0rc1"))).toEqual(["./app", "early==2.0rc1"]);
		expect(answer(app("gone==1.0"))).toEqual(["./app", "gone==1.0"]);
		const policy = { mode: "lowest-direct" } as const;
		expect(answer(app("a"), { policy })).toEqual(["a==1.0", "./app"]);
	});

	test("is the only candidate of its project", () => {
		expect(answer(["b", folderInput(folder("app"))])).toEqual(["./app", "b==1.0"]);
		expect(answer(["b", "app>1", folderInput(folder("app"))])).toEqual(["unsatisfiable"]);
	});

	test("is not for every Python", () => {
		const app = folder("app", { requiresPython: ">=3.99" });
		expect(answer([folderInput(app)])).toEqual(["unsatisfiable"]);
	});

	test("leads to other folders, also by its extras, and in circles", () => {
		const back = folder("app");
		const lib = folder("lib", { requires: ["app @ /app", "a"], leadsTo: [back] });
		const app = folder("app", {
			requires: ["lib @ /lib ; extra == 'x'"],
			providesExtra: ["x"],
			leadsTo: [lib],
		});
		expect(answer([folderInput(app)])).toEqual(["./app"]);
		expect(answer([folderInput(app, "[x]")])).toEqual(["a==2.0", "./app", "./lib"]);
	});

	test("that is named twice is called by its last name, and is editable where it is so once", () => {
		const app = folder("app");
		const again = folder("app", { given: "../app" });
		const editable = folder("app", { given: "app", isEditable: true });
		expect(answer([folderInput(app), folderInput(again)])).toEqual(["../app"]);
		expect(answer([folderInput(editable), folderInput(again)])).toEqual(["-e ../app"]);
		expect(answer([folderInput(again), folderInput(editable)])).toEqual(["-e app"]);
	});

	test("that a project takes as editable is editable, under the name of the input", () => {
		const lib = folder("lib", { given: "../lib", isEditable: true });
		const app = folder("app", { requires: ["lib @ /lib"], leadsTo: [lib] });
		expect(answer([folderInput(app)])).toEqual(["./app", "-e ../lib"]);
		expect(answer([folderInput(folder("lib")), folderInput(app)])).toEqual(["./app", "-e ./lib"]);
	});

	test("and another folder of the same project contradict", () => {
		const other = folder("app", { path: "/other" });
		expect(() => answer([folderInput(folder("app")), folderInput(other)])).toThrow(
			"the inputs name different URLs for `app`",
		);
	});

	test("and what it leads to may be excluded", () => {
		const lib = folder("lib");
		const app = folder("app", { requires: ["lib @ /lib"], leadsTo: [lib] });
		expect(answer([folderInput(app)], { excludes: ["lib"] })).toEqual(["./app"]);
	});
});

test("what an input does not lead to matters only where it holds", () => {
	class Gone extends UserError {
		readonly code = "gone";
	}
	const gone = (text: string) => ({ ...inputOf(text), fault: new Gone("it is gone") });
	expect(answer([gone("c @ /c ; sys_platform == 'win32'"), "a"])).toEqual(["a==2.0"]);
	expect(() => answer([gone("c @ /c ; sys_platform == 'linux'")])).toThrow("it is gone");
});

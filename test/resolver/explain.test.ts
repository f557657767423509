/** Whole explanations, pinned: a change of wording shows here as such. */
import { describe, expect, test } from "bun:test";
import { EVERY_PROJECT, type ResolutionPolicy } from "../../src/resolver/manifest.ts";
import type { ProjectAnswer } from "../../src/resolver/package-source.ts";
import { Version } from "../../src/standards/version.ts";
import {
	inputOf,
	type ManifestOptions,
	manifestOf,
	resolveNow,
	targetOf,
	type World,
	WorldSource,
} from "./world.ts";

function explain(
	world: World,
	requirements: readonly string[],
	options?: ManifestOptions & { readonly answers?: Readonly<Record<string, ProjectAnswer>> },
): { text: string; hints: readonly string[] } {
	const source = new WorldSource(world);
	for (const [name, answer] of Object.entries(options?.answers ?? {}))
		source.answers.set(name, answer);
	const outcome = resolveNow(manifestOf(requirements, options), source);
	if (outcome.kind !== "unsatisfiable") throw new Error(outcome.kind);
	const { text, hints } = outcome.explanation;
	return { text, hints };
}

describe("explanations", () => {
	const web: World = {
		flask: {
			"2.0": { requires: ["werkzeug>=2.0,<3"], extras: { async: ["asgiref>=3.2"] } },
			"2.1": { requires: ["werkzeug>=2.0,<3"] },
			"3.0": { requires: ["werkzeug>=3.0"] },
		},
		werkzeug: { "1.0": {}, "2.0": {}, "2.3": {}, "3.0": {} },
		asgiref: { "3.0": {}, "3.1": {} },
	};

	test("a version that does not exist", () => {
		expect(explain(web, ["flask>=4"])).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because you require \`flask>=4\` (requirements.in line 1) and \`flask\` has no such version (there is 2.0, 2.1, 3.0), your requirements cannot be met.",
		  }
		`);
	});

	test("a project that does not exist", () => {
		expect(explain(web, ["flask", "flsk"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "Check the spelling of \`flsk\`; if another index has it, name that with \`--index\`",
		    ],
		    "text": "Because you require \`flsk\` (requirements.in line 2) and \`flsk\` was not found on the index, your requirements cannot be met.",
		  }
		`);
	});

	test("two inputs that exclude each other", () => {
		expect(explain(web, ["flask==2.0", "flask==3.0"])).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because you require \`flask==2.0\` (requirements.in line 1) and you require \`flask==3.0\` (requirements.in line 2), your requirements cannot be met.",
		  }
		`);
	});

	test("an input against the requirement of another", () => {
		expect(explain(web, ["werkzeug>=3", "flask<3"])).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because \`flask<3.0\` depends on \`werkzeug>=2.0,<3\` and you require \`werkzeug>=3\` (requirements.in line 1), we can conclude that your requirements rule out \`flask<3.0\`. And because you require \`flask<3\` (requirements.in line 2), your requirements cannot be met.",
		  }
		`);
	});

	test("a constraint against a requirement", () => {
		expect(explain(web, ["flask>=3"], { constraints: ["werkzeug<3"] })).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because \`flask==3.0\` depends on \`werkzeug>=3.0\` and you constrain \`werkzeug<3\` (constraints.txt line 1), we can conclude that \`flask==3.0\` cannot be used. And because you require \`flask>=3\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("an extra that cannot be had", () => {
		expect(explain(web, ["flask[async]<2.1"])).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because \`flask[async]==2.0\` depends on \`asgiref>=3.2\` and \`asgiref\` has no such version (there is 3.0, 3.1), we can conclude that \`flask[async]==2.0\` cannot be used. And because you require \`flask[async]<2.1\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("a branching conflict", () => {
		const world: World = {
			a: { "1.0": { requires: ["b==1.0", "c==1.0"] } },
			b: { "1.0": { requires: ["d<2"] } },
			c: { "1.0": { requires: ["d>=2"] } },
			d: { "1.0": {}, "2.0": {} },
		};
		expect(explain(world, ["a"])).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because \`b\` depends on \`d<2\` and \`c\` depends on \`d>=2\`, we can conclude that \`b\` and \`c\` cannot be used together. And because \`a\` depends on \`c==1.0\`, we can conclude that \`b\` and \`a\` cannot be used together. And because \`a\` depends on \`b==1.0\` and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("a thousand versions that all fail alike are one sentence", () => {
		const versions = Array.from({ length: 1000 }, (_, index) => `1.${index}`);
		const world: World = {
			many: Object.fromEntries(
				versions.map((version, index) => [version, { requires: [`base==1.${index % 7}`] }]),
			),
			base: Object.fromEntries(versions.slice(0, 10).map((version) => [version, {}])),
		};
		expect(explain(world, ["many", "base>=1.8"])).toMatchInlineSnapshot(`
		  {
		    "hints": [],
		    "text": "Because \`many\` depends on \`base<1.7\` and you require \`many\` (requirements.in line 1), we can conclude that your requirements need \`base<1.7\`. And because you require \`base>=1.8\` (requirements.in line 2), your requirements cannot be met.",
		  }
		`);
	});
});

test("a proof that cannot be made short is cut, not endless", () => {
	// Each version needs its own base, and the bases exclude each other only one by one.
	const count = 1000;
	const world: World = {
		many: Object.fromEntries(
			Array.from({ length: count }, (_, index) => [
				`1.${index}`,
				{ requires: [`left==1.${index}`, `right==1.${(index + 1) % count}`] },
			]),
		),
		left: Object.fromEntries(
			Array.from({ length: count }, (_, index) => [
				`1.${index}`,
				{ requires: [`mid==1.${index}`] },
			]),
		),
		right: Object.fromEntries(
			Array.from({ length: count }, (_, index) => [
				`1.${index}`,
				{ requires: [`mid==1.${index}`] },
			]),
		),
		mid: Object.fromEntries(Array.from({ length: count }, (_, index) => [`1.${index}`, {}])),
	};
	const { text } = explain(world, ["many"]);
	expect(text.startsWith("(")).toBe(true);
	expect(text.length).toBeLessThan(20_000);
	expect(text.endsWith("your requirements cannot be met.")).toBe(true);
});

describe("hints", () => {
	test("pre-releases that would fit, of a direct requirement and of a transitive one", () => {
		const world: World = {
			a: { "1.0": {}, "2.0rc1": {} },
			parent: { "1.0": { requires: ["a>=2.0rc1"] } },
		};
		expect(explain(world, ["a>1"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "\`a\` has pre-releases that would fit, such as 2.0rc1: allow all of them with \`--prerelease allow\`, or those of \`a\` alone by adding \`a>=2.0rc1\` to your requirements",
		    ],
		    "text": "Because \`a==2.0rc1\` is a pre-release (not allowed here) and you require \`a>1\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
		expect(explain(world, ["parent"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "\`a\` has pre-releases that would fit, such as 2.0rc1: allow all of them with \`--prerelease allow\`, or those of \`a\` alone by adding \`a>=2.0rc1\` to your requirements",
		    ],
		    "text": "Because \`parent\` depends on \`a>=2.0rc1\` and \`a==2.0rc1\` is a pre-release (not allowed here), we can conclude that \`parent\` cannot be used. And because you require \`parent\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("only yanked", () => {
		const world: World = { a: { "1.0": { yanked: "leaks" } } };
		expect(explain(world, ["a"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "To use a yanked version all the same, require exactly \`a==1.0\`",
		    ],
		    "text": "Because \`a\` was yanked (leaks) and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("no wheel for this platform", () => {
		const world: World = {
			a: { "1.0": { sdist: false, tags: ["cp39-cp39-win_amd64", "cp310-cp310-win_amd64"] } },
		};
		expect(explain(world, ["a"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "The wheels of \`a==1.0\` are for \`cp39-cp39\`, \`cp310-cp310\` on \`win_amd64\`; the target is \`cp312-cp312\` on \`manylinux_2_28_x86_64\`",
		    ],
		    "text": "Because \`a\` has neither a wheel for this Python and platform nor a source distribution and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("another Python", () => {
		expect(explain({ a: { "1.0": { requiresPython: ">=3.13" } } }, ["a"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "\`a==1.0\` needs a Python that meets \`>=3.13\`; the target is Python 3.12.4",
		    ],
		    "text": "Because \`a\` requires Python >=3.13 (the target is 3.12.4) and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
		const hidden: World = { a: { "1.0": { hiddenRequiresPython: ">=3.13" } } };
		expect(explain(hidden, ["a"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "\`a\` needs a Python that meets \`>=3.13\`; the target is Python 3.12.4",
		    ],
		    "text": "Because \`a\` requires Python >=3.13 (the target is 3.12.4) and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("an index that refuses, no network, no index", () => {
		const ask = (answer: ProjectAnswer) => explain({}, ["a"], { answers: { a: answer } });
		const unauthorized = ["https://user:secret@index.example.org/simple"];
		expect(ask({ kind: "not-found", unauthorized })).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "The index at https://user:****@index.example.org/simple refused to say whether it has \`a\`: check its address and your credentials for it",
		    ],
		    "text": "Because you require \`a\` (requirements.in line 1) and \`a\` was not found (and an index refused to answer), your requirements cannot be met.",
		  }
		`);
		expect(ask({ kind: "offline" })).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "Without \`--offline\`, \`a\` could be looked up on the index",
		    ],
		    "text": "Because you require \`a\` (requirements.in line 1) and \`a\` is not in the cache (and the network may not be used), your requirements cannot be met.",
		  }
		`);
		expect(ask({ kind: "no-index" })).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "Name a folder or page that has \`a\` with \`--find-links\`, or leave \`--no-index\` out",
		    ],
		    "text": "Because you require \`a\` (requirements.in line 1) and \`a\` was not found among the links (and no index may be asked), your requirements cannot be met.",
		  }
		`);
	});

	test("left out by date", () => {
		const world: World = { a: { "1.0": { uploadTime: 2000 } } };
		expect(explain(world, ["a"], { policy: { excludeNewer: 1000 } })).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "\`a==1.0\` was uploaded at 1970-01-01T00:00:02Z, and \`--exclude-newer\` takes only what was uploaded before 1970-01-01T00:00:01Z: \`--exclude-newer-package a=false\` exempts \`a\`",
		    ],
		    "text": "Because \`a\` is newer than \`--exclude-newer\` allows and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("left out by a date of its own: the newest is named", () => {
		const world: World = { a: { "1.0": { uploadTime: 2000 }, "1.1": { uploadTime: 3000 } } };
		const policy = { excludeNewer: 9000, excludeNewerPackages: new Map([["a", 1000]]) };
		expect(explain(world, ["a"], { policy }).hints).toEqual([
			"`a==1.1` was uploaded at 1970-01-01T00:00:03Z, and `--exclude-newer-package` takes only what was uploaded before 1970-01-01T00:00:01Z: give a later one, or leave it out",
		]);
	});

	test("a pre-release that a mode of its own keeps out", () => {
		const policy = {
			prereleases: "allow" as const,
			prereleasePackages: new Map([["a", "disallow" as const]]),
		};
		expect(explain({ a: { "1.0rc1": {} } }, ["a"], { policy }).hints).toEqual([
			"`a` has pre-releases that would fit, such as 1.0rc1, which `--prerelease-package a=disallow` keeps out: `--prerelease-package a=allow` lets them in",
		]);
	});

	test("metadata that cannot be used", () => {
		expect(explain({ a: { "1.0": { metadata: "invalid" } } }, ["a"])).toMatchInlineSnapshot(`
		  {
		    "hints": [
		      "Report to the maintainers of \`a\` that the metadata of \`a==1.0\` cannot be used: it has no \`Name\`",
		    ],
		    "text": "Because the metadata of \`a\` cannot be used (it has no \`Name\`) and you require \`a\` (requirements.in line 1), your requirements cannot be met.",
		  }
		`);
	});

	test("the option that rules files out, for all and for one", () => {
		const world: World = { a: { "1.0": { tags: [] } }, b: { "1.0": { sdist: false } } };
		const only = (policy: Partial<ResolutionPolicy>, name: string) =>
			explain(world, [name], { policy }).hints;
		const named = { all: false, names: new Set(["a", "b"]) };
		expect([
			...only({ onlyBinary: EVERY_PROJECT }, "a"),
			...only({ onlyBinary: named }, "a"),
			...only({ noBinary: EVERY_PROJECT }, "b"),
			...only({ noBinary: named }, "b"),
		]).toEqual([
			"`a==1.0` has a source distribution, which `--only-binary :all:` rules out",
			"`a==1.0` has a source distribution, which `--only-binary a` rules out",
			"`b==1.0` has wheels, which `--no-binary :all:` rules out",
			"`b==1.0` has wheels, which `--no-binary b` rules out",
		]);
	});

	test("another Python than the one that was named, and than the oldest of all", () => {
		const world: World = { a: { "1.0": { requiresPython: ">=3.13" } } };
		const named = { ...targetOf(), isPythonNamed: true };
		const universal = {
			kind: "universal" as const,
			pythonVersion: Version.parse("3.12"),
			environments: [],
			requiredEnvironments: [],
			forkStrategy: "fewest" as const,
		};
		expect([named, universal].flatMap((target) => explain(world, ["a"], { target }).hints)).toEqual(
			[
				"`a==1.0` needs a Python that meets `>=3.13`; `--python-version` asks for 3.12.4",
				"`a==1.0` needs a Python that meets `>=3.13`; the answer is for Pythons from 3.12 on",
			],
		);
	});

	test("several kinds of reasons: the newest version of each", () => {
		const world: World = {
			a: {
				"1.0": { requiresPython: ">=3.13" },
				"1.1": { requiresPython: ">=3.13" },
				"1.2": { yanked: "leaks" },
			},
		};
		expect(explain(world, ["a"]).text).toStartWith(
			"Because no version of `a` can be used (1.2 was yanked (leaks), 1.1 requires Python >=3.13 (the target is 3.12.4))",
		);
	});

	test("a project that is called like what it depends on", () => {
		const origin = { file: "pyproject.toml", project: "flask", group: undefined };
		const input = { ...inputOf("flask>=9"), origin };
		const outcome = resolveNow(manifestOf([input]), new WorldSource({ flask: { "1.0": {} } }));
		const { hints } = outcome.kind === "unsatisfiable" ? outcome.explanation : { hints: [] };
		expect(hints).toEqual([
			"Your project is called `flask` itself: give it another name, if it means to depend on another project of that name",
		]);
	});

	test("a release that depends on another version of itself", () => {
		expect(explain({ a: { "1.0": { requires: ["a>=2"] } } }, ["a"]).hints).toEqual([
			"`a` is published with a mistake: if it is yours, give it another name than what it depends on",
		]);
	});

	test("an index that answers 403 to what it does not have", () => {
		const unauthorized = ["https://index.example.org/simple (403)"];
		const answers = { a: { kind: "not-found" as const, unauthorized } };
		expect(explain({}, ["a"], { answers }).hints).toEqual([
			"The index at https://index.example.org/simple (403) refused to say whether it has `a`: check its address and your credentials for it; where it answers so for all that it does not have, set `ignore-error-codes = [403]` for it",
		]);
	});
});

import { expect, test } from "bun:test";
import { type Distribution, placeOf } from "../../src/distributions/distribution.ts";
import { type InstalledFacts, isEmptyPlan, planChanges } from "../../src/installer/plan.ts";
import type { Resolution, ResolutionNode } from "../../src/resolver/resolution.ts";
import { parseRequirement } from "../../src/standards/requirement.ts";
import { parseSdistFilename } from "../../src/standards/sdist-filename.ts";
import { Version } from "../../src/standards/version.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";

type Kind = Distribution["kind"];

/** `foo==1.0` as a distribution of this kind. */
function distributionOf(text: string, kind: Kind, place: string): Distribution {
	const [name = "", versionText = ""] = text.split("==");
	const version = Version.parse(versionText);
	const filename = parseWheelFilename(`${name}-${versionText}-py3-none-any.whl`);
	const facts = { name, version, digests: [] as const };
	const listed = {
		...facts,
		index: {
			name: undefined,
			url: "https://index.example.org",
			format: "simple",
			isExplicit: false,
			isDefault: true,
		},
		url: place,
		requiresPython: undefined,
		yanked: undefined,
		size: undefined,
		uploadTime: undefined,
		metadata: undefined,
	} as const;
	const sdist = parseSdistFilename(`${name}-${versionText}.tar.gz`);
	switch (kind) {
		case "registry-wheel":
			return { ...listed, kind, filename };
		case "registry-sdist":
			return { ...listed, kind, filename: sdist };
		case "url-wheel":
			return { ...facts, kind, filename, url: place, given: place };
		case "path-wheel":
			return { ...facts, kind, filename, path: place, given: place };
		case "url-sdist":
			return { ...facts, kind, filename: sdist, url: place, given: place };
		case "path-sdist":
			return { ...facts, kind, filename: sdist, path: place, given: place };
		case "directory":
			return {
				...{ kind, name, version, path: place, given: place, isEditable: true },
				...{ requiresDist: [], requiresPython: undefined, providesExtra: [] },
				...{ references: new Map(), pins: [] },
			};
		case "installed":
			return { name, version, kind, path: place, directUrl: undefined };
	}
}

function nodeOf(text: string, kind: Kind, place = "https://files.example.org/x"): ResolutionNode {
	const distribution = distributionOf(text, kind, place);
	return {
		name: distribution.name,
		version: distribution.version,
		distribution,
		extras: [],
		need: undefined,
		metadata: undefined,
		askedBy: [],
		requires: [],
		files: () => [],
		digests: () => [],
	};
}

function resolutionOf(nodes: readonly ResolutionNode[], ...roots: readonly string[]): Resolution {
	const inputs = roots.map((root) => ({ requirement: parseRequirement(root) }));
	return { nodes, roots: inputs as unknown as Resolution["roots"], diagnostics: [] };
}

function installed(text: string, directUrl?: string, path = `/site/${text}`): InstalledFacts {
	const [name = "", version = ""] = text.split("==");
	return {
		name,
		version: Version.parse(version),
		path,
		directUrl,
		cameFrom: (distribution) => directUrl === placeOf(distribution),
	};
}

interface Policy {
	readonly isExact?: boolean;
	readonly reinstalled?: readonly string[];
}

/** `+foo==1.0 -foo==0.9 =2`: what comes, what goes, how many stay. */
function planned(
	resolution: Resolution,
	present: readonly InstalledFacts[],
	{ isExact = false, reinstalled = [] }: Policy = {},
): string {
	const outcome = planChanges(resolution, present, {
		isExact,
		isReinstalled: (name) => reinstalled.includes(name),
	});
	if (outcome.kind === "needs-build") return `build ${outcome.distribution.name}`;
	const { additions, removals, kept } = outcome.plan;
	const words = [
		...additions.map(({ distribution }) => `+${distribution.name}==${distribution.version}`),
		...removals.map(({ name, version }) => `-${name}==${version}`),
	];
	expect(isEmptyPlan(outcome.plan)).toBe(words.length === 0);
	return [...words, `=${kept}`].join(" ");
}

const URL = "https://files.example.org/foo.whl";

const CASES: readonly (readonly [
	what: string,
	node: ResolutionNode,
	present: readonly InstalledFacts[],
	policy: Policy,
	plan: string,
])[] = [
	["nothing there", nodeOf("foo==1.0", "registry-wheel"), [], {}, "+foo==1.0 =0"],
	["the same version", nodeOf("foo==1.0", "registry-wheel"), [installed("foo==1.0")], {}, "=1"],
	["an equal version", nodeOf("foo==1.0", "registry-wheel"), [installed("foo==1.0.0")], {}, "=1"],
	[
		"another version",
		nodeOf("foo==2.0", "registry-wheel"),
		[installed("foo==1.0")],
		{},
		"+foo==2.0 -foo==1.0 =0",
	],
	[
		"a local version",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("foo==1.0+cpu")],
		{},
		"+foo==1.0 -foo==1.0+cpu =0",
	],
	[
		"a reinstall",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("foo==1.0")],
		{ reinstalled: ["foo"] },
		"+foo==1.0 -foo==1.0 =0",
	],
	[
		"another's reinstall",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("foo==1.0")],
		{ reinstalled: ["bar"] },
		"=1",
	],
	[
		"two versions there",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("foo==1.0"), installed("foo==0.9")],
		{},
		"+foo==1.0 -foo==1.0 -foo==0.9 =0",
	],
	[
		"the index against a URL",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("foo==1.0", URL)],
		{},
		"+foo==1.0 -foo==1.0 =0",
	],
	[
		"a URL against the index",
		nodeOf("foo==1.0", "url-wheel", URL),
		[installed("foo==1.0")],
		{},
		"+foo==1.0 -foo==1.0 =0",
	],
	[
		"a URL against itself",
		nodeOf("foo==1.0", "url-wheel", URL),
		[installed("foo==1.0", URL)],
		{},
		"=1",
	],
	[
		"a URL against another",
		nodeOf("foo==1.0", "url-wheel", URL),
		[installed("foo==1.0", `${URL}2`)],
		{},
		"+foo==1.0 -foo==1.0 =0",
	],
	[
		"a path against the file it came from",
		nodeOf("foo==1.0", "path-wheel", "/x.whl"),
		[installed("foo==1.0", "/x.whl")],
		{},
		"=1",
	],
	[
		"a path against another file",
		nodeOf("foo==1.0", "path-wheel", "/x.whl"),
		[installed("foo==1.0", "/y.whl")],
		{},
		"+foo==1.0 -foo==1.0 =0",
	],
	[
		"what is kept",
		nodeOf("foo==1.0", "installed", "/site/foo==1.0"),
		[installed("foo==1.0")],
		{},
		"=1",
	],
	[
		"what is kept beside a leftover",
		nodeOf("foo==1.0", "installed", "/site/foo==1.0"),
		[installed("foo==0.9"), installed("foo==1.0")],
		{},
		"-foo==0.9 =1",
	],
	[
		"what is kept against its reinstall",
		nodeOf("foo==1.0", "installed", "/site/foo==1.0"),
		[installed("foo==1.0")],
		{ reinstalled: ["foo"] },
		"build foo",
	],
	["a source distribution", nodeOf("foo==1.0", "registry-sdist"), [], {}, "+foo==1.0 =0"],
	["a folder", nodeOf("foo==1.0", "directory"), [], {}, "+foo==1.0 =0"],
	[
		"a source distribution that is there",
		nodeOf("foo==1.0", "registry-sdist"),
		[installed("foo==1.0")],
		{},
		"=1",
	],
	[
		"something else there",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("bar==1.0")],
		{},
		"+foo==1.0 =0",
	],
	[
		"something else there, exactly",
		nodeOf("foo==1.0", "registry-wheel"),
		[installed("zip==1"), installed("bar==1.0")],
		{ isExact: true },
		"+foo==1.0 -bar==1.0 -zip==1 =0",
	],
];

for (const [what, node, present, policy, plan] of CASES) {
	test(`a plan for: ${what}`, () => {
		expect(planned(resolutionOf([node], "foo"), present, policy)).toBe(plan);
	});
}

test("only what the user named is marked as requested", () => {
	const nodes = [nodeOf("bar==1.0", "registry-wheel"), nodeOf("foo==1.0", "registry-wheel")];
	expect(planned(resolutionOf(nodes, "foo"), [])).toBe("+bar==1.0 +foo==1.0 =0");
});

test("removals are sorted by name, additions keep the order of the resolution", () => {
	const nodes = ["aa==2", "mm==2", "zz==2"].map((text) => nodeOf(text, "registry-wheel"));
	const present = ["zz==1", "aa==1", "bb==1"].map((text) => installed(text));
	expect(planned(resolutionOf(nodes), present, { isExact: true })).toBe(
		"+aa==2 +mm==2 +zz==2 -aa==1 -bb==1 -zz==1 =0",
	);
});

test("an empty resolution removes everything where the environment must match exactly", () => {
	expect(planned(resolutionOf([]), [installed("foo==1.0")], { isExact: true })).toBe(
		"-foo==1.0 =0",
	);
	expect(planned(resolutionOf([]), [installed("foo==1.0")])).toBe("=0");
});

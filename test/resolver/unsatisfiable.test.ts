/** Inputs of users that cannot be met, with what an index said of them: the whole explanation, and whether its advice is true. */
import { describe, expect, test } from "bun:test";
import { describeSuggestion, explainFully } from "../../src/resolver/explain-fully.ts";
import {
	EVERY_PROJECT,
	type Manifest,
	type ResolutionPolicy,
	type UniversalTarget,
} from "../../src/resolver/manifest.ts";
import { Marker } from "../../src/standards/marker.ts";
import { Version } from "../../src/standards/version.ts";
import facts from "./unsatisfiable-world.json" with { type: "json" };
import { manifestOf, pinsOf, resolveNow, targetOf, type World, WorldSource } from "./world.ts";

const WORLD = facts as World;

/** What is asked, as text: each suggestion is carried out on it. */
interface Asked {
	readonly requirements: readonly string[];
	readonly constraints?: readonly string[];
	readonly overrides?: readonly string[];
	readonly python?: string;
	/** Of an answer for all platforms, the oldest Python. */
	readonly universal?: string;
	readonly environments?: string;
	readonly onlyBinary?: boolean;
	readonly policy?: Partial<ResolutionPolicy>;
}

function universalTarget(oldest: string, environments: string | undefined): UniversalTarget {
	return {
		kind: "universal",
		pythonVersion: Version.parse(oldest),
		environments: environments === undefined ? [] : [Marker.parse(environments)],
		requiredEnvironments: [],
		forkStrategy: "requires-python",
	};
}

function manifestFor(asked: Asked): Manifest {
	const { python, universal, environments, onlyBinary } = asked;
	const present = (lines: readonly string[] = []) => lines.filter((line) => line !== "");
	const manifest = manifestOf(present(asked.requirements), {
		constraints: present(asked.constraints),
		overrides: present(asked.overrides),
		target: universal === undefined ? targetOf(python) : universalTarget(universal, environments),
		policy: { ...asked.policy, ...(onlyBinary === true && { onlyBinary: EVERY_PROJECT }) },
	});
	return manifest;
}

/** The explanation as it is printed; each suggestion in it was carried out, and gave what it says. */
async function explained(asked: Asked): Promise<string> {
	const source = new WorldSource(WORLD);
	const outcome = resolveNow(manifestFor(asked), source);
	if (outcome.kind !== "unsatisfiable") throw new Error(pinsOf(outcome).join(" "));
	const { reasons, suggestions } = await explainFully(outcome.explanation, source);
	const advice = suggestions.map(describeSuggestion);
	for (const text of advice) checkAdvice(asked, text);
	const { environments } = outcome.explanation;
	const lines = [
		...(environments === undefined ? [] : [`for ${environments}`]),
		...reasons.map(({ text }) => `cause: ${text}`),
		...new Set(reasons.flatMap(({ hints }) => hints.map((hint) => `hint: ${hint}`))),
		...advice.map((text) => `try: ${text}`),
	];
	return lines.join("\n");
}

function checkAdvice(asked: Asked, text: string): void {
	const [change = "", promise = ""] = text.split(/; (?=that gives|everything else)/);
	const changed = change.split(", and ").reduce(carryOut, asked);
	const pins = pinsOf(resolveNow(manifestFor(changed), new WorldSource(WORLD)));
	const promised = [...promise.matchAll(/`([^`]+)`/g)].map(([, pin]) => pin);
	expect(pins).toEqual(expect.arrayContaining(promised));
	expect(pins).not.toEqual(["unsatisfiable"]);
}

/** As a user would, who reads only what is said. */
function carryOut(asked: Asked, change: string): Asked {
	const { policy } = asked;
	const replaced = /^write `(.+)` in place of .*`(.+)` \((\w+)\.\w+ line (\d+)\)$/i.exec(change);
	if (replaced !== null) return edit(asked, [replaced[3], replaced[4], replaced[1]]);
	const left = /^leave out .*`(.+)` \((\w+)\.\w+ line (\d+)\)$/i.exec(change);
	if (left !== null) return edit(asked, [left[2], left[3], ""]);
	const python = /^use Python \S+ \(`--python (\S+)`\)$/i.exec(change)?.[1];
	if (python !== undefined) return { ...asked, python: `${python}.0` };
	const universal = /^ask for .*`--python-version (\S+)`/i.exec(change)?.[1];
	if (universal !== undefined) return { ...asked, universal };
	const environments = /`environments = \["(.+)"\]`/.exec(change)?.[1];
	if (environments !== undefined) return { ...asked, environments };
	if (change === "Give `--prerelease allow`")
		return { ...asked, policy: { ...policy, prereleases: "allow" } };
	const own = /^give `--prerelease-package (\S+)=allow`$/i.exec(change)?.[1];
	if (own !== undefined)
		return { ...asked, policy: { ...policy, prereleasePackages: new Map([[own, "allow"]]) } };
	const newer = /^give `--exclude-newer-package (\S+)=false`$/i.exec(change)?.[1];
	if (newer === undefined) throw new Error(change);
	return { ...asked, policy: { ...policy, excludeNewerPackages: new Map([[newer, undefined]]) } };
}

function edit(asked: Asked, [file, line, text]: readonly (string | undefined)[]): Asked {
	const key = file as "requirements" | "constraints" | "overrides";
	return { ...asked, [key]: (asked[key] ?? []).with(Number(line) - 1, text ?? "") };
}

describe("versions that exclude each other", () => {
	test("a pin and the range of another project", async () => {
		expect(
			await explained({ requirements: ["flask==3.0.0", "werkzeug<2"] }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`flask==3.0.0\` depends on \`werkzeug>=3.0.0\` and you require \`flask==3.0.0\` (requirements.in line 1), we can conclude that your requirements need \`werkzeug==3.1.9\`. And because you require \`werkzeug<2\` (requirements.in line 2), your requirements cannot be met.
		  try: Write \`werkzeug>=3.0.0\` in place of \`werkzeug<2\` (requirements.in line 2); that gives \`flask==3.0.0\`, \`werkzeug==3.1.9\`
		  try: Write \`flask\` in place of \`flask==3.0.0\` (requirements.in line 1); that gives \`flask==1.1.4\`, \`werkzeug==1.0.1\`"
		`);
	});

	test("a pin and an upper bound below it", async () => {
		expect(
			await explained({ requirements: ["pandas==2.2.0", "numpy<1.20"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`pandas==2.2.0\` depends on \`numpy<2,>=1.26.0\` and you require \`pandas==2.2.0\` (requirements.in line 1), we can conclude that your requirements need \`numpy==1.26.4\`. And because you require \`numpy<1.20\` (requirements.in line 2), your requirements cannot be met.
		  try: Write \`numpy<2,>=1.26.0\` in place of \`numpy<1.20\` (requirements.in line 2); that gives \`numpy==1.26.4\`, \`pandas==2.2.0\`"
		`);
	});

	test("two pins", async () => {
		expect(
			await explained({ requirements: ["jinja2==3.1.4", "markupsafe==1.0"] }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`jinja2==3.1.4\` depends on \`markupsafe>=2.0\` and you require \`jinja2==3.1.4\` (requirements.in line 1), we can conclude that your requirements need \`markupsafe==3.0.3\`. And because you require \`markupsafe==1.0\` (requirements.in line 2), your requirements cannot be met.
		  try: Write \`markupsafe>=2.0\` in place of \`markupsafe==1.0\` (requirements.in line 2); that gives \`jinja2==3.1.4\`, \`markupsafe==3.0.3\`"
		`);
	});

	test("two inputs for one project", async () => {
		expect(
			await explained({ requirements: ["numpy<2", "numpy>=2"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because you require \`numpy<2\` (requirements.in line 1) and you require \`numpy>=2\` (requirements.in line 2), your requirements cannot be met.
		  try: Leave out \`numpy<2\` (requirements.in line 1); that gives \`numpy==2.5.3\`
		  try: Leave out \`numpy>=2\` (requirements.in line 2); that gives \`numpy==1.26.4\`"
		`);
	});

	test("for all platforms", async () => {
		expect(
			await explained({ requirements: ["black==25.1.0", "click<8"], universal: "3.12" }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`black==25.1.0\` depends on \`click>=8.0.0\` and you require \`black==25.1.0\` (requirements.in line 1), we can conclude that your requirements need \`click==8.5.0\`. And because you require \`click<8\` (requirements.in line 2), your requirements cannot be met.
		  try: Write \`click>=8.0.0\` in place of \`click<8\` (requirements.in line 2); that gives \`black==25.1.0\`, \`click==8.5.0\`"
		`);
	});

	test("a constraint that no version meets", async () => {
		expect(
			await explained({ requirements: ["flask", "werkzeug"], constraints: ["werkzeug>=99"] }),
		).toMatchInlineSnapshot(`
		  "cause: Because you constrain \`werkzeug>=99\` (constraints.txt line 1) and you require \`werkzeug\` (requirements.in line 2), your requirements cannot be met.
		  try: Leave out the constraint \`werkzeug>=99\` (constraints.txt line 1); that gives \`werkzeug==3.1.9\`"
		`);
	});

	test("a constraint to a pre-release that is not there", async () => {
		expect(
			await explained({
				requirements: ["flask", "werkzeug>=3.0.0rc1"],
				constraints: ["jinja2>=3.2.0a1"],
				onlyBinary: true,
			}),
		).toMatchInlineSnapshot(`
		  "cause: Because no version of \`flask<0.11\` or \`flask>=2.0.0rc1,<2.0.0\` can be used (2.0.0rc2 is a pre-release (not allowed here), 0.10.1 has no usable wheel (and \`--only-binary\` rules out a build)) and \`flask>=0.11,<2.0.0rc1\` or \`flask>=2.0.0\` depends on \`jinja2>=2.11.3\`, we can conclude that \`flask\` needs \`jinja2>=2.11.3\`. And because you constrain \`jinja2>=3.2.0a1\` (constraints.txt line 1) and you require \`flask\` (requirements.in line 1), your requirements cannot be met.
		  hint: \`flask\` has pre-releases that would fit, such as 2.0.0rc2: allow all of them with \`--prerelease allow\`, or those of \`flask\` alone by adding \`flask>=2.0.0rc2\` to your requirements
		  hint: \`flask==0.10.1\` has a source distribution, which \`--only-binary :all:\` rules out
		  try: Leave out the constraint \`jinja2>=3.2.0a1\` (constraints.txt line 1); that gives \`flask==3.1.3\`, \`jinja2==3.1.6\`"
		`);
	});

	test("two overrides, each impossible", async () => {
		expect(
			await explained({
				requirements: ["flask==3.0.3", "jinja2"],
				overrides: ["jinja2<2", "markupsafe>=99"],
			}),
		).toMatchInlineSnapshot(`
		  "cause: Because you override your requirements with \`jinja2<2\` (overrides.txt line 1) and \`jinja2\` has no such version (there is 2.0rc1 to 3.1.6), your requirements cannot be met.
		  try: Leave out the override \`jinja2<2\` (overrides.txt line 1), and leave out the override \`markupsafe>=99\` (overrides.txt line 2); that gives \`flask==3.0.3\`, \`jinja2==3.1.6\`, \`markupsafe==3.0.3\`"
		`);
	});
});

describe("versions that are not there", () => {
	test("a version in the future", async () => {
		expect(await explained({ requirements: ["numpy>=3.0.0a1"] })).toMatchInlineSnapshot(`
		  "cause: Because you require \`numpy>=3.0.0a1\` (requirements.in line 1) and \`numpy\` has no such version (there is 1.3.0 to 2.5.3), your requirements cannot be met.
		  try: Write \`numpy\` in place of \`numpy>=3.0.0a1\` (requirements.in line 1); that gives \`numpy==2.5.3\`"
		`);
	});

	test("a version that was never published", async () => {
		expect(await explained({ requirements: ["flask==3.0.0.1"] })).toMatchInlineSnapshot(`
		  "cause: Because you require \`flask==3.0.0.1\` (requirements.in line 1) and \`flask\` has no such version (there is 0.1 to 3.1.3), your requirements cannot be met.
		  try: Write \`flask\` in place of \`flask==3.0.0.1\` (requirements.in line 1); that gives \`flask==3.1.3\`"
		`);
	});

	test("a project that nobody has, and a version that is not there", async () => {
		expect(await explained({ requirements: ["pyqwertyzx", "django==99"] })).toMatchInlineSnapshot(`
		  "cause: Because you require \`pyqwertyzx\` (requirements.in line 1) and \`pyqwertyzx\` was not found on the index, your requirements cannot be met.
		  cause: Because you require \`django==99\` (requirements.in line 2) and \`django\` has no such version (there is 1.1.3, 6.1.1), your requirements cannot be met.
		  hint: Check the spelling of \`pyqwertyzx\`; if another index has it, name that with \`--index\`
		  try: Leave out \`pyqwertyzx\` (requirements.in line 1), and write \`django\` in place of \`django==99\` (requirements.in line 2); that gives \`django==6.1.1\`"
		`);
	});

	test("a project that nobody has, beside one that is", async () => {
		expect(
			await explained({
				requirements: ["flask", 'no-such-package-qwertz>=1 ; sys_platform == "linux"'],
			}),
		).toMatchInlineSnapshot(`
		  "cause: Because you require \`no-such-package-qwertz>=1\` (requirements.in line 2) and \`no-such-package-qwertz\` was not found on the index, your requirements cannot be met.
		  hint: Check the spelling of \`no-such-package-qwertz\`; if another index has it, name that with \`--index\`
		  try: Leave out \`no-such-package-qwertz>=1 ; sys_platform == "linux"\` (requirements.in line 2); everything else can be installed then"
		`);
	});

	test("a pre-release that is forbidden", async () => {
		expect(
			await explained({ requirements: ["flask==2.0.0rc1"], policy: { prereleases: "disallow" } }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`flask==2.0.0rc1\` is a pre-release (not allowed here) and you require \`flask==2.0.0rc1\` (requirements.in line 1), your requirements cannot be met.
		  hint: \`flask\` has pre-releases that would fit, such as 2.0.0rc1: allow all of them with \`--prerelease allow\`, or those of \`flask\` alone by adding \`flask>=2.0.0rc1\` to your requirements
		  try: Give \`--prerelease-package flask=allow\`; that gives \`flask==2.0.0rc1\`
		  try: Write \`flask\` in place of \`flask==2.0.0rc1\` (requirements.in line 1); that gives \`flask==3.1.3\`"
		`);
	});
});

describe("versions for others", () => {
	test("another Python", async () => {
		expect(
			await explained({ requirements: ["pandas==3.0.0"], python: "3.8.0" }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`pandas==3.0.0\` requires Python >=3.11 (the target is 3.8.0) and you require \`pandas==3.0.0\` (requirements.in line 1), your requirements cannot be met.
		  hint: \`pandas==3.0.0\` needs a Python that meets \`>=3.11\`; the target is Python 3.8.0
		  try: Use Python 3.11 (\`--python 3.11\`); that gives \`pandas==3.0.0\`
		  try: Write \`pandas\` in place of \`pandas==3.0.0\` (requirements.in line 1); that gives \`pandas==2.0.3\`"
		`);
	});

	test("a range for a later Python", async () => {
		expect(
			await explained({ requirements: ["ipython>=9"], python: "3.10.0" }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`ipython==9.17.1\` requires Python >=3.11 (the target is 3.10.0) and you require \`ipython>=9\` (requirements.in line 1), your requirements cannot be met.
		  hint: \`ipython==9.17.1\` needs a Python that meets \`>=3.11\`; the target is Python 3.10.0
		  try: Use Python 3.11 (\`--python 3.11\`); that gives \`ipython==9.17.1\`
		  try: Write \`ipython\` in place of \`ipython>=9\` (requirements.in line 1); that gives \`ipython==8.39.0\`"
		`);
	});

	test("wheels for earlier Pythons", async () => {
		expect(
			await explained({ requirements: ["tensorflow==2.10.0"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`tensorflow==2.10.0\` has neither a wheel for this Python and platform nor a source distribution and you require \`tensorflow==2.10.0\` (requirements.in line 1), your requirements cannot be met.
		  hint: The wheels of \`tensorflow==2.10.0\` are for \`cp37-cp37m\`, \`cp38-cp38\`, \`cp39-cp39\`, \`cp310-cp310\` on \`manylinux_2_17_x86_64\`; the target is \`cp312-cp312\` on \`manylinux_2_28_x86_64\`
		  try: Use Python 3.10 (\`--python 3.10\`); that gives \`tensorflow==2.10.0\`
		  try: Write \`tensorflow\` in place of \`tensorflow==2.10.0\` (requirements.in line 1); that gives \`tensorflow==2.21.0\`"
		`);
	});

	test("old versions without wheels for this Python", async () => {
		expect(
			await explained({ requirements: ["numpy<1.20"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`numpy<1.24.4\` has no usable wheel (and \`--only-binary\` rules out a build) and you require \`numpy<1.20\` (requirements.in line 1), your requirements cannot be met.
		  hint: The wheels of \`numpy==1.19.5\` are for \`cp36-cp36m\`, \`cp37-cp37m\`, \`cp38-cp38\`, \`cp39-cp39\` on \`manylinux_2_17_x86_64\`; the target is \`cp312-cp312\` on \`manylinux_2_28_x86_64\`
		  hint: \`numpy==1.19.5\` has a source distribution, which \`--only-binary :all:\` rules out
		  try: Use Python 3.9 (\`--python 3.9\`); that gives \`numpy==1.19.5\`
		  try: Write \`numpy\` in place of \`numpy<1.20\` (requirements.in line 1); that gives \`numpy==2.5.3\`"
		`);
	});

	test("old versions of one of two", async () => {
		expect(
			await explained({ requirements: ["sqlalchemy<1.4", "alembic>=1.13"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`sqlalchemy<2.0.54\` has no usable wheel (and \`--only-binary\` rules out a build) and you require \`sqlalchemy<1.4\` (requirements.in line 1), your requirements cannot be met.
		  hint: The wheels of \`sqlalchemy==1.3.24\` are for \`cp35-cp35m\`, \`cp36-cp36m\`, \`cp37-cp37m\` and 2 more on \`manylinux_2_17_x86_64\`; the target is \`cp312-cp312\` on \`manylinux_2_28_x86_64\`
		  hint: \`sqlalchemy==1.3.24\` has a source distribution, which \`--only-binary :all:\` rules out
		  try: Use Python 3.9 (\`--python 3.9\`); that gives \`sqlalchemy==1.3.24\`
		  try: Write \`sqlalchemy\` in place of \`sqlalchemy<1.4\` (requirements.in line 1); that gives \`sqlalchemy==2.1.1\`"
		`);
	});

	test("a pin without a wheel for this Python", async () => {
		expect(
			await explained({ requirements: ["scipy==1.11.0", "numpy>=2"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`scipy==1.11.0\` has no usable wheel (and \`--only-binary\` rules out a build) and you require \`scipy==1.11.0\` (requirements.in line 1), your requirements cannot be met.
		  hint: The wheels of \`scipy==1.11.0\` are for \`cp39-cp39\`, \`cp310-cp310\`, \`cp311-cp311\` on \`manylinux_2_17_x86_64\`; the target is \`cp312-cp312\` on \`manylinux_2_28_x86_64\`
		  hint: \`scipy==1.11.0\` has a source distribution, which \`--only-binary :all:\` rules out
		  try: Write \`scipy\` in place of \`scipy==1.11.0\` (requirements.in line 1); that gives \`scipy==1.18.1\`"
		`);
	});

	test("wheels for another platform, and no builds", async () => {
		expect(
			await explained({ requirements: ["psycopg2"], onlyBinary: true }),
		).toMatchInlineSnapshot(`
		  "cause: Because \`psycopg2\` has no usable wheel (and \`--only-binary\` rules out a build) and you require \`psycopg2\` (requirements.in line 1), your requirements cannot be met.
		  hint: The wheels of \`psycopg2==2.9.13\` are for \`cp310-cp310\`, \`cp311-cp311\`, \`cp312-cp312\` and 3 more on \`win_amd64\`; the target is \`cp312-cp312\` on \`manylinux_2_28_x86_64\`
		  hint: \`psycopg2==2.9.13\` has a source distribution, which \`--only-binary :all:\` rules out"
		`);
	});

	test("a fork of early Pythons", async () => {
		expect(
			await explained({ requirements: ["scipy>=1.14", "pandas"], universal: "3.9" }),
		).toMatchInlineSnapshot(`
		  "for python_full_version < '3.10'
		  cause: Because \`scipy>=1.15.3\` requires Python >=3.10 or a later one (the answer is for Pythons from 3.9 on) and you require \`scipy>=1.14\` (requirements.in line 1), your requirements cannot be met.
		  hint: \`scipy==1.18.1\` needs a Python that meets \`>=3.12\`; the answer is for Pythons from 3.9 on
		  try: Ask for Pythons from 3.10 on (\`--python-version 3.10\`); that gives \`scipy==1.15.3\`, \`scipy==1.17.1\`, \`scipy==1.18.1\`
		  try: Write \`scipy\` in place of \`scipy>=1.14\` (requirements.in line 1); that gives \`scipy==1.13.1\`, \`scipy==1.15.3\`, \`scipy==1.17.1\`, \`scipy==1.18.1\`"
		`);
	});

	test("a pin that the oldest Pythons cannot have", async () => {
		expect(
			await explained({ requirements: ["networkx==3.5"], universal: "3.8" }),
		).toMatchInlineSnapshot(`
		  "for python_full_version < '3.11'
		  cause: Because \`networkx==3.5\` requires Python >=3.11 (the answer is for Pythons from 3.8 on) and you require \`networkx==3.5\` (requirements.in line 1), your requirements cannot be met.
		  hint: \`networkx==3.5\` needs a Python that meets \`>=3.11\`; the answer is for Pythons from 3.8 on
		  try: Ask for Pythons from 3.11 on (\`--python-version 3.11\`); that gives \`networkx==3.5\`
		  try: Write \`networkx\` in place of \`networkx==3.5\` (requirements.in line 1); that gives \`networkx==3.1\`, \`networkx==3.2.1\`, \`networkx==3.4.2\`, \`networkx==3.6.1\`, \`networkx==3.7\`"
		`);
	});

	test("a fork of one platform", async () => {
		expect(
			await explained({
				requirements: [
					"pandas",
					'numpy<2 ; sys_platform == "win32"',
					'numpy<1 ; sys_platform == "linux"',
				],
				universal: "3.12",
				onlyBinary: true,
			}),
		).toMatchInlineSnapshot(`
		  "for sys_platform == 'linux'
		  cause: Because you require \`numpy<1\` (requirements.in line 3) and \`numpy\` has no such version (there is 1.3.0 to 2.5.3), your requirements cannot be met.
		  try: Restrict the answer with \`environments = ["sys_platform != 'linux'"]\` in \`[tool.uv]\` of your pyproject.toml; that gives \`numpy==1.26.4\`
		  try: Write \`numpy ; sys_platform == "linux"\` in place of \`numpy<1 ; sys_platform == "linux"\` (requirements.in line 3); that gives \`numpy==1.26.4\`, \`numpy==2.5.3\`"
		`);
	});
});

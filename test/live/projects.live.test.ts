/**
 * Real projects on real Pythons, from the public index: installed, upgraded, imported, judged by pip, and removed again.
 * On 3.12 each project has an environment of its own, elsewhere they share a few.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Limit } from "../../src/platform/limit.ts";
import { Version } from "../../src/standards/version.ts";
import type { Ended } from "../support/run-program.ts";
import { treeOf } from "../support/wheel-store.ts";
import { findPythons } from "./find-pythons.ts";
import { joined, type RealProject, realProjects } from "./real-projects.ts";
import { PIPPIN, run, succeed } from "./run-program.ts";

const pythons = findPythons();
const TEN_MINUTES = 600_000;
/** Stories side by side: as many as the machine that this must run on has cores. */
const atOnce = new Limit(2);

let base: string;

/** An environment with the newest pip that its Python can run: pip looks at others with `--python`. */
const judges = new Map<string, string>();

beforeAll(async () => {
	base = realpathSync(mkdtempSync(join(tmpdir(), "pippin-live-")));
	for (const [version, python] of pythons) {
		const root = join(base, `pip-${version}`);
		await succeed([PIPPIN, "venv", "--seed", root, "--python", python, ...cache()], base);
		judges.set(version, root);
	}
}, TEN_MINUTES);

afterAll(() => rmSync(base, { recursive: true, force: true }));

function cache(): readonly string[] {
	return ["--cache-dir", join(base, "cache")];
}

/** One environment, and the programs that work on it. */
interface Subject {
	readonly root: string;
	pippin(...words: readonly string[]): Promise<Ended>;
	pip(...words: readonly string[]): Promise<Ended>;
	python(...words: readonly string[]): Promise<Ended>;
}

async function makeSubject(version: string, name: string): Promise<Subject> {
	const root = join(base, `${version} ${name}`.replaceAll(/[^0-9a-z.]+/g, "-"));
	const own = join(root, "bin", "python");
	const judge = join(judges.get(version) ?? "", "bin", "python");
	const interpreter = pythons.get(version) ?? "";
	await succeed([PIPPIN, "venv", root, "--python", interpreter, ...cache()], base);
	return {
		root,
		pippin: (verb = "", ...words) =>
			succeed([PIPPIN, "pip", verb, "--python", own, ...cache(), ...words], base),
		pip: (...words) => succeed([judge, "-m", "pip", "--python", own, ...words], base),
		python: (...words) => succeed([own, ...words], base),
	};
}

interface Listed {
	readonly name: string;
	readonly version: string;
}

/** What a list command in JSON says, without what may be told beside name and version. */
function listed({ stdout }: Ended): readonly Listed[] {
	const rows = JSON.parse(stdout) as readonly Listed[];
	return rows
		.map(({ name, version }) => ({ name: name.toLowerCase().replace(/[-_.]+/g, "-"), version }))
		.sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function ourList(subject: Subject): Promise<readonly Listed[]> {
	return listed(await subject.pippin("list", "--format", "json"));
}

/** Everything below an environment but its lock, which every change leaves behind. */
function contents(root: string): ReadonlyMap<string, string> {
	return treeOf(root, { mayDiffer: /^\.lock$/ });
}

async function importAll(subject: Subject, { imports, programs }: RealProject): Promise<void> {
	await subject.python("-W", "ignore", "-c", `import ${imports.join(", ")}`);
	for (const program of programs) {
		await succeed([join(subject.root, "bin", program), "--version"], base);
	}
}

/** Both judges must find nothing to complain of, and see the same. */
async function expectAgreement(subject: Subject): Promise<void> {
	await subject.pippin("check");
	const { stdout } = await subject.pip("check");
	expect(stdout.trim()).toBe("No broken requirements found.");
	expect(await ourList(subject)).toEqual(listed(await subject.pip("list", "--format", "json")));
}

function versionIn(rows: readonly Listed[], name: string): Version {
	const row = rows.find((one) => one.name === name);
	if (row === undefined) throw new Error(`${name} is not installed`);
	return Version.parse(row.version);
}

/** Comes from older versions, upgrades, is looked at, and is removed: one half by pip, the other by us. */
async function liveThrough(version: string, project: RealProject): Promise<void> {
	const subject = await makeSubject(version, project.name);
	const pristine = contents(subject.root);
	await subject.pippin("install", ...project.older);
	const before = await ourList(subject);
	await subject.pippin("install", "--upgrade", ...project.wanted);
	const after = await ourList(subject);
	for (const pin of project.older) {
		const name = pin.split(/==|\[/)[0] ?? "";
		const isNewer = versionIn(after, name).compare(versionIn(before, name)) > 0;
		expect([name, isNewer]).toEqual([name, true]);
	}
	await importAll(subject, project);
	await expectAgreement(subject);
	const names = after.map(({ name }) => name);
	const ours = names.filter((_, place) => place % 2 === 0);
	const theirs = names.filter((_, place) => place % 2 === 1);
	if (theirs.length > 0) await subject.pip("uninstall", "-y", ...theirs);
	expect((await ourList(subject)).map(({ name }) => name)).toEqual(ours);
	await subject.pippin("uninstall", ...ours);
	expect(await ourList(subject)).toEqual([]);
	expect(contents(subject.root)).toEqual(pristine);
}

/** What pip installed is listed and removed by us. */
async function takeOver(version: string): Promise<void> {
	const subject = await makeSubject(version, "from-pip");
	const pristine = contents(subject.root);
	await subject.pip("install", "-q", "flask", "black", "requests[socks]", "pandas");
	await subject.python("-c", "import flask, black, socks, pandas");
	await expectAgreement(subject);
	// What is there already needs nothing, whoever installed it.
	const { stderr } = await subject.pippin("install", "flask", "requests[socks]");
	expect(stderr).toContain("Checked 2 packages");
	await subject.pippin("uninstall", ...(await ourList(subject)).map(({ name }) => name));
	expect(await ourList(subject)).toEqual([]);
	expect(contents(subject.root)).toEqual(pristine);
}

/** Splits the projects of a Python into environments. */
function groupsOf(version: string): readonly RealProject[] {
	const projects = realProjects(version);
	if (version === "3.12") return projects;
	const isHeavy = ({ name }: RealProject): boolean => /^(jupyter|pandas|numpy)$/.test(name);
	const isDocs = ({ name }: RealProject): boolean => name === "trio-docs";
	return [
		projects.filter(isHeavy),
		projects.filter(isDocs),
		projects.filter((project) => !isHeavy(project) && !isDocs(project)),
	]
		.filter((group) => group.length > 0)
		.map(joined);
}

for (const version of pythons.keys()) {
	describe(`CPython ${version}`, () => {
		for (const project of groupsOf(version)) {
			test.concurrent(
				`${project.name}: installed, upgraded, imported, checked and removed`,
				() => atOnce.run(() => liveThrough(version, project)),
				TEN_MINUTES,
			);
		}
		test.concurrent(
			"what pip installed is seen, kept and removed",
			() => atOnce.run(() => takeOver(version)),
			TEN_MINUTES,
		);
	});
}

test("a name that no project has is one clear error, and changes nothing", async () => {
	const [version = ""] = pythons.keys();
	const subject = await makeSubject(version, "unknown");
	const pristine = contents(subject.root);
	const python = join(subject.root, "bin", "python");
	const name = "pippin-has-no-such-project";
	const ended = await run([PIPPIN, "pip", "install", "--python", python, ...cache(), name], base);
	expect(ended.status).toBe(1);
	expect(ended.stderr).toContain(name);
	expect(contents(subject.root)).toEqual(pristine);
});

test("nothing of the cache is half made", () => {
	expect(readdirSync(join(base, "cache", "pippin-v1", "temporary"))).toEqual([]);
	expect(existsSync(join(base, "cache", "pippin-v1", "wheels"))).toBe(true);
});

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { checkDistributions, type Finding } from "../../src/environment/check.ts";
import { readSitePackages } from "../../src/environment/site-packages.ts";
import { tagTargetOf } from "../../src/interpreter/tag-target.ts";
import { supportedTags } from "../../src/standards/platform-tags.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { FakeMachine, factsOf } from "./fake-machine.ts";

interface Parts {
	readonly more?: string;
	readonly tag?: string;
}

function add(machine: FakeMachine, folder: string, parts: Parts | string = {}): void {
	const { more = "", tag = "py3-none-any" } = typeof parts === "string" ? { more: parts } : parts;
	const [name, version] = folder.split("-");
	machine.file(
		`site/${folder}.dist-info/METADATA`,
		`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${more}`,
	);
	machine.file(
		`site/${folder}.dist-info/WHEEL`,
		`Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
	);
}

function check(machine: FakeMachine, version = "3.12.4"): readonly string[] {
	const facts = factsOf(version, "/usr");
	const { distributions } = readSitePackages([join(machine.root, "site")]);
	const target = {
		python: facts.version,
		markers: facts.markers,
		tags: supportedTags(tagTargetOf(facts)),
	};
	return checkDistributions(distributions, target).map(show);
}

function show(finding: Finding): string {
	const head = `${finding.distribution.name} ${finding.kind}`;
	switch (finding.kind) {
		case "metadata-unreadable":
		case "tags-unreadable":
		case "platform-mismatch":
			return head;
		case "python-mismatch":
			return `${head} ${finding.wanted} ${finding.python}`;
		case "missing":
			return `${head} ${printRequirement(finding.requirement)}`;
		case "version-mismatch":
			return `${head} ${printRequirement(finding.requirement)} ${finding.installed}`;
		case "duplicate":
			return `${head} ${finding.copies.map(({ version }) => version).join(" ")}`;
	}
}

describe("rule 24: pip check", () => {
	test("an environment in which all fits has no findings", () => {
		using machine = new FakeMachine();
		add(
			machine,
			"flask-3.0.0",
			"Requires-Dist: click>=8\nRequires-Dist: pywin32; sys_platform == 'win32'\nRequires-Dist: absent; extra == 'x'\nRequires-Python: >=3.8\n",
		);
		add(machine, "click-8.1.7", { tag: "cp312-cp312-manylinux_2_17_x86_64" });
		expect(check(machine)).toEqual([]);
	});

	test("metadata that is missing or cannot be read", () => {
		using machine = new FakeMachine();
		machine.file("site/gone-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n");
		add(machine, "bad-1.0", "Requires-Dist: not a (requirement\n");
		expect(check(machine)).toEqual(["bad metadata-unreadable", "gone metadata-unreadable"]);
	});

	test("Requires-Python, held against the release that a pre-release becomes (rule 45)", () => {
		using machine = new FakeMachine();
		add(machine, "new-1.0", "Requires-Python: >=3.13\n");
		expect(check(machine)).toEqual(["new python-mismatch >=3.13 3.12.4"]);
		expect(check(machine, "3.13.0b1")).toEqual([]);
	});

	test("a requirement that is not installed, and one in a wrong version", () => {
		using machine = new FakeMachine();
		add(
			machine,
			"app-1.0",
			"Requires-Dist: core>=1\nRequires-Dist: six\nRequires-Dist: Pre.Release>=1\n",
		);
		add(machine, "core-0.9");
		add(machine, "pre_release-2.0rc1");
		expect(check(machine)).toEqual(["app version-mismatch core>=1 0.9", "app missing six"]);
	});

	test("a requirement by URL takes any version", () => {
		using machine = new FakeMachine();
		add(machine, "app-1.0", "Requires-Dist: core @ https://example.org/core-9.whl\n");
		add(machine, "core-0.9");
		expect(check(machine)).toEqual([]);
	});

	test("several versions of one project", () => {
		using machine = new FakeMachine();
		add(machine, "idna-3.10");
		add(machine, "idna-3.7");
		expect(check(machine)).toEqual(["idna duplicate 3.7 3.10"]);
	});

	test("a wheel of another platform, and a WHEEL that cannot be read", () => {
		using machine = new FakeMachine();
		add(machine, "native-1.0", { tag: "cp312-cp312-win_amd64" });
		add(machine, "odd-1.0");
		machine.file("site/odd-1.0.dist-info/WHEEL", "nonsense");
		expect(check(machine)).toEqual(["native platform-mismatch", "odd tags-unreadable"]);
	});

	test("old installations say nothing of tags", () => {
		using machine = new FakeMachine();
		machine.file(
			"site/old-1.0.egg-info/PKG-INFO",
			"Metadata-Version: 1.1\nName: old\nVersion: 1.0\n",
		);
		expect(check(machine)).toEqual([]);
	});
});

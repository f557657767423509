import { expect, test } from "bun:test";
import fc from "fast-check";
import { fromMarkerVariables } from "../../src/standards/marker-environment.ts";
import { plainExtraOf } from "../../src/standards/plain-extra.ts";
import { parseRequirement } from "../../src/standards/requirement.ts";

test.each([
	["flask", undefined],
	["flask>=2", undefined],
	['flask; extra == "docs"', "docs"],
	["flask ; extra=='Docs_All'", "docs-all"],
	['flask>=2; python_version < "3.9" and extra == "docs"', "docs"],
	['flask; (python_version < "3.9") and extra == "docs"', "docs"],
	['flask; python_version < "3.9" or extra == "docs"', undefined],
	['flask; (python_version < "3.9" or os_name == "nt") and extra == "docs"', undefined],
	['flask; extra == "docs" and python_version < "3.9"', undefined],
	['flask; extra != "docs"', undefined],
	['flask; "docs" == extra', undefined],
	["extra==1.0", undefined],
	['flask @ https://example.com/extra; python_version < "3.9"', undefined],
])("plainExtraOf(%j) is %p", (line, extra) => {
	expect(plainExtraOf(line)).toBe(extra);
});

const environment = fromMarkerVariables({
	os_name: "posix",
	sys_platform: "linux",
	platform_machine: "x86_64",
	platform_python_implementation: "CPython",
	platform_release: "6",
	platform_system: "Linux",
	platform_version: "1",
	python_version: "3.12",
	python_full_version: "3.12.1",
	implementation_name: "cpython",
	implementation_version: "3.12.1",
});

test("a requirement with a plain extra never applies without that extra", () => {
	const clause = fc.constantFrom(
		'extra == "docs"',
		"extra == 'test'",
		'python_version >= "3.8"',
		'os_name == "nt"',
		'(extra == "docs" or os_name == "posix")',
	);
	const joined = fc
		.tuple(fc.array(clause, { minLength: 1, maxLength: 4 }), fc.constantFrom(" and ", " or "))
		.map(([clauses, word]) => clauses.join(word));
	fc.assert(
		fc.property(joined, (marker) => {
			const line = `flask; ${marker}`;
			const extra = plainExtraOf(line);
			if (extra === undefined) return;
			const others = ["docs", "test", "other"].filter((name) => name !== extra);
			expect(parseRequirement(line).marker?.evaluate(environment, others)).toBe(false);
		}),
		{ numRuns: 500 },
	);
});

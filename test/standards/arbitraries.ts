/** What the property tests of this folder are fed with: texts that are valid, and more often than not interesting. */
import fc from "fast-check";
import {
	fromMarkerVariables,
	type MarkerEnvironment,
} from "../../src/standards/marker-environment.ts";
import { Version } from "../../src/standards/version.ts";

const number = fc.oneof(
	{ weight: 8, arbitrary: fc.nat({ max: 3 }) },
	{ weight: 2, arbitrary: fc.constantFrom(10, 63, 64, 1023, 1024, 2047, 2048, 4096, 2024) },
	{ weight: 1, arbitrary: fc.constantFrom("9007199254740993", "99999999999999999999") },
);

function joined(parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
	return fc.tuple(...parts).map((texts) => texts.join(""));
}

function maybe(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> {
	return fc.oneof({ weight: 2, arbitrary: fc.constant("") }, { weight: 1, arbitrary });
}

const release = fc
	.array(number, { minLength: 1, maxLength: 5 })
	.map((numbers) => numbers.join("."));
const epoch = fc.oneof(
	{ weight: 9, arbitrary: fc.constant("") },
	{ weight: 1, arbitrary: fc.constant("1!") },
);
const suffixes = joined([
	maybe(fc.tuple(fc.constantFrom("a", "b", "rc"), number).map((pair) => pair.join(""))),
	maybe(number.map((post) => `.post${post}`)),
	maybe(number.map((dev) => `.dev${dev}`)),
]);
const local = fc
	.array(fc.constantFrom("cpu", "1", "0", "abc", "11", "a1"), { minLength: 1, maxLength: 3 })
	.map((parts) => `+${parts.join(".")}`);

/** A version in its normalized spelling, without a local part. */
const publicVersionText: fc.Arbitrary<string> = joined([epoch, release, suffixes]);

/** A version in its normalized spelling. */
export const versionText: fc.Arbitrary<string> = joined([publicVersionText, maybe(local)]);

export const version: fc.Arbitrary<Version> = versionText.map(Version.parse);

/** A version in one of the many spellings that mean it. */
export const spelledVersion: fc.Arbitrary<string> = joined([
	fc.constantFrom("", "v", "V"),
	epoch,
	release,
	maybe(
		joined([
			fc.constantFrom("", ".", "-", "_"),
			fc.constantFrom("a", "ALPHA", "Beta", "b", "c", "RC", "pre", "preview"),
			fc.constantFrom("", ".", "-", "_"),
			number.map(String),
		]),
	),
	maybe(joined([fc.constantFrom("-", ".post", "-post.", "rev", "_R"), number.map(String)])),
	maybe(joined([fc.constantFrom(".dev", "-DEV-", "dev_"), fc.constantFrom("", "0", "07")])),
	maybe(fc.constantFrom("+Ubuntu", "+a-1_B.02")),
]);

/** One specifier, without `===`. */
const specifierText: fc.Arbitrary<string> = fc.oneof(
	fc.tuple(fc.constantFrom("<", "<=", ">", ">="), publicVersionText).map((pair) => pair.join("")),
	fc.tuple(fc.constantFrom("==", "!="), versionText).map((pair) => pair.join("")),
	fc.tuple(fc.constantFrom("==", "!="), epoch, release).map((parts) => `${parts.join("")}.*`),
	joined([fc.constant("~="), epoch, fc.constantFrom("0.", "1.", "2."), release, suffixes]),
);

export const specifierSetText: fc.Arbitrary<string> = fc
	.array(specifierText, { maxLength: 4 })
	.map((texts) => texts.join(","));

const pythonVersions = ["2.7", "3", "3.7", "3.8", "3.9", "3.10", "4"];
const fullVersions = ["3.7.17", "3.8.0", "3.8.1", "3.9.0a1", "3.9.0", "3.10.2", "3.13.0rc1"];
const WORDS: Readonly<Record<string, readonly string[]>> = {
	os_name: ["posix", "nt", "java"],
	sys_platform: ["linux", "win32", "darwin", "linux2"],
	platform_machine: ["x86_64", "arm64", ""],
	implementation_name: ["cpython", "pypy"],
	platform_system: ["Linux", "Windows"],
};
const orderings = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");

function quoted(text: string): string {
	return `"${text}"`;
}

const wordComparison = fc
	.constantFrom(...Object.entries(WORDS))
	.chain(([name, words]) =>
		fc
			.tuple(
				fc.constantFrom("==", "!=", "==", "!=", "<=", ">", "in", "not in"),
				fc.constantFrom(...words, words.join(" ")),
				fc.boolean(),
			)
			.map(([operator, word, isReversed]) =>
				isReversed ? `${quoted(word)} ${operator} ${name}` : `${name} ${operator} ${quoted(word)}`,
			),
	);

const versionComparison = fc.oneof(
	fc
		.tuple(orderings, fc.constantFrom(...pythonVersions, ...fullVersions, "3.8.dev1", "x"))
		.map(([operator, text]) => `python_version ${operator} ${quoted(text)}`),
	fc
		.tuple(orderings, fc.constantFrom(...pythonVersions, ...fullVersions))
		.map(([operator, text]) => `${quoted(text)} ${operator} python_version`),
	fc
		.tuple(orderings, fc.constantFrom(...pythonVersions, ...fullVersions, "3.8.0.dev0"))
		.map(([operator, text]) => `python_full_version ${operator} ${quoted(text)}`),
	fc
		.tuple(orderings, fc.constantFrom("3.8", "3.9.0"))
		.map(([operator, text]) => `${quoted(text)} ${operator} python_full_version`),
	fc.constantFrom(
		'python_version ~= "3.8"',
		'python_version == "3.*"',
		'python_version != "3.8.*"',
		'python_version === "3.8"',
		'python_version in "2.7 3.8 3.10"',
		'python_version not in "3.8, 3.9"',
		'python_full_version ~= "3.8.0"',
		'python_full_version == "3.9.*"',
		'implementation_version >= "7.3"',
		'implementation_version < "3.9"',
	),
);

const extraComparison = fc
	.tuple(fc.constantFrom("==", "!="), fc.constantFrom("a", "b", "Foo_Bar"))
	.map(([operator, name]) => `extra ${operator} ${quoted(name)}`);

const comparisonText = fc.oneof(versionComparison, wordComparison, extraComparison);

const nested: { text: fc.Arbitrary<string> } = fc.letrec<{ text: string }>((tie) => ({
	text: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		comparisonText,
		fc
			.tuple(tie("text"), fc.constantFrom("and", "or"), tie("text"))
			.map((parts) => parts.join(" ")),
		fc
			.tuple(tie("text"), fc.constantFrom("and", "or"), tie("text"))
			.map((parts) => `(${parts.join(" ")})`),
	),
}));

export const markerText: fc.Arbitrary<string> = nested.text;

/** An interpreter that could be: `python_version` is the beginning of `python_full_version`. */
export const environment: fc.Arbitrary<MarkerEnvironment> = fc
	.record({
		python_full_version: fc.constantFrom(...fullVersions, "2.7.18", "3.8.20", "3.9.1", "3.12.0+x"),
		implementation_version: fc.constantFrom("7.3.1", "3.8.1", "3.9.0"),
		os_name: fc.constantFrom("posix", "nt", "other"),
		sys_platform: fc.constantFrom("linux", "win32", "darwin", "other"),
		platform_machine: fc.constantFrom("x86_64", "arm64", "other", ""),
		implementation_name: fc.constantFrom("cpython", "pypy"),
		platform_system: fc.constantFrom("Linux", "Windows", "Other"),
	})
	.map((variables) =>
		fromMarkerVariables({
			...variables,
			python_version: variables.python_full_version.split(".").slice(0, 2).join("."),
			platform_release: "6.5.0-1018-gcp",
			platform_version: "#18 SMP",
			platform_python_implementation: "CPython",
		}),
	);

export const extras: fc.Arbitrary<readonly string[]> = fc.subarray(["a", "b", "foo-bar"]);

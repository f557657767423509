/** Names, versions, specifiers, markers and requirements against recorded answers of PyPA `packaging`. */
import { expect, test } from "bun:test";
import { isDeepStrictEqual } from "node:util";
import { ParseError } from "../../src/errors/parse-error.ts";
import { Marker, UndefinedComparison } from "../../src/standards/marker.ts";
import { fromMarkerVariables } from "../../src/standards/marker-environment.ts";
import { normalizeName } from "../../src/standards/name.ts";
import { parseRequirement } from "../../src/standards/requirement.ts";
import { type PrereleasePolicy, SpecifierSet } from "../../src/standards/specifier.ts";
import { compareVersions, Version } from "../../src/standards/version.ts";
import { describeTally, readVectors, tally, type Vector } from "./recorded-vectors.ts";

type Answer = (args: readonly unknown[]) => unknown;

/** The text of each specifier as it was written, sorted: `packaging` keeps no order. */
function clauses(set: SpecifierSet): readonly string[] {
	return set.specifiers.map(({ operator, given }) => `${operator}${given}`).sort();
}

/** `true`: all; `false`: none; `null`: as the caller sees fit. */
function policyOf(prereleases: unknown): PrereleasePolicy | undefined {
	if (prereleases === null) return undefined;
	return prereleases === true ? "allow" : "disallow";
}

/** Our sets hold versions; the oracle lets other texts through some specifiers. */
function parseableOf(texts: unknown): readonly Version[] {
	return (texts as string[]).flatMap((text) => Version.tryParse(text) ?? []);
}

function describeVersion(text: string): unknown {
	const version = Version.parse(text);
	return {
		norm: `${version}`,
		epoch: version.epoch,
		release: version.release,
		pre: version.pre === undefined ? null : [version.pre.phase, version.pre.number],
		post: version.post ?? null,
		dev: version.dev ?? null,
		local: version.local?.join(".") ?? null,
		is_prerelease: version.isPrerelease,
		is_postrelease: version.isPostrelease,
		is_devrelease: version.isDevrelease,
		public: `${version.publicVersion}`,
		base: `${version.baseVersion}`,
	};
}

function evaluate(text: string, variables: Readonly<Record<string, string>>): unknown {
	const marker = Marker.parse(text);
	const extra = variables["extra"] ?? "";
	try {
		const environment = fromMarkerVariables(variables);
		return extra === ""
			? marker.evaluateStrictly(environment)
			: marker.evaluateStrictly(environment, [extra]);
	} catch (error) {
		if (error instanceof UndefinedComparison) return "undefined";
		throw error;
	}
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
	["version", ([text]) => describeVersion(String(text))],
	[
		"version.cmp",
		([a, b]) => Math.sign(Version.parse(String(a)).compare(Version.parse(String(b)))),
	],
	[
		"version.sort",
		([texts]) => (texts as string[]).map(Version.parse).sort(compareVersions).map(String),
	],
	["specifier_set", ([text]) => ({ clauses: clauses(SpecifierSet.parse(String(text))) })],
	[
		"specifier_set.contains",
		([text, version, prereleases]) =>
			SpecifierSet.parse(String(text)).contains(
				Version.parse(String(version)),
				policyOf(prereleases),
			),
	],
	[
		"specifier_set.filter",
		([text, versions, prereleases]) =>
			SpecifierSet.parse(String(text))
				.filter(parseableOf(versions), policyOf(prereleases))
				.map(String),
	],
	["marker", ([text]) => ({ norm: `${Marker.parse(String(text))}` })],
	[
		"marker.evaluate",
		([text, variables]) => evaluate(String(text), variables as Readonly<Record<string, string>>),
	],
	[
		"requirement",
		([text]) => {
			const { givenName, extras, specifiers, url, marker } = parseRequirement(String(text));
			return {
				name: givenName,
				extras,
				specifier: clauses(specifiers),
				url: url ?? null,
				marker: marker === undefined ? null : `${marker}`,
			};
		},
	],
	["canonicalize_name", ([text]) => normalizeName(String(text))],
	["canonicalize_version", ([text]) => Version.tryParse(String(text))?.toKey() ?? text],
]);

function answer({ op, args }: Vector): unknown {
	try {
		return ANSWERS.get(op)?.(args);
	} catch (error) {
		if (error instanceof ParseError) return "invalid";
		throw error;
	}
}

/** The recorded answer in the form that ours has. */
function expectation({ op, expect: expected }: Vector): unknown {
	if (expected === "invalid") return expected;
	switch (op) {
		case "version": {
			// Numbers beyond 2^53 are recorded as text.
			const parts = expected as Record<string, unknown>;
			const { norm, public: publicText, base, local, ...rest } = parts;
			return { ...numbersIn(rest), norm, public: publicText, base, local };
		}
		case "specifier_set":
			return { clauses: (expected as { clauses: string[] }).clauses.toSorted() };
		case "specifier_set.filter":
			return parseableOf(expected).map(String);
		case "requirement": {
			const parts = expected as { extras: string[]; specifier: string[] };
			return {
				...parts,
				extras: [...new Set(parts.extras.map(normalizeName))].sort(),
				specifier: parts.specifier.toSorted(),
			};
		}
		default:
			return expected;
	}
}

function numbersIn(parts: Record<string, unknown>): Record<string, unknown> {
	return JSON.parse(JSON.stringify(parts), (_key, value: unknown) =>
		typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value,
	);
}

function holds(vector: Vector): boolean {
	return isDeepStrictEqual(answer(vector), expectation(vector));
}

const vectors = readVectors("packaging-vectors.json", new Set(ANSWERS.keys()));

for (const operation of ANSWERS.keys()) {
	test.skipIf(vectors.length === 0)(`${operation} answers as packaging does`, () => {
		const result = tally(
			vectors.filter(({ op }) => op === operation),
			holds,
		);
		console.log(describeTally(operation, result));
		expect(result.failed).toEqual([]);
		expect(result.passed).toBeGreaterThan(30);
	});
}

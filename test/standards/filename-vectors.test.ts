/** File names and tags against recorded answers of PyPA `packaging`. */
import { expect, test } from "bun:test";
import { isDeepStrictEqual } from "node:util";
import { ParseError } from "../../src/errors/parse-error.ts";
import { supportedTags } from "../../src/standards/platform-tags.ts";
import { type PlatformTarget, platformsOf } from "../../src/standards/platforms.ts";
import { parseSdistFilename } from "../../src/standards/sdist-filename.ts";
import { parseTags, type Tag } from "../../src/standards/tag.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import { describeTally, readVectors, tally, type Vector } from "./recorded-vectors.ts";

type Answer = (args: readonly unknown[]) => unknown;

const sorted = (tags: readonly Tag[]): readonly string[] => tags.map(String).sort();

/** `[[3, 12], ["cp312t"], platforms]` or `[[3, 12], "cp312", platforms]`. */
function allTags([version, abis, platforms]: readonly unknown[]): readonly string[] {
	const isFreeThreaded = Array.isArray(abis) && String(abis[0]).endsWith("t");
	const platform: PlatformTarget = { os: "other", platforms: platforms as string[] };
	const pythonVersion = version as [number, number];
	const tags = supportedTags({
		implementation: "cpython",
		pythonVersion,
		isFreeThreaded,
		platform,
	});
	return [...tags].map(String);
}

function linux(
	os: "manylinux" | "musllinux",
	[version, architecture]: readonly unknown[],
): readonly string[] {
	const [major, minor] = version as [number, number];
	const target = { os, major, minor, architecture: String(architecture), manylinuxAllowed: true };
	return platformsOf(target).filter((platform) => platform !== `linux_${architecture}`);
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
	[
		"wheel_filename",
		([filename]) => {
			const { name, version, build, tags } = parseWheelFilename(String(filename));
			const buildTag = build === undefined ? [] : [build.number, build.suffix];
			return { name, version: String(version), build: buildTag, tags: sorted(tags) };
		},
	],
	[
		"sdist_filename",
		([filename]) => {
			const { name, version } = parseSdistFilename(String(filename));
			return { name, version: String(version) };
		},
	],
	["parse_tag", ([text]) => sorted(parseTags(String(text)))],
	// The recorded answers are the first and the second half of what we answer in one.
	[
		"cpython_tags",
		(args) => allTags(args).filter((tag) => tag.startsWith("cp") && !tag.endsWith("-any")),
	],
	[
		"compatible_tags",
		(args) => allTags(args).filter((tag) => tag.startsWith("py") || tag.endsWith("-any")),
	],
	[
		"mac_platforms",
		([version, architecture]) => {
			const [major, minor] = version as [number, number];
			return platformsOf({ os: "macos", major, minor, architecture: String(architecture) });
		},
	],
	["manylinux_platforms", (args) => linux("manylinux", args)],
	["musllinux_platforms", (args) => linux("musllinux", args)],
]);

function holds({ op, args, expect: wanted }: Vector): boolean {
	const answer = ANSWERS.get(op);
	if (answer === undefined) throw new Error(`no answer for ${op}`);
	try {
		return isDeepStrictEqual(answer(args), wanted);
	} catch (error) {
		if (error instanceof ParseError) return wanted === "invalid";
		throw error;
	}
}

for (const operation of ANSWERS.keys()) {
	test(`every recorded ${operation} is answered alike`, () => {
		const vectors = readVectors("packaging-vectors.json", new Set([operation]));
		const result = tally(vectors, holds);
		console.log(describeTally(operation, result));
		expect(result.failed).toEqual([]);
	});
}

import { expect, test } from "bun:test";
import {
	type DirectUrl,
	InvalidDirectUrl,
	parseDirectUrl,
	printDirectUrl,
} from "../../src/standards/direct-url.ts";

const CASES: readonly DirectUrl[] = [
	{
		kind: "archive",
		url: "https://example.org/a-1.whl",
		hashes: new Map([["sha256", "aa"]]),
		subdirectory: undefined,
	},
	{ kind: "archive", url: "file:///a-1.zip", hashes: new Map(), subdirectory: "src" },
	{
		kind: "vcs",
		url: "https://example.org/a.git",
		vcs: "git",
		commitId: "0123",
		requestedRevision: "main",
		subdirectory: undefined,
	},
	{ kind: "directory", url: "file:///a", editable: true, subdirectory: undefined },
	{ kind: "directory", url: "file:///a", editable: undefined, subdirectory: undefined },
];

test.each(CASES.map((directUrl) => [printDirectUrl(directUrl), directUrl] as const))(
	"parseDirectUrl undoes printDirectUrl: %s",
	(text, directUrl) => {
		expect(parseDirectUrl(text)).toEqual(directUrl);
	},
);

test("an archive's document is written in one line, keys in the order of the specification", () => {
	expect(printDirectUrl(CASES[0] as DirectUrl)).toBe(
		'{"url":"https://example.org/a-1.whl","archive_info":{"hashes":{"sha256":"aa"}}}',
	);
});

test.each([
	["{", "it is not JSON"],
	["[]", "not a table"],
	['{"url": 1, "dir_info": {}}', "`url` is a number and must be a string"],
	['{"url": "https://u:secret@example.org/a", "dir_info": {}}', "u:****@"],
	['{"url": "x"}', "exactly one of"],
	['{"url": "file:///a", "dir_info": null}', "`dir_info` is null"],
	['{"url": "file:///a", "dir_info": {"editable": "yes"}}', "`dir_info.editable`"],
])("%p is refused", (text, reason) => {
	expect(() => parseDirectUrl(text)).toThrow(InvalidDirectUrl);
	expect(() => parseDirectUrl(text)).toThrow(reason);
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { UserError } from "../../src/errors/user-error.ts";
import { InvalidRequirementsFile } from "../../src/requirements-file/invalid-requirements-file.ts";
import { parseRequirementsFile, type Statement } from "../../src/requirements-file/parse.ts";
import { printDigest } from "../../src/standards/digest.ts";
import { printRequirement } from "../../src/standards/requirement.ts";

const SHA256 = "a".repeat(64);
const MD5 = "b".repeat(32);

const VARIABLES = new Map([
	["TOKEN", "s3cret"],
	["HOST_1", "https://example.org"],
	["SPACED", "a b"],
	["lower", "x"],
]);

const parse = (text: string): readonly Statement[] =>
	parseRequirementsFile(
		{ file: "reqs.txt", text },
		{ variables: (name) => VARIABLES.get(name), resolvePath: (path) => `/work/${path}` },
	);

/** One statement in words. */
function say(statement: Statement): string {
	switch (statement.kind) {
		case "requirement": {
			const { written, hashes, isEditable } = statement;
			const digests = hashes.map((digest) => ` #${printDigest(digest).slice(0, 10)}`).join("");
			return `${isEditable ? "-e " : ""}${sayWritten(written)}${digests}`;
		}
		case "ignored":
			return `ignored ${statement.option}`;
		case "no-index":
		case "require-hashes":
			return statement.kind;
		default:
			return `${statement.kind} ${statement.value}`;
	}
}

function sayWritten(written: Extract<Statement, { kind: "requirement" }>["written"]): string {
	if (written.kind === "named") return printRequirement(written.requirement);
	const { reference, extras, marker } = written;
	const place = { archive: "url", git: "repository", local: "path" }[reference.kind];
	const address = Object.entries(reference).find(([key]) => key === place)?.[1];
	return `${place} ${address}[${extras}]${marker === undefined ? "" : ` ; ${marker}`}`;
}

const said = (text: string): readonly string[] => parse(text).map(say);

test.each([
	["", []],
	["\ufeffflask\n", ["flask"]],
	["a\nb\r\nc\rd", ["a", "b", "c", "d"]],
	["  a  \n\n\t\nb", ["a", "b"]],
])("the lines of %j are read", (text, statements) => {
	expect(said(text)).toEqual(statements as string[]);
});

describe("a comment", () => {
	test.each([
		["# whole line", []],
		["   # indented", []],
		["flask # at the end", ["flask"]],
		["flask\t# after a tab", ["flask"]],
		["https://example.org/a.zip#subdirectory=x", ["url https://example.org/a.zip[]"]],
		["# ends in a backslash \\\nflask", ["flask"]],
		["flask # so does this \\\ndjango", ["flask", "django"]],
	])("%j", (text, statements) => {
		expect(said(text)).toEqual(statements);
	});
});

describe("a backslash joins lines", () => {
	test.each([
		["flask \\\n>=2", ["flask>=2"]],
		["flask \\\r\n  >=2", ["flask>=2"]],
		["flask \\\r  >=2", ["flask>=2"]],
		["flask \\  \n  >=2", ["flask>=2"]],
		[
			`flask==1 \\\n  --hash=sha256:${SHA256} \\\n  --hash=md5:${MD5}`,
			["flask==1 #sha256:aaa #md5:bbbbbb"],
		],
		[
			`flask==1 \\\n  --hash=sha256:${SHA256} \\\n  # why\ndjango`,
			["flask==1 #sha256:aaa", "django"],
		],
		["flask\\", ["flask"]],
		["-r \\\n other.txt", ["include other.txt"]],
	])("%j", (text, statements) => {
		expect(said(text)).toEqual(statements);
	});
});

describe("options", () => {
	test.each([
		["-r a.txt", "include a.txt"],
		["-r=a.txt", "include a.txt"],
		["-r\ta.txt", "include a.txt"],
		["--requirement a.txt", "include a.txt"],
		["--requirement=a.txt", "include a.txt"],
		["--requirement = a.txt", "include a.txt"],
		["-r 'a b.txt'", "include a b.txt"],
		['-r "a b.txt"', "include a b.txt"],
		["-r a b.txt", "include a b.txt"],
		["-c a.txt", "constraint a.txt"],
		["--constraint=a.txt", "constraint a.txt"],
		["-i https://example.org/simple", "index-url https://example.org/simple"],
		["--index-url=https://example.org/simple", "index-url https://example.org/simple"],
		["--extra-index-url https://example.org", "extra-index-url https://example.org"],
		["-f ./links", "find-links ./links"],
		["--find-links 'https://example.org/l'", "find-links https://example.org/l"],
		["--no-index", "no-index"],
		["--require-hashes  # strict", "require-hashes"],
		["--no-binary :all:", "no-binary :all:"],
		["--no-binary=:none:", "no-binary :none:"],
		["--only-binary Foo_Bar", "only-binary foo-bar"],
		["--only-binary 'foo'", "only-binary foo"],
		["--pre", "ignored --pre"],
		["--prefer-binary", "ignored --prefer-binary"],
		["--trusted-host example.org", "ignored --trusted-host"],
		["--use-feature=fast-deps", "ignored --use-feature"],
	])("%j", (text, statement) => {
		expect(said(text)).toEqual([statement]);
	});
});

describe("requirements", () => {
	test.each([
		["Flask_Login>=1", "flask-login>=1"],
		[
			"flask[async, dotenv]==2.* ; python_version < '3.9'",
			'flask[async,dotenv]==2.* ; python_version < "3.9"',
		],
		["flask @ https://example.org/flask-1.zip", "flask @ https://example.org/flask-1.zip"],
		["flask@https://example.org/flask-1.zip", "flask @ https://example.org/flask-1.zip"],
		["https://example.org/flask-1.zip", "url https://example.org/flask-1.zip[]"],
		[
			"https://example.org/flask-1.zip[async] ; os_name == 'nt'",
			'url https://example.org/flask-1.zip[async] ; os_name == "nt"',
		],
		["git+https://example.org/flask.git@main", "repository https://example.org/flask.git[]"],
		["./flask", "path /work/./flask[]"],
		["./flask[b, A]", "path /work/./flask[a,b]"],
		["./my folder ; os_name == 'nt'", 'path /work/./my folder[] ; os_name == "nt"'],
		["../flask", "path /work/../flask[]"],
		["sub/flask", "path /work/sub/flask[]"],
		["flask-1.0-py3-none-any.whl", "path /work/flask-1.0-py3-none-any.whl[]"],
		["flask-1.0.tar.gz[async]", "path /work/flask-1.0.tar.gz[async]"],
		["flask.zip==1", "flask-zip==1"],
		["file:///flask", "path /work//flask[]"],
		[`\${HOST_1}/a.zip`, "url https://example.org/a.zip[]"],
		[`flask @ \${HOST_1}/\${TOKEN}/a.zip`, "flask @ https://example.org/s3cret/a.zip"],
		[
			`https://example.org/\${UNSET}/\${lower}/$TOKEN/a.zip`,
			`url https://example.org/\${UNSET}/\${lower}/$TOKEN/a.zip[]`,
		],
		["requirements.txt", "requirements-txt"],
		[`flask --hash sha256:${SHA256}`, "flask #sha256:aaa"],
		[`./flask.zip --hash=sha256:${SHA256}`, "path /work/./flask.zip[] #sha256:aaa"],
		["-e .", "-e path /work/.[]"],
		["-e flask", "-e path /work/./flask[]"],
		["--editable=./flask[a]", "-e path /work/./flask[a]"],
		["-e './my folder'", "-e path /work/./my folder[]"],
		[
			"-e git+https://example.org/flask.git#egg=flask",
			"-e repository https://example.org/flask.git[]",
		],
		["-e flask @ file:///flask", "-e flask @ file:///flask"],
		["-e ./flask ; os_name == 'nt'", '-e path /work/./flask[] ; os_name == "nt"'],
	])("%j", (text, statement) => {
		expect(said(text)).toEqual([statement]);
	});

	test("the text as given is kept beside what its variables hold", () => {
		const [statement] = parse(`flask @ \${HOST_1}/a.zip  # why`);
		expect(statement?.kind === "requirement" && statement.given).toBe(`flask @ \${HOST_1}/a.zip`);
	});

	test("variables outside of URLs and paths are no variables", () => {
		expect(() => parse(`flask==\${TOKEN}`)).toThrow(InvalidRequirementsFile);
		expect(() => parse(`--no-binary \${TOKEN}`)).toThrow(InvalidRequirementsFile);
	});

	test("without variables nothing is replaced", () => {
		const grammar = { variables: undefined, resolvePath: (path: string) => path };
		const text = `--index-url https://example.org/\${TOKEN}\nhttps://example.org/\${TOKEN}/a.zip`;
		const statements = parseRequirementsFile({ file: "x", text }, grammar);
		expect(statements.map(say)).toEqual([
			`index-url https://example.org/\${TOKEN}`,
			`url https://example.org/\${TOKEN}/a.zip[]`,
		]);
	});
});

describe("refused", () => {
	test.each([
		[
			"flask\n  --unknown x",
			"reqs.txt:2:3",
			"`--unknown` is not known",
			"  --unknown x\n  ^^^^^^^^^",
		],
		["-rfile.txt", "reqs.txt:1:1", "space or `=` must stand between `-r` and its value", undefined],
		["-x", "reqs.txt:1:1", "`-x` is not known", undefined],
		["-r", "reqs.txt:1:1", "`-r` needs a value", undefined],
		["-r ''", "reqs.txt:1:4", "`-r` needs a value", undefined],
		["-r 'a.txt", "reqs.txt:1:4", "a quotation is not closed", undefined],
		["-e", "reqs.txt:1:1", "`-e` needs a value", undefined],
		["--no-index foo", "reqs.txt:1:11", "`--no-index` takes no value", undefined],
		["--require-hashes=yes", "reqs.txt:1:17", "`--require-hashes` takes no value", undefined],
		["--no-binary a,b", "reqs.txt:1:13", "`a,b` is neither", "--no-binary a,b\n            ^^^"],
		["--only-binary :some:", "reqs.txt:1:15", "`:some:` is neither", undefined],
		[
			"flask --hash=sha1",
			"reqs.txt:1:14",
			"not of the form",
			"flask --hash=sha1\n             ^^^^",
		],
		["flask --hash=sha256:aa", "reqs.txt:1:14", "64 hexadecimal digits", undefined],
		[
			"flask --hash",
			"reqs.txt:1:7",
			"a requirement takes `--hash=algorithm:digits` only",
			undefined,
		],
		["flask --config-settings a=b", "reqs.txt:1:7", "`--config-settings` is not known", undefined],
		[
			`flask --hash=sha256:${SHA256} --global-option x`,
			"reqs.txt:1:86",
			"`--global-option` is not known",
			undefined,
		],
		["a\n\n  flask>=x", "reqs.txt:3:8", "", "  flask>=x\n       ^^^"],
		["flask ; bad == 1", "reqs.txt:1:9", "", undefined],
		["./a[-x]", "reqs.txt:1:4", "`-x` is not the name of an extra", undefined],
		["./a ; bad == '1'", "reqs.txt:1:7", "", undefined],
		["hg+https://example.org/a", "reqs.txt:1:1", "`hg`", undefined],
		[
			`https://example.org/\${SPACED}.zip`,
			"reqs.txt:1:1",
			"the value of `SPACED` has space",
			undefined,
		],
		[`-r \${SPACED}.txt`, "reqs.txt:1:4", "the value of `SPACED` has space", undefined],
		["?", "reqs.txt:1:1", "", undefined],
		["flask#why", "reqs.txt:1:6", "", undefined],
	])("%j", (text, ...[place, reason, excerpt]) => {
		try {
			parse(text);
			expect.unreachable();
		} catch (error) {
			expect(error).toBeInstanceOf(InvalidRequirementsFile);
			const failure = error as InvalidRequirementsFile;
			expect(failure.message).toStartWith(`Could not read \`${place}\`: `);
			expect(failure.message).toContain(reason);
			if (excerpt !== undefined) expect(failure.excerpt).toBe(excerpt);
		}
	});

	test("the place is right after lines that were joined", () => {
		expect(() => parse(`flask \\\n  --hash=sha256:${SHA256} \\\n  --hash=bad`)).toThrow(
			"reqs.txt:3:10",
		);
	});

	test("no message shows what a variable holds", () => {
		const shown = (text: string): string => {
			try {
				parse(text);
				return "";
			} catch (error) {
				const failure = error as InvalidRequirementsFile;
				return `${failure.message} ${failure.excerpt} ${failure.cause}`;
			}
		};
		const text = shown(`https://example.org/a.zip#subdirectory=../../\${TOKEN}`);
		expect(text).toContain("not valid with its variables replaced");
		expect(text).not.toContain("s3cret");
	});
});

test("every statement knows its line and column", () => {
	const statements = parse("# x\nflask \\\n  >=2\r\n\r  -r a.txt");
	expect(statements.map(({ position }) => position)).toEqual([
		{ line: 2, column: 1 },
		{ line: 5, column: 3 },
	]);
});

test("any text is read or refused by name, never otherwise", () => {
	const word = fc.constantFrom(
		"flask",
		">=1",
		" ",
		"\\",
		"\n",
		"\r",
		"#",
		"-r",
		"-e",
		"--hash=sha256:",
		"--no-index",
		"'",
		"[",
		"]",
		";",
		"@",
		"https://example.org/",
		"./",
		`\${TOKEN}`,
		"os_name == 'nt'",
		",",
		"=",
		"\t",
		"git+",
	);
	fc.assert(
		fc.property(fc.array(word, { maxLength: 30 }), (words) => {
			try {
				parse(words.join(""));
			} catch (error) {
				if (!(error instanceof UserError)) throw error;
			}
		}),
		{ numRuns: 500 },
	);
});

test.each([
	["spaces", " ".repeat(100_000)],
	["hashes", `a ${"#".repeat(100_000)}`],
	["backslashes", "a\\\n".repeat(30_000)],
	["dashes", `a ${"--a ".repeat(25_000)}`],
	["brackets", `./a${"[".repeat(100_000)}]`],
	["a name and spaces", `a${" ".repeat(100_000)}b`],
	["dots", `${".".repeat(100_000)}[`],
	["word and at signs", `a${"@".repeat(100_000)}`],
	["a name of dashes", `a${"-".repeat(100_000)}.`],
	["a name and blanks and a bracket", `${"a ".repeat(50_000)}[`],
])("a hundred thousand %s are read or refused", (_what, text) => {
	try {
		parse(text);
	} catch (error) {
		expect(error).toBeInstanceOf(InvalidRequirementsFile);
	}
});

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
	ConflictingIndexUrls,
	type InvalidRequirementsFile,
	UnreadableRequirementsFile,
} from "../../src/requirements-file/invalid-requirements-file.ts";
import {
	type RequirementsSource,
	readRequirementsFiles,
} from "../../src/requirements-file/read.ts";
import type { RequirementEntry } from "../../src/requirements-file/requirement-entry.ts";
import type { RequirementsFile } from "../../src/requirements-file/requirements-file.ts";
import { printRequirement } from "../../src/standards/requirement.ts";

const VECTORS = "../shared/vectors/requirements";
const encoder = new TextEncoder();

let cwd = "";
/** What the network has. */
let pages = new Map<string, string>();
/** What was fetched, in order. */
let fetched: string[] = [];
let stdin = "";
let stdinReads = 0;

beforeEach(() => {
	cwd = mkdtempSync(join(tmpdir(), "requirements-"));
	pages = new Map();
	fetched = [];
	stdin = "";
	stdinReads = 0;
});

afterEach(() => {
	rmSync(cwd, { recursive: true });
});

function write(path: string, content: string | Uint8Array): void {
	mkdirSync(dirname(join(cwd, path)), { recursive: true });
	writeFileSync(join(cwd, path), content);
}

function read(...locations: readonly (string | RequirementsSource)[]): Promise<RequirementsFile> {
	const sources = locations.map((location): RequirementsSource => {
		return typeof location === "string" ? { role: "requirements", location } : location;
	});
	return readRequirementsFiles(sources, {
		cwd,
		variables: (name) => (name === "TOKEN" ? "s3cret" : undefined),
		fetchText: async (url) => {
			fetched.push(url);
			const page = pages.get(url);
			if (page === undefined) throw new Error(`not there: ${url}`);
			return page;
		},
		readStdin: async () => {
			stdinReads++;
			return encoder.encode(stdin);
		},
	});
}

const say = (entry: RequirementEntry): string => {
	const where = `${entry.origin?.file}:${entry.origin?.line}`;
	return entry.kind === "named"
		? `${printRequirement(entry.requirement)} ${where}`
		: `${entry.given} ${where}`;
};

async function refusal(promise: Promise<unknown>): Promise<Error> {
	try {
		await promise;
	} catch (error) {
		return error as Error;
	}
	throw new Error("it was read");
}

describe("included files", () => {
	test("are found beside the file that names them and come where they are named", async () => {
		write("reqs.txt", "first\n-r sub/more.txt\nlast\n");
		write("sub/more.txt", "second\n-c bounds.txt\n-r ../third.txt");
		write("sub/bounds.txt", "second<2");
		write("third.txt", "third");
		const file = await read("reqs.txt");
		expect(file.requirements.map(say)).toEqual([
			"first reqs.txt:1",
			"second sub/more.txt:1",
			"third sub/../third.txt:1",
			"last reqs.txt:3",
		]);
		expect(file.constraints.map(say)).toEqual(["second<2 sub/bounds.txt:1"]);
	});

	test("are named by their path where a `file:` URL leads to them", async () => {
		write("sub/my reqs.txt", "a");
		const file = await read(`file://${cwd}/sub/my%20reqs.txt`);
		expect(file.requirements.map(say)).toEqual(["a sub/my reqs.txt:1"]);
	});

	test("are read once, so that cycles end", async () => {
		write("a.txt", "a\n-r b.txt\n-r b.txt");
		write("b.txt", "b\n-r a.txt\n-r ./b.txt");
		const file = await read("a.txt", "b.txt");
		expect(file.requirements.map(say)).toEqual(["a a.txt:1", "b b.txt:1"]);
	});

	test("of a file of constraints are constraints, however they are named", async () => {
		write("bounds.txt", "a<2\n-r more.txt\n-c most.txt");
		write("more.txt", "b<3");
		write("most.txt", "c<4");
		const file = await read({ role: "constraints", location: "bounds.txt" });
		expect(file.requirements).toEqual([]);
		expect(file.constraints.map(say)).toEqual([
			"a<2 bounds.txt:1",
			"b<3 more.txt:1",
			"c<4 most.txt:1",
		]);
	});

	test("may be both requirements and constraints", async () => {
		write("a.txt", "a<2\n-c a.txt");
		const file = await read("a.txt");
		expect([file.requirements.length, file.constraints.length]).toEqual([1, 1]);
	});

	test("may be named by variables and by file URLs", async () => {
		write("s3cret.txt", "a");
		write("b.txt", `-r \${TOKEN}.txt\n-r file://${cwd}/c.txt`);
		write("c.txt", "c");
		expect((await read("b.txt")).requirements.length).toBe(2);
	});

	test.each(["pyproject.toml", "setup.py", "pylock.toml"])("cannot be %s", async (name) => {
		write("a.txt", `-r ${name}`);
		expect((await refusal(read("a.txt"))).message).toContain(
			`\`${name}\` is not a requirements file`,
		);
	});
});

describe("texts", () => {
	const both = (text: string, swap: boolean): Uint8Array => {
		const bytes = new Uint8Array(
			new Uint16Array([0xfeff, ...[...text].map((c) => c.charCodeAt(0))]).buffer,
		);
		return swap ? bytes.map((_byte, index) => bytes[index ^ 1] ?? 0) : bytes;
	};

	test.each([
		["UTF-8", encoder.encode("flask # é")],
		["UTF-8 with a mark", encoder.encode("\ufeffflask")],
		["UTF-16 little-endian", both("flask # é", false)],
		["UTF-16 big-endian", both("flask # é", true)],
	])("in %s are read", async (_encoding, bytes) => {
		write("a.txt", bytes);
		expect((await read("a.txt")).requirements.map(say)).toEqual(["flask a.txt:1"]);
	});

	test("in another encoding are refused", async () => {
		write("a.txt", new Uint8Array([0x66, 0xe9, 0x0a]));
		expect(await refusal(read("a.txt"))).toBeInstanceOf(UnreadableRequirementsFile);
	});

	test("of standard input are read once, however often it is named", async () => {
		stdin = "flask\n-r more.txt";
		write("more.txt", "more");
		const file = await read("-", { role: "constraints", location: "-" });
		expect(stdinReads).toBe(1);
		expect(file.requirements.map(say)).toEqual(["flask -:1", "more more.txt:1"]);
		expect(file.constraints.length).toBe(2);
	});

	test("that are missing or folders are refused with exit status 2", async () => {
		mkdirSync(join(cwd, "folder"));
		const missing = await refusal(read("none.txt"));
		expect(missing.message).toBe("Could not read `none.txt`: the file does not exist");
		expect((missing as UnreadableRequirementsFile).exitStatus).toBe(2);
		expect((await refusal(read("folder"))).message).toContain("it is a folder");
	});

	test("without a requirement are warned of, with one they are not", async () => {
		write("empty.txt", "# nothing\n");
		write("a.txt", "a");
		const { warnings } = await read("empty.txt", "a.txt", {
			role: "constraints",
			location: "empty.txt",
		});
		expect(warnings).toEqual(["Requirements file `empty.txt` does not contain any dependencies"]);
	});

	test("that only include what has none, or themselves, are warned of themselves", async () => {
		write("empty.txt", "");
		write("a.txt", "-r empty.txt\n-r sub/../a.txt");
		const { warnings } = await read("a.txt");
		expect(warnings).toEqual(["Requirements file `a.txt` does not contain any dependencies"]);
	});

	test("are found below the working directory by `PROJECT_ROOT`", async () => {
		write("sub/a.txt", `-r \${PROJECT_ROOT}/sub/../b.txt`);
		write("b.txt", "b");
		const { requirements } = await read("sub/a.txt");
		expect(requirements.map(say)).toEqual(["b sub/../b.txt:1"]);
	});
});

describe("paths", () => {
	test("of requirements and of indexes start in the current directory, links beside their file", async () => {
		write(
			"sub/a.txt",
			"./pkg\n-e pkg\n-i ./simple\n--extra-index-url ../extra\n-f ./links\nname @ ./b.zip",
		);
		const file = await read("sub/a.txt");
		const place = (entry: RequirementEntry | undefined) =>
			entry?.reference?.kind === "local" ? entry.reference.path : undefined;
		expect(place(file.requirements[0])).toBe(join(cwd, "pkg"));
		expect(place(file.editables[0])).toBe(join(cwd, "pkg"));
		expect(place(file.requirements[1])).toBe(join(cwd, "b.zip"));
		expect(file.indexUrl?.url).toBe(`file://${cwd}/simple`);
		expect(file.indexUrl?.given).toBe("./simple");
		expect(file.extraIndexUrls[0]?.url).toBe(`file://${dirname(cwd)}/extra`);
		expect(file.findLinks[0]?.url).toBe(`file://${cwd}/sub/links`);
	});

	test("that name a requirements file without -r are refused with a hint", async () => {
		write("a.txt", "b.txt");
		expect((await read("a.txt")).requirements.length).toBe(1);
		write("b.txt", "flask");
		const error = await refusal(read("a.txt"));
		expect(error.message).toContain("`b.txt` is a file");
		expect((error as InvalidRequirementsFile).hints).toEqual(["Include the file with `-r b.txt`."]);
	});
});

describe("options", () => {
	test("of all files add up", async () => {
		write("a.txt", "--no-index\n--no-binary A_b\n--only-binary :all:\n-r b.txt");
		write("b.txt", "--require-hashes\n--no-binary :none:\n--extra-index-url https://example.org/x");
		const file = await read("a.txt");
		expect(file.noIndex).toBe(true);
		expect(file.requireHashes).toBe(true);
		expect(file.noBinary).toEqual(["a-b", ":none:"]);
		expect(file.onlyBinary).toEqual([":all:"]);
		expect(file.extraIndexUrls.map(({ url }) => url)).toEqual(["https://example.org/x"]);
	});

	test("without effect are warned of", async () => {
		write("a.txt", "a\n--pre\n--use-feature x\n--trusted-host example.org");
		expect((await read("a.txt")).warnings).toEqual([
			"`--pre` in `a.txt` is ignored, and can be given on the command line",
			"`--use-feature` in `a.txt` is ignored",
			"`--trusted-host` in `a.txt` is ignored, and can be given on the command line",
		]);
	});

	test.each([
		["https://example.org/simple", "https://EXAMPLE.org/simple/", true],
		["https://example.org/simple", "https://user:pw@example.org/simple", true],
		["https://example.org/simple", "https://example.org/other", false],
		["https://example.org/simple", "http://example.org/simple", false],
	])("--index-url %s and %s agree: %p", async (one, other, agree) => {
		write("a.txt", `a\n-i ${one}\n-r b.txt`);
		write("b.txt", `b\n--index-url ${other}`);
		if (agree) expect((await read("a.txt")).indexUrl?.url).toBe(one);
		else expect(await refusal(read("a.txt"))).toBeInstanceOf(ConflictingIndexUrls);
	});

	test("two indexes in two sources conflict without showing a password", async () => {
		write("a.txt", "-i https://u:pw@example.org/a");
		write("b.txt", "-i https://example.org/b");
		const error = await refusal(read("a.txt", "b.txt"));
		expect(error.message).toContain("https://u:****@example.org/a");
	});

	test.each([
		["-e ./x", "a constraint cannot be editable"],
		["./x", "a constraint needs a name"],
	])("a constraint %p is refused", async (line, reason) => {
		write("a.txt", line);
		const source: RequirementsSource = { role: "constraints", location: "a.txt" };
		expect((await refusal(read(source))).message).toContain(reason);
	});
});

describe("a file from the network", () => {
	const URL = "https://example.org/reqs/a.txt";

	test("may include others from there", async () => {
		pages.set(URL, "a\n-r b.txt\n-c /c.txt\n-i https://example.org/simple");
		pages.set("https://example.org/reqs/b.txt", "b @ https://example.org/b.zip");
		pages.set("https://example.org/c.txt", "c<2");
		const file = await read(URL);
		expect(file.requirements.map(say)).toEqual([
			`a ${URL}:1`,
			"b @ https://example.org/b.zip https://example.org/reqs/b.txt:1",
		]);
		expect(file.constraints.length).toBe(1);
		expect(file.indexUrl?.url).toBe("https://example.org/simple");
	});

	test.each([
		["-r /etc/passwd", undefined],
		["-r file:///etc/passwd", "may include only files from the network"],
		["-c file:///etc/passwd", "may include only files from the network"],
		["-e .", "may not ask for an editable project"],
		["-e git+https://example.org/a.git", "may not ask for an editable project"],
		["./x", "may not name a local file"],
		["../x.whl", "may not name a local file"],
		["file:///etc/x.zip", "may not name a local file"],
		["x @ file:///etc/x.zip", "may not name a local file"],
		["git+file:///srv/x.git", "may not name a local file"],
		["-f ./links", "may not name a local index"],
		["--find-links file:///etc", "may not name a local index"],
		["-i file:///etc", "may not name a local index"],
		["--extra-index-url ./x", "may not name a local index"],
	])("reaches for nothing here: %p", async (line, reason) => {
		pages.set(URL, `${line}\n`);
		const error = await refusal(read(URL));
		if (reason === undefined) expect(fetched).toEqual([URL, "https://example.org/etc/passwd"]);
		else expect(error.message).toContain(reason);
	});

	test("learns nothing of the environment", async () => {
		pages.set(
			URL,
			`a @ https://example.org/\${TOKEN}/a.zip\n--index-url https://example.org/\${TOKEN}\n-r \${TOKEN}.txt`,
		);
		await refusal(read(URL));
		expect(fetched.length).toBe(2);
		expect(fetched.join(" ")).not.toContain("s3cret");
		pages.set(URL, `a @ https://example.org/\${TOKEN}/a.zip`);
		const file = await read(URL);
		expect(JSON.stringify(file)).not.toContain("s3cret");
	});

	test("is named without its secrets", async () => {
		pages.set("https://u:pw@example.org/a.txt", "flask==x");
		const error = await refusal(read("https://u:pw@example.org/a.txt"));
		expect(error.message).toContain("https://u:****@example.org/a.txt:1:");
	});
});

test("all recorded requirements files are read", async () => {
	if (!existsSync(VECTORS)) {
		console.log(`skipped: ${VECTORS} is not there`);
		return;
	}
	const names = readdirSync(VECTORS, { recursive: true, encoding: "utf8" }).filter((name) =>
		/\.(in|txt)$/.test(name),
	);
	let requirements = 0;
	for (const name of names) {
		// Host names were replaced by variables.
		const text = readFileSync(join(VECTORS, name), "utf8").replaceAll(
			/\$\{PYPI\w*\}/g,
			"https://example.org",
		);
		write(name, text);
		const lines = text.split("\n").filter((line) => /^[A-Za-z0-9]/.test(line.trim()));
		const file = await read(name);
		expect(`${name} ${file.requirements.length}`).toBe(`${name} ${lines.length}`);
		requirements += file.requirements.length;
	}
	console.log(`${names.length} files with ${requirements} requirements`);
	expect(names.length).toBeGreaterThanOrEqual(22);
});

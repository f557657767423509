import { describe, expect, test } from "bun:test";
import type { Variables } from "../../src/cli/environment-options.ts";
import type { Invocation } from "../../src/cli/invocation.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { showError } from "../../src/cli/show-error.ts";
import { Capture } from "./captured-output.ts";

function invoke(line: string, variables: Variables = {}): Invocation {
	const parsed = parseArguments(line.split(" "), variables);
	if (parsed.kind === "usage-error") throw parsed.error;
	if (parsed.kind !== "invocation") throw new Error(parsed.kind);
	return parsed.invocation;
}

function failure(line: string, variables: Variables = {}): string {
	const capture = new Capture();
	try {
		invoke(line, variables);
	} catch (error) {
		expect(showError(error, { output: capture.output, commandArguments: [] })).toBe(2);
	}
	return capture.standardError;
}

describe("values", () => {
	test("are found in every spelling", () => {
		for (const line of [
			"pip install -r a.txt",
			"pip install -ra.txt",
			"pip install -r=a.txt",
			"pip install -qra.txt",
			"pip install --requirements a.txt",
			"pip install --requirement=a.txt",
			"install -U --requirements=a.txt",
		]) {
			expect(invoke(line).options.list("requirements")).toEqual(["a.txt"]);
		}
	});

	test("of lists keep their order and are split as the option says", () => {
		const { options } = invoke(
			"install x --find-links a,b -f c --index https://e.org/1 --no-binary a,b --no-binary c",
		);
		expect(options.list("find-links")).toEqual(["a", "b", "c"]);
		expect(options.list("no-binary")).toEqual(["a", "b", "c"]);
		expect(parseArguments(["install", "-c", "a b.txt", "x"], {})).toMatchObject({
			kind: "invocation",
		});
		const spaced = parseArguments(["install", "-c", "a b.txt", "x"], {});
		expect(spaced.kind === "invocation" && spaced.invocation.options.list("constraints")).toEqual([
			"a b.txt",
		]);
	});

	test("may contain an equals sign, be a dash, and stand after --", () => {
		expect(invoke("install --index-url=https://e.org/?a=b x").options.value("index-url")).toBe(
			"https://e.org/?a=b",
		);
		expect(invoke("install -r -").options.list("requirements")).toEqual(["-"]);
		expect(invoke("install - -- -r --help").positionals).toEqual(["-", "-r", "--help"]);
	});

	test("with another name are told under the first", () => {
		expect(invoke("install --link-mode reflink x").options.value("link-mode")).toBe("clone");
		expect(
			invoke("install --index-strategy=unsafe-any-match x").options.value("index-strategy"),
		).toBe("unsafe-first-match");
	});

	test("are defaults where nobody says anything", () => {
		const { options } = invoke("list");
		expect(options.value("format")).toBe("columns");
		expect(options.origin("format")).toEqual({ kind: "default" });
		expect(options.value("target")).toBeUndefined();
		expect(options.value("output-file")).toBeUndefined();
		expect(options.flag("offline")).toBe(false);
		expect(options.chosen("offline")).toBeUndefined();
	});
});

describe("flags", () => {
	test("and their opposites: the last one wins, at any level", () => {
		expect(invoke("install --offline --no-offline x").options.chosen("offline")).toBe(false);
		expect(invoke("install --no-offline --offline x").options.chosen("offline")).toBe(true);
		expect(invoke("--offline install --no-offline x").options.chosen("offline")).toBe(false);
		expect(invoke("venv --clear --allow-existing").options.flag("clear")).toBe(false);
		expect(invoke("venv --allow-existing --clear").options.flag("allow-existing")).toBe(false);
	});

	test("are counted over all levels", () => {
		expect(invoke("-q list -qq --quiet").options.count("quiet")).toBe(4);
	});
});

describe("variables", () => {
	test("set what the command line leaves open", () => {
		const { options } = invoke("install x", {
			UV_OFFLINE: "Yes",
			UV_INDEX: "a=https://e.org/1\n https://e.org/2",
			UV_FIND_LINKS: "/a,/b",
			UV_CONSTRAINT: "a.txt b.txt",
			UV_LINK_MODE: "reflink",
		});
		expect(options.flag("offline")).toBe(true);
		expect(options.list("index")).toEqual(["a=https://e.org/1", "https://e.org/2"]);
		expect(options.list("find-links")).toEqual(["/a", "/b"]);
		expect(options.list("constraints")).toEqual(["a.txt", "b.txt"]);
		expect(options.value("link-mode")).toBe("clone");
		expect(options.origin("offline")).toEqual({ kind: "environment", variable: "UV_OFFLINE" });
	});

	test("of our own name win over uv's, and an empty one is none", () => {
		const variables = { UV_CACHE_DIR: "/uv", PIPPIN_CACHE_DIR: "/pippin" };
		expect(invoke("cache dir", variables).options.value("cache-dir")).toBe("/pippin");
		expect(
			invoke("cache dir", { ...variables, PIPPIN_CACHE_DIR: "" }).options.value("cache-dir"),
		).toBe("/uv");
		expect(invoke("cache dir", { UV_CACHE_DIR: " " }).options.value("cache-dir")).toBeUndefined();
		expect(invoke("cache dir", { UV_OFFLINE: "" }).options.chosen("offline")).toBeUndefined();
	});

	test("yield to the command line", () => {
		const variables = { UV_OFFLINE: "1", UV_REQUIRE_HASHES: "1", UV_INDEX_URL: "https://e.org/" };
		const { options } = invoke("install --no-offline --no-require-hashes -i b x", variables);
		expect(options.chosen("offline")).toBe(false);
		expect(options.chosen("require-hashes")).toBe(false);
		expect(options.value("index-url")).toBe("b");
		expect(invoke("venv --allow-existing", { UV_VENV_CLEAR: "1" }).options.flag("clear")).toBe(
			false,
		);
	});

	test("of pip are never read", () => {
		const { options } = invoke("install x", {
			PIP_INDEX_URL: "https://e.org/",
			PIP_NO_CACHE_DIR: "1",
		});
		expect(options.value("index-url")).toBeUndefined();
		expect(options.flag("no-cache")).toBe(false);
	});

	test("of other commands are not looked at", () => {
		expect(invoke("cache dir", { UV_SYSTEM_PYTHON: "neither" }).path).toEqual(["cache", "dir"]);
	});

	test("that make no sense are named, and others are refused like options", () => {
		expect(failure("cache dir", { UV_OFFLINE: "2" })).toBe(
			"error: Cannot read the variable `UV_OFFLINE`: `2` is neither true nor false\n",
		);
		expect(failure("install x", { UV_RESOLUTION: "high" })).toBe(
			[
				"error: `high` is no value of `UV_RESOLUTION`",
				"  [possible values: highest, lowest, lowest-direct]",
				"",
				"  tip: the nearest value is `highest`",
				"",
				"For more information, try '--help'.",
				"",
			].join("\n"),
		);
		expect(failure("install x", { UV_TORCH_BACKEND: "cpu" })).toBe(
			"error: `--torch-backend` (from `UV_TORCH_BACKEND`) is not supported yet: name PyTorch's index with `--index`\n",
		);
		expect(failure("install --refresh x", { UV_OFFLINE: "1" })).toContain(
			"error: `--refresh` cannot be used together with `--offline` (from `UV_OFFLINE`)\n",
		);
	});
});

describe("errors", () => {
	test("of an unknown option suggest the nearest one", () => {
		expect(failure("pip list --outdate")).toBe(
			[
				"error: Unknown option `--outdate`",
				"",
				"  tip: the nearest option is `--outdated`",
				"",
				"Usage: pippin pip list [OPTIONS]",
				"",
				"For more information, try '--help'.",
				"",
			].join("\n"),
		);
	});

	test("of an option of pip tell what serves instead", () => {
		expect(failure("install --ignore-installed x")).toContain("\n  tip: use `--reinstall`\n");
		expect(failure("install --constructor x")).not.toContain("function");
	});

	test("of missing arguments list them", () => {
		expect(failure("uninstall")).toBe(
			[
				"error: Required arguments are missing:",
				"  <PACKAGE|--requirements <FILE>>",
				"",
				"Usage: pippin pip uninstall [OPTIONS] <PACKAGE|--requirements <FILE>>",
				"",
				"For more information, try '--help'.",
				"",
			].join("\n"),
		);
		expect(failure("sync")).toContain("\n  <SRC_FILE>...\n");
		expect(failure("generate-shell-completion")).toContain("\n  <SHELL>\n");
	});

	test("of a missing value show no usage line", () => {
		expect(failure("list --format")).toBe(
			[
				"error: `--format <FORMAT>` needs a value",
				"  [possible values: columns, freeze, json]",
				"",
				"For more information, try '--help'.",
				"",
			].join("\n"),
		);
		expect(failure("install -r -q")).toContain("error: `--requirements <FILE>` needs a value\n");
		expect(failure("install -r --nope")).toContain("error: Unknown option `--nope`\n");
	});

	test.each([
		["install x -U -U", "`--upgrade` cannot be used more than once"],
		["install x --dry-run=yes", "`--dry-run` takes no value, but `yes` was given"],
		["install -t a --prefix b x", "`--target <DIR>` cannot be used together with `--prefix <DIR>`"],
		["install --prefix b -t a x", "`--prefix <DIR>` cannot be used together with `--target <DIR>`"],
		["venv a b", "Unexpected argument `b`"],
		["tree -d 256", "`256` is no value of `--depth <DEPTH>`: it takes a number from 0 to 255"],
		["tree -d 1e1", "`1e1` is no value of `--depth <DEPTH>`: it takes a number from 0 to 255"],
		["list --outdated --format freeze", "`--outdated` cannot be used with `--format freeze`"],
		["instal", "`pippin instal` is no command"],
		[
			"pip debug",
			"Cannot run `pippin pip debug`: run `python -m pip debug` with the pip whose insides are of interest",
		],
		["install --user x", "`--user` is not supported: use a virtual environment"],
		[
			"compile --resolver legacy a",
			"`--resolver legacy` is not supported: resolving always backtracks",
		],
		[
			"install --keyring-provider auto x",
			"`--keyring-provider auto` is not supported: name `subprocess` or `disabled`",
		],
	])("`%s`", (line, message) => {
		expect(failure(line).split("\n")[0]).toBe(`error: ${message}`);
	});

	test("of an unknown command suggest one in full", () => {
		expect(failure("cache clen")).toBe(
			[
				"error: `pippin cache clen` is no command",
				"",
				"  tip: the nearest command is `pippin cache clean`",
				"",
				"Usage: pippin cache [OPTIONS] <COMMAND>",
				"",
				"For more information, try '--help'.",
				"",
			].join("\n"),
		);
	});

	test("come before the time is up for hostile arguments", () => {
		const kinds = [`--${"a".repeat(100_000)}`, `-${"q".repeat(100_000)}x`, "=".repeat(100_000)].map(
			(argument) => parseArguments(["pip", "install", argument, "x"], {}).kind,
		);
		expect(kinds).toEqual(["usage-error", "usage-error", "invocation"]);
	});

	test("escape what a terminal would obey", () => {
		expect(failure("install --\u001b[2J x")).toContain("Unknown option `--\\x1b[2J`");
	});
});

describe("warnings", () => {
	test.each([
		["uninstall -y x", ["`--yes` has no effect: nothing is ever asked"]],
		["freeze --disable-pip-version-check", []],
		[
			"list --disable-pip-version-check",
			["`--disable-pip-version-check` has no effect: no new version is ever looked for"],
		],
		["install --native-tls x", ["`--native-tls` is deprecated: use `--system-certs`"]],
		["install --no-build-isolation x", []],
		[
			"compile --resolver=backtracking a",
			["`--resolver backtracking` has no effect: resolving always backtracks"],
		],
		["install --prerelease if-necessary-or-explicit x", []],
	])("of `%s`", (line, warnings) => {
		expect(invoke(line).warnings).toEqual(warnings);
	});

	test("are none where what is not served is not wanted either", () => {
		expect(invoke("compile --no-universal a").warnings).toEqual([]);
		expect(invoke("install --output-format text x").warnings).toEqual([]);
	});
});

test("help and version end reading where they stand", () => {
	expect(parseArguments(["pip", "install", "--help", "--nope"], {})).toEqual({
		kind: "help",
		path: ["pip", "install"],
		isAsked: true,
	});
	expect(parseArguments(["install", "-qh"], {})).toMatchObject({ path: ["pip", "install"] });
	expect(parseArguments(["-qV"], {})).toEqual({ kind: "version" });
	expect(parseArguments([], {})).toEqual({ kind: "help", path: [], isAsked: false });
	expect(parseArguments(["cache"], {})).toEqual({ kind: "help", path: ["cache"], isAsked: false });
});

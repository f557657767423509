import { expect, test } from "bun:test";
import { recognizeSource } from "../../src/requirements-file/source-kind.ts";

test.each([
	["requirements.txt", "requirements"],
	["requirements.in", "requirements"],
	["-", "requirements"],
	["https://example.org/reqs.txt?x=setup.py", "requirements"],
	["pyproject.toml", "pyproject"],
	["../project/pyproject.toml", "pyproject"],
	["a\\pyproject.toml", "pyproject"],
	["setup.py", "setup-py"],
	["setup.cfg", "setup-cfg"],
	["pylock.toml", "pylock"],
	["pylock.dev.toml", "pylock"],
	["https://example.org/pylock.toml#x", "pylock"],
	["pylock.a.b.toml", "unknown-toml"],
	["other.toml", "unknown-toml"],
	["script.py", "script"],
	["script.pyw", "script"],
	["environment.yml", "conda"],
])("%s is %s", (location, kind) => {
	expect(recognizeSource(location)).toBe(kind as ReturnType<typeof recognizeSource>);
});

/** A build backend of a few lines: it makes a wheel with one module that knows its version. */
import type { SdistRecipe } from "./sdist-builder.ts";

/** The module `tiny`, with `build_wheel` and nothing else. */
export const TINY_BACKEND = `
import os, re, zipfile
def facts():
    text = open("pyproject.toml").read()
    return [re.search('^' + key + ' = "(.*)"', text, re.M).group(1) for key in ("name", "version")]
def build_wheel(folder, settings=None, metadata=None):
    name, version = facts()
    info = f"{name}-{version}.dist-info"
    requires = "".join(f"Requires-Dist: {line}\\n" for line in open("requires.txt").read().split("\\n") if line) if os.path.exists("requires.txt") else ""
    requires += "".join(f"Provides-Extra: {extra}\\n" for extra in sorted(set(re.findall('extra == "(.*?)"', requires))))
    wheel = f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as file:
        file.writestr(f"{name}.py", f"version = '{version}'\\n")
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{requires}")
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        file.writestr(f"{info}/RECORD", f"{name}.py,,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/RECORD,,\\n")
    return wheel
`;

export interface TinyProject {
	readonly name: string;
	readonly version: string;
	/** What the wheel requires. */
	readonly requires?: readonly string[];
	/** What is required to build it; nothing: the backend is in the tree. */
	readonly buildRequires?: readonly string[];
	/** Python that stands below the backend in the tree. */
	readonly code?: string;
}

/** A source distribution that tells its dependencies by a build alone. */
export function tinySdist(project: TinyProject): SdistRecipe {
	const { name, version, requires = [], buildRequires, code = "" } = project;
	const isOwn = buildRequires === undefined;
	const system = [
		"[build-system]",
		`requires = ${JSON.stringify(buildRequires ?? [])}`,
		'build-backend = "tiny"',
		...(isOwn ? ['backend-path = ["backend"]'] : []),
	];
	const table = [
		"[project]",
		`name = "${name}"`,
		`version = "${version}"`,
		'dynamic = ["dependencies"]',
	];
	return {
		name,
		version,
		files: {
			"pyproject.toml": `${[...system, ...table].join("\n")}\n`,
			"requires.txt": requires.join("\n"),
			...(isOwn ? { "backend/tiny.py": `${TINY_BACKEND}\n${code}` } : {}),
		},
	};
}

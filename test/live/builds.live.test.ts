/** Real source distributions of each usual backend: built in isolation, installed, imported, removed; and editable projects. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildSdist } from "../support/sdist-builder.ts";
import { findPythons } from "./find-pythons.ts";
import { PIPPIN, succeed } from "./run-program.ts";

const TEN_MINUTES = 600_000;

let base: string;
let python: string;

beforeAll(async () => {
	base = realpathSync(mkdtempSync(join(tmpdir(), "pippin-live-")));
	const interpreter = findPythons().get("3.12");
	if (interpreter === undefined) throw new Error("there is no Python 3.12");
	python = join(base, "target", "bin", "python");
	await pippin("venv", "--python", interpreter, join(base, "target"));
	writeFileSync(join(base, "thing-1.0.tar.gz"), buildSdist(OF_UV_BUILD));
}, TEN_MINUTES);

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** No small project is known whose backend is this one. */
const OF_UV_BUILD = {
	name: "thing",
	version: "1.0",
	files: {
		"pyproject.toml":
			'[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n[project]\nname = "thing"\nversion = "1.0"\nrequires-python = ">=3.8"\n',
		"src/thing/__init__.py": "__version__ = '1.0'\n",
	},
};

function pippin(...words: readonly string[]) {
	return succeed([PIPPIN, ...words, "--cache-dir", join(base, "cache")], base);
}

/** Found, but not to be imported without what they require. */
const NEEDS_OTHERS: ReadonlySet<string> = new Set(["contourpy", "findpython"]);

test.each([
	["setuptools, by setup.py alone", "docopt==0.6.2", "docopt"],
	["setuptools, by setup.py and setup.cfg", "six==1.16.0", "six"],
	[
		"setuptools, by pyproject.toml, with a C extension",
		"markupsafe==2.1.5",
		"markupsafe._speedups",
	],
	["setuptools and Cython", "pyyaml==6.0.2", "yaml"],
	["hatchling", "iniconfig==2.0.0", "iniconfig"],
	["flit-core", "tomli==2.0.1", "tomli"],
	["poetry-core", "rich==13.7.1", "rich"],
	["poetry-core, by itself", "poetry-core==1.9.0", "poetry.core"],
	["pdm-backend", "findpython==0.6.1", "findpython"],
	["meson-python, with a C++ extension", "contourpy==1.2.1", "contourpy._contourpy"],
	["scikit-build-core, with CMake", "pybind11==3.0.1", "pybind11"],
	["maturin, with a Rust extension", "rpds-py==0.18.0", "rpds"],
	["uv_build", "./thing-1.0.tar.gz", "thing"],
])(
	"%s: %s",
	async (_, requirement, module) => {
		const name = module === "thing" ? "thing" : requirement.replace(/==.*/, "");
		const words = ["--python", python, "--no-deps", "--no-binary", name, requirement];
		await pippin("pip", "install", ...words);
		const find = `import importlib.util as u; assert u.find_spec("${module.split(".")[0]}"), "not there"`;
		await succeed([python, "-c", find], base);
		if (!NEEDS_OTHERS.has(name)) await succeed([python, "-c", `import ${module}`], base);
		await pippin("pip", "uninstall", "--python", python, name);
		const { stdout } = await pippin("pip", "freeze", "--python", python);
		expect(stdout).toBe("");
	},
	TEN_MINUTES,
);

test.each([
	["setuptools.build_meta", "setuptools"],
	["hatchling.build", "hatchling"],
	["flit_core.buildapi", "flit_core"],
	["pdm.backend", "pdm-backend"],
	["poetry.core.masonry.api", "poetry-core>=2"],
	["uv_build", "uv_build>=0.8"],
])(
	"%s makes an editable project, whose changes take effect at once",
	async (backend, requirement) => {
		const folder = join(base, backend.replaceAll(".", "-"));
		const source = join(folder, "src", "mine", "__init__.py");
		mkdirSync(dirname(source), { recursive: true });
		writeFileSync(source, '"""Mine."""\n__version__ = "1.0"\n');
		writeFileSync(
			join(folder, "pyproject.toml"),
			`[build-system]\nrequires = ["${requirement}"]\nbuild-backend = "${backend}"\n[project]\nname = "mine"\nversion = "1.0"\ndescription = "x"\nrequires-python = ">=3.8"\n`,
		);
		await pippin("pip", "install", "--python", python, "-e", folder);
		const say = [python, "-c", "import mine; print(mine.__version__)"];
		expect((await succeed(say, base)).stdout).toBe("1.0\n");
		writeFileSync(source, '"""Mine."""\n__version__ = "now"\n');
		expect((await succeed(say, base)).stdout).toBe("now\n");
		const { stdout } = await pippin("pip", "freeze", "--python", python);
		expect(stdout).toBe(`-e file://${folder}\n`);
		await pippin("pip", "uninstall", "--python", python, "mine");
		expect((await pippin("pip", "freeze", "--python", python)).stdout).toBe("");
	},
	TEN_MINUTES,
);

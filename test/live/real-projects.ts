/** The projects that the live tests install: what is asked for, an older state to come from, and how to see that it works. */
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface RealProject {
	readonly name: string;
	/** Arguments of `pip install`. */
	readonly wanted: readonly string[];
	/** Requirements that an upgrade replaces; the first is of a project whose version must go up. */
	readonly older: readonly string[];
	/** Modules that must be importable. */
	readonly imports: readonly string[];
	/** Programs of `bin`, run with `--version`. */
	readonly programs: readonly string[];
}

const TRIO = join(import.meta.dir, "../../../shared/vectors/requirements/trio.in");

function plain(
	name: string,
	older: string,
	more: Partial<Pick<RealProject, "imports" | "programs">> = {},
): RealProject {
	return {
		name,
		wanted: [name],
		older: [older],
		imports: more.imports ?? [name],
		programs: more.programs ?? [],
	};
}

/** An older numpy that has wheels for the version of Python. */
function olderNumpy(python: string): string {
	return python === "3.13" ? "numpy==2.1.0" : "numpy==1.26.4";
}

function trioDocs(): readonly RealProject[] {
	if (!existsSync(TRIO)) {
		console.log(`skipped: there is no ${TRIO}`);
		return [];
	}
	return [
		{
			name: "trio-docs",
			wanted: ["-r", TRIO],
			older: ["towncrier==23.11.0", "attrs==23.2.0", "sphinx==5.3.0"],
			imports: [
				...["sphinx", "jinja2", "sphinx_rtd_theme", "sphinxcontrib.jquery", "towncrier"],
				...["attr", "sortedcontainers", "idna", "outcome", "sniffio", "exceptiongroup"],
				...["immutables", "OpenSSL"],
			],
			programs: ["sphinx-build", "towncrier"],
		},
	];
}

/** All of them, with older versions that have wheels for this version of Python. */
export function realProjects(python: string): readonly RealProject[] {
	const numpy = olderNumpy(python);
	return [
		plain("flask", "flask==2.3.3", { programs: ["flask"] }),
		{
			...plain("jupyter", "notebook==7.2.2", {
				imports: ["notebook", "jupyterlab", "nbconvert", "ipykernel", "ipywidgets"],
				programs: ["jupyter", "jupyter-lab"],
			}),
			older: ["notebook==7.2.2", "jupyter==1.0.0", "jupyterlab==4.2.5"],
		},
		plain("django", "django==4.2.16", { programs: ["django-admin"] }),
		{ ...plain("pandas", "pandas==2.2.3"), older: ["pandas==2.2.3", numpy] },
		plain("numpy", numpy, { imports: ["numpy", "numpy.linalg", "numpy.random"] }),
		plain("boto3", "boto3==1.35.0", { imports: ["boto3", "botocore.session"] }),
		{
			name: "requests",
			wanted: ["requests[socks]"],
			older: ["requests[socks]==2.31.0"],
			imports: ["requests", "socks"],
			programs: [],
		},
		plain("pydantic", "pydantic==2.9.2"),
		plain("cryptography", "cryptography==42.0.8", {
			imports: ["cryptography.hazmat.bindings._rust"],
		}),
		plain("black", "black==24.8.0", { programs: ["black"] }),
		...trioDocs(),
	];
}

/** Several projects as one: installed by one command into one environment. */
export function joined(projects: readonly RealProject[]): RealProject {
	return {
		name: projects.map(({ name }) => name).join(" "),
		wanted: projects.flatMap(({ wanted }) => wanted),
		older: projects.flatMap(({ older }) => older),
		imports: projects.flatMap(({ imports }) => imports),
		programs: projects.flatMap(({ programs }) => programs),
	};
}

/** What the live tests of `pip compile` compile: real requirement lists, shortened to what matters. */

export interface CompileInput {
	readonly name: string;
	/** The Python that it is for, such as `3.12`. */
	readonly python: string;
	readonly text: string;
}

function lines(...all: readonly string[]): string {
	return `${all.join("\n")}\n`;
}

export const COMPILE_INPUTS: readonly CompileInput[] = [
	{
		name: "trio",
		python: "3.12",
		text: lines(
			...["sphinx >= 4.0, < 6.2", "jinja2", "sphinx_rtd_theme", "sphinxcontrib-jquery"],
			...["sphinxcontrib-trio", "towncrier", 'cffi; os_name == "nt"', "attrs >= 19.2.0"],
			...["sortedcontainers", "idna", "outcome", "sniffio", "exceptiongroup >= 1.0.0rc9"],
			...["immutables >= 0.6", "pyOpenSSL"],
		),
	},
	{ name: "jupyter", python: "3.12", text: lines("jupyter") },
	{ name: "boto3", python: "3.12", text: lines("urllib3<1.25.4", "boto3") },
	{ name: "black", python: "3.12", text: lines("black") },
	{
		name: "flyte",
		python: "3.11",
		text: lines(
			...["coverage[toml]", "hypothesis", "joblib", "mock", "pytest", "pytest-asyncio"],
			...["pytest-cov", "mypy", "pre-commit", "codespell", "google-cloud-bigquery"],
			...["google-cloud-bigquery-storage", "IPython", "keyrings.alt"],
			"tensorflow==2.8.1; python_version<'3.11' and (platform_machine!='arm64' or platform_system!='Darwin')",
			"tensorflow==2.13.0; python_version>='3.11' and (platform_machine!='arm64' or platform_system!='Darwin')",
			"torch<=1.12.1; python_version<'3.11'",
			"torch<=2.0.0; python_version>='3.11' or platform_system!='Windows'",
			...["pillow", "scikit-learn", "types-protobuf", "types-croniter", "types-mock"],
			...["autoflake", "types-requests", "prometheus-client"],
		),
	},
	{
		name: "scispacy",
		python: "3.11",
		text: lines(
			...["numpy", "scipy<1.11", "spacy>=3.6.0,<3.7.0", "spacy-lookups-data", "pandas"],
			...["requests>=2.0.0,<3.0.0", "conllu", "joblib", "scikit-learn>=0.20.3", "pytest"],
			...["pytest-cov", "flake8", "black", "mypy", "types-requests", "types-setuptools"],
			...["types-tabulate", "twine", "pysbd"],
		),
	},
];

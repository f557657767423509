/** The keys of settings files, and what each may hold. */

/** What a key may hold. */
export type Shape =
	| "flag"
	| "text"
	| "texts"
	/** Relative to the folder of the file. */
	| "path"
	/** URLs, or paths relative to the folder of the file. */
	| "location"
	| "locations"
	/** A whole number from 1. */
	| "count"
	/** A date, a moment, a length of time, or `false`. */
	| "cutoff"
	/** The same by package. */
	| "cutoffs"
	/** A pre-release mode by package. */
	| "modes"
	/** What build backends are told. */
	| "build-settings"
	/** The same by package. */
	| "package-build-settings"
	/** `[[index]]`. */
	| "indexes"
	/** `dependency-metadata`. */
	| "declarations"
	/** Belongs to a project, and is read where that project is. */
	| "project"
	/** Concerns other commands, or what never happens here. */
	| "without-effect"
	| { readonly choices: readonly string[] };

export const PRERELEASE_MODES: readonly string[] = [
	"disallow",
	"allow",
	"if-necessary",
	"explicit",
	"if-necessary-or-explicit",
];

const INDEX_STRATEGY: Shape = {
	choices: ["first-index", "unsafe-any-match", "unsafe-first-match", "unsafe-best-match"],
};
const KEYRING_PROVIDER: Shape = { choices: ["disabled", "subprocess"] };
const RESOLUTION: Shape = { choices: ["highest", "lowest", "lowest-direct"] };
const FORK_STRATEGY: Shape = { choices: ["fewest", "requires-python"] };
const LINK_MODE: Shape = { choices: ["clone", "reflink", "copy", "hardlink", "symlink"] };

/** What stands at the top and in `[pip]` alike. */
const SHARED_KEYS: readonly (readonly [string, Shape])[] = [
	["index-url", "location"],
	["extra-index-url", "locations"],
	["no-index", "flag"],
	["find-links", "locations"],
	["index-strategy", INDEX_STRATEGY],
	["keyring-provider", KEYRING_PROVIDER],
	["resolution", RESOLUTION],
	["prerelease", { choices: PRERELEASE_MODES }],
	["fork-strategy", FORK_STRATEGY],
	["dependency-metadata", "declarations"],
	["config-settings", "build-settings"],
	["config-settings-package", "package-build-settings"],
	["no-build", "flag"],
	["no-build-isolation", "flag"],
	["require-build-hashes", "without-effect"],
	["no-build-isolation-package", "texts"],
	["extra-build-dependencies", "without-effect"],
	["extra-build-variables", "without-effect"],
	["exclude-newer", "cutoff"],
	["exclude-newer-package", "cutoffs"],
	["link-mode", LINK_MODE],
	["compile-bytecode", "flag"],
	["no-sources", "flag"],
	["no-sources-package", "texts"],
	["upgrade", "flag"],
	["upgrade-package", "texts"],
	["reinstall", "flag"],
	["reinstall-package", "texts"],
	["torch-backend", "text"],
];

/** The keys at the top of `uv.toml`, which are those of `[tool.uv]`. */
export const TOP_KEYS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
	...SHARED_KEYS,
	["required-version", "text"],
	["system-certs", "flag"],
	["native-tls", "flag"],
	["offline", "flag"],
	["no-cache", "flag"],
	["cache-dir", "path"],
	["preview", "flag"],
	["preview-features", "texts"],
	["python-preference", { choices: ["only-managed", "managed", "system", "only-system"] }],
	["python-downloads", "without-effect"],
	["concurrent-downloads", "count"],
	["concurrent-builds", "count"],
	["concurrent-installs", "count"],
	["index", "indexes"],
	["http-proxy", "text"],
	["https-proxy", "text"],
	["no-proxy", "texts"],
	["allow-insecure-host", "texts"],
	["prerelease-package", "modes"],
	["no-build-package", "texts"],
	["no-binary", "flag"],
	["no-binary-package", "texts"],
	["constraint-dependencies", "without-effect"],
	["override-dependencies", "without-effect"],
	["exclude-dependencies", "without-effect"],
	["build-constraint-dependencies", "without-effect"],
	...[
		"python-install-mirror",
		"pypy-install-mirror",
		"graalpy-install-mirror",
		"pyodide-install-mirror",
		"python-downloads-json-url",
		"publish-url",
		"trusted-publishing",
		"check-url",
		"add-bounds",
		"audit",
		"cache-keys",
	].map((key): [string, Shape] => [key, "without-effect"]),
	...[
		"sources",
		"workspace",
		"conflicts",
		"managed",
		"package",
		"dev-dependencies",
		"default-groups",
		"dependency-groups",
		"build-backend",
		"environments",
		"required-environments",
		"minimum-libc-version",
	].map((key): [string, Shape] => [key, "project"]),
]);

/** Keys that are read where requirements are known. */
export const DEPENDENCY_KEYS: ReadonlySet<string> = new Set([
	"constraint-dependencies",
	"override-dependencies",
	"exclude-dependencies",
	"environments",
	"required-environments",
]);

/** The keys of `[pip]` and `[tool.uv.pip]`. */
export const PIP_KEYS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
	...SHARED_KEYS,
	["python", "text"],
	["system", "flag"],
	["break-system-packages", "flag"],
	["target", "path"],
	["prefix", "path"],
	["no-binary", "texts"],
	["only-binary", "texts"],
	["strict", "flag"],
	["extra", "texts"],
	["all-extras", "flag"],
	["no-extra", "texts"],
	["no-deps", "flag"],
	["group", "texts"],
	["allow-empty-requirements", "flag"],
	["output-file", "path"],
	["no-strip-extras", "flag"],
	["no-strip-markers", "flag"],
	["no-annotate", "flag"],
	["no-header", "flag"],
	["custom-compile-command", "text"],
	["generate-hashes", "flag"],
	["python-version", "text"],
	["python-platform", "text"],
	["universal", "flag"],
	["no-emit-package", "texts"],
	["emit-index-url", "flag"],
	["emit-find-links", "flag"],
	["emit-build-options", "flag"],
	["emit-marker-expression", "flag"],
	["emit-index-annotation", "flag"],
	["annotation-style", { choices: ["line", "split"] }],
	["require-hashes", "flag"],
	["verify-hashes", "flag"],
]);

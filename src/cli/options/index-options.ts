/** Options that say where packages come from. */
import type { Option } from "../option.ts";

/** The registry client: strategy and credentials. */
export function keyringOption(): Option {
	return {
		name: "keyring-provider",
		kind: "value",
		valueName: "PROVIDER",
		choices: [
			{ value: "disabled" },
			{ value: "subprocess" },
			{ value: "auto", isHidden: true, refused: "name `subprocess` or `disabled`" },
			{
				value: "import",
				isHidden: true,
				refused: "use `subprocess`, which runs the `keyring` program",
			},
		],
		variables: ["UV_KEYRING_PROVIDER"],
		settingsKey: "keyring-provider",
		default: "disabled",
		help: "Whether passwords for indexes are asked of the `keyring` program",
		heading: "Index options",
	};
}

/** Which indexes are asked, in which order, and how their answers are put together. */
export function indexOptions(): readonly Option[] {
	return [
		{
			name: "index",
			kind: "list",
			valueName: "INDEX",
			mayBeEmpty: true,
			separator: "space",
			variableSeparator: "space",
			variables: ["UV_INDEX"],
			settingsKey: "index",
			help: "An index to ask before the default one, as a URL, a folder or `name=URL`",
			details: "May be repeated; the first index that has a project decides for it.",
			heading: "Index options",
		},
		{
			name: "default-index",
			kind: "value",
			valueName: "INDEX",
			mayBeEmpty: true,
			variables: ["UV_DEFAULT_INDEX"],
			help: "The index to ask last, in place of the Python Package Index",
			heading: "Index options",
		},
		{
			name: "index-url",
			kind: "value",
			short: "i",
			valueName: "URL",
			mayBeEmpty: true,
			variables: ["UV_INDEX_URL"],
			settingsKey: "index-url",
			help: "pip's name for `--default-index`",
			heading: "Index options",
		},
		{
			name: "extra-index-url",
			kind: "list",
			valueName: "URL",
			mayBeEmpty: true,
			separator: "space",
			variableSeparator: "space",
			variables: ["UV_EXTRA_INDEX_URL"],
			settingsKey: "extra-index-url",
			help: "pip's name for `--index`",
			heading: "Index options",
		},
		...linkOptions(),
	];
}

function linkOptions(): readonly Option[] {
	return [
		{
			name: "find-links",
			kind: "list",
			short: "f",
			valueName: "PATH|URL",
			mayBeEmpty: true,
			separator: "comma",
			variableSeparator: "comma",
			variables: ["UV_FIND_LINKS"],
			settingsKey: "find-links",
			completes: "directory",
			help: "A folder or an HTML page with distributions to choose from as well",
			heading: "Index options",
		},
		{
			name: "no-index",
			kind: "flag",
			settingsKey: "no-index",
			help: "Ask no index; use `--find-links` and direct URLs only",
			heading: "Index options",
		},
		{
			name: "index-strategy",
			kind: "value",
			valueName: "STRATEGY",
			choices: [
				{ value: "first-index", aliases: ["first-match"] },
				{ value: "unsafe-first-match", aliases: ["unsafe-any-match"] },
				{ value: "unsafe-best-match" },
			],
			variables: ["UV_INDEX_STRATEGY"],
			settingsKey: "index-strategy",
			default: "first-index",
			help: "Which versions count where several indexes have a project",
			details:
				"`first-index` takes all versions from the first index that has the project, so that a public project can never stand in for a private one of the same name. `unsafe-first-match` asks all and takes the first index that has a version which fits, `unsafe-best-match` the best version of all: both let anybody who may publish on one index take the place of a project of another.",
			heading: "Index options",
		},
		keyringOption(),
	];
}

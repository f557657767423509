/** Options every command takes, before or after its name. */
import type { Option } from "../option.ts";

/** Verbosity, colour, network, configuration. */
function outputOptions(): readonly Option[] {
	return [
		{
			name: "quiet",
			kind: "count",
			short: "q",
			help: "Say less; given twice, say nothing at all",
			conflicts: ["verbose"],
			heading: "Global options",
		},
		{
			name: "verbose",
			kind: "count",
			short: "v",
			help: "Say more; given twice or three times, even more",
			heading: "Global options",
		},
		{
			name: "color",
			kind: "value",
			valueName: "WHEN",
			choices: [{ value: "auto" }, { value: "always" }, { value: "never" }],
			default: "auto",
			help: "When to use colour",
			details:
				"`auto` uses colour on a terminal. `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE` are honoured where this option is absent.",
			heading: "Global options",
		},
		{
			name: "no-color",
			kind: "flag",
			help: "The same as `--color never`",
			conflicts: ["color"],
			isHidden: true,
			heading: "Global options",
		},
		{
			name: "no-progress",
			kind: "flag",
			variables: ["UV_NO_PROGRESS"],
			help: "Show no progress bars",
			heading: "Global options",
		},
	];
}

/** Network, places and settings. */
export function globalOptions(): readonly Option[] {
	return [...outputOptions(), ...networkOptions(), ...settingsOptions()];
}

function networkOptions(): readonly Option[] {
	return [
		{
			name: "system-certs",
			kind: "flag",
			negative: "no-system-certs",
			variables: ["UV_SYSTEM_CERTS"],
			settingsKey: "system-certs",
			help: "Trust the certificates of the operating system",
			heading: "Global options",
		},
		{
			name: "native-tls",
			kind: "flag",
			negative: "no-native-tls",
			variables: ["UV_NATIVE_TLS"],
			settingsKey: "native-tls",
			help: "The former name of `--system-certs`",
			deprecated: "`--native-tls` is deprecated: use `--system-certs`",
			isHidden: true,
			heading: "Global options",
		},
		{
			name: "offline",
			kind: "flag",
			negative: "no-offline",
			variables: ["UV_OFFLINE"],
			settingsKey: "offline",
			conflicts: ["refresh", "refresh-package"],
			help: "Do not use the network; work from the cache and local files",
			heading: "Global options",
		},
		{
			name: "allow-insecure-host",
			kind: "list",
			aliases: ["trusted-host"],
			valueName: "HOST",
			variables: ["UV_INSECURE_HOST"],
			variableSeparator: "space",
			settingsKey: "allow-insecure-host",
			help: "Do not check the certificate of this host",
			details: "HOST is a name, `name:port` or a URL. The option may be repeated.",
			heading: "Global options",
		},
	];
}

function settingsOptions(): readonly Option[] {
	return [
		{
			name: "directory",
			kind: "value",
			valueName: "DIR",
			variables: ["UV_WORKING_DIR", "UV_WORKING_DIRECTORY"],
			completes: "directory",
			help: "Change to this directory first",
			heading: "Global options",
		},
		{
			name: "project",
			kind: "value",
			valueName: "DIR",
			variables: ["UV_PROJECT"],
			completes: "directory",
			help: "Look for settings from this directory upwards",
			heading: "Global options",
		},
		{
			name: "config-file",
			kind: "value",
			valueName: "FILE",
			variables: ["UV_CONFIG_FILE"],
			completes: "file",
			help: "Read settings from this `uv.toml` and no other file",
			heading: "Global options",
		},
		{
			name: "no-config",
			kind: "flag",
			variables: ["UV_NO_CONFIG"],
			help: "Read no settings files",
			heading: "Global options",
		},
		...previewOptions(),
	];
}

function previewOptions(): readonly Option[] {
	return [
		{
			name: "isolated",
			kind: "flag",
			variables: ["UV_ISOLATED"],
			help: "The former name of `--no-config`",
			deprecated: "`--isolated` is deprecated: use `--no-config`",
			isHidden: true,
			heading: "Global options",
		},
		{
			name: "preview",
			kind: "flag",
			negative: "no-preview",
			variables: ["UV_PREVIEW"],
			settingsKey: "preview",
			help: "Turn preview features on",
			isHidden: true,
			heading: "Global options",
		},
		{
			name: "preview-features",
			kind: "list",
			aliases: ["preview-feature"],
			separator: "comma",
			variableSeparator: "comma",
			variables: ["UV_PREVIEW_FEATURES"],
			settingsKey: "preview-features",
			help: "Turn these preview features on",
			isHidden: true,
			heading: "Global options",
		},
		{
			name: "no-installer-metadata",
			kind: "flag",
			variables: ["UV_NO_INSTALLER_METADATA"],
			help: "Write no INSTALLER, REQUESTED and direct_url.json",
			isHidden: true,
			heading: "Global options",
		},
		{
			name: "show-settings",
			kind: "flag",
			help: "Show the settings that would be used, and stop",
			isHidden: true,
			status: "not-yet",
			advice: "settings are shown from a later release on",
			heading: "Global options",
		},
	];
}

/** Under `pip` and its short forms only. */
export function certificateOption(): Option {
	return {
		name: "cert",
		kind: "value",
		valueName: "FILE",
		completes: "file",
		help: "Trust the certificates of this PEM file and no others",
	};
}

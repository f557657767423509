/** What kind of file a name given with `-r` stands for. */
import { isPylockFilename } from "../standards/pylock.ts";

/** A source of requirements. Only the first is read by this folder. */
export type SourceKind =
	| "requirements"
	| "pyproject"
	| "setup-py"
	| "setup-cfg"
	| "pylock"
	/** A Python program with a block of metadata (PEP 723). */
	| "script"
	/** A Conda environment, which is not supported. */
	| "conda"
	/** A `.toml` file of another name than `pyproject.toml` and `pylock.NAME.toml`. */
	| "unknown-toml";

const BY_NAME: ReadonlyMap<string, SourceKind> = new Map<string, SourceKind>([
	["pyproject.toml", "pyproject"],
	["setup.py", "setup-py"],
	["setup.cfg", "setup-cfg"],
	["environment.yml", "conda"],
	["environment.yaml", "conda"],
]);

/** Goes by the name alone; `location` is a path, a URL or `-`. */
export function recognizeSource(location: string): SourceKind {
	const path = location.includes("://") ? (location.split(/[?#]/, 1)[0] ?? "") : location;
	const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
	const known = BY_NAME.get(name);
	if (known !== undefined) return known;
	if (isPylockFilename(name)) return "pylock";
	if (/\.pyw?$/i.test(name)) return "script";
	return /\.toml$/i.test(name) ? "unknown-toml" : "requirements";
}

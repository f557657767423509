/** What an environment holds, for comparing what two tools installed. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Files that each installer writes in its own way. */
const OWN_REGEXP =
	/(\.dist-info\/(INSTALLER|RECORD|REQUESTED|direct_url\.json|uv_cache\.json)|__pycache__\/.*|\.pyc|_virtualenv\.(py|pth))$/;

/** The relative paths below site-packages, sorted, without what differs by tool. */
export function installedTree(environment: string, pythonMinor: string): readonly string[] {
	const folder = join(environment, "lib", `python${pythonMinor}`, "site-packages");
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.filter((path) => !OWN_REGEXP.test(path))
		.sort();
}

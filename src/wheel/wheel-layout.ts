/** Sorts a wheel's files by where they go, and refuses what may go nowhere. Nothing is read or written. */

import { normalizeName } from "../standards/name.ts";
import { Version } from "../standards/version.ts";
import type { WheelFilename } from "../standards/wheel-filename.ts";
import { BadWheel } from "./bad-wheel.ts";
import type { ImageScheme } from "./install-image.ts";
import { isReservedInRoot, isReservedScript } from "./reserved-targets.ts";

/** A file by where it goes. */
export interface PlacedFile {
	/** In the archive. */
	readonly path: string;
	readonly scheme: ImageScheme;
	readonly prefix: string;
	/** Relative to the scheme's folder. */
	readonly target: string;
}

const DATA_SCHEMES: ReadonlySet<string> = new Set<ImageScheme>([
	"purelib",
	"platlib",
	"headers",
	"scripts",
	"data",
]);

/**
 * The name of the one `.dist-info` folder.
 *
 * @throws BadWheel where there is none, more than one, or one of another name and version
 */
export function findInfoFolder(paths: readonly string[], filename: WheelFilename): string {
	const found = new Set<string>();
	for (const path of paths) {
		const slash = path.indexOf("/");
		if (slash > 0 && path.startsWith(".dist-info", slash - 10)) found.add(path.slice(0, slash));
	}
	const [infoFolder, ...others] = found;
	if (infoFolder === undefined)
		throw new BadWheel("it has no `.dist-info` folder", { filename: filename.given });
	if (others.length > 0) {
		const all = [...found].map((folder) => `\`${folder}\``).join(", ");
		throw new BadWheel(`it has more than one \`.dist-info\` folder: ${all}`, {
			filename: filename.given,
		});
	}
	if (!isStemOf(infoFolder.slice(0, -".dist-info".length), filename)) {
		throw new BadWheel(
			`its \`${infoFolder}\` is not that of ${filename.name} ${filename.version}`,
			{ filename: filename.given },
		);
	}
	return infoFolder;
}

/** Whether `Foo.Bar-1.0` means the project and version of the file name. */
function isStemOf(stem: string, filename: WheelFilename): boolean {
	for (let dash = stem.indexOf("-"); dash !== -1; dash = stem.indexOf("-", dash + 1)) {
		if (normalizeName(stem.slice(0, dash)) !== filename.name) continue;
		const version = Version.tryParse(stem.slice(dash + 1).replaceAll("_", "-"));
		if (version?.equals(filename.version) === true) return true;
	}
	return false;
}

/** Says where a file goes. Throws `BadWheel` for unknown schemes and for files of the environment itself. */
export function placeFile(path: string, infoFolder: string, filename: WheelFilename): PlacedFile {
	if (path.startsWith(`${infoFolder}/`)) {
		return { path, scheme: "info", prefix: "", target: path };
	}
	const dataFolder = `${infoFolder.slice(0, -".dist-info".length)}.data/`;
	if (!path.startsWith(dataFolder)) {
		if (/^[^/]+-[^/]+\.data\//.test(path)) {
			throw new BadWheel(`\`${path}\` lies in the data folder of another wheel`, {
				filename: filename.given,
			});
		}
		return checkedTarget({ path, scheme: "root", prefix: "", target: path }, filename);
	}
	const rest = path.slice(dataFolder.length);
	const slash = rest.indexOf("/");
	const scheme = slash === -1 ? rest : rest.slice(0, slash);
	if (slash === -1 || !DATA_SCHEMES.has(scheme)) {
		throw new BadWheel(
			`\`${path}\` belongs to no scheme: ${[...DATA_SCHEMES].join(", ")} are known`,
			{ filename: filename.given },
		);
	}
	const placed: PlacedFile = {
		path,
		scheme: scheme as ImageScheme,
		prefix: `${dataFolder}${scheme}/`,
		target: rest.slice(slash + 1),
	};
	return checkedTarget(placed, filename);
}

function checkedTarget(placed: PlacedFile, filename: WheelFilename): PlacedFile {
	const { path, scheme, target } = placed;
	if (scheme === "scripts" && target.includes("/")) {
		throw new BadWheel(`\`${path}\` is a script in a folder`, { filename: filename.given });
	}
	const isReserved =
		scheme === "scripts"
			? isReservedScript(target)
			: scheme !== "headers" && isReservedInRoot(target);
	if (isReserved) {
		throw new BadWheel(`\`${path}\` would replace a part of the environment itself`, {
			filename: filename.given,
		});
	}
	return placed;
}

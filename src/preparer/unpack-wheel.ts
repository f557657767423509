/** From a wheel's bytes to an entry of the cache, image included; in another thread where there is one. */
import { readdirSync } from "node:fs";
import {
	movable,
	packedSize,
	unpackInBackground,
	wholePayload,
} from "../archive/unpack-in-background.ts";
import type { UnpackSource } from "../archive/unpack-task.ts";
import type { Background } from "../platform/background.ts";
import { makeDirectory, removeTree } from "../platform/files.ts";
import type { WheelFilename } from "../standards/wheel-filename.ts";
import { buildInstallImage } from "../wheel/build-install-image.ts";
import type { RecordRepair } from "../wheel/check-record.ts";
import type { UnpackWheelPayload, UnpackWheelResult } from "../wheel/unpack-wheel-task.ts";

export interface WheelToUnpack {
	/** An empty folder that nobody sees yet. */
	readonly directory: string;
	readonly filename: WheelFilename;
	/** `sha256:…` */
	readonly digest: string;
	/** Bytes may be moved to another thread: they must not be used afterwards. */
	readonly source: UnpackSource;
	/** No other wheel is under way: there is nothing else for the threads to do. */
	readonly isAlone: boolean;
}

export interface UnpackedWheel {
	/** What is odd about the archive and harmless. */
	readonly warnings: readonly string[];
	readonly repairs: readonly RecordRepair[];
}

/** Packed bytes above which a wheel that has all threads for itself is unpacked by all of them. */
const ONE_THREAD_SIZE = 4 * 1024 * 1024;

/** @throws BadArchive, BadWheel, and the system's errors; what was written until then stays */
export async function unpackWheel(
	wheel: WheelToUnpack,
	background: Background | undefined,
): Promise<UnpackedWheel> {
	if (background === undefined || isForAll(wheel)) return unpackHere(wheel, background);
	const result = await unpackElsewhere(wheel, background);
	if (result.kind === "done") return result;
	// What is wrong with it is told by the same work, done here.
	for (const part of readdirSync(wheel.directory)) removeTree(`${wheel.directory}/${part}`);
	return unpackHere({ ...wheel, source: result.source }, background);
}

/** Several wheels at a time are faster whole, one in each thread; only what is very large should not wait for one thread. */
function isForAll({ source, isAlone }: WheelToUnpack): boolean {
	return source.kind === "path" || (isAlone && packedSize(source) > ONE_THREAD_SIZE);
}

/** All of it as one task. */
async function unpackElsewhere(
	{ directory, filename, digest, source }: WheelToUnpack,
	background: Background,
): Promise<UnpackWheelResult> {
	const tree = `${directory}/tree`;
	makeDirectory(tree);
	const name = filename.given;
	const payload: UnpackWheelPayload = {
		unpack: wholePayload(source, tree, { name }),
		directory,
		filename: name,
		digest,
	};
	const options = { transfer: movable(source), weight: packedSize(source) };
	return (await background.run("unpack-wheel", payload, options)) as UnpackWheelResult;
}

async function unpackHere(
	{ directory, filename, digest, source }: WheelToUnpack,
	background: Background | undefined,
): Promise<UnpackedWheel> {
	const tree = `${directory}/tree`;
	makeDirectory(tree);
	const name = filename.given;
	const { files, warnings } = await unpackInBackground(source, tree, { name, background });
	const { repairs } = buildInstallImage({ directory, files, filename, digest });
	return { warnings, repairs };
}

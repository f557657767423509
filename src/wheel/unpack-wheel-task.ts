/**
 * The "unpack-wheel" task of background threads: a wheel's bytes become an entry of the cache, image included. Where
 * anything is wrong it says only that, and the calling thread does the work again to say what.
 */
import type { UnpackPayload, UnpackSource } from "../archive/unpack-task.ts";
import { unpackTask } from "../archive/unpack-task.ts";
import { UserError } from "../errors/user-error.ts";
import { parseWheelFilename } from "../standards/wheel-filename.ts";
import { buildInstallImage } from "./build-install-image.ts";
import type { RecordRepair } from "./check-record.ts";

export interface UnpackWheelPayload {
	/** Into `tree/`, which exists. */
	readonly unpack: UnpackPayload;
	/** The entry that nobody sees yet. */
	readonly directory: string;
	readonly filename: string;
	/** `sha256:…` */
	readonly digest: string;
}

export type UnpackWheelResult =
	| {
			readonly kind: "done";
			readonly warnings: readonly string[];
			readonly repairs: readonly RecordRepair[];
	  }
	/** With the archive, which may have been moved here. */
	| { readonly kind: "failed"; readonly source: UnpackSource };

export function unpackWheelTask(payload: UnpackWheelPayload): UnpackWheelResult {
	const { unpack, directory, filename, digest } = payload;
	const result = unpackTask(unpack);
	const failed: UnpackWheelResult = { kind: "failed", source: unpack.source };
	if (result.kind !== "unpacked") return failed;
	try {
		const { repairs } = buildInstallImage({
			directory,
			files: result.files,
			filename: parseWheelFilename(filename),
			digest,
		});
		return { kind: "done", warnings: result.warnings, repairs };
	} catch (error) {
		if (error instanceof UserError || (error instanceof Error && "code" in error)) {
			return failed;
		}
		throw error;
	}
}

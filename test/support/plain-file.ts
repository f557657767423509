/** A listed file as plain data: fields of stored rows are read when they are asked for, so they must be asked for. */
import type { RegistryFile } from "../../src/distributions/distribution.ts";

/** All fields; version and file name as text. */
export function plainFile(file: RegistryFile): Readonly<Record<string, unknown>> {
	const { kind, index, name, url, digests, requiresPython } = file;
	const { yanked, size, uploadTime, metadata } = file;
	return {
		kind,
		index,
		name,
		url,
		digests,
		requiresPython,
		yanked,
		size,
		uploadTime,
		metadata,
		version: file.version.toString(),
		filename: file.filename.given,
	};
}

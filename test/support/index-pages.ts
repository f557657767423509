/** Pages of the loopback index, in both dialects of the Simple API. */
import type { IndexFile } from "./index-world.ts";

export interface PageOptions {
	/** Adds a hash to each file. */
	readonly hasHashes: boolean;
	/** Announces `.metadata` files. */
	readonly hasMetadataFiles: boolean;
	readonly hasUploadTimes: boolean;
	readonly hasSizes: boolean;
	/** The address of a file, absolute or relative to the page. */
	readonly fileUrl: (file: IndexFile) => string;
}

export const JSON_TYPE = "application/vnd.pypi.simple.v1+json";
export const HTML_TYPE = "application/vnd.pypi.simple.v1+html";

/** The project page of PEP 691 and its successors. */
export function jsonPage(name: string, files: readonly IndexFile[], options: PageOptions): string {
	const versions = [...new Set(files.map((file) => file.version).filter((v) => v !== undefined))];
	return JSON.stringify({
		meta: { "api-version": "1.1" },
		name,
		...(versions.length === 0 ? {} : { versions }),
		files: files.map((file) => jsonFile(file, options)),
	});
}

function jsonFile(file: IndexFile, options: PageOptions): Record<string, unknown> {
	const metadata = announcedMetadata(file, options);
	return {
		filename: file.filename,
		url: options.fileUrl(file),
		hashes: options.hasHashes ? fileHashes(file) : {},
		...(file.requiresPython === undefined ? {} : { "requires-python": file.requiresPython }),
		...(file.yanked === undefined ? {} : { yanked: file.yanked }),
		...(options.hasSizes ? { size: file.announcedSize ?? file.bytes.length } : {}),
		...(options.hasUploadTimes && file.uploadTime !== undefined
			? { "upload-time": file.uploadTime }
			: {}),
		...(metadata === undefined
			? {}
			: { "core-metadata": metadata, "dist-info-metadata": metadata }),
	};
}

/** The project page of PEP 503 and its successors. */
export function htmlPage(name: string, files: readonly IndexFile[], options: PageOptions): string {
	const anchors = files.map((file) => htmlAnchor(file, options));
	return [
		"<!DOCTYPE html>",
		'<html><head><meta name="pypi:repository-version" content="1.1">',
		`<title>Links for ${escapeHtml(name)}</title></head><body>`,
		`<h1>Links for ${escapeHtml(name)}</h1>`,
		...anchors,
		"</body></html>",
		"",
	].join("\n");
}

function htmlAnchor(file: IndexFile, options: PageOptions): string {
	const attributes: string[] = [];
	const add = (name: string, value: string): void => {
		attributes.push(` ${name}="${escapeHtml(value)}"`);
	};
	const [hash] = options.hasHashes ? Object.entries(fileHashes(file)) : [];
	const fragment = hash === undefined ? "" : `#${hash[0]}=${hash[1]}`;
	add("href", `${options.fileUrl(file)}${fragment}`);
	if (file.requiresPython !== undefined) add("data-requires-python", file.requiresPython);
	if (file.yanked !== undefined && file.yanked !== false) {
		add("data-yanked", file.yanked === true ? "" : file.yanked);
	}
	const metadata = announcedMetadata(file, options);
	if (metadata !== undefined) {
		const value = metadata === true ? "true" : `sha256=${metadata.sha256}`;
		add("data-core-metadata", value);
		add("data-dist-info-metadata", value);
	}
	if (options.hasUploadTimes && file.uploadTime !== undefined) {
		add("data-upload-time", file.uploadTime);
	}
	return `<a${attributes.join("")}>${escapeHtml(file.filename)}</a><br>`;
}

/** A folder listing, as `--find-links` reads it. */
export function flatPage(files: readonly IndexFile[], options: PageOptions): string {
	return htmlPage("files", files, options);
}

function fileHashes(file: IndexFile): Readonly<Record<string, string>> {
	return file.hashes ?? { sha256: sha256(file.bytes) };
}

function announcedMetadata(
	file: IndexFile,
	options: PageOptions,
): true | { readonly sha256: string } | undefined {
	if (!options.hasMetadataFiles || file.metadata === undefined) return undefined;
	if (!options.hasHashes) return true;
	return { sha256: file.metadataHash ?? sha256(file.metadata) };
}

function sha256(data: Uint8Array | string): string {
	return new Bun.CryptoHasher("sha256").update(data as string).digest("hex");
}

function escapeHtml(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll('"', "&quot;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;");
}

/** WHEEL, the file of a `.dist-info` that says how a wheel is made, by the specification "Binary distribution format". */
import { ParseError } from "../errors/parse-error.ts";
import { parseEmailHeaders } from "./internal/email-headers.ts";
import { parseTags, type Tag } from "./tag.ts";

/** A text that is no WHEEL file. */
export class InvalidWheelMetadata extends ParseError {
	readonly code = "invalid-wheel-metadata";
}

/** What a WHEEL file says. */
export interface WheelMetadata {
	/** `1.0` is [1, 0]. A greater major number than 1 must not be installed; see `isSupportedWheelVersion`. */
	readonly wheelVersion: readonly [major: number, minor: number];
	readonly generator: string | undefined;
	/** Whether the root of the archive goes to purelib, else to platlib. */
	readonly rootIsPurelib: boolean;
	/** All that the `Tag` lines stand for. */
	readonly tags: readonly Tag[];
	/** As written. */
	readonly build: string | undefined;
}

const VERSION_REGEXP = /^(\d{1,9})\.(\d{1,9})$/;

/**
 * Reads a WHEEL file.
 *
 * @throws InvalidWheelMetadata where `Wheel-Version` or `Root-Is-Purelib` is missing or wrong
 * @throws InvalidTag
 */
export function parseWheelMetadata(text: string): WheelMetadata {
	const values = new Map<string, string[]>();
	for (const { key, value } of parseEmailHeaders(text).headers) {
		const known = values.get(key);
		if (known === undefined) values.set(key, [value]);
		else known.push(value);
	}
	return {
		wheelVersion: readVersion(text, values.get("wheel-version")?.[0]),
		generator: values.get("generator")?.[0],
		rootIsPurelib: readBoolean(text, values.get("root-is-purelib")?.[0]),
		tags: (values.get("tag") ?? []).flatMap((tag) => parseTags(tag)),
		build: values.get("build")?.[0],
	};
}

/** Whether a wheel of this format version may be installed: minor steps are compatible, major ones are not. */
export function isSupportedWheelVersion(version: WheelMetadata["wheelVersion"]): boolean {
	return version[0] === 1;
}

function readVersion(text: string, value: string | undefined): readonly [number, number] {
	if (value === undefined) throw invalid(text, "`Wheel-Version` is missing");
	const match = VERSION_REGEXP.exec(value);
	if (match === null) throw invalid(text, `\`Wheel-Version: ${value}\` is not a number like 1.0`);
	return [Number(match[1]), Number(match[2])];
}

function readBoolean(text: string, value: string | undefined): boolean {
	const word = value?.toLowerCase();
	if (word === "true") return true;
	if (word === "false") return false;
	throw invalid(
		text,
		value === undefined
			? "`Root-Is-Purelib` is missing"
			: `\`Root-Is-Purelib: ${value}\` is neither true nor false`,
	);
}

function invalid(text: string, reason: string): InvalidWheelMetadata {
	return new InvalidWheelMetadata(`Could not read WHEEL: ${reason}`, {
		source: text,
		span: { start: 0, end: text.length },
	});
}

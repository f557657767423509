/**
 * Versions, by PEP 440 ("Version specifiers" of the packaging specifications).
 *
 * An index page lists up to thirteen thousand of them and few are ever looked at: parsing makes one number that sorts
 * as the version does, and the parts are taken from the text when somebody asks.
 */
import { ParseError } from "../errors/parse-error.ts";
import {
	isPackedPrerelease,
	packVersionParts,
	scanPackedVersion,
} from "./internal/packed-version.ts";
import {
	compareVersionParts,
	LONGEST_VERSION,
	type Phase,
	parseVersionParts,
	printVersionParts,
	type Segment,
	trimmedRelease,
	type VersionParts,
} from "./internal/version-parts.ts";

/** A text that is no version. */
export class InvalidVersion extends ParseError {
	readonly code = "invalid-version";
}

/** A zero that may be the last number of a release. */
const FINAL_ZERO_REGEXP = /\.0(?![\d]|\.\d)/;

/** A version in its normalized form. Immutable; compare with `compare` and `equals`, never with `===`. */
export class Version {
	/** Sorts as the version does; `NaN` where the version does not fit (see `compare`). */
	readonly packed: number;
	/** Normalized, once known. */
	private text: string | undefined;
	private parts: VersionParts | undefined;

	private constructor(packed: number, text: string | undefined, parts: VersionParts | undefined) {
		this.packed = packed;
		this.text = text;
		this.parts = parts;
	}

	/**
	 * Reads any spelling that PEP 440 allows; space around it is ignored.
	 *
	 * @throws InvalidVersion
	 */
	static parse(text: string): Version {
		const version = Version.tryParse(text);
		if (version === undefined) throw invalidVersion(text);
		return version;
	}

	/** The version, or `undefined` where the text is none. */
	static tryParse(text: string): Version | undefined {
		const packed = scanPackedVersion(text);
		if (!Number.isNaN(packed)) return new Version(packed, text, undefined);
		const parts = parseVersionParts(text.trim());
		return parts === undefined ? undefined : Version.fromParts(parts);
	}

	/** A version that was parsed before: `packed` is its packed form, `text` its normalized one. Both are believed. */
	static fromPacked(packed: number, text: string): Version {
		return Number.isNaN(packed) ? Version.parse(text) : new Version(packed, text, undefined);
	}

	/** For this folder only: the version of these parts. */
	static fromParts(parts: VersionParts): Version {
		return new Version(packVersionParts(parts), undefined, parts);
	}

	/** For this folder only: the parts, with numbers of any size. */
	toParts(): VersionParts {
		if (this.parts === undefined) {
			const parts = this.text === undefined ? undefined : parseVersionParts(this.text);
			if (parts === undefined) throw new Error(`a version without parts: ${this.text}`);
			this.parts = parts;
		}
		return this.parts;
	}

	/** Rounded, like every number here, where a double cannot hold it; `compare` and `toString` are exact. */
	get epoch(): number {
		return Number(this.toParts().epoch);
	}

	/** As written: `1.0` has two numbers. */
	get release(): readonly number[] {
		return this.toParts().release.map(Number);
	}

	get pre(): { readonly phase: Phase; readonly number: number } | undefined {
		const { pre } = this.toParts();
		return pre === undefined ? undefined : { phase: pre.phase, number: Number(pre.number) };
	}

	get post(): number | undefined {
		return toNumber(this.toParts().post);
	}

	get dev(): number | undefined {
		return toNumber(this.toParts().dev);
	}

	get local(): readonly (string | number)[] | undefined {
		return this.toParts().local?.map((part) => (typeof part === "string" ? part : Number(part)));
	}

	/** Has an alpha, beta, candidate or development number. */
	get isPrerelease(): boolean {
		if (!Number.isNaN(this.packed)) return isPackedPrerelease(this.packed);
		const { pre, dev } = this.toParts();
		return pre !== undefined || dev !== undefined;
	}

	get isPostrelease(): boolean {
		return this.toParts().post !== undefined;
	}

	get isDevrelease(): boolean {
		return this.toParts().dev !== undefined;
	}

	/** Has a local part: `1.0+cpu`. */
	get isLocal(): boolean {
		// A packed version never has one.
		return Number.isNaN(this.packed) && this.toParts().local !== undefined;
	}

	/** Without the local part. */
	get publicVersion(): Version {
		return this.isLocal ? Version.fromParts({ ...this.toParts(), local: undefined }) : this;
	}

	/** Epoch and release only. */
	get baseVersion(): Version {
		const { epoch, release } = this.toParts();
		return Version.fromParts({
			epoch,
			release,
			pre: undefined,
			post: undefined,
			dev: undefined,
			local: undefined,
		});
	}

	/** Negative, zero or positive, as PEP 440 orders the two: 1.0 and 1.0.0 are equal. */
	compare(other: Version): number {
		const order = this.packed - other.packed;
		return Number.isNaN(order) ? compareVersionParts(this.toParts(), other.toParts()) : order;
	}

	equals(other: Version): boolean {
		return this.compare(other) === 0;
	}

	/** The normalized spelling; release numbers as they were given, so 1.0 and 1.0.0 print differently. */
	toString(): string {
		this.text ??= printVersionParts(this.toParts());
		return this.text;
	}

	/** The same text for equal versions, and only for them: the normalized spelling without final zeros. */
	toKey(): string {
		const text = this.toString();
		if (!FINAL_ZERO_REGEXP.test(text)) return text;
		const parts = this.toParts();
		return printVersionParts({ ...parts, release: trimmedRelease(parts.release) });
	}
}

/** `a.compare(b)`, to be handed to `sort`. */
export function compareVersions(a: Version, b: Version): number {
	return a.compare(b);
}

function toNumber(segment: Segment | undefined): number | undefined {
	return segment === undefined ? undefined : Number(segment);
}

function invalidVersion(text: string): InvalidVersion {
	const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
	const reason =
		text.length > LONGEST_VERSION
			? `it is longer than ${LONGEST_VERSION} characters`
			: "a version looks like `1.2.3`, `2.0rc1` or `1.0.post2+local`";
	return new InvalidVersion(`Could not read \`${shown}\` as a version: ${reason}`, {
		source: text,
		span: { start: 0, end: text.length },
	});
}

/**
 * Version specifiers and sets of them, by PEP 440: `>=1.2`, `==2.*`, `>=1,<2,!=1.5`. A set accepts a version that each
 * of its specifiers accepts.
 *
 * Which pre-releases may be used is a policy of the caller; without one they are versions like others.
 */
import { ParseError } from "../errors/parse-error.ts";
import { operatorAt, type SpecifierOperator } from "./internal/specifier-operator.ts";
import { repairSpecifiers } from "./internal/specifier-repairs.ts";
import type { VersionParts } from "./internal/version-parts.ts";
import { Version } from "./version.ts";

/** `allow`: like other versions. `disallow`: never. `if-mentioned`: where a specifier of the set names one. */
export type PrereleasePolicy = "allow" | "disallow" | "if-mentioned";

/** A text that is no specifier, or a list that holds one. */
export class InvalidSpecifier extends ParseError {
	readonly code = "invalid-specifier";
}

/** One operator and what it compares with. Immutable. */
export class Specifier {
	readonly operator: SpecifierOperator;
	/** `undefined` for `===`, whose right side need not be a version. Without `.*` for a wildcard. */
	readonly version: Version | undefined;
	/** `==1.2.*` and `!=1.2.*`: all versions that begin so. */
	readonly isWildcard: boolean;
	/** The right side as it was written. */
	readonly given: string;

	private constructor(
		operator: SpecifierOperator,
		right: { version: Version | undefined; isWildcard: boolean; given: string },
	) {
		this.operator = operator;
		this.version = right.version;
		this.isWildcard = right.isWildcard;
		this.given = right.given;
	}

	/**
	 * Reads one specifier; space around it and after the operator is ignored.
	 *
	 * @throws InvalidSpecifier
	 */
	static parse(text: string): Specifier {
		const specifier = Specifier.tryParse(text);
		if (specifier === undefined) {
			throw invalidSpecifier({ text, start: 0, source: text });
		}
		return specifier;
	}

	/** The specifier, or `undefined` where the text is none. */
	static tryParse(text: string): Specifier | undefined {
		const trimmed = text.trim();
		const operator = operatorAt(trimmed, 0);
		return operator === undefined
			? undefined
			: Specifier.of(operator, trimmed.slice(operator.length).trim());
	}

	/** The specifier of an operator and its right side, or `undefined` where they do not go together. */
	static of(operator: SpecifierOperator, given: string): Specifier | undefined {
		if (operator === "===") {
			const isWord = !/[\s;)]/.test(given);
			return isWord
				? new Specifier(operator, { version: undefined, isWildcard: false, given })
				: undefined;
		}
		const isEquality = operator === "==" || operator === "!=";
		const isWildcard = isEquality && given.endsWith(".*");
		const right = isWildcard ? given.slice(0, -2) : given;
		const version = right === right.trimEnd() ? Version.tryParse(right) : undefined;
		if (version === undefined || !fits(operator, version, isWildcard)) return undefined;
		return new Specifier(operator, { version, isWildcard, given });
	}

	/** Whether the version meets this specifier, pre-releases like others. */
	contains(version: Version): boolean {
		const { operator, version: wanted } = this;
		if (wanted === undefined) return version.toString() === this.text.toLowerCase();
		switch (operator) {
			case "==":
				return this.matches(version, wanted);
			case "!=":
				return !this.matches(version, wanted);
			case "<=":
				return version.publicVersion.compare(wanted) <= 0;
			case ">=":
				return version.compare(wanted) >= 0;
			case "<":
				return isBelow(version, wanted);
			case ">":
				return isAbove(version, wanted);
			case "~=":
				return version.compare(wanted) >= 0 && hasPrefix(version, compatiblePrefix(wanted));
			case "===":
				return false;
		}
	}

	private matches(version: Version, wanted: Version): boolean {
		if (this.isWildcard) return hasPrefix(version, wanted.toParts());
		return (wanted.isLocal ? version : version.publicVersion).equals(wanted);
	}

	/** The right side: normalized, for `===` as given. */
	get text(): string {
		if (this.version === undefined) return this.given;
		return this.isWildcard ? `${this.version}.*` : this.version.toString();
	}

	/** Whether it names a pre-release in a way that asks for one. */
	get mentionsPrerelease(): boolean {
		if (this.operator === "!=") return false;
		const version = this.version ?? Version.tryParse(this.text);
		return version?.isPrerelease ?? false;
	}

	/** Normalized: `>=1.0rc1`, without space. */
	toString(): string {
		return `${this.operator}${this.text}`;
	}
}

/** Specifiers that must all be met. Immutable; the order is that of the text. */
export class SpecifierSet {
	/** The set without specifiers, which accepts every version. */
	static readonly any: SpecifierSet = new SpecifierSet([]);

	readonly specifiers: readonly Specifier[];

	private constructor(specifiers: readonly Specifier[]) {
		this.specifiers = specifiers;
	}

	/**
	 * Reads specifiers with commas between them; none is a set too, and empty places are skipped.
	 *
	 * @throws InvalidSpecifier
	 */
	static parse(text: string): SpecifierSet {
		const specifiers: Specifier[] = [];
		let start = 0;
		for (const part of text.split(",")) {
			const specifier = Specifier.tryParse(part);
			if (specifier !== undefined) specifiers.push(specifier);
			else if (part.trim() !== "") throw invalidSpecifier({ text: part, start, source: text });
			start += part.length + 1;
		}
		return SpecifierSet.of(specifiers);
	}

	static of(specifiers: readonly Specifier[]): SpecifierSet {
		return specifiers.length === 0 ? SpecifierSet.any : new SpecifierSet(specifiers);
	}

	/** Has no specifier, so that every version is in it. */
	get isAny(): boolean {
		return this.specifiers.length === 0;
	}

	/** Whether one of the specifiers names a pre-release in a way that asks for one; `!=1.0rc1` does not. */
	get mentionsPrerelease(): boolean {
		return this.specifiers.some((specifier) => specifier.mentionsPrerelease);
	}

	/** Whether every specifier accepts the version. Pre-releases are like other versions unless told otherwise. */
	contains(version: Version, prereleases: PrereleasePolicy = "allow"): boolean {
		if (prereleases !== "allow" && version.isPrerelease && !this.admitsPrereleases(prereleases)) {
			return false;
		}
		for (const specifier of this.specifiers) {
			if (!specifier.contains(version)) return false;
		}
		return true;
	}

	/**
	 * The accepted ones of the versions, in their order. Without a policy: pre-releases where one is mentioned, else
	 * only where nothing but pre-releases is accepted.
	 */
	filter(versions: readonly Version[], prereleases?: PrereleasePolicy): readonly Version[] {
		const accepted = versions.filter((version) =>
			this.contains(version, prereleases === undefined ? "allow" : prereleases),
		);
		if (prereleases !== undefined || this.mentionsPrerelease) return accepted;
		const finals = accepted.filter((version) => !version.isPrerelease);
		return finals.length === 0 ? accepted : finals;
	}

	/** The set that asks for both. */
	and(other: SpecifierSet): SpecifierSet {
		if (this.isAny) return other;
		return other.isAny ? this : new SpecifierSet([...this.specifiers, ...other.specifiers]);
	}

	/** Normalized, with `,` between; the empty text where every version is accepted. */
	toString(): string {
		return this.specifiers.join(",");
	}

	private admitsPrereleases(policy: PrereleasePolicy): boolean {
		return policy === "if-mentioned" && this.mentionsPrerelease;
	}
}

/**
 * Reads specifiers as published metadata has them: where the text is not valid, the known mistakes are mended one by
 * one until it is.
 *
 * @throws InvalidSpecifier what is wrong with the text as given
 */
export function parseLenientSpecifiers(text: string): {
	readonly specifiers: SpecifierSet;
	readonly repaired: boolean;
} {
	try {
		return { specifiers: SpecifierSet.parse(text), repaired: false };
	} catch (error) {
		if (!(error instanceof InvalidSpecifier)) throw error;
		for (const candidate of repairSpecifiers(text)) {
			const specifiers = tryParseSet(candidate);
			if (specifiers !== undefined) return { specifiers, repaired: true };
		}
		throw error;
	}
}

function tryParseSet(text: string): SpecifierSet | undefined {
	const specifiers: Specifier[] = [];
	for (const part of text.split(",")) {
		const specifier = Specifier.tryParse(part);
		if (specifier !== undefined) specifiers.push(specifier);
		else if (part.trim() !== "") return undefined;
	}
	return SpecifierSet.of(specifiers);
}

/** Whether PEP 440 lets the operator take such a version. */
function fits(operator: SpecifierOperator, version: Version, isWildcard: boolean): boolean {
	if (isWildcard) return version.toString() === version.baseVersion.toString();
	if (operator === "==" || operator === "!=") return true;
	if (version.isLocal) return false;
	return operator !== "~=" || version.toParts().release.length > 1;
}

/** `<1.0` leaves out the pre-releases of 1.0, unless it names one itself. */
function isBelow(version: Version, wanted: Version): boolean {
	if (version.compare(wanted) >= 0) return false;
	if (wanted.isPrerelease || !version.isPrerelease) return true;
	// `<1.0` means below 1.0.dev0, and `<1.0.post1` below 1.0.post1.dev0: before the first that leads there.
	return version.compare(Version.fromParts({ ...wanted.toParts(), dev: 0 })) < 0;
}

/** `>1.0` leaves out the post-releases of 1.0, unless it names one itself, and every local version of 1.0. */
function isAbove(version: Version, wanted: Version): boolean {
	if (version.publicVersion.compare(wanted) <= 0) return false;
	const { post, dev } = wanted.toParts();
	if (post !== undefined || dev !== undefined || !version.isPostrelease) return true;
	const parts = version.publicVersion.toParts();
	return !Version.fromParts({ ...parts, post: undefined, dev: undefined }).equals(wanted);
}

/** The release that `~=` keeps: all numbers but the last. */
function compatiblePrefix(wanted: Version): Pick<VersionParts, "epoch" | "release"> {
	const { epoch, release } = wanted.toParts();
	return { epoch, release: release.slice(0, -1) };
}

function hasPrefix(version: Version, prefix: Pick<VersionParts, "epoch" | "release">): boolean {
	const { epoch, release } = version.toParts();
	return (
		epoch === prefix.epoch &&
		prefix.release.every((segment, place) => segment === (release[place] ?? 0))
	);
}

function invalidSpecifier(place: {
	text: string;
	start: number;
	source: string;
}): InvalidSpecifier {
	const { text, source } = place;
	const trimmed = text.trim();
	const start = place.start + (text.length - text.trimStart().length);
	const shown = trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed;
	return new InvalidSpecifier(
		`Could not read \`${shown}\` as a version specifier: ${why(trimmed)}`,
		{
			source,
			span: { start, end: start + trimmed.length },
		},
	);
}

function why(text: string): string {
	const operator = operatorAt(text, 0);
	if (operator === undefined) {
		return "it must begin with one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`";
	}
	const right = text.slice(operator.length).trim();
	if (right.endsWith(".*") && operator !== "==" && operator !== "!=") {
		return `\`${operator}\` cannot be used with \`.*\`; only \`==\` and \`!=\` can`;
	}
	const version = Version.tryParse(right);
	if (version === undefined) return `\`${right.slice(0, 60)}\` is not a version`;
	if (version.isLocal) return `\`${operator}\` cannot be used with a local version`;
	return "`~=` needs a version of at least two numbers, as in `~=1.2`";
}

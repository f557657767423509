/**
 * What `pip compile` answered before, for a question of which every part is the same: it is the answer again, as long as
 * all pages that it was made from are what they were. See docs/resolution.md#remembered-answers.
 */

import type { InputRequirement } from "../resolver/manifest.ts";
import { hashHex } from "../runtime/hasher.ts";
import { PRODUCT_VERSION } from "../runtime/product.ts";
import { programIdentity } from "../runtime/this-process.ts";
import { printDigest } from "../standards/digest.ts";
import type { TagTarget } from "../standards/platform-tags.ts";
import { printRequirement } from "../standards/requirement.ts";
import type { CompileQuestion } from "./compile-question.ts";
import type { AnswerMemory, PageUse, Supply, Tools } from "./tools.ts";

/** Changes whenever what is kept has another form. */
const FORMAT = 1;

/** An answer, without its header. */
export interface RememberedText {
	readonly text: string;
	/** How many packages it has. */
	readonly count: number;
	readonly warnings: readonly string[];
}

interface Entry extends RememberedText {
	readonly pages: readonly PageUse[];
}

/** All that decides a text, but for pages. */
export interface TextQuestion extends CompileQuestion {
	/** What the target is made from. */
	readonly target: { readonly tags: TagTarget; readonly markers: object; readonly chosen: unknown };
	/** Options of every kind, as data. */
	readonly options: object;
}

/** Undefined where an answer depends on more than can be compared. */
export function questionKey(question: TextQuestion, { facts }: AnswerMemory): string | undefined {
	const { inputs, pins, target, options } = question;
	const all = [...inputs.requirements, ...inputs.constraints, ...inputs.overrides];
	const isComparable = facts !== undefined && all.every(isListed);
	if (!isComparable) return undefined;
	const data = {
		format: FORMAT,
		program: [PRODUCT_VERSION, programIdentity()],
		facts,
		target,
		options,
		inputs: {
			...inputs,
			environments: inputs.environments.map(String),
			requiredEnvironments: inputs.requiredEnvironments.map(String),
		},
		pins,
	};
	return hashHex("sha256", JSON.stringify(data, plain));
}

/** The answer, where it still holds. */
export function recallText(
	key: string,
	memory: AnswerMemory,
	{ cache }: Tools,
): RememberedText | undefined {
	const stored = cache.readText("answers", `${key}.json`);
	const entry = stored === undefined ? undefined : parseEntry(stored);
	if (entry === undefined) return undefined;
	return entry.pages.every((page) => memory.isCurrent(page)) ? entry : undefined;
}

/** Keeps an answer that was made from stored pages alone. */
export function rememberText(
	key: string,
	answer: RememberedText,
	{ supply, tools }: { readonly supply: Supply; readonly tools: Tools },
): void {
	const pages = supply.pagesUsed();
	if (pages === undefined) return;
	const entry: Entry = { ...answer, pages };
	const json = JSON.stringify(entry);
	tools.cache.write("answers", [`${key}.json`], `${hashHex("sha256", json)}\n${json}`);
}

function parseEntry(stored: string): Entry | undefined {
	const newline = stored.indexOf("\n");
	const json = stored.slice(newline + 1);
	// What is damaged is not there: the answer is found anew and replaces it.
	return hashHex("sha256", json) === stored.slice(0, newline)
		? (JSON.parse(json) as Entry)
		: undefined;
}

/** A URL or folder may change without a trace. */
function isListed({ distribution, fault }: InputRequirement): boolean {
	return distribution === undefined && fault === undefined;
}

/** Values with one text for one meaning. */
function plain(_key: string, value: unknown): unknown {
	if (value instanceof Set) return [...value].sort();
	if (value instanceof Map) return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
	if (isInput(value)) {
		const { requirement, origin, hashes, index } = value;
		return [
			printRequirement(requirement),
			requirement.givenName,
			origin,
			hashes.map(printDigest),
			index,
		];
	}
	return hasOwnText(value) ? `${value}` : value;
}

function isInput(value: unknown): value is InputRequirement {
	return typeof value === "object" && value !== null && "requirement" in value && "origin" in value;
}

/** Versions, specifiers and markers print what they are. */
function hasOwnText(value: unknown): value is { toString(): string } {
	if (typeof value !== "object" || value === null) return false;
	const print: unknown = (value as { readonly toString?: unknown }).toString;
	return print !== Object.prototype.toString && print !== Array.prototype.toString;
}

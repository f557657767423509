/** Versions in an order of which most are never looked at: an index page has up to thirteen thousand. */
import { Version } from "./version.ts";

/** An array of versions is one, too. */
export interface VersionList extends Iterable<Version> {
	readonly length: number;
	/** Their packed forms, where they are at hand. */
	readonly packed?: Float64Array | undefined;
	/** The version at a place, -1 for the last; `undefined` where there is none. */
	at(place: number): Version | undefined;
}

/** So many of the last versions are found without taking the whole text apart. */
const LAST = 32;

/** A list from packed forms and texts; each version is made when it is asked for, and is then the same object. */
export class PackedVersions implements VersionList {
	readonly length: number;
	readonly packed: Float64Array;
	readonly #text: string;
	#texts: readonly string[] | undefined;
	readonly #made: (Version | undefined)[] = [];

	/** `text` has the normalized versions in the same order with a space between. Both are believed. */
	constructor(packed: Float64Array, text: string) {
		this.length = packed.length;
		this.packed = packed;
		this.#text = text;
	}

	at(given: number): Version | undefined {
		const place = given < 0 ? this.length + given : given;
		const packed = this.packed[place];
		if (packed === undefined) return undefined;
		let version = this.#made[place];
		if (version === undefined) {
			version = Version.fromPacked(packed, this.#textAt(place));
			this.#made[place] = version;
		}
		return version;
	}

	*[Symbol.iterator](): Iterator<Version> {
		for (let place = 0; place < this.length; place += 1) yield this.at(place) as Version;
	}

	#textAt(place: number): string {
		if (this.#texts === undefined && this.length - place <= LAST) return this.#lastText(place);
		this.#texts ??= this.#text.split(" ");
		return this.#texts[place] as string;
	}

	#lastText(place: number): string {
		let end = this.#text.length;
		for (let last = this.length - 1; last > place; last -= 1)
			end = this.#text.lastIndexOf(" ", end - 1);
		return this.#text.slice(this.#text.lastIndexOf(" ", end - 1) + 1, end);
	}
}

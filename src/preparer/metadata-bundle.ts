/**
 * The stored metadata of many versions of one project in one file, for projects of which a solve asks for many. What is in
 * there is also stored by itself; the file only saves opening hundreds. See docs/cache-layout.md#bundles.
 */
import type { Cache } from "../cache/cache.ts";
import { readBeginning } from "../platform/read-file.ts";
import { crc32 } from "../runtime/hasher.ts";

/** So many versions are read one by one before the bundle is looked for. */
const FEW = 4;
/** So many more than the bundle holds make a new one worth writing. */
const MANY = 16;

const FILE = "bundle.txt";
/** Bytes; more than any bundle has. */
const LIMIT = 1024 * 1024 * 1024;

interface ProjectTexts {
	/** How many were asked for. */
	asked: number;
	/** By the name of the single entry; undefined: not looked for yet. */
	bundled: Map<string, string> | undefined;
	/** What was read one by one. */
	readonly single: Map<string, string>;
}

export class MetadataBundles {
	readonly #cache: Cache;
	readonly #projects: Map<string, ProjectTexts> = new Map();

	constructor(cache: Cache) {
		this.#cache = cache;
	}

	/** The text of an entry of the project, where a bundle has it. */
	find(project: string, entry: string): string | undefined {
		const texts = this.#of(project);
		texts.asked++;
		if (texts.asked <= FEW) return undefined;
		texts.bundled ??= this.#read(project);
		return texts.bundled.get(entry);
	}

	/** An entry was read by itself. */
	note(project: string, entry: string, text: string): void {
		this.#of(project).single.set(entry, text);
	}

	/** What a bundle holds of the project makes no sense. */
	drop(project: string): void {
		this.#cache.drop("metadata", project, FILE);
		this.#of(project).bundled = new Map();
	}

	/** Writes the bundles that are worth it. */
	write(): void {
		for (const [project, { bundled, single }] of this.#projects) {
			if (single.size < MANY) continue;
			const all = new Map([...(bundled ?? this.#read(project)), ...single]);
			this.#cache.write("metadata", [project, FILE], print(all));
		}
	}

	#read(project: string): Map<string, string> {
		const bytes = readBeginning(this.#cache.path("metadata", project, FILE), LIMIT)?.bytes;
		if (bytes === undefined) return new Map();
		const texts = parse(bytes);
		if (texts === undefined) this.#cache.drop("metadata", project, FILE);
		return texts ?? new Map();
	}

	#of(project: string): ProjectTexts {
		let texts = this.#projects.get(project);
		if (texts === undefined) {
			texts = { asked: 0, bundled: undefined, single: new Map() };
			this.#projects.set(project, texts);
		}
		return texts;
	}
}

/** A line with the CRC-32 of the rest, a line of names and lengths, then the texts. */
function print(texts: ReadonlyMap<string, string>): string {
	const names = [...texts].map(([entry, text]) => `${entry} ${text.length}`);
	const rest = `${names.join(" ")}\n${[...texts.values()].join("")}`;
	return `${crc32(new TextEncoder().encode(rest)).toString(16)}\n${rest}`;
}

/** `undefined` where the bytes are not what was printed. */
function parse(bytes: Uint8Array): Map<string, string> | undefined {
	const line = bytes.indexOf(0x0a) + 1;
	const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	if (whole.toString("latin1", 0, line) !== `${crc32(bytes.subarray(line)).toString(16)}\n`)
		return undefined;
	const text = whole.toString("utf8", line);
	const texts = new Map<string, string>();
	let start = text.indexOf("\n") + 1;
	const names = text.slice(0, start - 1).split(" ");
	for (let place = 0; place + 1 < names.length; place += 2) {
		const end = start + Number(names[place + 1]);
		texts.set(names[place] as string, text.slice(start, end));
		start = end;
	}
	return texts;
}

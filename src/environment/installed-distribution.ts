/**
 * A distribution that is installed: a `.dist-info` folder, or what setuptools left in earlier times (`.egg-info` as
 * folder or file, `.egg-link`). Whatever is wrong with it, it is a value; what it says is read when somebody asks.
 */
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { errorCode } from "../platform/files.ts";
import { type DirectUrl, InvalidDirectUrl, parseDirectUrl } from "../standards/direct-url.ts";
import type { Version } from "../standards/version.ts";

export type InstalledKind = "dist-info" | "egg-info-folder" | "egg-info-file" | "egg-link";

/** What can be known of a distribution from the name of its folder, and readers for the rest. */
export class InstalledDistribution {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
	readonly kind: InstalledKind;
	/** Absolute: the `.dist-info`, `.egg-info` or `.egg-link`. */
	readonly path: string;
	/** The site-packages folder it lies in. */
	readonly location: string;
	/** Where METADATA, RECORD and the rest lie; for an `.egg-link` the `.egg-info` of the project. */
	readonly infoPath: string;
	/** The folder of the project that an `.egg-link` leads to. */
	readonly linkedProject: string | undefined;
	#origin: Origin | undefined;

	constructor(parts: InstalledParts) {
		this.name = parts.name;
		this.version = parts.version;
		this.kind = parts.kind;
		this.path = parts.path;
		this.location = parts.location;
		this.infoPath = parts.infoPath ?? parts.path;
		this.linkedProject = parts.linkedProject;
	}

	/** The name of its `.dist-info`, `.egg-info` or `.egg-link`. */
	get folderName(): string {
		return basename(this.path);
	}

	/** What PEP 610 keeps of a distribution that was named by URL or path; `undefined` also where the file is broken. */
	get directUrl(): DirectUrl | undefined {
		return this.readOrigin().directUrl;
	}

	/** Why `direct_url.json` cannot be read; `undefined` where it can, or is not there. */
	get directUrlProblem(): string | undefined {
		return this.readOrigin().problem;
	}

	private readOrigin(): Origin {
		this.#origin ??= parseOrigin(this.readText("direct_url.json"));
		return this.#origin;
	}

	/** Runs from the folder of its project, by `pip install --editable` of today or of old. */
	get isEditable(): boolean {
		if (this.kind === "egg-link") return true;
		const { directUrl } = this;
		return directUrl?.kind === "directory" && directUrl.editable === true;
	}

	/** The program that installed it, as the file INSTALLER says. */
	get installer(): string | undefined {
		const text = this.readText("INSTALLER")?.trim();
		return text === "" ? undefined : text;
	}

	/** Whether the user asked for it by name, as the file REQUESTED says (PEP 376). */
	isRequested(): boolean {
		return statSync(join(this.infoPath, "REQUESTED"), { throwIfNoEntry: false }) !== undefined;
	}

	/** The text of METADATA or PKG-INFO; `undefined` where it is missing or cannot be read. */
	readMetadata(): string | undefined {
		switch (this.kind) {
			case "dist-info":
				return this.readText("METADATA");
			case "egg-info-file":
				return readTextFile(this.path);
			case "egg-info-folder":
			case "egg-link":
				return this.readText("PKG-INFO");
		}
	}

	/** The text of RECORD; `undefined` where it is missing or cannot be read. */
	readRecord(): string | undefined {
		return this.kind === "dist-info" ? this.readText("RECORD") : undefined;
	}

	/** The text of a file beside METADATA; `undefined` where it is missing or cannot be read. */
	readText(file: string): string | undefined {
		return this.kind === "egg-info-file" ? undefined : readTextFile(join(this.infoPath, file));
	}
}

interface Origin {
	readonly directUrl?: DirectUrl;
	readonly problem?: string;
}

function parseOrigin(text: string | undefined): Origin {
	if (text === undefined) return {};
	try {
		return { directUrl: parseDirectUrl(text) };
	} catch (error) {
		if (error instanceof InvalidDirectUrl) return { problem: error.message };
		throw error;
	}
}

/** What a distribution is made from. */
export interface InstalledParts {
	readonly name: string;
	readonly version: Version;
	readonly kind: InstalledKind;
	readonly path: string;
	readonly location: string;
	readonly infoPath?: string | undefined;
	readonly linkedProject?: string | undefined;
}

/** The text of a file of any size up to 64 MiB; bytes that are no UTF-8 become U+FFFD. `undefined` where there is none. */
export function readTextFile(path: string): string | undefined {
	try {
		const status = statSync(path, { throwIfNoEntry: false });
		if (status?.isFile() !== true || status.size > LARGEST_TEXT) return undefined;
		return readFileSync(path, "utf8");
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

const LARGEST_TEXT = 64 * 1024 * 1024;

/**
 * Reads foreign structured data (JSON, TOML) field by field. Keys are looked up as own properties only, so that a key
 * such as `constructor` is absent unless somebody wrote it; every complaint names the path of the field.
 */

/** Makes the failure to throw from `message`, a phrase such as "`packages[0].name` is missing". */
export type Complain = (message: string) => Error;

/** A JSON object or TOML table at a known place of a document. */
export class TableReader {
	/** Such as `packages[0].wheels[1]`; empty at the top. */
	readonly path: string;
	private readonly values: object;
	private readonly complain: Complain;

	private constructor(values: object, path: string, complain: Complain) {
		this.values = values;
		this.path = path;
		this.complain = complain;
	}

	/** Takes the whole document, which must be a table. */
	static of(value: unknown, complain: Complain): TableReader {
		if (!isTable(value)) throw complain("the document is not a table");
		return new TableReader(value, "", complain);
	}

	keys(): readonly string[] {
		return Object.keys(this.values);
	}

	has(key: string): boolean {
		return Object.hasOwn(this.values, key);
	}

	/** The value as it is; `undefined` where the key is absent. */
	value(key: string): unknown {
		return this.has(key) ? (this.values as Record<string, unknown>)[key] : undefined;
	}

	string(key: string): string | undefined {
		const value = this.value(key);
		if (value === undefined || typeof value === "string") return value;
		throw this.wrongType(key, value, "a string");
	}

	boolean(key: string): boolean | undefined {
		const value = this.value(key);
		if (value === undefined || typeof value === "boolean") return value;
		throw this.wrongType(key, value, "true or false");
	}

	/** A whole number from 0; TOML readers may give it as bigint. */
	size(key: string): number | undefined {
		const value = this.value(key);
		if (value === undefined) return undefined;
		const number = typeof value === "bigint" ? Number(value) : value;
		if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
		throw this.wrongType(key, value, "a whole number");
	}

	strings(key: string): readonly string[] | undefined {
		return this.list(key)?.map((value, index) => {
			if (typeof value === "string") return value;
			throw this.wrongType(`${key}[${index}]`, value, "a string");
		});
	}

	table(key: string): TableReader | undefined {
		const value = this.value(key);
		return value === undefined ? undefined : this.inner(key, value);
	}

	tables(key: string): readonly TableReader[] | undefined {
		return this.list(key)?.map((value, index) => this.inner(`${key}[${index}]`, value));
	}

	list(key: string): readonly unknown[] | undefined {
		const value = this.value(key);
		if (value === undefined || Array.isArray(value)) return value;
		throw this.wrongType(key, value, "a list");
	}

	/** Reads by `read`, and complains where there is nothing. */
	required<T>(key: string, value: T | undefined): T {
		if (value === undefined) throw this.complain(`\`${this.at(key)}\` is missing`);
		return value;
	}

	/** A failure about one field; `reason` continues "`field` …". */
	failure(key: string, reason: string): Error {
		return this.complain(`\`${this.at(key)}\` ${reason}`);
	}

	/** The full path of a field. */
	at(key: string): string {
		return this.path === "" ? key : `${this.path}.${key}`;
	}

	/** The value at `key`, which must be a table. */
	inner(key: string, value: unknown): TableReader {
		if (!isTable(value)) throw this.wrongType(key, value, "a table");
		return new TableReader(value, this.at(key), this.complain);
	}

	private wrongType(key: string, value: unknown, wanted: string): Error {
		return this.failure(key, `is ${describeType(value)} and must be ${wanted}`);
	}
}

/** Whether the value is a JSON object or TOML table, not a list and not null. */
export function isTable(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describeType(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "a list";
	switch (typeof value) {
		case "object":
			return "a table";
		case "boolean":
			return "a boolean";
		case "number":
		case "bigint":
			return "a number";
		default:
			return `a ${typeof value}`;
	}
}

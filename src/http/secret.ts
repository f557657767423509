/** A value that must never be shown: a password or a token. A private field hides it from `console.log` and JSON. */

export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	/** The value itself, for the one place that sends it. */
	reveal(): string {
		return this.#value;
	}

	toString(): string {
		return "****";
	}

	toJSON(): string {
		return "****";
	}
}

/** Who we are to a server. */
export interface Credentials {
	readonly username: string;
	/** A user name alone may be a token; it is sent with an empty password. */
	readonly password: Secret | undefined;
}

/** The value of the Authorization field. */
export function basicAuthorization({ username, password }: Credentials): string {
	const pair = new TextEncoder().encode(`${username}:${password?.reveal() ?? ""}`);
	let binary = "";
	for (const byte of pair) binary += String.fromCharCode(byte);
	return `Basic ${btoa(binary)}`;
}

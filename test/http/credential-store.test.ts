import { describe, expect, test } from "bun:test";
import { CredentialStore } from "../../src/http/credential-store.ts";
import type { Keyring } from "../../src/http/keyring.ts";
import { parseNetrc } from "../../src/http/netrc.ts";
import { basicAuthorization, type Credentials, Secret } from "../../src/http/secret.ts";
import { splitCredentials } from "../../src/http/url-credentials.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { openTestClient, rejection } from "./test-client.ts";

const shown = (credentials: Credentials | undefined): string | undefined =>
	credentials === undefined
		? undefined
		: `${credentials.username}:${credentials.password?.reveal() ?? "-"}`;

interface StoreOptions {
	readonly variables?: Readonly<Record<string, string>>;
	readonly netrc?: string;
	readonly keyring?: Keyring;
}

const store = ({ variables, netrc, keyring }: StoreOptions = {}): CredentialStore =>
	new CredentialStore({
		variables: variables ?? {},
		netrc: netrc === undefined ? undefined : parseNetrc(netrc),
		keyring,
	});

/** A keyring that writes down what it is asked. */
function scripted(answers: Record<string, string>): Keyring & { asked: string[] } {
	const asked: string[] = [];
	return {
		asked,
		ask: async (service, username) => {
			asked.push(`${service} ${username ?? "-"}`);
			const [user = "", password = ""] = (answers[service] ?? "").split(":");
			if (password === "" || (username !== undefined && username !== user)) return undefined;
			return { username: user, password: new Secret(password) };
		},
	};
}

describe("splitCredentials", () => {
	test.each([
		["https://example.com/simple", "https://example.com/simple", undefined],
		["https://u:p@example.com/simple", "https://example.com/simple", "u:p"],
		["https://token@example.com/simple", "https://example.com/simple", "token:-"],
		["https://:p@example.com/", "https://example.com/", ":p"],
		["https://u%40x:p%2F%3A@example.com/", "https://example.com/", "u@x:p/:"],
		["https://u:100%@example.com/", "https://example.com/", "u:100%"],
		["https://u:p@q@example.com/", "https://example.com/", "u:p@q"],
		["https://example.com/a@b:c", "https://example.com/a@b:c", undefined],
	])("takes %s apart", (url, bare, expected) => {
		const split = splitCredentials(url);
		expect(split.url).toBe(bare);
		expect(shown(split.credentials)).toBe(expected as string);
	});

	test.each(["https://user/name:s3cret@example.com/", "https://user?x:s3cret@example.com/"])(
		"refuses %s, whose host is not what it seems",
		(url) => {
			let message = "";
			try {
				splitCredentials(url);
			} catch (error) {
				message = (error as Error).message;
			}
			expect(message).toContain("unclear what the host is");
			expect(message).not.toContain("s3cret");
		},
	);

	test.each(["", "nonsense", "file:///x", "ftp://u:s3cret@example.com", "https://"])(
		"refuses `%s`",
		(url) => {
			expect(() => splitCredentials(url)).toThrow(/^Could not (read|fetch)/);
			expect(() => splitCredentials(url)).not.toThrow(/s3cret/);
		},
	);
});

test("Secret gives itself away to nothing but `reveal`", () => {
	const credentials = { username: "u", password: new Secret("s3cret") };
	const prints = [
		String(credentials.password),
		`${credentials.password}`,
		JSON.stringify(credentials),
		Bun.inspect(credentials),
		Object.values(credentials.password).join(),
	];
	expect(prints.filter((text) => text.includes("s3cret"))).toEqual([]);
	expect(credentials.password.reveal()).toBe("s3cret");
});

test("user names and passwords travel as UTF-8", () => {
	const credentials = { username: "jürgen", password: new Secret("🔑") };
	expect(basicAuthorization(credentials)).toBe(
		`Basic ${Buffer.from("jürgen:🔑").toString("base64")}`,
	);
	expect(basicAuthorization({ username: "token", password: undefined })).toBe(
		`Basic ${btoa("token:")}`,
	);
});

describe("what is known of a URL", () => {
	test("is for its scheme, host and port", () => {
		const known = store();
		known.addIndex({ url: "https://u:p@example.com/simple/" });
		expect(shown(known.known("https://example.com/simple/flask/"))).toBe("u:p");
		expect(shown(known.known("https://example.com/files/flask.whl"))).toBe("u:p");
		expect(shown(known.known("https://example.com:443/"))).toBe("u:p");
		for (const url of [
			"http://example.com/simple/",
			"https://example.com:8443/simple/",
			"https://files.example.com/",
			"https://example.com.evil.example.org/",
		]) {
			expect(known.known(url)).toBeUndefined();
		}
	});

	test("of two indexes on one host is the nearer one's", () => {
		const known = store();
		known.addIndex({ url: "https://a:1@example.com/team-a/simple" });
		known.addIndex({ url: "https://b:2@example.com/team-b/simple" });
		expect(shown(known.known("https://example.com/team-a/simple/flask/"))).toBe("a:1");
		expect(shown(known.known("https://example.com/team-b/simple/flask/"))).toBe("b:2");
		expect(shown(known.known("https://example.com/team-b/files/flask.whl"))).toBe("b:2");
		expect(shown(known.known("https://example.com/team-b"))).toBe("b:2");
		// A path is a prefix by whole segments.
		known.addIndex({ url: "https://c:3@example.com/team" });
		expect(shown(known.known("https://example.com/team/x"))).toBe("c:3");
		expect(shown(known.known("https://example.com/team-a/simple/x"))).toBe("a:1");
	});

	test("comes from the variables of a named index, which are completed by its URL", () => {
		const variables = {
			UV_INDEX_MY_OWN_1_USERNAME: "vu",
			UV_INDEX_MY_OWN_1_PASSWORD: "vp",
			UV_INDEX_HALF_PASSWORD: "hp",
		};
		const known = store({ variables });
		const url = known.addIndex({ url: "https://one.example.com/simple", name: "my-own.1" });
		expect(url).toBe("https://one.example.com/simple");
		expect(shown(known.known("https://one.example.com/simple/x/"))).toBe("vu:vp");
		known.addIndex({ url: "https://me@two.example.com/simple", name: "half" });
		expect(shown(known.known("https://two.example.com/simple/x/"))).toBe("me:hp");
	});

	test("comes from netrc by exact host; URL and variables win", () => {
		const known = store({ netrc: "machine example.com login n password np" });
		expect(shown(known.known("https://example.com:8443/x"))).toBe("n:np");
		expect(known.known("https://sub.example.com/")).toBeUndefined();
		expect(known.known("https://example.com.evil.example.org/")).toBeUndefined();
		known.addIndex({ url: "https://u:p@example.com/simple" });
		expect(shown(known.known("https://example.com/simple/"))).toBe("u:p");
	});

	test("is completed by netrc where the URL names the same user", () => {
		const known = store({ netrc: "machine example.com login n password np" });
		known.addIndex({ url: "https://n@example.com/simple" });
		expect(shown(known.known("https://example.com/simple/"))).toBe("n:np");
		known.addIndex({ url: "https://other@example.com/simple" });
		expect(shown(known.known("https://example.com/simple/"))).toBe("other:-");
	});

	test("comes from netrc's entry for all others only for the user's own indexes", () => {
		const known = store({ netrc: "default login d password dp" });
		known.addIndex({ url: "https://example.com/simple" });
		expect(shown(known.known("https://example.com/simple/x/"))).toBe("d:dp");
		expect(known.known("https://files.example.org/x.whl")).toBeUndefined();
	});

	test("is nothing under `never`", async () => {
		const keyring = scripted({ "https://example.com/simple/": "k:kp" });
		const known = store({ netrc: "machine example.com login n password np", keyring });
		known.addIndex({ url: "https://u:p@example.com/simple", authenticate: "never" });
		expect(await known.find("https://example.com/simple/x/")).toBeUndefined();
		expect(await known.findAfterRefusal("https://example.com/simple/x/")).toBeUndefined();
		expect(await known.find("https://example.com/files/x")).toBeUndefined();
		expect(keyring.asked).toEqual([]);
	});
});

describe("the keyring", () => {
	const KEYS = { "https://example.com/simple/": "k:kp" };

	test("is asked for the password of a user name at once, and once", async () => {
		const keyring = scripted(KEYS);
		const known = store({ keyring });
		known.addIndex({ url: "https://k@example.com/simple" });
		const urls = ["https://example.com/simple/a/", "https://example.com/simple/b/"];
		const found = await Promise.all(urls.map((url) => known.find(url)));
		expect(found.map(shown)).toEqual(["k:kp", "k:kp"]);
		expect(keyring.asked).toEqual(["https://example.com/simple/ k"]);
	});

	test("is asked for the host where it does not know the URL", async () => {
		const keyring = scripted({ "example.com": "k:kp" });
		const known = store({ keyring });
		known.addIndex({ url: "https://example.com/simple", authenticate: "always" });
		expect(shown(await known.find("https://example.com/simple/a/"))).toBe("k:kp");
		expect(keyring.asked).toEqual(["https://example.com/simple/ -", "example.com -"]);
	});

	test("is otherwise asked after a refusal, and known from then on", async () => {
		const keyring = scripted(KEYS);
		const known = store({ keyring });
		known.addIndex({ url: "https://example.com/simple" });
		expect(await known.find("https://example.com/simple/a/")).toBeUndefined();
		expect(keyring.asked).toEqual([]);
		expect(shown(await known.findAfterRefusal("https://example.com/simple/a/"))).toBe("k:kp");
		expect(shown(await known.find("https://example.com/simple/b/"))).toBe("k:kp");
		expect(await known.findAfterRefusal("https://example.com/simple/b/")).toBeUndefined();
	});

	test("is not asked about hosts that are no index", async () => {
		const keyring = scripted({});
		const known = store({ keyring });
		expect(await known.findAfterRefusal("https://files.example.org/x")).toBeUndefined();
		expect(keyring.asked).toEqual([]);
	});
});

test("`always` without credentials is an error before anything is sent", async () => {
	await using index = await startIndexServer(worldOf([]));
	const { client, credentials } = openTestClient();
	credentials.addIndex({ url: index.url, authenticate: "always" });
	const error = await rejection(client.get(`${index.url}/a/`));
	expect(error.code).toBe("missing-credentials");
	expect(index.requests).toEqual([]);
});

test("credentials that are known go with the first request", async () => {
	const world = worldOf([["a", []]]);
	const login = { username: "u", password: "s3cret" };
	await using index = await startIndexServer(world, { credentials: login });
	const { client, credentials } = openTestClient();
	const url = credentials.addIndex({ url: index.url.replace("//", "//u:s3cret@") });
	const answer = await client.get(`${url}/a/`);
	expect(answer.kind === "answered" && answer.status).toBe(200);
	expect(index.requests.map(({ status }) => status)).toEqual([200]);
});

test("credentials in the URL of one request serve the next one to that origin", async () => {
	const login = { username: "u", password: "s3cret" };
	await using index = await startIndexServer(worldOf([["a", []]]), { credentials: login });
	const { client } = openTestClient();
	await client.get(`${index.url.replace("//", "//u:s3cret@")}/a/`);
	const answer = await client.get(`${index.url}/a/?again`);
	expect(answer.kind === "answered" && answer.status).toBe(200);
});

test("a refused request is repeated with what the keyring has, and later ones are not refused", async () => {
	const login = { username: "k", password: "s3cret" };
	await using index = await startIndexServer(worldOf([["a", []]]), { credentials: login });
	const keyring = scripted({ [`${index.url}/`]: "k:s3cret" });
	const { client, credentials } = openTestClient({ keyring });
	credentials.addIndex({ url: index.url });
	for (const query of ["", "?2"]) {
		const answer = await client.get(`${index.url}/a/${query}`);
		expect(answer.kind === "answered" && answer.status).toBe(200);
	}
	expect(index.requests.map(({ status }) => status)).toEqual([401, 200, 200]);
});

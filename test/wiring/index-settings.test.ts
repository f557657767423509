import { expect, test } from "bun:test";
import type { IndexEntry } from "../../src/distributions/index-entry.ts";
import type { PackageIndex } from "../../src/distributions/index-url.ts";
import { DEFAULT_INDEX_URL } from "../../src/distributions/index-url.ts";
import { CredentialStore } from "../../src/http/credential-store.ts";
import { configureIndexes, type IndexSelection } from "../../src/wiring/index-settings.ts";

function storeWith(variables: Readonly<Record<string, string>> = {}): CredentialStore {
	return new CredentialStore({ variables, netrc: undefined, keyring: undefined });
}

const SAID: IndexSelection = {
	indexes: [],
	extraIndexUrls: [],
	defaultIndex: undefined,
	findLinks: [],
	hasNoIndex: false,
};

function entry(name: string | undefined, changes: Partial<IndexEntry> = {}): IndexEntry {
	return {
		name,
		url: `https://${name ?? "nameless"}.example/simple`,
		isDefault: false,
		isExplicit: false,
		format: "simple",
		authenticate: "auto",
		ignoredStatuses: [],
		pageCacheControl: undefined,
		excludeNewer: undefined,
		...changes,
	};
}

/** `name=host`, `!` for explicit ones; the public one is `default`. */
function shown({ name, url, isExplicit }: PackageIndex): string {
	const host = url === DEFAULT_INDEX_URL ? "default" : url.replace(/^\w+:\/\/([^/.]+).*/, "$1");
	return `${isExplicit ? "!" : ""}${name === undefined ? "" : `${name}=`}${host}`;
}

const configured = (entries: readonly IndexEntry[]): Pick<IndexSelection, "configured"> => ({
	configured: {
		entries,
		extraIndexUrls: ["https://extra.example/simple"],
		defaultIndex: undefined,
	},
});

test.each<[string, Partial<IndexSelection>, string]>([
	["nothing", {}, "default"],
	[
		"options come before settings, the default one last",
		{ indexes: ["https://a.example/simple"], ...configured([entry("b")]) },
		"a b=b extra default",
	],
	[
		"a default one of the settings stands for the public one",
		configured([entry("b", { isDefault: true }), entry("c")]),
		"c=c extra b=b",
	],
	[
		"the default one of the options hides that of the settings",
		{ defaultIndex: "https://a.example/simple", ...configured([entry("b", { isDefault: true })]) },
		"extra a",
	],
	[
		"a name of the options hides that of the settings",
		{ indexes: ["b=https://a.example/simple"], ...configured([entry("b", { isExplicit: true })]) },
		"b=a extra default",
	],
	[
		"a bare name is that of an entry",
		{ indexes: ["b"], ...configured([entry("a"), entry("b", { isExplicit: true })]) },
		"b=b a=a extra default",
	],
	[
		"explicit and default at once only takes the public one away",
		configured([entry("b", { isDefault: true, isExplicit: true })]),
		"extra !b=b",
	],
	[
		"the same address twice is asked once, and its second name stays for pins",
		{
			indexes: ["https://b.example/simple/"],
			...configured([entry("b"), entry("e", { url: "https://e.example/", isExplicit: true })]),
		},
		"b !b=b !e=e extra default",
	],
	[
		"an explicit one does not hide the same address",
		configured([entry("p", { url: DEFAULT_INDEX_URL, isExplicit: true })]),
		"!p=default extra default",
	],
	[
		"without indexes only what is flat or pinned stays",
		{
			hasNoIndex: true,
			...configured([entry("a"), entry("f", { format: "flat" }), entry("e", { isExplicit: true })]),
		},
		"f=f !e=e",
	],
])("%s", (_what, selection, expected) => {
	const { indexes } = configureIndexes({ ...SAID, ...selection }, storeWith());
	expect(indexes.map(shown).join(" ")).toBe(expected);
});

test("credentials by name go to the store, ours before uv's, and the address has none", async () => {
	const store = storeWith({
		UV_INDEX_MY_HOUSE_USERNAME: "u",
		UV_INDEX_MY_HOUSE_PASSWORD: "theirs",
		PIPPIN_INDEX_MY_HOUSE_PASSWORD: "ours",
	});
	const entries = [entry("my-house", { url: "https://x:y@house.example/simple" })];
	const { indexes } = configureIndexes({ ...SAID, ...configured(entries) }, store);
	expect(indexes[0]?.url).toBe("https://house.example/simple");
	const found = await store.find("https://house.example/simple/foo/");
	expect([found?.username, found?.password?.reveal()]).toEqual(["u", "ours"]);
});

test("`authenticate = never` sends nothing, and `always` asks nothing without", async () => {
	const store = storeWith();
	const entries = [
		entry("a", { url: "https://x:y@a.example/simple", authenticate: "never" }),
		entry("b", { authenticate: "always" }),
	];
	configureIndexes({ ...SAID, ...configured(entries) }, store);
	expect(await store.find("https://a.example/simple/foo/")).toBeUndefined();
	expect(store.find("https://b.example/simple/foo/")).rejects.toThrow("no credentials are known");
});

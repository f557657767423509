import { expect, test } from "bun:test";
import {
	descriptionOf,
	fieldValue,
	keywordsOf,
	parseMetadataFields,
	projectUrlsOf,
} from "../../src/standards/metadata-fields.ts";

test("the fields that `pip show` prints are there", () => {
	const fields = parseMetadataFields(
		"Name: a\nHome-page: https://example.org\nKeywords: x, y\nProject-URL: Docs, https://example.org/d,e\n" +
			"Classifier: One\nClassifier: Two\n\n# Title\n\nText\n",
	);
	expect(fieldValue(fields, "home-page")).toBe("https://example.org");
	expect(keywordsOf(fields)).toEqual(["x", "y"]);
	expect(projectUrlsOf(fields)).toEqual([["Docs", "https://example.org/d,e"]]);
	expect(fields.values.get("classifier")).toEqual(["One", "Two"]);
	expect(descriptionOf(fields)).toBe("# Title\n\nText\n");
	expect(fieldValue(fields, "author")).toBeUndefined();
});

test("a description in the headers loses the indent of its lines", () => {
	const fields = parseMetadataFields("Description: One\n        Two\n       |Three\n");
	expect(descriptionOf(fields)).toBe("One\nTwo\nThree");
});

test("fields named like what every object has are unrecognized and harm nothing", () => {
	const fields = parseMetadataFields("constructor: a\n__proto__: b\ntoString: c\n");
	expect([...fields.unrecognized.keys()]).toEqual(["constructor", "__proto__", "tostring"]);
	expect(fieldValue(fields, "constructor")).toBeUndefined();
});

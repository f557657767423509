import { expect, test } from "bun:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { fileUrlOf, pathOfFileUrl } from "../../src/platform/file-url.ts";

test("fileUrlOf and pathOfFileUrl agree with node:url on any path", () => {
	const component = fc
		.string({ unit: "binary", minLength: 1, maxLength: 12 })
		.filter(
			(text) =>
				!/[/\0]/.test(text) && text !== "." && text !== ".." && !/\p{Surrogate}/u.test(text),
		);
	fc.assert(
		fc.property(fc.array(component, { minLength: 1, maxLength: 4 }), (components) => {
			const path = `/${components.join("/")}`;
			expect(pathOfFileUrl(fileUrlOf(path))).toBe(path);
			expect(fileURLToPath(fileUrlOf(path))).toBe(path);
			// Bun's own loses spaces and control characters at the end: what it gives is read alike.
			const theirs = pathToFileURL(path).href;
			expect(pathOfFileUrl(theirs)).toBe(fileURLToPath(theirs));
		}),
	);
});

test.each([["https://example.com/x"], ["file://other.example/x"], ["file:///a%2Fb"]])(
	"pathOfFileUrl refuses %s",
	(url) => {
		expect(() => pathOfFileUrl(url)).toThrow(TypeError);
	},
);

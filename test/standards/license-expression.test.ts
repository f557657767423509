import { expect, test } from "bun:test";
import {
	InvalidLicenseExpression,
	parseLicenseExpression,
} from "../../src/standards/license-expression.ts";

test("the fault is marked in the text", () => {
	try {
		parseLicenseExpression("MIT OR Mine");
		expect.unreachable();
	} catch (error) {
		expect((error as InvalidLicenseExpression).excerpt).toBe("MIT OR Mine\n       ^^^^");
	}
});

test("an expression nested too deeply is refused", () => {
	const nested = (depth: number) => `${"(".repeat(depth)}MIT${")".repeat(depth)}`;
	expect(parseLicenseExpression(nested(64))).toBe(nested(64));
	expect(() => parseLicenseExpression(nested(65))).toThrow("nested too deeply");
	expect(() => parseLicenseExpression(nested(50_000))).toThrow(InvalidLicenseExpression);
});

test("names that every object has are no licences", () => {
	expect(() => parseLicenseExpression("constructor")).toThrow(InvalidLicenseExpression);
});

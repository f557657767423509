import { expect, test } from "bun:test";
import type { PackageIndex } from "../../src/distributions/index-url.ts";
import { wasInTime } from "../../src/resolver/upload-cutoffs.ts";

const index = { format: "simple" } as PackageIndex;
const flat = { format: "flat" } as PackageIndex;
const free = { ...index, excludeNewer: "never" } as PackageIndex;

test.each([
	["before the moment", { index, uploadTime: 9 }, true],
	["at the moment", { index, uploadTime: 10 }, false],
	["at no known moment", { index, uploadTime: undefined }, false],
	["among links, which have no dates", { index: flat, uploadTime: undefined }, true],
	["late, on an index without limit", { index: free, uploadTime: 11 }, true],
])("a file counts or not: %s", (_, file, isIn) => {
	const cutoffs = { excludeNewer: 10, excludeNewerPackages: new Map([["free", undefined]]) };
	expect(wasInTime(file, "bound", cutoffs)).toBe(isIn);
	expect(wasInTime(file, "free", cutoffs)).toBe(true);
});

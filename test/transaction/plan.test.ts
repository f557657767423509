/** The plan of a change as a file. */
import { expect, test } from "bun:test";
import { parsePlan, printPlan, type TransactionPlan } from "../../src/transaction/plan.ts";

const PLAN: TransactionPlan = {
	outgoing: [{ name: "a", version: "1", digest: "sha256:00", infoPath: "/env/site/a-1.dist-info" }],
	incoming: [{ name: "a", version: "2", digest: "", infoPath: "/elsewhere/a-2.dist-info" }],
	removals: [{ from: "/env/site/a", to: "0" }],
	placements: [
		{ from: "purelib", to: "/env/site" },
		{ from: "data", to: "/env" },
	],
};

test("it reads back as it was written", () => {
	expect(parsePlan(printPlan(PLAN, "/env"), "/env")).toEqual({ kind: "plan", plan: PLAN });
});

test("in an environment that was renamed it means the new place", () => {
	const reading = parsePlan(printPlan(PLAN, "/env"), "/moved");
	expect(reading).toMatchObject({
		plan: {
			removals: [{ from: "/moved/site/a" }],
			placements: [{ to: "/moved/site" }, { to: "/moved" }],
			incoming: [{ infoPath: "/elsewhere/a-2.dist-info" }],
		},
	});
});

test("a newer format is told from a broken file", () => {
	expect(parsePlan('{"formatVersion":2}', "/env")).toEqual({ kind: "newer", formatVersion: 2 });
});

const whole = JSON.parse(printPlan(PLAN, "/env")) as Record<string, unknown>;

test.each([
	["nothing", ""],
	["a cut text", printPlan(PLAN, "/env").slice(0, 100)],
	["zeros", "\0".repeat(64)],
	["no object", "[]"],
	["no lists", "{}"],
	["a distribution without version", JSON.stringify({ ...whole, incoming: [{ name: "a" }] })],
	["a distribution that is text", JSON.stringify({ ...whole, outgoing: ["a"] })],
	["a removal out of the trash", JSON.stringify({ ...whole, removals: [["x", "../../x"]] })],
	["a removal of one word", JSON.stringify({ ...whole, removals: [["x"]] })],
	["a placement out of the stage", JSON.stringify({ ...whole, placements: [["../x", "x"]] })],
])("%s is unreadable", (_name, text) => {
	expect(parsePlan(text, "/env")).toEqual({ kind: "unreadable" });
});

import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	InvalidRequirementArgument,
	parseRequirementArgument,
} from "../../src/requirements-file/requirement-argument.ts";
import { printRequirement } from "../../src/standards/requirement.ts";

const context = { cwd: "/work", variables: () => undefined };

test("a name, a path and an editable folder are told apart", () => {
	const named = parseRequirementArgument(" Flask[async]>=2 ", context);
	expect(named.kind === "named" && printRequirement(named.requirement)).toBe("flask[async]>=2");
	expect(named.given).toBe("Flask[async]>=2");
	expect(named.origin).toBeUndefined();
	const folder = parseRequirementArgument("flask", { ...context, isEditable: true });
	expect(folder.reference?.kind === "local" && folder.reference.path).toBe("/work/flask");
});

test("the fault is marked in the argument", () => {
	try {
		parseRequirementArgument("flask>=x", context);
		expect.unreachable();
	} catch (error) {
		expect(error).toBeInstanceOf(InvalidRequirementArgument);
		expect((error as InvalidRequirementArgument).excerpt).toBe("flask>=x\n     ^^^");
	}
});

test("the name of a requirements file that exists is refused with a hint", () => {
	const cwd = mkdtempSync(join(tmpdir(), "argument-"));
	try {
		const argument = () => parseRequirementArgument("requirements.txt", { ...context, cwd });
		expect(argument().kind).toBe("named");
		writeFileSync(join(cwd, "requirements.txt"), "");
		expect(argument).toThrow("it is a file");
	} finally {
		rmSync(cwd, { recursive: true });
	}
});

import { expect, test } from "bun:test";
import {
	ENVIRONMENT_VARIABLES,
	fromMarkerVariables,
	toMarkerVariables,
} from "../../src/standards/marker-environment.ts";

const names = [...ENVIRONMENT_VARIABLES.keys()];
const variables = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));

test("each variable of the specification comes back under its own name", () => {
	expect(names).toHaveLength(11);
	expect(toMarkerVariables(fromMarkerVariables(variables))).toEqual(variables as never);
});

test("each variable is found in the environment under the name the table gives", () => {
	const environment = fromMarkerVariables(variables);
	for (const [name, key] of ENVIRONMENT_VARIABLES) {
		expect(environment[key]).toBe(`value of ${name}`);
	}
});

test("what is missing is empty, and what is not of the specification is left out", () => {
	const environment = fromMarkerVariables({ os_name: "nt", extra: "x" });
	expect([environment.osName, environment.sysPlatform]).toEqual(["nt", ""]);
	expect(Object.keys(environment)).toHaveLength(11);
});

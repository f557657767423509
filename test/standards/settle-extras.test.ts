import { expect, test } from "bun:test";
import fc from "fast-check";
import { Marker } from "../../src/standards/marker.ts";
import { settleExtras } from "../../src/standards/settle-extras.ts";
import { environment, extras, markerText } from "./arbitraries.ts";

test.each([
	['extra == "x"', ["x"], ""],
	['extra == "x"', [], 'python_version < "0"'],
	['extra == "x" and os_name == "nt"', ["x"], 'os_name == "nt"'],
	['extra == "x" and os_name == "nt"', ["y"], 'python_version < "0"'],
	['extra != "x" and os_name == "nt"', [], 'os_name == "nt"'],
	['(extra == "x" or os_name == "nt") and python_version < "3.9"', ["x"], 'python_version < "3.9"'],
	['(extra == "x" or os_name == "nt") and extra == "y"', ["y"], 'os_name == "nt"'],
	['os_name == "nt"', ["x"], 'os_name == "nt"'],
])("%s with %p is %p", (text, active, expected) => {
	expect(`${settleExtras(Marker.parse(text), active)}`).toBe(expected);
});

test("no marker holds everywhere", () => {
	expect(settleExtras(undefined, []).isAlways).toBe(true);
});

test("the rest holds where the marker does with these extras", () => {
	fc.assert(
		fc.property(markerText, environment, extras, (text, where, active) => {
			const marker = Marker.parse(text);
			const rest = settleExtras(marker, active).toMarker();
			return (rest?.evaluate(where) ?? true) === marker.evaluate(where, active);
		}),
	);
});

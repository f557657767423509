/** `--emit-marker-expression`: for which environments the pins are known to be right. Pure. */
import type { InputRequirement } from "../resolver/manifest.ts";
import type { Resolution } from "../resolver/resolution.ts";
import {
	ENVIRONMENT_VARIABLES,
	type EnvironmentVariable,
	type MarkerEnvironment,
} from "../standards/marker-environment.ts";

/** What says less than another variable that is always there. */
const WIDER: ReadonlyMap<string, EnvironmentVariable> = new Map<string, EnvironmentVariable>([
	["python_version", "python_full_version"],
	["platform_system", "sys_platform"],
]);

/** These stand first. */
const VERSIONS: readonly EnvironmentVariable[] = ["implementation_version", "python_full_version"];

/**
 * A marker that fixes, at its value in this environment, everything that a requirement of the answer or an input asks
 * for; `undefined` where nothing is asked for.
 */
export function validityMarker(
	{ nodes }: Resolution,
	inputs: readonly InputRequirement[],
	environment: MarkerEnvironment,
): string | undefined {
	const names = new Set<string>();
	for (const { marker } of [
		...nodes.flatMap(({ metadata }) => metadata?.requiresDist ?? []),
		...inputs.map(({ requirement }) => requirement),
	]) {
		for (const name of marker?.variables() ?? []) names.add(WIDER.get(name) ?? name);
	}
	const asked = [...ENVIRONMENT_VARIABLES.keys()].filter((name) => names.has(name)).sort();
	const terms = [
		...VERSIONS.filter((name) => asked.includes(name)),
		...asked.filter((name) => !VERSIONS.includes(name)),
	].map((name) => `${name} == ${quote(valueIn(name, environment))}`);
	return terms.length === 0 ? undefined : terms.join(" and ");
}

function valueIn(name: EnvironmentVariable, environment: MarkerEnvironment): string {
	const key = ENVIRONMENT_VARIABLES.get(name);
	return key === undefined ? "" : environment[key];
}

function quote(value: string): string {
	return value.includes("'") ? `"${value}"` : `'${value}'`;
}

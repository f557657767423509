/** From inputs and an environment to a resolution, told as users read it. */
import type { KeptDistribution } from "../distributions/distribution.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type {
	Manifest,
	ProjectSelection,
	ResolutionPolicy,
	Target,
	UniversalTarget,
} from "../resolver/manifest.ts";
import type { Diagnostic, SolvedResolution } from "../resolver/resolution.ts";
import { normalizeName } from "../standards/name.ts";
import { supportedTags } from "../standards/platform-tags.ts";
import type { TargetPlatform } from "../standards/target-platforms.ts";
import { Version } from "../standards/version.ts";
import { needsBuild } from "./direct-wheel.ts";
import type { Inputs } from "./inputs.ts";
import { selectProjects } from "./select-projects.ts";
import type { Supply, Tools } from "./tools.ts";

/** What a resolution starts from, beside the inputs. */
export interface Circumstances {
	readonly target: Target | UniversalTarget;
	readonly policy: ResolutionPolicy;
	readonly installed: readonly InstalledDistribution[];
	readonly preferences: Manifest["preferences"];
}

/** The target that an interpreter is. */
export function targetOf(interpreter: Interpreter): Target {
	return {
		markers: interpreter.markers,
		tags: supportedTags(interpreter.tagTarget),
		pythonVersion: interpreter.version,
		withPython: (version) => targetFor(interpreter, { pythonVersion: `${version}` }),
	};
}

/** What the user says of the target; where nothing is said the interpreter is it. */
export interface ChosenTarget {
	/** A missing patch number is 0. */
	readonly pythonVersion?: string | undefined;
	readonly platform?: TargetPlatform | undefined;
}

/** The target that an interpreter would be, were it of that version and on that platform. @throws InvalidVersion */
export function targetFor(interpreter: Interpreter, chosen: ChosenTarget): Target {
	const { markers, tagTarget } = interpreter;
	const { platform } = chosen;
	const python = chosen.pythonVersion === undefined ? undefined : readPython(chosen.pythonVersion);
	return {
		pythonVersion: python?.full ?? interpreter.version,
		isPythonNamed: python !== undefined,
		withPython: (version) => targetFor(interpreter, { ...chosen, pythonVersion: `${version}` }),
		tags: supportedTags({
			...tagTarget,
			pythonVersion: python?.short ?? tagTarget.pythonVersion,
			platform: platform?.platform ?? tagTarget.platform,
		}),
		markers: { ...markers, ...python?.markers, ...platform?.markers },
	};
}

function readPython(text: string) {
	const [major = 3, minor = 0, patch = 0] = Version.parse(text).release;
	const full = `${major}.${minor}.${patch}`;
	return {
		short: [major, minor] as const,
		full: Version.parse(full),
		markers: {
			pythonVersion: `${major}.${minor}`,
			pythonFullVersion: full,
			implementationVersion: full,
		},
	};
}

/** `--no-binary` and `--only-binary` in files count beside those of the command line. */
export function withFileOptions(policy: ResolutionPolicy, inputs: Inputs): ResolutionPolicy {
	const join = (one: ProjectSelection, values: readonly string[]): ProjectSelection => {
		const other = selectProjects(values, normalizeName);
		return { all: one.all || other.all, names: new Set([...one.names, ...other.names]) };
	};
	return {
		...policy,
		noBinary: join(policy.noBinary, inputs.noBinary),
		onlyBinary: join(policy.onlyBinary, inputs.onlyBinary),
	};
}

/** Everything that decides the answer. */
export function manifestOf(inputs: Inputs, circumstances: Circumstances): Manifest {
	return {
		requirements: inputs.requirements,
		constraints: inputs.constraints,
		overrides: inputs.overrides,
		excludes: inputs.excludes,
		packageRules: inputs.packageRules,
		preferences: circumstances.preferences,
		installed: keptByName(circumstances.installed),
		target: circumstances.target,
		policy: withFileOptions(circumstances.policy, inputs),
	};
}

/** Resolves, and reports `Resolved N packages`. @throws NoSolution with every reason and what would help; NotYet */
export async function resolveInputs(
	inputs: Inputs,
	circumstances: Circumstances,
	{ supply, tools }: { readonly supply: Supply; readonly tools: Tools },
): Promise<SolvedResolution> {
	const started = tools.now();
	// What is remembered, or locked, is found without a solver.
	const { resolveCurrent } = await import("./resolve-current.ts");
	const outcome = await resolveCurrent(manifestOf(inputs, circumstances), supply);
	switch (outcome.kind) {
		case "unsatisfiable": {
			const { failureOf } = await import("./no-solution.ts");
			throw await failureOf(outcome.explanation, supply.source);
		}
		case "needs-build": {
			const { name, version } = outcome.distribution;
			const why = "what this source distribution depends on is known only after";
			throw needsBuild(`${name}==${version}`, why);
		}
		case "resolved": {
			const count = outcome.resolution.nodes.length;
			const elapsed = tools.now() - started;
			tools.reporter.report({ kind: "stage", stage: "resolved", count, elapsed });
			supply.endResolving();
			return outcome.resolution;
		}
	}
}

/** What may be kept: a project that is installed exactly once. */
function keptByName(
	installed: readonly InstalledDistribution[],
): ReadonlyMap<string, KeptDistribution> {
	const kept = new Map<string, KeptDistribution>();
	const repeated = new Set<string>();
	for (const { name, version, path, directUrl } of installed) {
		if (kept.has(name)) repeated.add(name);
		kept.set(name, { kind: "installed", name, version, path, directUrl: directUrl?.url });
	}
	for (const name of repeated) kept.delete(name);
	return kept;
}

/** The warnings that go with an answer. */
export function reportDiagnostics(diagnostics: readonly Diagnostic[], { reporter }: Tools): void {
	for (const diagnostic of diagnostics) {
		reporter.report({ kind: "warning", message: describeDiagnostic(diagnostic) });
	}
}

export function describeDiagnostic(diagnostic: Diagnostic): string {
	switch (diagnostic.kind) {
		case "yanked": {
			const { name, version, reason } = diagnostic;
			const why = reason === "" ? "" : ` (reason: "${reason}")`;
			return `\`${name}==${version}\` is yanked${why}`;
		}
		case "missing-extra": {
			const { name, version, extra } = diagnostic;
			return `The package \`${name}==${version}\` does not have an extra named \`${extra}\``;
		}
		case "unbounded":
			if (diagnostic.asker === undefined)
				return `\`${diagnostic.name}\` is required without a lower bound, so that the lowest resolution takes its oldest version`;
			return `\`${diagnostic.asker}\` requires \`${diagnostic.name}\` without a lower bound, so that \`--resolution lowest\` takes its oldest version`;
	}
}

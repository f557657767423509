/** `--python-version` and `--python-platform`, as the target that they say. */
import { UserError } from "../errors/user-error.ts";
import { type OldestSystems, targetPlatform } from "../standards/target-platforms.ts";
import { Version } from "../standards/version.ts";
import type { ChosenTarget } from "./resolve-inputs.ts";

/** A version of Python that nothing can be resolved for. */
export class UnusablePythonVersion extends UserError {
	readonly code = "unusable-python-version";
}

/** The choice; of the variables three say how old a macOS, an iOS or an Android may be. @throws InvalidVersion, UnusablePythonVersion */
export function chosenTarget(
	names: {
		readonly pythonVersion?: string | undefined;
		readonly pythonPlatform?: string | undefined;
	},
	variables: Readonly<Record<string, string>>,
): ChosenTarget {
	const { pythonVersion, pythonPlatform } = names;
	if (pythonVersion !== undefined && Version.parse(pythonVersion).isDevrelease) {
		throw new UnusablePythonVersion(
			`Cannot resolve for Python \`${pythonVersion}\`: it is a version in development`,
		);
	}
	if (pythonPlatform === undefined) return { pythonVersion };
	const platform = targetPlatform(pythonPlatform, oldestSystems(variables));
	if (platform === undefined) throw new Error(`no platform is called ${pythonPlatform}`);
	return { pythonVersion, platform };
}

/** What cannot be read counts as unset: the variables are those of compilers, and may hold more than we know. */
function oldestSystems(variables: Readonly<Record<string, string>>): OldestSystems {
	const level = variables["ANDROID_API_LEVEL"] ?? "";
	return {
		macos: twoNumbers(variables["MACOSX_DEPLOYMENT_TARGET"]),
		ios: twoNumbers(variables["IPHONEOS_DEPLOYMENT_TARGET"]),
		androidApiLevel: /^\d{1,4}$/.test(level) ? Number(level) : undefined,
	};
}

function twoNumbers(text: string | undefined): readonly [number, number] | undefined {
	const match = /^(\d{1,4})(?:\.(\d{1,4}))?(?:\.|$)/.exec(text ?? "");
	return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0)];
}

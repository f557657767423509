/** What to install from a lock on one machine, by the packaging specification "pylock.toml", section "Installation". */
import { UserError } from "../errors/user-error.ts";
import type { LockedPackage, LockedSdist, LockedSource, LockedWheel } from "./locked-package.ts";
import type { MarkerEnvironment } from "./marker-environment.ts";
import type { Pylock } from "./pylock.ts";
import type { SpecifierSet } from "./specifier.ts";
import type { TagSet } from "./tag.ts";
import { Version } from "./version.ts";

/** A lock from which this machine, or this request, cannot be served. */
export class PylockSelectionFailed extends UserError {
	readonly code = "pylock-selection-failed";
}

/** For whom to choose. */
export interface PylockTarget {
	readonly environment: MarkerEnvironment;
	readonly tags: TagSet;
	/** Normalized; none where absent. */
	readonly extras?: readonly string[];
	/** Normalized; the lock's default groups where absent. */
	readonly dependencyGroups?: readonly string[];
	/** Whether the package may be installed from such files; from all where absent. */
	mayUse?(name: string, kind: "wheel" | "sdist"): boolean;
}

/** The one thing to install a package from. */
export type LockedChoice =
	| Exclude<LockedSource, { readonly kind: "registry" }>
	| { readonly kind: "wheel"; readonly wheel: LockedWheel }
	| { readonly kind: "sdist"; readonly sdist: LockedSdist };

export interface SelectedPackage {
	readonly package: LockedPackage;
	readonly choice: LockedChoice;
}

/**
 * The packages that the target needs, in the order of the lock.
 *
 * @throws PylockSelectionFailed where the lock is for other machines, has no such extra or group, names a package twice
 * for this machine, or has nothing of a package that this machine could take
 */
export function selectFromPylock(lock: Pylock, target: PylockTarget): readonly SelectedPackage[] {
	requireEnvironment(lock, target);
	const extras = target.extras ?? [];
	requireNames("extra", extras, lock.extras ?? []);
	const groups = target.dependencyGroups ?? lock.defaultGroups ?? [];
	requireNames("dependency group", target.dependencyGroups ?? [], lock.dependencyGroups ?? []);
	const selected = new Map<string, SelectedPackage>();
	for (const locked of lock.packages) {
		if (locked.marker?.evaluate(target.environment, extras, groups) === false) continue;
		requirePython(locked.requiresPython, target, `\`${locked.name}\``);
		if (selected.has(locked.name)) {
			throw new PylockSelectionFailed(
				`Could not install from the lock: two entries of \`${locked.name}\` are meant for this environment`,
			);
		}
		selected.set(locked.name, { package: locked, choice: choose(locked, target) });
	}
	return [...selected.values()];
}

function requireEnvironment(lock: Pylock, target: PylockTarget): void {
	requirePython(lock.requiresPython, target, "the lock");
	const { environments } = lock;
	if (environments === undefined || environments.length === 0) return;
	if (environments.some((marker) => marker.evaluate(target.environment))) return;
	const wanted = environments.map((marker) => `\`${marker}\``).join(", ");
	throw new PylockSelectionFailed(
		`Could not install from the lock: it is for other environments than this one: ${wanted}`,
	);
}

function requirePython(
	specifiers: SpecifierSet | undefined,
	{ environment }: PylockTarget,
	whose: string,
): void {
	if (specifiers === undefined) return;
	const python = Version.parse(environment.pythonFullVersion);
	// A beta of 3.13 counts as 3.13, as everywhere.
	if (specifiers.contains(python.baseVersion, "allow")) return;
	throw new PylockSelectionFailed(
		`Could not install from the lock: ${whose} needs Python ${specifiers} and this is ${python}`,
	);
}

function requireNames(kind: string, wanted: readonly string[], known: readonly string[]): void {
	const unknown = wanted.find((name) => !known.includes(name));
	if (unknown === undefined) return;
	throw new PylockSelectionFailed(
		`Could not install from the lock: it has no ${kind} \`${unknown}\``,
	);
}

function choose({ name, source }: LockedPackage, target: PylockTarget): LockedChoice {
	if (source.kind !== "registry") return source;
	const { tags } = target;
	const mayUse = (kind: "wheel" | "sdist"): boolean => target.mayUse?.(name, kind) !== false;
	let best: LockedWheel | undefined;
	let bestRank = Number.POSITIVE_INFINITY;
	for (const wheel of mayUse("wheel") ? source.wheels : []) {
		const rank = tags.bestRank(wheel.filename.tags);
		if (rank === undefined || rank >= bestRank) continue;
		best = wheel;
		bestRank = rank;
	}
	if (best !== undefined) return { kind: "wheel", wheel: best };
	if (source.sdist !== undefined && mayUse("sdist")) return { kind: "sdist", sdist: source.sdist };
	const wheels = mayUse("wheel")
		? `no wheel of \`${name}\` fits this environment`
		: `wheels of \`${name}\` may not be used`;
	const sdists =
		source.sdist === undefined
			? "there is no source distribution"
			: "its source distribution may not be used";
	throw new PylockSelectionFailed(`Could not install from the lock: ${wheels} and ${sdists}`);
}

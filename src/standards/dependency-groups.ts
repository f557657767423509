/**
 * `[dependency-groups]` of pyproject.toml, by the packaging specification "Dependency groups" (PEP 735): lists of
 * requirements that include one another.
 */
import { UserError } from "../errors/user-error.ts";
import { normalizeName } from "./name.ts";
import { parseRequirement, type Requirement } from "./requirement.ts";
import { isTable } from "./table-reader.ts";

/** A table that is no `[dependency-groups]`, or a group that cannot be put together. */
export class InvalidDependencyGroups extends UserError {
	readonly code = "invalid-dependency-groups";
}

/** The table as given: an unread value for each group, by normalized name. */
export type DependencyGroups = ReadonlyMap<
	string,
	{ readonly givenName: string; readonly items: unknown }
>;

/** Includes that double at each step make work without end; no project has so many items, repetitions counted. */
const MOST_ITEMS = 100_000;

/**
 * Reads the names of the groups; what is inside a group is looked at when it is asked for.
 *
 * @throws InvalidDependencyGroups where it is no table, or two names are one after normalization
 */
export function readDependencyGroups(value: unknown): DependencyGroups {
	if (!isTable(value))
		throw new InvalidDependencyGroups("Could not read dependency groups: they are not a table");
	const groups = new Map<string, { givenName: string; items: unknown }>();
	for (const [givenName, items] of Object.entries(value)) {
		const name = normalizeName(givenName);
		const other = groups.get(name)?.givenName;
		if (other !== undefined) {
			throw new InvalidDependencyGroups(
				`Could not read dependency groups: \`${other}\` and \`${givenName}\` are the same name`,
			);
		}
		groups.set(name, { givenName, items });
	}
	return groups;
}

/**
 * The requirements of a group, includes replaced by what they include, in order and with repetitions.
 *
 * @throws InvalidDependencyGroups for an unknown group, a cycle, an item of another kind
 * @throws InvalidRequirement
 */
export function resolveDependencyGroup(
	groups: DependencyGroups,
	name: string,
): readonly Requirement[] {
	const requirements: Requirement[] = [];
	/** The groups being read, outermost first, with the items that are left of each. */
	const open: { name: string; rest: unknown[] }[] = [];
	const enter = (givenName: string): void => {
		const path = [...open.map((group) => group.name), normalizeName(givenName)];
		open.push({
			name: normalizeName(givenName),
			rest: [...itemsOf(groups, givenName, path)].reverse(),
		});
	};
	enter(name);
	let steps = 0;
	for (let group = open.at(-1); group !== undefined; group = open.at(-1)) {
		if (++steps > MOST_ITEMS) throw fault(name, "it includes too much");
		const item = group.rest.pop();
		if (item === undefined) open.pop();
		else if (typeof item === "string") requirements.push(parseRequirement(item));
		else enter(includedName(item, group.name));
	}
	return requirements;
}

/** `path` leads to the group, itself last. */
function itemsOf(
	groups: DependencyGroups,
	givenName: string,
	path: readonly string[],
): readonly unknown[] {
	const name = normalizeName(givenName);
	const [root = name] = path;
	if (path.indexOf(name) !== path.length - 1) {
		throw fault(root, `it includes itself: ${path.join(" → ")}`);
	}
	const group = groups.get(name);
	if (group === undefined) {
		throw fault(
			root,
			path.length === 1
				? "there is no such group"
				: `there is no group \`${givenName}\` to include`,
		);
	}
	if (!Array.isArray(group.items)) throw fault(root, `\`${group.givenName}\` is not a list`);
	return group.items;
}

/** The name in `{include-group = "name"}`, which has no other key. */
function includedName(item: unknown, group: string): string {
	const keys = isTable(item) ? Object.entries(item) : [];
	const [entry, another] = keys;
	if (
		entry === undefined ||
		another !== undefined ||
		entry[0] !== "include-group" ||
		typeof entry[1] !== "string"
	) {
		throw fault(group, "an item is neither a requirement nor `{include-group = …}`");
	}
	return entry[1];
}

function fault(group: string, reason: string): InvalidDependencyGroups {
	return new InvalidDependencyGroups(`Could not read the dependency group \`${group}\`: ${reason}`);
}

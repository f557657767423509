/** What a project in a folder says of itself where only its backend knows. */
import { NO_PROJECT } from "../resolver/manifest.ts";
import { parseResolutionMetadata } from "../standards/core-metadata.ts";
import type { ProjectTable } from "../standards/pyproject.ts";
import type { FolderPlace } from "./project-reader.ts";
import { type BuildNeeds, NO_FURTHER, type Tools } from "./tools.ts";

/** As if its pyproject.toml had said it. @throws BuildFailed */
export async function describeFolder(
	place: FolderPlace,
	builds: BuildNeeds,
	tools: Tools,
): Promise<ProjectTable> {
	const { sdists } = await tools.openSupply({
		further: NO_FURTHER,
		digests: new Map(),
		refresh: NO_PROJECT,
		bringsWheels: false,
		environment: undefined,
		builds,
	});
	const text = await sdists.describeFolder(place);
	const { metadata } = parseResolutionMetadata(text);
	const { name, version, requiresPython, requiresDist, providesExtra } = metadata;
	return {
		...{ name, givenName: name, version, requiresPython, dynamic: [] },
		// What is for an extra alone says so in its marker.
		dependencies: requiresDist,
		optionalDependencies: new Map(providesExtra.map((extra) => [extra, []])),
	};
}

/** What resolving needs out of METADATA. */
import type { Distribution } from "../distributions/distribution.ts";
import { ParseError } from "../errors/parse-error.ts";
import type { MetadataAnswer } from "../resolver/package-source.ts";
import { parseResolutionMetadata } from "../standards/core-metadata.ts";

/** What resolving needs; `invalid` where the text is not this distribution's, or cannot be read. */
export function answerFromText(
	text: string,
	distribution: Pick<Distribution, "name" | "version">,
): MetadataAnswer {
	try {
		const { metadata } = parseResolutionMetadata(text);
		if (metadata.name !== distribution.name || !metadata.version.equals(distribution.version)) {
			const is = `\`${metadata.name}==${metadata.version}\``;
			const wanted = `\`${distribution.name}==${distribution.version}\``;
			return { kind: "invalid", reason: `its METADATA is of ${is} where ${wanted} was wanted` };
		}
		const { name, version, requiresDist, requiresPython, providesExtra } = metadata;
		return {
			kind: "known",
			metadata: { name, version, requiresDist, requiresPython, providesExtra },
		};
	} catch (error) {
		if (error instanceof ParseError) return { kind: "invalid", reason: error.message };
		throw error;
	}
}

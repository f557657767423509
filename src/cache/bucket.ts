/** The parts of the cache; docs/cache-layout.md tells what is in each. */

export type BucketName =
	| "wheels"
	| "wheel-links"
	| "pages"
	| "metadata"
	| "interpreters"
	| "answers";

export const BUCKETS: readonly BucketName[] = [
	"wheels",
	"wheel-links",
	"pages",
	"metadata",
	"interpreters",
	"answers",
];

/** Buckets whose first folders are normalized project names. */
export const PROJECT_BUCKETS: readonly BucketName[] = ["wheels", "wheel-links", "metadata"];

/** Our own folder below the cache root: this layout, and the names that other versions of ours have. */
export const LAYOUT_FOLDER = "pippin-v1";
export const ANY_LAYOUT_REGEXP: RegExp = /^pippin-v[0-9]+$/;
/** Drafts: what is being made, and what is being thrown away. */
export const DRAFTS_FOLDER = "temporary";

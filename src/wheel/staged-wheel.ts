/** A wheel of the store that is about to be installed. */
import type { InstallImage } from "./install-image.ts";

export interface StagedWheel {
	readonly image: InstallImage;
	/** The store entry, with `tree/`, `made/` and `image`. */
	readonly directory: string;
	/** Whether the user asked for it by name: it gets a REQUESTED file. */
	readonly isRequested: boolean;
	/** The text of direct_url.json, where it came from no index. */
	readonly directUrl?: string;
}

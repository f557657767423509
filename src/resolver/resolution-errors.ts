/** Inputs and metadata that end a resolution before or while it is solved. */
import { displayText } from "../errors/display-text.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError, type UserErrorOptions } from "../errors/user-error.ts";
import { describeOrigin, type InputRequirement, type Origin } from "./manifest.ts";

/** Two inputs name different URLs for one project. */
export class ConflictingUrls extends UserError {
	readonly code = "conflicting-urls";
	override readonly exitStatus = 1;

	constructor(name: string, inputs: readonly InputRequirement[]) {
		const lines = inputs.map(
			({ distribution, origin }) =>
				`\n- ${displayUrl(distribution?.given ?? "")} (${describeOrigin(origin)})`,
		);
		super(`Could not resolve: the inputs name different URLs for \`${name}\`:${lines.join("")}`);
	}
}

/** A package from a registry brings a requirement by URL. */
export class UrlFromRegistry extends UserError {
	readonly code = "url-from-registry";
	override readonly exitStatus = 1;

	constructor(asker: string, name: string, url: string) {
		const shown = displayUrl(url);
		super(
			`Could not resolve: \`${asker}\` depends on \`${name}\` by URL (${shown}), which only an input may do`,
			{
				hints: [`If you trust it, add \`${name} @ ${shown}\` to your requirements or constraints`],
			},
		);
	}
}

/** An input by URL or path that nobody has looked up: it does not lead to a wheel. */
export class UnsupportedInput extends UserError {
	readonly code = "unsupported-input";

	constructor(shown: string, origin: Origin) {
		super(
			`Could not resolve \`${displayText(shown)}\` (${describeOrigin(origin)}): only wheels can be named by URL or path yet`,
		);
	}
}

/** A URL that does not lead to a wheel, required by a package that came by URL itself. */
export class UnsupportedUrl extends UserError {
	readonly code = "unsupported-url";

	constructor({ asker, shown }: { asker: string; shown: string }, options: UserErrorOptions) {
		super(
			`Could not resolve: \`${asker}\` depends on \`${shown}\`, and only wheels are supported there yet`,
			options,
		);
	}
}

/** `--require-hashes`, and something has no pin or no hash. */
export class UnpinnedRequirement extends UserError {
	readonly code = "unpinned-requirement";
	/** What the user wrote breaks the rules of the mode; what a package requires cannot be met. */
	override readonly exitStatus: 1 | 2;

	constructor(shown: string, missing: "pin" | "hash" | "input", asker: string | undefined) {
		const reasons = {
			pin: "it is not pinned with `==`",
			hash: "it has no hash",
			input: `${asker === undefined ? "it" : `\`${asker}\` depends on it, and it`} is not among the inputs`,
		};
		super(`Could not resolve \`${shown}\` under \`--require-hashes\`: ${reasons[missing]}`, {
			hints: ["Every package needs an input of the form `name==version --hash=sha256:…`"],
		});
		this.exitStatus = missing === "input" ? 1 : 2;
	}
}

/** `required-version`: which release a settings file is written for. */

import { ParseError } from "../errors/parse-error.ts";
import { PRODUCT_NAME, PRODUCT_VERSION } from "../runtime/product.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";
import { InvalidSettings, OtherVersionRequired } from "./invalid-settings.ts";

/** The release of uv whose commands and settings these are: what files made for uv are compared with. */
const UV_INTERFACE = "0.13.9";

/** `product`: whose file it is. Looked at before anything else in the file. @throws OtherVersionRequired, InvalidSettings */
export function checkRequiredVersion(value: unknown, product: "pippin" | "uv"): void {
	if (typeof value !== "string") return;
	const isOurs = product === "pippin";
	const version = Version.parse(isOurs ? PRODUCT_VERSION : UV_INTERFACE);
	if (readSpecifiers(value).contains(version)) return;
	const who = isOurs
		? `this is ${PRODUCT_NAME} ${version}`
		: `${PRODUCT_NAME} stands for uv ${version}`;
	throw new OtherVersionRequired(`Cannot go on: settings require version \`${value}\`, and ${who}`);
}

/** A version alone means that version. */
function readSpecifiers(text: string): SpecifierSet {
	try {
		return SpecifierSet.parse(/^\s*\d/.test(text) ? `==${text}` : text);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw new InvalidSettings(`\`required-version\` is no set of versions: ${error.message}`, {
			cause: error,
		});
	}
}

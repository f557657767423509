/** What the program is called and which release this is. Imported by the `--version` fast path, so it imports next to nothing. */
import { PRODUCT_NAME, PRODUCT_VERSION } from "../runtime/product.ts";

/** The name in usage lines, messages and completion scripts. */
export const PROGRAM_NAME: string = PRODUCT_NAME;

/** The release, equal to `version` of package.json. */
export const PROGRAM_VERSION: string = PRODUCT_VERSION;

/** What this program calls itself. A test keeps the version equal to package.json's. */

export const PRODUCT_NAME = "pippin";
export const PRODUCT_VERSION = "0.1.0";

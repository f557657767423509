/** Where a redirect may lead. */
import { displayUrl } from "../errors/display-url.ts";
import { ForbiddenRedirect } from "./http-failure.ts";

export const MOST_REDIRECTS = 10;

/** Whether the status asks to look elsewhere. */
export function isRedirect(status: number): boolean {
	return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

export interface Redirect {
	readonly from: string;
	/** The Location field. */
	readonly location: string;
	/** Credentials went out with this request or one that led to it. */
	readonly hasSentCredentials: boolean;
	/** The caller can tell a forged body from the right one. */
	readonly isVerifiable: boolean;
}

/**
 * The URL to ask next, without user information and fragment. Credentials in Location are not used: they are looked
 * up anew for each hop.
 *
 * @throws ForbiddenRedirect
 */
export function nextHop(redirect: Redirect): string {
	const { from, location } = redirect;
	const target = URL.parse(location, from);
	if (target === null) {
		throw new ForbiddenRedirect(from, "it redirects to something that is no URL");
	}
	if (target.protocol !== "http:" && target.protocol !== "https:") {
		throw new ForbiddenRedirect(
			from,
			`it redirects to \`${target.protocol}\`, and only \`http:\` and \`https:\` are followed`,
		);
	}
	target.username = "";
	target.password = "";
	target.hash = "";
	const isDowngrade = from.startsWith("https:") && target.protocol === "http:";
	if (isDowngrade && (redirect.hasSentCredentials || !redirect.isVerifiable)) {
		throw new ForbiddenRedirect(
			from,
			`it redirects from \`https\` to \`${displayUrl(target.href)}\`, where everybody in between could read and change what is sent`,
			{ hints: ["Name the index by the address it redirects to, where that is what you want"] },
		);
	}
	return target.href;
}

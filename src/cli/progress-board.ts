/** What a terminal shows while something goes on: a line for each download, or one for resolving and installing. */
import { printable } from "../errors/printable.ts";
import { formatBytes } from "./format-bytes.ts";

/** More downloads than this are told as a number. */
const MAXIMUM_ROWS = 8;
const BAR_WIDTH = 24;
/** A speed over less time says nothing. */
const MINIMUM_SPEED_MILLISECONDS = 250;

export interface Download {
	readonly name: string;
	readonly size: number | undefined;
	/** Bytes so far. */
	readonly received: number;
	/** On the reporter's clock, in milliseconds. */
	readonly startedAt: number;
}

export interface BoardState {
	/** `Resolving flask==3.1.3`, `Installing wheels [3/7]`. */
	readonly status: string | undefined;
	readonly downloads: readonly Download[];
	readonly now: number;
}

/** The lines to draw, none of them as wide as `width`, without control characters. */
export function boardLines(
	{ status, downloads, now }: BoardState,
	width: number,
): readonly string[] {
	const lines = status === undefined ? [] : [status];
	const shown = downloads.slice(0, MAXIMUM_ROWS);
	const nameWidth = Math.min(24, Math.max(0, ...shown.map(({ name }) => name.length)));
	for (const download of shown) lines.push(downloadLine(download, nameWidth, now));
	const hidden = downloads.length - shown.length;
	if (hidden > 0) lines.push(`and ${hidden} more`);
	return lines.map((line) => fit(printable(line), width - 1));
}

function downloadLine(download: Download, nameWidth: number, now: number): string {
	const { size, received } = download;
	const name = fit(download.name, nameWidth).padEnd(nameWidth);
	const amount =
		size === undefined ? formatBytes(received) : `${formatBytes(received)}/${formatBytes(size)}`;
	const bar = size === undefined ? "" : ` ${barOf(received, size)}`;
	return `${name}${bar} ${amount}${speedOf(download, now)}`;
}

/** `-----     ` where half has come. */
function barOf(received: number, size: number): string {
	const share = size === 0 ? 1 : Math.min(1, received / size);
	return "-".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH);
}

function speedOf({ received, startedAt }: Download, now: number): string {
	const elapsed = now - startedAt;
	if (elapsed < MINIMUM_SPEED_MILLISECONDS) return "";
	return ` ${formatBytes((received / elapsed) * 1000)}/s`;
}

function fit(text: string, width: number): string {
	return text.length <= width ? text : text.slice(0, Math.max(0, width));
}

/** When to try again, and after how long. */

const RETRYABLE: ReadonlySet<number> = new Set([
	408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527,
]);

/** Whether the status stands for trouble that may pass. */
export function isRetryableStatus(status: number): boolean {
	return RETRYABLE.has(status);
}

/** The longest wait that a server may ask for, in milliseconds. */
export const LONGEST_RETRY_AFTER = 120_000;

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** Milliseconds before the try after `failures` failures; `random` is in [0, 1). Doubles, and differs by a half. */
export function backOff(failures: number, random: number): number {
	const whole = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT);
	return whole * (0.5 + random / 2);
}

/**
 * Milliseconds that a Retry-After field asks for: seconds or a date. `undefined` where the text is neither, such as a
 * negative number; 0 for a date that is past.
 */
export function parseRetryAfter(text: string | undefined, wall: number): number | undefined {
	if (text === undefined) return undefined;
	const trimmed = text.trim();
	if (/^\d{1,12}$/.test(trimmed)) return Number(trimmed) * 1000;
	// Only the dates of HTTP: the runtime would read `-5` as a year.
	if (!/^[A-Za-z]{3,9},? /.test(trimmed) || trimmed.length > 64) return undefined;
	const date = Date.parse(trimmed);
	return Number.isNaN(date) ? undefined : Math.max(0, date - wall);
}

/** Points in time as packaging documents write them, by RFC 3339: `2024-05-01T12:30:00.123456Z`. No clock is read. */

const TIMESTAMP_REGEXP =
	/^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d))?)?$/;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY = 86_400_000;

/**
 * Whole milliseconds since 1970; `undefined` where the text is no point in time. A date alone is its first moment; a
 * time without an offset is in UTC.
 */
export function parseTimestamp(text: string): number | undefined {
	const match = TIMESTAMP_REGEXP.exec(text);
	if (match === null) return undefined;
	const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0"] = match;
	const days = daysSince1970(Number(year), Number(month), Number(day));
	if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60)
		return undefined;
	const time = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1_000;
	const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
	return days * DAY + time + milliseconds - offsetOf(match);
}

function offsetOf(match: RegExpExecArray): number {
	const sign = match[9];
	if (sign === undefined) return 0;
	const offset = (Number(match[10]) * 60 + Number(match[11])) * 60_000;
	return sign === "-" ? -offset : offset;
}

function daysSince1970(year: number, month: number, day: number): number | undefined {
	const before = DAYS_BEFORE_MONTH[month - 1];
	const length = DAYS_OF_MONTH[month - 1];
	if (before === undefined || length === undefined || day < 1 || day > length) return undefined;
	const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	if (month === 2 && day === 29 && !isLeap) return undefined;
	const last = year - 1;
	const leapDays = Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
	const leapDay = isLeap && month > 2 ? 1 : 0;
	// 719,162 days lie between the first days of the years 1 and 1970.
	return last * 365 + leapDays + before + leapDay + day - 1 - 719_162;
}

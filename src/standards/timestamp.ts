/** Points in time as packaging documents write them, by RFC 3339: `2024-05-01T12:30:00.123456Z`. No clock is read. */

/** What may follow the date: a time with or without seconds, fraction and offset. */
const TIME_REGEXP =
	/^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY = 86_400_000;

/**
 * Whole milliseconds since 1970; `undefined` where the text is no point in time. A date alone is its first moment; a
 * time without an offset is in UTC.
 */
export function parseTimestamp(text: string): number | undefined {
	if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return undefined;
	const days = daysSince1970(digitsIn(text, 0, 4), digitsIn(text, 5, 7), digitsIn(text, 8, 10));
	if (days === undefined) return undefined;
	const time = text.length === 10 ? 0 : (plainTime(text) ?? parseTime(text.slice(10)));
	return time === undefined ? undefined : days * DAY + time;
}

/** The form that indexes write, `T12:30:00.123456Z`, whose page may have thousands; `undefined` for any other. */
function plainTime(text: string): number | undefined {
	const isPlain =
		text.length === 27 &&
		text.charCodeAt(10) === 0x54 &&
		text.charCodeAt(13) === 0x3a &&
		text.charCodeAt(16) === 0x3a &&
		text.charCodeAt(19) === 0x2e &&
		text.charCodeAt(26) === 0x5a;
	if (!isPlain || Number.isNaN(digitsIn(text, 20, 26))) return undefined;
	const time = timeOfDay(digitsIn(text, 11, 13), digitsIn(text, 14, 16), digitsIn(text, 17, 19));
	return time === undefined ? undefined : time + digitsIn(text, 20, 23);
}

function parseTime(text: string): number | undefined {
	const match = TIME_REGEXP.exec(text);
	if (match === null) return undefined;
	const [, hour, minute, second = "0", fraction = "0", sign, offsetHour, offsetMinute] = match;
	const time = timeOfDay(Number(hour), Number(minute), Number(second));
	if (time === undefined) return undefined;
	const offset = sign === undefined ? 0 : (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
	const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
	return time + milliseconds + (sign === "-" ? offset : -offset);
}

/** Milliseconds since midnight; a leap second is the first of the next minute. Not a number is no time either. */
function timeOfDay(hour: number, minute: number, second: number): number | undefined {
	const isTime = hour <= 23 && minute <= 59 && second <= 60;
	return isTime ? ((hour * 60 + minute) * 60 + second) * 1_000 : undefined;
}

/** The number that the characters from `start` to `end` write; `NaN` where one is no digit. */
function digitsIn(text: string, start: number, end: number): number {
	let number = 0;
	for (let index = start; index < end; index++) {
		const digit = text.charCodeAt(index) - 0x30;
		// `NaN` past the end of the text fails here as well.
		if (!(digit >= 0 && digit <= 9)) return Number.NaN;
		number = number * 10 + digit;
	}
	return number;
}

function daysSince1970(year: number, month: number, day: number): number | undefined {
	const before = DAYS_BEFORE_MONTH[month - 1];
	const length = DAYS_OF_MONTH[month - 1];
	if (
		before === undefined ||
		length === undefined ||
		!(day >= 1 && day <= length) ||
		Number.isNaN(year)
	)
		return undefined;
	const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
	if (month === 2 && day === 29 && !isLeap) return undefined;
	const last = year - 1;
	const leapDays = Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400);
	const leapDay = isLeap && month > 2 ? 1 : 0;
	// 719,162 days lie between the first days of the years 1 and 1970.
	return last * 365 + leapDays + before + leapDay + day - 1 - 719_162;
}

/** The moment as `2024-05-01T12:30:00Z`; parts of a second stand behind the seconds where there are any. */
export function printTimestamp(moment: number): string {
	const days = Math.floor(moment / DAY);
	const rest = moment - days * DAY;
	const seconds = Math.floor(rest / 1000);
	const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	const fraction = rest % 1000 === 0 ? "" : `.${padded(rest % 1000, 3)}`;
	return `${dateOf(days)}T${clock.map((part) => padded(part)).join(":")}${fraction}Z`;
}

function dateOf(days: number): string {
	let year = 1970 + Math.floor(days / 365.2425);
	while ((daysSince1970(year, 1, 1) ?? 0) > days) year -= 1;
	while ((daysSince1970(year + 1, 1, 1) ?? Number.POSITIVE_INFINITY) <= days) year += 1;
	let month = 12;
	while ((daysSince1970(year, month, 1) ?? 0) > days) month -= 1;
	const day = days - (daysSince1970(year, month, 1) ?? 0) + 1;
	return `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
}

function padded(number: number, width = 2): string {
	return String(number).padStart(width, "0");
}

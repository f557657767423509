/** Lengths of time as people and ISO 8601 write them: `30 days`, `2w`, `1 day, 12 hours`, `P7D`, `PT24H`. A day has 24 hours. */

/** Months and years have no fixed length: they are recognized so that they can be refused by name. */
export type TimeSpan =
	| { readonly kind: "span"; readonly milliseconds: number }
	/** `days`: about as many. */
	| { readonly kind: "calendar"; readonly unit: "months" | "years"; readonly days: number };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH_DAYS = 30;
const YEAR_DAYS = 365;

type Unit =
	| "years"
	| "months"
	| "weeks"
	| "days"
	| "hours"
	| "minutes"
	| "seconds"
	| "milliseconds";

const UNITS: readonly (readonly [Unit, milliseconds: number, names: RegExp])[] = [
	["years", YEAR_DAYS * DAY, /^(?:years?|yrs?|y)$/],
	["months", MONTH_DAYS * DAY, /^(?:months?|mos?)$/],
	["weeks", 7 * DAY, /^(?:weeks?|wks?|w)$/],
	["days", DAY, /^(?:days?|d)$/],
	["hours", HOUR, /^(?:hours?|hrs?|h)$/],
	["minutes", MINUTE, /^(?:minutes?|mins?|m)$/],
	["seconds", SECOND, /^(?:seconds?|secs?|s)$/],
	["milliseconds", 1, /^(?:milliseconds?|millis|msecs?|ms)$/],
];

const ISO_REGEXP =
	/^\+?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i;
const ISO_UNITS: readonly Unit[] = [
	"years",
	"months",
	"weeks",
	"days",
	"hours",
	"minutes",
	"seconds",
];
const PART_REGEXP = /(\d+(?:\.\d+)?)\s*([a-z]+)(?:\s*,\s+|\s*)/y;
/** Days that calendars of packages can be asked to go back. */
const MOST_DAYS = 7_304_484;

/** `undefined` where the text is no length of time, or a longer one than history has. */
export function parseTimeSpan(text: string): TimeSpan | undefined {
	const parts = isoParts(text) ?? friendlyParts(text);
	return parts === undefined ? undefined : sumOf(parts);
}

type Part = readonly [Unit, number];

function isoParts(text: string): readonly Part[] | undefined {
	const match = ISO_REGEXP.exec(text);
	if (match === null) return undefined;
	const parts = ISO_UNITS.flatMap((unit, place): Part[] => {
		const number = match[place + 1];
		return number === undefined ? [] : [[unit, Number(number.replace(",", "."))]];
	});
	return parts.length === 0 || /T$/i.test(text) ? undefined : parts;
}

function friendlyParts(text: string): readonly Part[] | undefined {
	const body = text.replace(/^\+/, "").replace(/\s+ago\s*$/, "");
	const parts: Part[] = [];
	PART_REGEXP.lastIndex = 0;
	let end = 0;
	for (let match = PART_REGEXP.exec(body); match !== null; match = PART_REGEXP.exec(body)) {
		const [, number = "", word = ""] = match;
		const unit = UNITS.find(([, , names]) => names.test(word))?.[0];
		if (unit === undefined || (number.includes(".") && !mayBeBroken(unit))) return undefined;
		parts.push([unit, Number(number)]);
		end = PART_REGEXP.lastIndex;
	}
	return parts.length === 0 || end !== body.length ? undefined : parts;
}

/** Half a day has no one meaning where clocks change; half an hour does. */
function mayBeBroken(unit: Unit): boolean {
	return unit !== "years" && unit !== "months" && unit !== "weeks" && unit !== "days";
}

function sumOf(parts: readonly Part[]): TimeSpan | undefined {
	let milliseconds = 0;
	let days = 0;
	for (const [unit, number] of parts) {
		const length = UNITS.find(([name]) => name === unit)?.[1] ?? 0;
		milliseconds += number * length;
		if (unit === "years") days += number * YEAR_DAYS;
		if (unit === "months") days += number * MONTH_DAYS;
	}
	if (milliseconds > MOST_DAYS * DAY) return undefined;
	const unit = (["years", "months"] as const).find((calendar) =>
		parts.some(([name]) => name === calendar),
	);
	return unit === undefined
		? { kind: "span", milliseconds: Math.trunc(milliseconds) }
		: { kind: "calendar", unit, days };
}

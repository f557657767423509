/** The moment from which uploads do not count, as `--exclude-newer` takes it. What depends on a clock is left to the caller. */
import { parseTimeSpan, type TimeSpan } from "./time-span.ts";
import { parseTimestamp } from "./timestamp.ts";

export type CutoffText =
	/** `false`: nothing is left out. */
	| { readonly kind: "none" }
	/** Milliseconds since 1970. */
	| { readonly kind: "moment"; readonly moment: number }
	/** All of this day still counts; where a day ends depends on where it is. */
	| {
			readonly kind: "day";
			readonly year: number;
			/** 1 to 12. */
			readonly month: number;
			readonly day: number;
	  }
	/** So long before now; months and years have to be refused. */
	| TimeSpan;

const DATE_REGEXP = /^(\d{4})-?(\d\d)-?(\d\d)/;

/** `undefined` where the text is none of these. A time without an offset counts as its day. */
export function parseCutoff(text: string): CutoffText | undefined {
	if (text === "false") return { kind: "none" };
	return parsePoint(text) ?? parseTimeSpan(text);
}

function parsePoint(text: string): CutoffText | undefined {
	const match = DATE_REGEXP.exec(text);
	if (match === null) return undefined;
	const [date, year = "", month = "", day = ""] = match;
	const full = `${year}-${month}-${day}${text.slice(date.length).replace(/([+-]\d\d)$/, "$1:00")}`;
	const moment = parseTimestamp(full);
	if (moment === undefined) return undefined;
	const hasOffset = full.length > 10 && /(?:[Zz]|[+-]\d\d:?\d\d)$/.test(full.slice(10));
	return hasOffset
		? { kind: "moment", moment }
		: { kind: "day", year: Number(year), month: Number(month), day: Number(day) };
}

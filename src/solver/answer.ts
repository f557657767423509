/** An answer that may be late. A promise is waited for; anything else is used at once. */

/** A value that is at hand, or the promise of one. A solve whose data is in memory never waits. */
export type Answer<T> = T | Promise<T>;

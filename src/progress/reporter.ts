/** PORT: what happens, as events. Nobody below `cli/` prints. */

export type Stage =
	| "checked"
	| "resolved"
	| "prepared"
	| "uninstalled"
	| "installed"
	| "compiled"
	| "would-download"
	| "would-uninstall"
	| "would-install"
	| "would-change-nothing";

export type ProgressEvent =
	/** The resolver has chosen a version; for a status line. */
	| { readonly kind: "resolving"; readonly name: string; readonly version: string }
	/** Bytes start to arrive; `size` is absent where the server did not say. `id` is unique in a run. */
	| {
			readonly kind: "download-started";
			readonly id: number;
			readonly name: string;
			readonly size: number | undefined;
	  }
	| { readonly kind: "download-advanced"; readonly id: number; readonly bytes: number }
	| { readonly kind: "download-finished"; readonly id: number }
	/** A wheel of `name` (`docopt==0.6.2`) is being built, or has been. */
	| { readonly kind: "building"; readonly name: string; readonly isDone: boolean }
	/** `done` of `total` distributions are in place. */
	| { readonly kind: "installing"; readonly done: number; readonly total: number }
	/** A stage is over: `Resolved 3 packages in 12ms`. `dry` stages say what would be done, without a time. */
	| {
			readonly kind: "stage";
			readonly stage: Stage;
			readonly count: number;
			/** Milliseconds, where a time is told. */
			readonly elapsed: number | undefined;
	  }
	/** One line of the list of changes; `source` is shown in parentheses. */
	| {
			readonly kind: "change";
			readonly change: "added" | "removed" | "reinstalled";
			readonly name: string;
			readonly version: string;
			readonly source: string | undefined;
	  }
	/** A whole line for the person at the terminal, such as which environment is used. */
	| { readonly kind: "note"; readonly message: string }
	/** Something the user should know that does not stop the command; printed as `warning: …`. */
	| { readonly kind: "warning"; readonly message: string }
	/** Detail for `-v`; `scope` is the folder that speaks. */
	| { readonly kind: "detail"; readonly scope: string; readonly message: string };

/** Is told what happens. Must not throw, must return at once. */
export interface Reporter {
	report(event: ProgressEvent): void;
}

/** Hears everything, says nothing. */
export const SILENT_REPORTER: Reporter = { report: () => undefined };

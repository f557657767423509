/** PORT `progress/reporter.ts`, answered for a person: events become lines on standard error, and a progress board on a terminal. */
import type { ProgressEvent, Reporter } from "../progress/reporter.ts";
import { formatBytes } from "./format-bytes.ts";
import type { Output } from "./output.ts";
import { paint } from "./painted-text.ts";
import { boardLines, type Download } from "./progress-board.ts";
import { changeLine, stageLine } from "./stage-line.ts";

/** Downloads up to this size are over before anybody wonders. */
const WORTH_TELLING_BYTES = 1024 * 1024;
/** Twelve drawings a second. */
const DRAWING_INTERVAL_MILLISECONDS = 1000 / 12;
const BEGIN_OF_LINE = "\r";
const ERASE_BELOW = "\u001b[J";

export interface TerminalReporterOptions {
	readonly output: Output;
	/** False for `--no-progress`. The board also needs a terminal, and neither `-q` nor `-v`. */
	readonly hasProgress: boolean;
	/** Milliseconds of a clock that never goes back. */
	readonly now: () => number;
}

export class TerminalReporter implements Reporter {
	readonly #output: Output;
	readonly #now: () => number;
	readonly #hasBoard: boolean;
	readonly #downloads = new Map<number, Download>();
	#status: string | undefined;
	#drawnRows = 0;
	#drawnAt = Number.NEGATIVE_INFINITY;

	constructor({ output, hasProgress, now }: TerminalReporterOptions) {
		this.#output = output;
		this.#now = now;
		this.#hasBoard = hasProgress && output.isInteractive && output.verbosity === 0;
		if (this.#hasBoard) output.beforeMessage(() => this.#erase());
	}

	report(event: ProgressEvent): void {
		switch (event.kind) {
			case "resolving":
				this.#setStatus(`Resolving ${event.name}==${event.version}`);
				break;
			case "installing":
				this.#setStatus(`Installing wheels [${event.done}/${event.total}]`);
				break;
			case "building":
				this.#tellBuilding(event.name, event.isDone);
				break;
			case "download-started":
				this.#start(event);
				break;
			case "download-advanced":
				this.#advance(event.id, event.bytes);
				break;
			case "download-finished":
				this.#finishDownload(event.id);
				break;
			case "stage":
				this.#status = undefined;
				this.#output.message(stageLine(event));
				break;
			case "change":
				this.#output.message(changeLine(event));
				break;
			case "note":
				this.#output.message(event.message);
				break;
			case "warning":
				this.#output.warning(event.message);
				break;
			case "detail":
				this.#output.detail(1, `DEBUG ${event.scope}: ${event.message}`);
				break;
		}
	}

	/** Leaves nothing of the board. To be called when the command is over, also when it failed. */
	finish(): void {
		this.#status = undefined;
		this.#downloads.clear();
		this.#erase();
	}

	#setStatus(status: string): void {
		this.#status = status;
		this.#draw();
	}

	#start({ id, name, size }: Extract<ProgressEvent, { kind: "download-started" }>): void {
		this.#downloads.set(id, { name, size, received: 0, startedAt: this.#now() });
		this.#draw();
		if (this.#hasBoard || !isWorthTelling(size)) return;
		const told = size === undefined ? [] : [" ", paint("dim", `(${formatBytes(size)})`)];
		this.#output.message([paint("bold-cyan", "Downloading"), ` ${name}`, ...told]);
	}

	#tellBuilding(name: string, isDone: boolean): void {
		const [lead, word] = isDone ? ["      ", "Built"] : ["   ", "Building"];
		this.#output.message([lead, paint("bold-cyan", word), ` ${name}`]);
	}

	/** `bytes` more have come. */
	#advance(id: number, bytes: number): void {
		const download = this.#downloads.get(id);
		if (download === undefined) return;
		this.#downloads.set(id, { ...download, received: download.received + bytes });
		this.#draw();
	}

	#finishDownload(id: number): void {
		const download = this.#downloads.get(id);
		this.#downloads.delete(id);
		if (download === undefined) return;
		this.#draw();
		if (this.#hasBoard || !isWorthTelling(download.size)) return;
		this.#output.message([" ", paint("bold-cyan", "Downloaded"), ` ${download.name}`]);
	}

	#draw(): void {
		if (!this.#hasBoard) return;
		const now = this.#now();
		if (now - this.#drawnAt < DRAWING_INTERVAL_MILLISECONDS) return;
		this.#drawnAt = now;
		const downloads = [...this.#downloads.values()];
		const lines = boardLines({ status: this.#status, downloads, now }, this.#output.width);
		this.#output.drawing(`${this.#eraser()}${lines.join("\n")}`);
		this.#drawnRows = lines.length;
	}

	#erase(): void {
		if (this.#drawnRows === 0) return;
		this.#output.drawing(this.#eraser());
		this.#drawnRows = 0;
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}

	/** To the beginning of the first row drawn, and clear from there. The cursor stands in the last one. */
	#eraser(): string {
		if (this.#drawnRows === 0) return "";
		const up = this.#drawnRows > 1 ? `\u001b[${this.#drawnRows - 1}A` : "";
		return `${BEGIN_OF_LINE}${up}${ERASE_BELOW}`;
	}
}

function isWorthTelling(size: number | undefined): boolean {
	return size === undefined || size > WORTH_TELLING_BYTES;
}

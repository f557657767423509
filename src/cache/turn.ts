/**
 * Several processes that miss the same entry at the same time take turns: one brings it, the others wait and then find
 * it. A turn is a link whose text is the number of its process. It is a courtesy that saves downloads, never a lock:
 * whoever cannot take one, or has waited long enough, goes on without.
 */
import { lstatSync, readlinkSync } from "node:fs";
import { errorCode, makeSymlink, removeQuietly } from "../platform/files.ts";
import { isAlive, processId } from "../runtime/this-process.ts";

export interface Turn extends Disposable {
	/** Another process had its turn before: the entry may be there now. */
	readonly hasWaited: boolean;
}

/** Milliseconds after which a turn counts for nothing: what takes longer is a large download, or left by a crash. */
const LONGEST_TURN = 30_000;
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 50;

/** Takes the turn whose link is at `path`, once nobody else has it. Never fails. */
export async function takeTurn(path: string): Promise<Turn> {
	let hasWaited = false;
	for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
		const attempt = tryTurn(path);
		if (attempt === "taken") return { hasWaited, [Symbol.dispose]: () => removeQuietly(path) };
		if (attempt === "impossible") return { hasWaited, [Symbol.dispose]: () => undefined };
		hasWaited = true;
		// A turn that stays is over when its process is.
		if (isOver(path)) removeQuietly(path);
		else await new Promise((resolve) => setTimeout(resolve, pause));
	}
}

function tryTurn(path: string): "taken" | "theirs" | "impossible" {
	try {
		makeSymlink(String(processId()), path);
		return "taken";
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		return code === "EEXIST" ? "theirs" : "impossible";
	}
}

/** Whether the turn has ended, its process is gone, or it lasts too long. */
function isOver(path: string): boolean {
	try {
		const age = Date.now() - lstatSync(path).mtimeMs;
		return age > LONGEST_TURN || !isAlive(Number(readlinkSync(path)));
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return true;
	}
}

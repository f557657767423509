/** Makes the same mutating calls each time and says which of them were refused; a second thread makes some of them. */
import { faultCounter } from "../../../src/platform/fault-switch.ts";
import {
	errorCode,
	linkFile,
	makeDirectory,
	removeFile,
	renamePath,
	writeNewFile,
} from "../../../src/platform/files.ts";

const root = process.argv[2] ?? "";
const refused: string[] = [];
const attempt = (what: string, work: () => void): void => {
	try {
		work();
	} catch (error) {
		refused.push(`${what}:${errorCode(error)}`);
	}
};

attempt("mkdir", () => makeDirectory(`${root}/folder`));
attempt("write", () => writeNewFile(`${root}/file`, "x"));
attempt("link", () => linkFile(`${root}/file`, `${root}/link`));
attempt("rename", () => renamePath(`${root}/file`, `${root}/moved`));
const worker = new Worker(new URL("fault-thread.ts", import.meta.url).href);
await new Promise((resolve) => {
	worker.onmessage = (event: MessageEvent<readonly string[]>) => {
		refused.push(...event.data);
		resolve(undefined);
	};
	worker.postMessage({ root, counter: faultCounter() });
});
worker.terminate();
attempt("unlink", () => removeFile(`${root}/thread`));
process.stdout.write(`${refused.join(" ")}\n`);

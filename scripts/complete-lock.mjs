/**
 * Writes the optional platform packages that this registry did not list into package-lock.json, so
 * that `npm ci` finds the lock complete everywhere. Run it with Node after each `npm install`.
 */
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = [
	"android",
	"darwin",
	"freebsd",
	"linux",
	"openharmony",
	"win32",
	"windows",
	"wasm32",
	"netbsd",
	"openbsd",
	"aix",
	"sunos",
];
const PROCESSORS = [
	"arm64",
	"aarch64",
	"x64",
	"ia32",
	"arm",
	"ppc64",
	"riscv64",
	"s390x",
	"loong64",
	"mips64el",
	"wasm32",
];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
let added = 0;
for (const entry of Object.values(lock.packages)) {
	for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
		const path = `node_modules/${name}`;
		if (lock.packages[path] !== undefined) continue;
		const words = name.split("/").at(-1).split("-");
		const system = SYSTEMS.find((word) => words.includes(word));
		const processor = PROCESSORS.find((word) => words.includes(word));
		lock.packages[path] = {
			version,
			...(processor === undefined ? {} : { cpu: [processor === "aarch64" ? "arm64" : processor] }),
			...(entry.dev === true ? { dev: true } : {}),
			optional: true,
			...(system === undefined ? {} : { os: [system === "windows" ? "win32" : system] }),
		};
		added += 1;
	}
}
const names = Object.keys(lock.packages).sort();
lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name]]));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, "\t")}\n`);
console.log(`added ${added}`);

/** The first command of the README: an environment with jupyter in it, made by the executable that was just built. */
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, run } from "./run.ts";

const pippin = join(ROOT, "dist", "pippin");
if (!existsSync(pippin))
	throw new Error("dist/pippin is missing: run `npm run try`, which builds it");

const folder = await mkdtemp(join(tmpdir(), "pippin-try-"));
const environment = join(folder, ".venv");
const python = join(environment, "bin", "python");
await run([pippin, "venv", environment]);
await run([pippin, "pip", "install", "--python", python, "jupyter"]);
await run([join(environment, "bin", "jupyter"), "--version"]);

console.log(`
The environment is ${environment}. To go on:
  source ${environment}/bin/activate
  ${pippin} pip install flask
  ${pippin} pip list
  ${pippin} help`);

/** Wheels for the crash tests, in versions that differ in their files. */
import type { WheelRecipe } from "./wheel-builder.ts";

/** `app`: a wheel that uses every scheme and has a launcher. */
export function application(version: string, modules: readonly string[]): WheelRecipe {
	const files = modules.map((name) => [`app/${name}.py`, `VERSION = "${version}"\n`]);
	return {
		name: "app",
		version,
		files: {
			"app/__init__.py": `VERSION = "${version}"\n`,
			...Object.fromEntries(files),
			[`app-${version}.data/scripts/app-tool`]: `#!python\nprint("${version}")\n`,
			[`app-${version}.data/data/share/app/version.txt`]: `${version}\n`,
			[`app-${version}.data/headers/app.h`]: `/* ${version} */\n`,
		},
		entryPoints: { console_scripts: { app: "app:main" } },
	};
}

/** Two projects that share the folder `shared/`. */
export function part(name: string, version: string): WheelRecipe {
	const files = { [`shared/${name}/__init__.py`]: `VERSION = "${version}"\n` };
	return { name: `shared-${name}`, version, files };
}

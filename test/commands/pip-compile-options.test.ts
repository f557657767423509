/** Every option of `pip compile`, by what becomes of it: it is served, has no effect, or is refused. */
import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSandbox } from "../support/sandbox.ts";

const SERVED = `
-c c.txt|--constraints c.txt|--constraint c.txt|--overrides c.txt|--override c.txt|--excludes c.txt|--exclude c.txt
-b c.txt|--build-constraints c.txt|--build-constraint c.txt
--no-all-extras|--no-deps|--deps|--no-sources|--no-sources-package six
--index https://i.invalid/s|--default-index https://i.invalid|-i https://i.invalid|--index-url https://i.invalid
--extra-index-url https://i.invalid|-f .|--find-links .|--no-index|--keyring-provider disabled
--index-strategy first-index|--index-strategy first-match|--index-strategy unsafe-best-match
--index-strategy unsafe-first-match|--index-strategy unsafe-any-match
-U|--upgrade|--no-upgrade|-P six|--upgrade-package six|--refresh|--no-refresh|--refresh-package six
--resolution highest|--resolution lowest|--resolution lowest-direct
--prerelease disallow|--prerelease allow|--prerelease if-necessary|--prerelease explicit|--pre
--prerelease if-necessary-or-explicit|--prerelease-package six=allow
--fork-strategy requires-python|--fork-strategy fewest
-C k=v|--config-setting k=v|--config-settings k=v|--config-settings-package six:k=v|--no-build-isolation
--build-isolation|--no-build-isolation-package six|--no-build|--build|--no-binary :all:|--only-binary :none:
--exclude-newer 2024-01-01|--exclude-newer-package six=2024-01-01|--link-mode copy
--format requirements.txt|--format requirements-txt|--format pylock.toml|--format pylock-toml|-o out.txt
--output-file out.txt
--no-strip-extras|--strip-extras|--no-strip-markers|--strip-markers|--no-annotate|--annotate|--header
--annotation-style split|--annotation-style line|--custom-compile-command x
-p 3.12|--python 3.12|--python-version 3.12|--python-platform linux|--universal|--no-universal|--no-system
--generate-hashes|--no-generate-hashes|--no-emit-package six|--unsafe-package six
--emit-index-url|--no-emit-index-url|--emit-find-links|--no-emit-find-links|--emit-build-options
--no-emit-build-options|--emit-index-annotation|--no-emit-index-annotation|--emit-marker-expression
--no-emit-marker-expression|--trusted-host h|--allow-insecure-host h|--no-color|--no-config|--offline`;

const WITHOUT_EFFECT =
	"--allow-unsafe|--no-allow-unsafe|--no-reuse-hashes|--resolver=backtracking|--no-emit-trusted-host|--no-emit-options";

const REFUSED = `
--reuse-hashes|--resolver=legacy|--max-rounds 3|--client-cert f|--emit-trusted-host|--config f|--emit-options
--pip-args x|--upgrade-group g|--torch-backend cpu|--all-extras|--extra x|--extra a --all-extras|--group nope
--python-platform linux --universal|--strip-markers --universal|--no-build --no-binary :all:`;

function cases(table: string): readonly string[] {
	return table.trim().split(/[|\n]/);
}

/** The status and the kinds of lines that tell more than the story. */
async function answered(words: string): Promise<string> {
	using sandbox = createSandbox();
	// No index is asked for it.
	writeFileSync(join(sandbox.work, "r.in"), "alpha ; python_version < '3'\n");
	writeFileSync(join(sandbox.work, "c.txt"), "alpha<3\n");
	const { status, stderr } = await sandbox.run(["pip", "compile", "r.in", ...words.split(" ")]);
	const kinds = [...stderr.matchAll(/^(error|warning):/gm)].map(([, kind]) => kind);
	return `${status} ${[...new Set(kinds)].join(" ")}`.trimEnd();
}

describe("an option of pip compile", () => {
	test.each(cases(SERVED))("is served: %s", async (words) => {
		const isForOther = /^(-p|--python|--python-version) /.test(words);
		expect(await answered(words)).toBeOneOf(isForOther ? ["0", "0 warning"] : ["0"]);
	});

	test.each(cases(WITHOUT_EFFECT))("has no effect, which is told: %s", async (words) => {
		expect(await answered(words)).toBe("0 warning");
	});

	test.each(cases(REFUSED))("is refused: %s", async (words) => {
		expect(await answered(words)).toMatch(/^2 .*error$/);
	});
});

/** The activation scripts, run by every shell that is there. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { activationCommand } from "../../src/environment/activation/activation.ts";
import {
	type ActivationPlace,
	promptLabel,
	promptOf,
} from "../../src/environment/activation/activation-place.ts";
import { batchActivation, quoteBatch } from "../../src/environment/activation/batch.ts";
import { quoteCsh } from "../../src/environment/activation/csh.ts";
import { quoteFish } from "../../src/environment/activation/fish.ts";
import { nushellActivation, quoteNushell } from "../../src/environment/activation/nushell.ts";
import { posixActivation, quotePosix } from "../../src/environment/activation/posix-shell.ts";
import {
	powershellActivation,
	quotePowershell,
} from "../../src/environment/activation/powershell.ts";
import { quotePython } from "../../src/environment/activation/python.ts";
import { xonshActivation } from "../../src/environment/activation/xonsh.ts";
import {
	createEnvironment,
	type NewEnvironment,
} from "../../src/environment/create-environment.ts";
import { readInterpreter } from "../../src/interpreter/interpreter.ts";
import { explainNoPythons, realPythons } from "../interpreter/fake-python.ts";
import { FakeMachine, fakeInterpreter } from "./fake-machine.ts";

explainNoPythons();

// Real interpreters take their time on a busy machine.
setDefaultTimeout(60_000);

/** How a shell is asked to activate, to show what it sees, to leave, and to show it again. */
interface Shell {
	readonly name: string;
	readonly flags: readonly string[];
	readonly story: string;
	readonly script: string;
	readonly canRelocate: boolean;
}

const POSIX_STORY = `
PS1='$ '
. "$ACTIVATE"
show () { printf '%s\\n' "$1=$2"; }
show VIRTUAL_ENV "$VIRTUAL_ENV"; show VIRTUAL_ENV_PROMPT "$VIRTUAL_ENV_PROMPT"; show PATH "$PATH"
show PYTHONHOME "\${PYTHONHOME-unset}"; show PYTHON "$(command -v python)"; show PROMPT "$PS1"
deactivate
echo ---
show VIRTUAL_ENV "\${VIRTUAL_ENV-unset}"; show VIRTUAL_ENV_PROMPT "\${VIRTUAL_ENV_PROMPT-unset}"; show PATH "$PATH"
show PYTHONHOME "\${PYTHONHOME-unset}"; show PROMPT "$PS1"
`;

const FISH_STORY = `
function fish_prompt; echo -n '$ '; end
source $ACTIVATE
function show; printf '%s\\n' "$argv[1]=$argv[2]"; end
show VIRTUAL_ENV "$VIRTUAL_ENV"; show VIRTUAL_ENV_PROMPT "$VIRTUAL_ENV_PROMPT"; show PATH (string join : $PATH)
set -q PYTHONHOME; and show PYTHONHOME $PYTHONHOME; or show PYTHONHOME unset
show PYTHON (command -v python); show PROMPT (fish_prompt)
deactivate
echo ---
set -q VIRTUAL_ENV; and show VIRTUAL_ENV $VIRTUAL_ENV; or show VIRTUAL_ENV unset
set -q VIRTUAL_ENV_PROMPT; and show VIRTUAL_ENV_PROMPT x; or show VIRTUAL_ENV_PROMPT unset
show PATH (string join : $PATH); show PYTHONHOME $PYTHONHOME; show PROMPT (fish_prompt)
`;

const CSH_STORY = `
set prompt = '$ '
source "$ACTIVATE:q"
printf '%s\\n' "VIRTUAL_ENV=$VIRTUAL_ENV:q" "VIRTUAL_ENV_PROMPT=$VIRTUAL_ENV_PROMPT:q" "PATH=$PATH:q"
if ( $?PYTHONHOME ) then
  echo PYTHONHOME=$PYTHONHOME
else
  echo PYTHONHOME=unset
endif
printf 'PYTHON=%s\\n' "\`which python\`"
printf 'PROMPT=%s\\n' "$prompt:q"
deactivate
echo ---
if ( ! $?VIRTUAL_ENV ) echo VIRTUAL_ENV=unset
if ( ! $?VIRTUAL_ENV_PROMPT ) echo VIRTUAL_ENV_PROMPT=unset
printf '%s\\n' "PATH=$PATH:q" "PYTHONHOME=$PYTHONHOME"
printf 'PROMPT=%s\\n' "$prompt:q"
`;

const SHELLS: readonly Shell[] = [
	{ name: "bash", flags: ["-euc"], story: POSIX_STORY, script: "activate", canRelocate: true },
	{ name: "dash", flags: ["-euc"], story: POSIX_STORY, script: "activate", canRelocate: false },
	{ name: "sh", flags: ["-euc"], story: POSIX_STORY, script: "activate", canRelocate: false },
	{ name: "zsh", flags: ["-f", "-euc"], story: POSIX_STORY, script: "activate", canRelocate: true },
	// The answer of its `command -v` is quoted.
	{
		name: "ksh",
		flags: ["-euc"],
		story: POSIX_STORY.replace(
			'"$(command -v python)"',
			'"$(eval printf %s "$(command -v python)")"',
		),
		script: "activate",
		canRelocate: true,
	},
	{
		name: "fish",
		flags: ["--no-config", "-c"],
		story: FISH_STORY,
		script: "activate.fish",
		canRelocate: true,
	},
	{ name: "tcsh", flags: ["-f"], story: CSH_STORY, script: "activate.csh", canRelocate: false },
];

const present = SHELLS.filter(({ name }) => Bun.which(name) !== null);
const absent = SHELLS.filter((shell) => !present.includes(shell)).map(({ name }) => name);
console.log(
	`activation scripts are run by ${present.map(({ name }) => name).join(", ")}; not here: ${[...absent, "pwsh", "nu", "xonsh", "cmd"].join(", ")}`,
);

interface Seen {
	readonly inside: ReadonlyMap<string, string>;
	readonly outside: ReadonlyMap<string, string>;
}

function tell(machine: FakeMachine, shell: Shell, root: string): Seen {
	const path = Bun.which(shell.name) ?? "";
	const story = shell.name === "tcsh" ? machine.file("story.csh", shell.story) : shell.story;
	const output = execFileSync(path, [...shell.flags, story], {
		encoding: "utf8",
		cwd: machine.work,
		env: {
			HOME: machine.folder("home"),
			PATH: [dirname(path), "/usr/bin", "/bin"].join(delimiter),
			PYTHONHOME: "/old home",
			LC_ALL: "C.UTF-8",
			ACTIVATE: join(root, "bin", shell.script),
		},
	});
	const [inside = "", outside = ""] = output.split("---\n");
	const read = (text: string) =>
		new Map(
			text
				.replace(/\n$/, "")
				.split("\n")
				.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
		);
	return { inside: read(inside), outside: read(outside) };
}

function create(machine: FakeMachine, name: string, more: Partial<NewEnvironment> = {}): string {
	const path = join(machine.root, name);
	createEnvironment({ path, interpreter: fakeInterpreter(), existing: "refuse", ...more });
	return path;
}

const NAMES = [
	"plain",
	"with space",
	'it\'s "quoted"',
	"$HOME $(touch ran) `touch ran`",
	"back\\slash",
	"bang! %n #1",
	"größe ☃",
	"-n",
	"a&b;c|d<e>f",
];

for (const shell of present) {
	describe(shell.name, () => {
		test.each(NAMES)("enters and leaves %j", (name) => {
			using machine = new FakeMachine();
			const root = create(machine, name);
			const { inside, outside } = tell(machine, shell, root);
			const before = [dirname(Bun.which(shell.name) ?? ""), "/usr/bin", "/bin"].join(delimiter);
			expect(Object.fromEntries(inside)).toEqual({
				VIRTUAL_ENV: root,
				VIRTUAL_ENV_PROMPT: name,
				PATH: `${root}/bin:${before}`,
				PYTHONHOME: "unset",
				PYTHON: `${root}/bin/python`,
				PROMPT:
					shell.name === "fish" ? `(${name}) $ ` : `(${name.replace(/[$`\\%!"'&|<>^]/g, "_")}) $ `,
			});
			expect(Object.fromEntries(outside)).toEqual({
				VIRTUAL_ENV: "unset",
				VIRTUAL_ENV_PROMPT: "unset",
				PATH: before,
				PYTHONHOME: "/old home",
				PROMPT: "$ ",
			});
			expect(existsSync(join(machine.work, "ran"))).toBe(false);
		});

		test("shows the prompt that was chosen", () => {
			using machine = new FakeMachine();
			const { inside } = tell(machine, shell, create(machine, "env", { prompt: "my 'own' $PATH" }));
			expect(inside.get("VIRTUAL_ENV_PROMPT")).toBe("my 'own' $PATH");
		});

		test.skipIf(!shell.canRelocate)("finds an environment that was moved", () => {
			using machine = new FakeMachine();
			const first = create(machine, "first", { isRelocatable: true });
			const second = join(machine.root, "it's $second");
			renameSync(first, second);
			const { inside } = tell(machine, shell, second);
			expect(inside.get("VIRTUAL_ENV")).toBe(second);
			expect(inside.get("VIRTUAL_ENV_PROMPT")).toBe("it's $second");
			expect(inside.get("PYTHON")).toBe(`${second}/bin/python`);
		});
	});
}

describe("bash", () => {
	const run = (machine: FakeMachine, script: string, variables: Record<string, string> = {}) =>
		execFileSync("bash", ["-c", script], {
			encoding: "utf8",
			cwd: machine.work,
			env: { PATH: "/usr/bin:/bin", ...variables },
			stdio: "pipe",
		});

	test("showing the prompt runs nothing, whatever the folder is called", () => {
		using machine = new FakeMachine();
		for (const isRelocatable of [false, true]) {
			const root = create(machine, `$(touch ran)\`touch ran\`${isRelocatable}`, { isRelocatable });
			run(machine, `PS1='$ '; . ${quotePosix(`${root}/bin/activate`)}; printf %s "\${PS1@P}"`);
			expect(existsSync(join(machine.work, "ran"))).toBe(false);
		}
	});

	test("VIRTUAL_ENV_DISABLE_PROMPT leaves the prompt alone", () => {
		using machine = new FakeMachine();
		const root = create(machine, "env");
		const said = run(machine, `PS1='$ '; . ${root}/bin/activate; printf %s "$PS1"`, {
			VIRTUAL_ENV_DISABLE_PROMPT: "1",
		});
		expect(said).toBe("$ ");
	});

	test("activating another environment leaves the first", () => {
		using machine = new FakeMachine();
		const [first, second] = [create(machine, "first"), create(machine, "second")];
		const said = run(
			machine,
			`. ${first}/bin/activate; . ${second}/bin/activate; echo "$PATH"; deactivate; echo "$PATH"`,
		);
		expect(said).toBe(`${second}/bin:/usr/bin:/bin\n/usr/bin:/bin\n`);
	});

	test("a script that is run instead of sourced says so", () => {
		using machine = new FakeMachine();
		const root = create(machine, "env");
		expect(() => run(machine, `bash ${root}/bin/activate`)).toThrow(
			"does nothing unless it is sourced",
		);
	});
});

describe("activate_this.py", () => {
	const [python = ""] = realPythons();
	test.skipIf(python === "")("enters the environment from inside Python", async () => {
		using machine = new FakeMachine();
		const root = join(machine.root, 'it\'s "here"');
		createEnvironment({
			path: root,
			interpreter: await readInterpreter(python),
			existing: "refuse",
		});
		const { paths } = await readInterpreter(join(root, "bin", "python"));
		const code = `
import os, runpy, sys
runpy.run_path(sys.argv[1])
print(sys.prefix, sys.path[0], os.environ["VIRTUAL_ENV"], os.environ["PATH"].split(":")[0], os.environ["VIRTUAL_ENV_PROMPT"], sep="\\n")`;
		const said = execFileSync(python, ["-I", "-c", code, join(root, "bin", "activate_this.py")], {
			encoding: "utf8",
		});
		expect(said.trimEnd().split("\n")).toEqual([
			root,
			paths.purelib,
			root,
			join(root, "bin"),
			'it\'s "here"',
		]);
	});
});

describe("words are quoted as each shell wants them", () => {
	test.each([
		[quotePosix, "it's $x", "'it'\\''s $x'"],
		[quoteCsh, "it's !x", "'it'\\''s \\!x'"],
		[quoteFish, "it's \\x", "'it\\'s \\\\x'"],
		[quoteNushell, "plain", "r#'plain'#"],
		[quoteNushell, "it's '#x", "r##'it's '#x'##"],
		[quotePowershell, "it's ’quoted‘ $x", "'it''s ’’quoted‘‘ $x'"],
		[quoteBatch, '100% "x"', "100%% _x_"],
		[quotePython, 'it\'s "x" \\ \n', '"it\'s \\"x\\" \\\\ \\n"'],
	])("%p of %j", (quote, text, wanted) => {
		expect(quote(text)).toBe(wanted);
	});
});

const place: ActivationPlace = {
	root: "/home/me/it's",
	prompt: undefined,
	scripts: "bin",
	isRelocatable: false,
	isWindows: false,
	libraries: ["../lib/python3.12/site-packages"],
};
const windows: ActivationPlace = {
	...place,
	root: "C:\\it's\\.venv",
	scripts: "Scripts",
	isWindows: true,
};

describe("scripts of shells that are not here", () => {
	test("nushell: an overlay with the root as a raw string", () => {
		const { text } = nushellActivation(place);
		expect(text).toContain("const root = r#'/home/me/it's'#");
		expect(text).toContain("export alias deactivate = overlay hide activate");
		expect(nushellActivation({ ...place, isRelocatable: true }).text).toContain(
			"const root = (path self ..)",
		);
	});

	test("PowerShell: the root from the script's own place, the separator of the system", () => {
		expect(powershellActivation(place).text).toContain(
			'$env:PATH = "$($PSScriptRoot):" + $env:PATH',
		);
		expect(powershellActivation(windows).text).toContain(
			'$env:PATH = "$($PSScriptRoot);" + $env:PATH',
		);
		expect(powershellActivation({ ...place, prompt: "it's" }).text).toContain(
			"$env:VIRTUAL_ENV_PROMPT = 'it''s'",
		);
	});

	test("cmd: lines end as it wants, the root comes from the script's own place", () => {
		const [activate, deactivate] = batchActivation({ ...windows, prompt: "50% (x)" });
		expect(activate?.text.split("\r\n").length).toBe(activate?.text.split("\n").length);
		expect(activate?.text).toContain('@for %%i in ("%~dp0..") do @set "VIRTUAL_ENV=%%~fi"');
		expect(activate?.text).toContain('@set "VIRTUAL_ENV_PROMPT=50%% (x)"');
		expect(activate?.text).toContain('@set "PROMPT=(50_ (x)) %PROMPT%"');
		expect(deactivate?.text).toContain('@set "VIRTUAL_ENV="');
	});

	const [python = ""] = realPythons();
	test.skipIf(python === "")("xonsh: what is plain Python in it compiles, and works", () => {
		using machine = new FakeMachine();
		const script = machine.file("activate.xsh", xonshActivation(place).text);
		const code = `
import sys
class Env(dict): pass
class Session: env = Env(PATH=["/usr/bin"], PYTHONHOME="/old")
__xonsh__ = Session()
aliases = {}
exec(compile(open(sys.argv[1]).read(), "activate.xsh", "exec"))
env = __xonsh__.env
print(env["VIRTUAL_ENV"], env["VIRTUAL_ENV_PROMPT"], env["PATH"], "PYTHONHOME" in env, sorted(aliases))
aliases["deactivate"]([])
print(sorted(env.items()), aliases)`;
		expect(execFileSync(python, ["-I", "-c", code, script], { encoding: "utf8" })).toBe(
			`/home/me/it's it's ["/home/me/it's/bin", '/usr/bin'] False ['deactivate', 'pydoc']\n[('PATH', ['/usr/bin']), ('PYTHONHOME', '/old')] {}\n`,
		);
	});

	test("on Windows the POSIX script translates its root for cygwin and msys", () => {
		expect(posixActivation(windows).text).toContain(
			'cygwin | msys) VIRTUAL_ENV=$(cygpath -u "$VIRTUAL_ENV")',
		);
		expect(posixActivation(place).text).not.toContain("cygpath");
	});
});

test("the prompt is the name of the folder unless one was chosen", () => {
	expect(promptOf(place)).toBe("it's");
	expect(promptOf(windows)).toBe(".venv");
	expect(promptOf({ ...place, prompt: "x" })).toBe("x");
	expect(promptLabel({ ...place, prompt: "\u001b[2J$(x)" })).toBe("_[2J_(x)");
});

describe("activationCommand", () => {
	test.each<[Record<string, string>, string | undefined]>([
		[{ SHELL: "/bin/bash" }, "source .venv/bin/activate"],
		[{ SHELL: "/usr/bin/zsh" }, "source .venv/bin/activate"],
		[{ SHELL: "/usr/bin/fish" }, "source .venv/bin/activate.fish"],
		[{ SHELL: "/bin/tcsh" }, "source .venv/bin/activate.csh"],
		[{ NU_VERSION: "0.99", SHELL: "/bin/bash" }, "overlay use .venv/bin/activate.nu"],
		[{ FISH_VERSION: "3", SHELL: "/bin/bash" }, "source .venv/bin/activate.fish"],
		[{ XONSH_VERSION: "0.19" }, "source .venv/bin/activate.xsh"],
		[{ PSModulePath: "x" }, ". .venv/bin/activate.ps1"],
		[{ SHELL: "/bin/elvish" }, undefined],
		[{}, undefined],
	])("from %j: %j", (variables, wanted) => {
		expect(activationCommand(".venv", { variables, isWindows: false })).toBe(wanted as string);
	});

	test("on Windows, and with a path that needs quotes", () => {
		expect(activationCommand(".venv", { variables: { PROMPT: "$P$G" }, isWindows: true })).toBe(
			".venv\\Scripts\\activate",
		);
		expect(activationCommand(".venv", { variables: { PSModulePath: "x" }, isWindows: true })).toBe(
			".venv\\Scripts\\activate",
		);
		expect(activationCommand("my env", { variables: { SHELL: "bash" }, isWindows: false })).toBe(
			"source 'my env/bin/activate'",
		);
	});
});

test("no script names the machine it was made on but by the root", () => {
	using machine = new FakeMachine();
	const root = create(machine, "env", { isRelocatable: true });
	for (const name of [
		"activate",
		"activate.fish",
		"activate.nu",
		"activate.ps1",
		"activate.bat",
		"activate_this.py",
	]) {
		expect(readFileSync(join(root, "bin", name), "utf8")).not.toContain(machine.root);
	}
});

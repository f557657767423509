/** `activate.xsh`; xonsh shows `VIRTUAL_ENV_PROMPT` in its prompt by itself. */
import { type ActivationPlace, type ActivationScript, promptOf } from "./activation-place.ts";
import { quotePython } from "./python.ts";

export function xonshActivation(place: ActivationPlace): ActivationScript {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	const root = place.isRelocatable
		? "_os.path.dirname(_os.path.dirname(_os.path.abspath(__file__)))"
		: quotePython(place.root);
	const prompt =
		place.isRelocatable && !isNamed ? "_os.path.basename(_root)" : quotePython(promptOf(place));
	return {
		name: "activate.xsh",
		text: `# Source this file to enter the virtual environment: source ${place.scripts}/activate.xsh
# Run \`deactivate\` to leave it.

def _pippin_activate():
    import os as _os

    env = __xonsh__.env
    if "deactivate" in aliases and "VIRTUAL_ENV" in env:
        aliases["deactivate"]([])

    _root = ${root}
    _old_path = list(env.get("PATH", []))
    _old_home = env.get("PYTHONHOME")

    env["VIRTUAL_ENV"] = _root
    env["VIRTUAL_ENV_PROMPT"] = ${prompt}
    env["PATH"].insert(0, _os.path.join(_root, ${quotePython(place.scripts)}))
    if _old_home is not None:
        del env["PYTHONHOME"]

    def _deactivate(args, stdin=None):
        env["PATH"] = _old_path
        if _old_home is not None:
            env["PYTHONHOME"] = _old_home
        for name in ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"):
            if name in env:
                del env[name]
        for name in ("deactivate", "pydoc"):
            if name in aliases:
                del aliases[name]

    aliases["deactivate"] = _deactivate
    aliases["pydoc"] = ["python", "-m", "pydoc"]


_pippin_activate()
del _pippin_activate
`,
	};
}

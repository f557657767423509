/** `activate_this.py`, for programs that embed Python and enter an environment while they run. */
import { type ActivationPlace, type ActivationScript, promptOf } from "./activation-place.ts";

/** A string literal of Python; JSON's are among them, once characters beyond ASCII are left as they are. */
export function quotePython(text: string): string {
	return JSON.stringify(text);
}

export function pythonActivation(place: ActivationPlace): ActivationScript {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	const prompt = isNamed ? quotePython(promptOf(place)) : "os.path.basename(root)";
	const libraries = [...new Set(place.libraries)].map(quotePython).join(", ");
	return {
		name: "activate_this.py",
		text: `"""Enter this virtual environment from inside a running interpreter of the same version.

Use it as \`runpy.run_path(path_of_this_file)\`.
"""

import os
import site
import sys

try:
    scripts = os.path.dirname(os.path.abspath(__file__))
except NameError as error:
    raise AssertionError("run this file with runpy.run_path, so that it knows where it is") from error

root = os.path.dirname(scripts)

os.environ["PATH"] = os.pathsep.join([scripts] + os.environ.get("PATH", "").split(os.pathsep))
os.environ["VIRTUAL_ENV"] = root
os.environ["VIRTUAL_ENV_PROMPT"] = ${prompt}

# What the environment has comes before what was there, in the order of the folders.
before = len(sys.path)
for library in [${libraries}]:
    site.addsitedir(os.path.realpath(os.path.join(scripts, library)))
sys.path[:] = sys.path[before:] + sys.path[:before]

sys.real_prefix = sys.prefix
sys.prefix = sys.exec_prefix = root
`,
	};
}

/**
 * The questions to an interpreter, in Python, kept as text so that they are inside the executable. Runs on every Python
 * from 3.6 on, started as `python -I -S -B -c`: no `site`, no `.pth` file, no variable, no folder of the user takes part.
 *
 * Arguments are folders in which a `_manylinux` module may lie beside those of the interpreter itself.
 */

/** The version of the answer's shape; a cached answer of another one is asked for again. */
export const ANSWER_FORMAT = 1;

/** Prints one line of JSON on stdout, whatever else the modules it loads may print. */
export const PROBE_SCRIPT: string = String.raw`
import importlib.machinery, importlib.util, json, os, platform, struct, sys, sysconfig

answers = sys.stdout
sys.stdout = sys.stderr

def plain_version(info):
    text = "%d.%d.%d" % tuple(info[:3])
    return text if info[3] == "final" else text + info[3][0] + str(info[4])

def install_paths():
    if sys.version_info < (3, 10):
        # Linux distributions changed distutils, not sysconfig, to say where packages go.
        try:
            from distutils.dist import Distribution
            command = Distribution({"name": "x"}).get_command_obj("install", create=1)
            command.finalize_options()
            return {
                "purelib": command.install_purelib,
                "platlib": command.install_platlib,
                "scripts": command.install_scripts,
                "headers": os.path.dirname(command.install_headers),
                "data": command.install_data,
            }
        except ImportError:
            pass
    paths = sysconfig.get_paths()
    return {
        "purelib": paths["purelib"],
        "platlib": paths["platlib"],
        "scripts": paths["scripts"],
        "headers": paths["include"],
        "data": paths["data"],
    }

def environment_paths():
    names = sysconfig.get_scheme_names()
    scheme = "nt" if os.name == "nt" else "posix_prefix"
    for better in ("venv", "pypy"):
        if better in names:
            scheme = better
            break
    root = "@root@"
    places = ("base", "platbase", "installed_base", "installed_platbase")
    paths = sysconfig.get_paths(scheme, vars={name: root for name in places})
    return {name: paths[name][len(root) + 1:] for name in ("purelib", "platlib", "scripts", "data")}

def site_packages():
    try:
        import site
        return [path for path in site.getsitepackages() if isinstance(path, str)]
    except (ImportError, AttributeError):
        return []

def elf_interpreter():
    with open(sys.executable, "rb") as file:
        head = file.read(64)
        if head[:4] != b"\x7fELF" or head[4] not in (1, 2) or head[5] not in (1, 2):
            return None
        wide, order = head[4] == 2, "<" if head[5] == 1 else ">"
        offset = struct.unpack_from(order + ("Q" if wide else "I"), head, 32 if wide else 28)[0]
        size, count = struct.unpack_from(order + "HH", head, 54 if wide else 42)
        for index in range(count):
            file.seek(offset + index * size)
            row = file.read(size)
            if struct.unpack_from(order + "I", row)[0] == 3:
                start = struct.unpack_from(order + ("Q" if wide else "I"), row, 8 if wide else 4)[0]
                length = struct.unpack_from(order + ("Q" if wide else "I"), row, 32 if wide else 16)[0]
                file.seek(start)
                return os.fsdecode(file.read(min(length, 4096)).rstrip(b"\0"))
    return None

def numbers(text):
    parts = []
    for part in text.split(".")[:2]:
        digits = ""
        for character in part:
            if not character.isdigit():
                break
            digits += character
        parts.append(int(digits or "0"))
    return (parts + [0, 0])[:2]

def c_library():
    if not sys.platform.startswith("linux"):
        return None
    try:
        name, version = os.confstr("CS_GNU_LIBC_VERSION").split()
        if name == "glibc":
            return {"name": "glibc", "version": numbers(version)}
    except (AttributeError, OSError, ValueError):
        pass
    try:
        loader = elf_interpreter()
    except (OSError, struct.error):
        loader = None
    if loader is not None and "musl" in loader:
        import subprocess
        said = subprocess.run([loader], stderr=subprocess.PIPE, universal_newlines=True).stderr
        for line in said.splitlines():
            if line.startswith("Version "):
                return {"name": "musl", "version": numbers(line[8:])}
    name, version = platform.libc_ver()
    return {"name": "glibc", "version": numbers(version)} if name == "glibc" else None

def manylinux_answer(library, machine, folders):
    if library is None or library["name"] != "glibc":
        return None
    spec = importlib.machinery.PathFinder.find_spec("_manylinux", sys.path + folders)
    if spec is None or spec.loader is None:
        return None
    try:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except ImportError:
        return None
    major, minor = library["version"]
    if hasattr(module, "manylinux_compatible"):
        answer = module.manylinux_compatible(major, minor, machine)
        if answer is not None:
            return bool(answer)
    older = {(2, 5): "manylinux1", (2, 12): "manylinux2010", (2, 17): "manylinux2014"}
    flag = older.get((major, minor), "") + "_compatible"
    return bool(getattr(module, flag)) if hasattr(module, flag) else None

def system_version():
    return platform.mac_ver()[0] if sys.platform == "darwin" else ""

def main(folders):
    full = platform.python_version()
    if full.endswith("+"):
        full += "local"
    where = sysconfig.get_platform()
    machine = where.split("-", 1)[-1]
    pointer = struct.calcsize("P")
    library = c_library()
    known = install_paths()
    sites = site_packages()
    answer = {
        "format": ${ANSWER_FORMAT},
        "markers": {
            "implementation_name": sys.implementation.name,
            "implementation_version": plain_version(sys.implementation.version),
            "os_name": os.name,
            "platform_machine": platform.machine(),
            "platform_python_implementation": platform.python_implementation(),
            "platform_release": platform.release(),
            "platform_system": platform.system(),
            "platform_version": platform.version(),
            "python_full_version": full,
            "python_version": ".".join(platform.python_version_tuple()[:2]),
            "sys_platform": sys.platform,
        },
        "prefix": sys.base_prefix,
        "stdlib": sysconfig.get_path("stdlib"),
        "paths": known,
        "environmentPaths": environment_paths(),
        "sitePackages": sites,
        "platform": where,
        "pointerSize": pointer,
        "systemVersion": system_version(),
        "libc": library,
        "manylinuxAllowed": manylinux_answer(library, machine, sites + folders),
        "isFreeThreaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "isDebug": hasattr(sys, "gettotalrefcount") or bool(sysconfig.get_config_var("Py_DEBUG")),
    }
    answers.write(json.dumps(answer) + "\n")
    answers.flush()

main(sys.argv[1:])
`;

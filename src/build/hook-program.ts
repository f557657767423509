/**
 * The Python program of a build process. It reads one JSON request a line and answers each with one line on descriptor 3.
 * When its input ends it kills its group, and so itself and everything that the backend started.
 */
export const HOOK_PROGRAM = `
import importlib, json, os, queue, signal, sys, threading, traceback

requests = queue.Queue()
answers = os.fdopen(3, "w", encoding="utf-8")
os.set_inheritable(3, False)
source = os.fdopen(os.dup(0), "r", encoding="utf-8")
nothing = os.open(os.devnull, os.O_RDONLY)
os.dup2(nothing, 0)
os.close(nothing)

def listen():
    for line in source:
        requests.put(json.loads(line))
    os.killpg(0, signal.SIGKILL)

def inside(path, folders):
    real = os.path.realpath(path)
    return any(os.path.commonpath([real, os.path.realpath(one)]) == os.path.realpath(one) for one in folders)

def load(request):
    folders = request["path"]
    sys.path[:0] = folders
    name, _, attributes = request["backend"].partition(":")
    module = importlib.import_module(name)
    if folders and not inside(module.__file__ or "", folders):
        raise ImportError("the backend was found outside of backend-path, at " + str(module.__file__))
    found = module
    for attribute in filter(None, attributes.split(".")):
        found = getattr(found, attribute)
    return found

def answer(value):
    answers.write(json.dumps(value) + "\\n")
    answers.flush()

def serve():
    backend = None
    while True:
        request = requests.get()
        try:
            if "backend" in request:
                backend = load(request)
                answer({"kind": "done", "value": None})
                continue
            hook = getattr(backend, request["hook"], None)
            if hook is None:
                answer({"kind": "missing"})
                continue
            value = hook(*request["arguments"])
            sys.stdout.flush()
            answer({"kind": "done", "value": value})
        except BaseException as error:
            traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            answer({"kind": "failed", "error": type(error).__name__, "message": str(error)})

threading.Thread(target=listen, daemon=True).start()
serve()
`;

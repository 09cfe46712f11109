"""Runs commands of symderiv in one process that is watched: what it executes, opens and imports, time, memory.

`python watch.py FOLDER < commands.json > outcomes.json`: a list of argument lists in, a list of outcomes out.
"""

import ast
import contextlib
import io
import json
import os
import resource
import signal
import sys
import sysconfig
import traceback
from pathlib import Path
from time import process_time
from types import CodeType, FrameType
from typing import Any

import symderiv.cli
import symderiv.pytest_plugin

sys.dont_write_bytecode = True

SECONDS = 10.0
"""Of the processor, for one command; a stop-watch of six times as many catches what sleeps."""

SAFE = frozenset(
    {"object.__getattr__", "object.__setattr__", "object.__delattr__", "sys._getframe", "sys._current_frames",
     "sys.unraisablehook", "sys.excepthook", "gc.get_objects", "gc.get_referrers", "gc.get_referents",
     "code.__new__", "function.__new__", "builtins.id", "array.__new__", "signal.pthread_kill", "time.sleep",
     "_thread.start_new_thread", "os.putenv", "os.unsetenv", "sys.set_asyncgen_hooks"}
)  # fmt: skip
"""Events that neither run nor read anything of the outside."""

GENERATED = "<lambdifygenerated-"
"""The file name of the functions that SymPy writes for NumPy, of symbols that are called s0, s1, …"""

ROOTS = tuple(
    os.path.realpath(path)
    for path in {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, Path(symderiv.__file__).parent}
)


class Watch:
    """An audit hook that notes what a command may not do."""

    def __init__(self) -> None:
        self.named: tuple[str, ...] = ()
        self.found: list[str] = []
        self.on = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on or event in SAFE:
            return
        self.on = False
        try:
            if not self.allows(event, arguments):
                self.found.append(f"{event} {str(arguments)[:200]}")
        finally:
            self.on = True

    def allows(self, event: str, arguments: tuple[Any, ...]) -> bool:
        match event:
            case "open" | "os.listdir" | "os.scandir" | "os.walk":
                return self._may_open(arguments)
            case "import":
                return str(arguments[0]).split(".")[0] in KNOWN
            case "exec":
                code = arguments[0]
                return isinstance(code, CodeType) and _is_ours(code.co_filename)
            case "compile":
                return _is_harmless(arguments[0]) if _is_generated(arguments[1]) else _is_ours(arguments[1])
            case "marshal.loads" | "marshal.load":
                return "importlib" in str(sys._getframe(2).f_code.co_filename)
            case _:
                return False

    def _may_open(self, arguments: tuple[Any, ...]) -> bool:
        if arguments[0] is None or isinstance(arguments[0], int):
            return False
        path = os.path.realpath(os.fsdecode(arguments[0]))
        mode = arguments[1] if len(arguments) > 1 else None
        if isinstance(mode, str) and set(mode) & set("wax+"):
            return False
        return path in self.named or path.startswith(ROOTS)


KNOWN = frozenset(
    {"symderiv", "sympy", "numpy", "mpmath", "yaml", "typer", "click", *sys.stdlib_module_names}
)


def _is_generated(name: Any) -> bool:
    return os.fsdecode(name or "").startswith(GENERATED)


def _is_ours(name: Any) -> bool:
    text = os.fsdecode(name or "")
    return text.startswith(("<frozen ", GENERATED, *ROOTS))


def _is_harmless(text: Any) -> bool:
    """Generated code computes with s0, s1, … and functions of numbers, and holds no text and no attribute."""
    if not isinstance(text, (str, bytes)):
        return isinstance(text, ast.AST)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Attribute, ast.Import, ast.ImportFrom, ast.Lambda, ast.Global)):
            return False
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            return False
        if isinstance(node, ast.Name) and not (NUMBERED.fullmatch(node.id) or node.id in FUNCTIONS):
            return False
    return True


def _numbered() -> Any:
    import re

    return re.compile(r"[sc][0-9]+|_Dummy_[0-9]+|_[0-9]+")


NUMBERED = _numbered()
FUNCTIONS: frozenset[str] = frozenset()


class TooSlow(BaseException):
    """The time of a command is over."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow


def outcome(watch: Watch, arguments: list[str]) -> dict[str, Any]:
    """One command: exit status, what it wrote, what it did, seconds, and the most memory so far in MB."""
    out, err = io.StringIO(), io.StringIO()
    watch.found = []
    watch.named = tuple(os.path.realpath(a) for a in arguments if "\0" not in a and len(a) < 4000)
    started = process_time()
    status: int | str
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, 6 * SECONDS)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            watch.on = True
            symderiv.cli.app(arguments, prog_name="symderiv")
            status = "returned"
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else str(end.code)
        except TooSlow:
            status = "too slow"
        except BaseException:  # noqa: BLE001 - whatever comes out is what is looked for
            status = traceback.format_exc()
        finally:
            watch.on = False
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
    return {
        "status": status, "out": out.getvalue()[:20_000] + out.getvalue()[-2_000:], "err": err.getvalue()[:20_000],
        "found": watch.found, "seconds": process_time() - started,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def main() -> None:
    """Warm up with the given files, then run the commands."""
    global FUNCTIONS
    from symderiv.components import spot

    FUNCTIONS = frozenset(spot._NUMPY) | {"Pos", "Floor", "erf", "range", "float"}
    watch = Watch()
    request = json.load(sys.stdin)
    warm = [outcome(watch, arguments) for arguments in request["warm"]]
    sys.addaudithook(watch)
    signal.signal(signal.SIGPROF, _stop)
    signal.signal(signal.SIGALRM, _stop)
    json.dump({"warm": warm, "outcomes": [outcome(watch, each) for each in request["commands"]]}, sys.stdout)


if __name__ == "__main__":
    main()

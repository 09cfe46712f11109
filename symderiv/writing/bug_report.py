"""The report on an internal error: all that is needed to see it again, the derivation file included."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from platform import platform, python_version

from symderiv.check import Options
from symderiv.report import INTERNAL, ErrorReport, FileReport

LIBRARIES = ("sympy", "numpy", "mpmath", "PyYAML")
RULE = "─" * 80


def internal_errors(file: FileReport) -> Iterator[tuple[str, ErrorReport]]:
    """The internal errors of a file, each with the id of the claim over which it happened."""
    yield from (("", error) for error in file.errors if error.code == INTERNAL)
    for obligation in file.obligations:
        if obligation.error is not None and obligation.error.code == INTERNAL:
            yield obligation.id, obligation.error


def bug_report(file: FileReport, options: Options, tool: str, text: str) -> str:
    """What happened, with what, and the text of the file on which it happened."""
    sizes = "".join(f" --size {name}={number}" for name, number in options.sizes)
    budget = "" if options.budget is None else f" --budget {options.budget}"
    lines = [
        f"symderiv {tool}, an internal error",
        f"{_versions()}, {platform()}",
        f"symderiv check {file.path} --seed {options.seed}{sizes}{budget}",
    ]
    for id, error in internal_errors(file):
        place = f"{file.path}:{error.line}:{error.column}" + (f"  {id}" if id else "")
        lines += ["", place, error.message]
    return "\n".join([*lines, "", f"The file {file.path}:", RULE, text.rstrip("\n"), RULE, ""])


def _versions() -> str:
    return ", ".join([f"Python {python_version()}", *(f"{name} {_version(name)}" for name in LIBRARIES)])


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"

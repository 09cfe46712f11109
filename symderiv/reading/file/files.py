"""Files: from a path to a Source, and from folders to the derivation files in them."""

import os
import stat
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from symderiv.errors import DerivationError, Diagnostic
from symderiv.source import Source, Span

MAX_BYTES: Final = 1_000_000
SUFFIXES: Final = (".yaml", ".yml")
MARKDOWN: Final = (".md", ".markdown")
LATEX: Final = (".tex", ".ltx")


def read_source(path: str) -> Source:
    """The text of a UTF-8 file of at most 1 MB, without its byte order mark."""
    data = _bytes_of(path)
    if len(data) > MAX_BYTES:
        raise _refusal(path, "E115", "the file is larger than 1 MB", "split it into several derivation files")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise _refusal(path, "E114", "the file is UTF-16, not UTF-8", "save it as UTF-8")
    if 0 in data:
        message = f"byte {data.index(0) + 1} of the file is zero: it is no text"
        raise _refusal(path, "E116", message, "a derivation file is YAML text in UTF-8")
    return Source(path, _decoded(path, data.removeprefix(BOM_UTF8), data))


def text_or_file(given: str) -> Source:
    """What is given, as a source: the file of that name, if there is one, else the text itself."""
    is_path = bool(given) and "\n" not in given and "\0" not in given and len(given) < 4096
    if is_path and (os.path.exists(given) or given.lower().endswith((*SUFFIXES, *MARKDOWN, *LATEX))):
        return read_source(given)
    return Source("<symbols>", given)


def is_prose(path: str) -> bool:
    """Is this a document with formulas in it, and no derivation file?"""
    return path.lower().endswith((*MARKDOWN, *LATEX))


def replace_source(source: Source, text: str) -> None:
    """Another text in place of the one that was read, all at once; the file keeps its mark and its rights."""
    path = os.path.realpath(source.path)
    data = _bytes_of(source.path)
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    if data.removeprefix(BOM_UTF8) != source.text.encode():
        raise _refusal(source.path, "E119", "the file has changed since it was read", "check it again")
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(mark + text.encode())
        os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(temporary, path)
    except OSError as problem:
        with suppress(OSError):
            os.remove(temporary)
        message = f"the file cannot be written: {problem.strerror or 'output error'}"
        raise _refusal(source.path, "E119", message) from None


def derivation_files(paths: Iterable[str]) -> tuple[str, ...]:
    """Every path that is no folder, and the `*.yaml` and `*.yml` below each folder, hidden ones excepted."""
    found: list[str] = []
    empty: list[Diagnostic] = []
    for path in paths:
        files = _files_below(path) if os.path.isdir(path) else [path]
        found.extend(files)
        if not files:
            hint = "derivation files end in .yaml or .yml; hidden folders are not searched"
            empty.append(Diagnostic("E117", "no derivation file in this folder", Source(path, ""), hint=hint))
    if empty:
        raise DerivationError(*empty)
    return tuple(dict.fromkeys(found))


def _bytes_of(path: str) -> bytes:
    """The first 1 MB of a regular file, and one byte more if there is one."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise _refusal(path, "E111", "this is a folder, not a file")
        if not stat.S_ISREG(mode):
            raise _refusal(path, "E113", "this is no regular file", "pipes and devices are not read")
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refusal(path, "E110", "no such file", _neighbours(path)) from None
    except OSError as problem:
        message = f"the file cannot be read: {problem.strerror or 'input error'}"
        raise _refusal(path, "E112", message) from None
    except ValueError:
        raise _refusal(path, "E112", "a path may not contain a zero byte") from None


def _decoded(path: str, data: bytes, whole: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        good = len(data[: problem.start].decode("utf-8"))
        number = problem.start + 1 + len(whole) - len(data)
        message = f"byte {number} of the file (0x{data[problem.start]:02x}) is not UTF-8"
        source = Source(path, data.decode("utf-8", "replace"))
        diagnostic = Diagnostic("E114", message, source, Span(good, good + 1), "save the file as UTF-8")
        raise DerivationError(diagnostic) from None


def _neighbours(path: str) -> str | None:
    """The hint for a missing file: the same name with the other ending, if that file exists."""
    others = (str(Path(path).with_suffix(suffix)) for suffix in SUFFIXES if Path(path).name)
    return next((f"did you mean {other}?" for other in others if os.path.isfile(other)), None)


def _files_below(folder: str) -> list[str]:
    return sorted(_walk(folder), key=lambda path: path.split(os.sep))


def _walk(folder: str) -> Iterator[str]:
    def refuse(problem: OSError) -> None:
        place = str(problem.filename or folder)
        raise _refusal(place, "E112", f"the folder cannot be read: {problem.strerror}")

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield os.path.join(place, name)


def _refusal(path: str, code: str, message: str, hint: str | None = None) -> DerivationError:
    return DerivationError(Diagnostic(code, message, Source(path, ""), hint=hint))

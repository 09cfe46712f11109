"""Checks written derivations of gradients: reads them, decides them, writes them down."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from symderiv.check import Options, check_document, check_file
    from symderiv.errors import DerivationError
    from symderiv.reading.file.files import read_source
    from symderiv.reading.load import load_document, read_expression
    from symderiv.report import FileReport, Report

__version__ = "0.1.0"

__all__ = [
    "DerivationError",
    "FileReport",
    "Options",
    "Report",
    "__version__",
    "check_document",
    "check_file",
    "load_document",
    "read_expression",
    "read_source",
]

_HOMES: Final = {
    "DerivationError": "symderiv.errors",
    "FileReport": "symderiv.report",
    "Options": "symderiv.check",
    "Report": "symderiv.report",
    "check_document": "symderiv.check",
    "check_file": "symderiv.check",
    "load_document": "symderiv.reading.load",
    "read_expression": "symderiv.reading.load",
    "read_source": "symderiv.reading.file.files",
}


def __getattr__(name: str) -> Any:
    """The public names are imported when they are first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'symderiv' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

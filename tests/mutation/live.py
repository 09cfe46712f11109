"""A mutant of a module put into a running process: functions get other code."""

import ast
import functools
import gc
from types import CodeType, FunctionType


class NotLive(Exception):
    """The edit changes no function that exists: the module has to be loaded anew."""


def plant(source: str, mutant: ast.Module, filename: str) -> None:
    """All functions of a module, wherever they are held, compute as the mutant does."""
    changed = dict(
        _changed(compile(source, filename, "exec", dont_inherit=True), _compiled(mutant, filename))
    )
    planted = False
    for function in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
        code = changed.get(function.__code__) if function.__code__.co_filename == filename else None
        if code is not None:
            try:
                function.__code__ = code
            except ValueError as error:
                raise NotLive(str(error)) from error
            planted = True
    if not planted:
        raise NotLive(filename)


def is_the_same(source: str, mutant: ast.Module, filename: str) -> bool:
    """Whether the mutant is the same program for the machine."""
    return not list(
        _changed(compile(source, filename, "exec", dont_inherit=True), _compiled(mutant, filename))
    )


def forget(package: str) -> None:
    """Empty the caches of the functions of a package."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith(package):
            each.cache_clear()


def _compiled(tree: ast.Module, filename: str) -> CodeType:
    return compile(tree, filename, "exec", dont_inherit=True)


def _changed(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]]:
    """The codes within a module that differ; what encloses one that differs does so too."""
    if _acts_as(old, new):
        return []
    found = [(old, new)]
    inner = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new)]
    if len(inner[0]) == len(inner[1]):
        for a, b in zip(*inner, strict=True):
            found += _changed(a, b)
    return found


def _acts_as(old: CodeType, new: CodeType) -> bool:
    """Whether codes are equal but for the places in the text."""
    if (old.co_code, old.co_names, old.co_varnames, old.co_freevars, len(old.co_consts)) != (
        new.co_code,
        new.co_names,
        new.co_varnames,
        new.co_freevars,
        len(new.co_consts),
    ):
        return False
    return all(
        _acts_as(a, b)
        if isinstance(a, CodeType) and isinstance(b, CodeType)
        else (type(a), a) == (type(b), b)
        for a, b in zip(old.co_consts, new.co_consts, strict=True)
    )

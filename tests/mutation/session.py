"""A run of pytest that tries mutants: tests are collected once, every mutant has a process of its own."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.edits import Edit, edited
from tests.mutation.live import NotLive, forget, is_the_same, plant

MOST_MEMORY = 3 * 2**30
KILLED, SURVIVED, RELOAD = 0, 7, 8


@dataclass(frozen=True)
class Mutant:
    """A module and an edit of it."""

    path: str
    edit: Edit

    @property
    def name(self) -> str:
        e = self.edit
        return f"{self.path}:{e.line}: {e.kind}: {e.before[:110]} → {e.after[:110] or 'nothing'}"


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: killed, timeout, survived, or the same program."""

    mutant: Mutant
    words: str
    seconds: float


@dataclass(eq=False)
class Session:
    """A plugin of pytest. First all tests run once, to see which of them reach which functions and how long they take."""

    mutants: Sequence[Mutant]
    package: str
    watch: Callable[[Fate], None]
    seconds: dict[str, float] = field(default_factory=dict)
    reached: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item, following in _in_turn(session.items):
            self._observe(item, following)
        for mutant in self.mutants:
            started = time.monotonic()
            words = self._fate(mutant, session.items)
            self.watch(Fate(mutant, words, time.monotonic() - started))
        return True

    def _observe(self, item: pytest.Item, following: pytest.Item | None) -> None:
        met: set[CodeType] = set()

        def profile(frame: FrameType, event: str, _: object) -> None:
            if event == "call":
                met.add(frame.f_code)

        started = time.process_time()
        sys.setprofile(profile)
        try:
            passed = _passes(item, following)
        finally:
            sys.setprofile(None)
        if not passed and not _passes(item, following):  # the first time it was watched, which takes time
            pytest.exit(f"{item.nodeid} fails without a mutant")
        self.seconds[item.nodeid] = time.process_time() - started
        for code in met:
            self.reached.setdefault((code.co_filename, code.co_firstlineno), set()).add(item.nodeid)

    def _fate(self, mutant: Mutant, items: Sequence[pytest.Item]) -> str:
        filename = str(Path(mutant.path).resolve())
        source = Path(filename).read_text()
        tree = edited(source, mutant.edit)
        if is_the_same(source, tree, filename):
            return "the same"
        chosen = self._chosen(mutant, filename, items)
        limit = 10 + 3 * sum(self.seconds[item.nodeid] for item in chosen)
        if mutant.edit.function is not None:
            ended = self._forked(lambda: self._tried(source, tree, filename, chosen), limit)
            if ended != RELOAD:
                return {KILLED: "killed", SURVIVED: "survived"}.get(ended, "timeout")
        return _reloaded(source, tree, filename, items, limit + 30)

    def _chosen(self, mutant: Mutant, filename: str, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests that reach the function, the fastest first; all of them if none does by itself."""
        if mutant.edit.function is None:
            return list(items)
        first, last = mutant.edit.function
        names: set[str] = set().union(
            *(
                them
                for (file, line), them in self.reached.items()
                if file == filename and first <= line <= last
            )
        )
        chosen = [item for item in items if item.nodeid in names]
        return sorted(chosen or items, key=lambda item: self.seconds[item.nodeid])

    def _tried(self, source: str, tree: Any, filename: str, items: Sequence[pytest.Item]) -> int:
        forget(self.package)
        try:
            plant(source, tree, filename)
        except NotLive:
            return RELOAD
        return SURVIVED if all(_passes(item, after) for item, after in _in_turn(items)) else KILLED

    def _forked(self, act: Callable[[], int], limit: float) -> int:
        """What an action returns in a process of its own, 1 if it breaks down, −1 if it takes too long."""
        sys.stdout.flush()
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            if os.WIFSIGNALED(status):
                return (
                    -1 if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM) else KILLED
                )
            ended = os.WEXITSTATUS(status)
            return ended if ended in (SURVIVED, RELOAD) else KILLED
        result = KILLED
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            seconds = int(limit) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)
            signal.alarm(20 * seconds)
            result = act()
        finally:
            os._exit(result)


def _in_turn(items: Sequence[pytest.Item]) -> Iterable[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=following)
    return not any(report.failed for report in reports)


def _reloaded(source: str, tree: Any, filename: str, items: Sequence[pytest.Item], limit: float) -> str:
    """A mutant of what is made while a module is loaded: it is written, and another interpreter runs the tests."""
    import ast

    files = sorted({str(item.path) for item in items})
    path = Path(filename)
    try:
        path.write_text(ast.unparse(tree))
        command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *files]
        done = subprocess.run(command, timeout=3 * limit, capture_output=True, check=False)
        return "killed" if done.returncode else "survived"
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        path.write_text(source)

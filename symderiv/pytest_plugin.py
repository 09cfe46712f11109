"""Derivation files as tests: one item per obligation, `softmax.yaml::gradient[v_c]`.

Collected are `*.deriv.yaml` anywhere, and the YAML files below a folder named `derivations` that carry
the keys of a derivation file. Nothing is read, and nothing heavy imported, before a file is collected.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from symderiv.records import replace

if TYPE_CHECKING:
    from symderiv.check import Checker
    from symderiv.errors import DerivationError
    from symderiv.language.document import Obligation
    from symderiv.report import ObligationReport

OWN_SUFFIXES: Final = (".deriv.yaml", ".deriv.yml")
YAML_SUFFIXES: Final = (".yaml", ".yml")
FOLDER: Final = "derivations"
OUR_KEYS: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:symbols|gradients|derivations|loss)[ \t]*:", re.MULTILINE
)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "DerivationFile | None":
    """A collector for a derivation file, nothing for any other."""
    if not is_derivation_file(file_path, _shown(file_path, parent.config.rootpath)):
        return None
    collector: DerivationFile = DerivationFile.from_parent(parent, path=file_path)
    return collector


def is_derivation_file(path: Path, shown: Path) -> bool:
    """Whether the name says so, or a folder on the way that is shown and the keys do."""
    name = path.name.lower()
    if name.endswith(OWN_SUFFIXES):
        return True
    if not name.endswith(YAML_SUFFIXES) or FOLDER not in shown.parent.parts:
        return False
    try:
        with path.open("rb") as file:
            return OUR_KEYS.search(file.read(1_000_000)) is not None
    except OSError:
        return True


def _shown(path: Path, folder: Path) -> Path:
    """The path as seen from a folder, if it lies below it."""
    return path.relative_to(folder) if path.is_relative_to(folder) else path


class DerivationFile(pytest.File):
    """A derivation file; if it cannot be read, its only item is the failure to do so."""

    def collect(self) -> "Iterator[ObligationItem | UnreadItem]":
        """One item per obligation, in the file's order."""
        from symderiv.check import Checker, Options
        from symderiv.errors import DerivationError
        from symderiv.insight import INSIGHT
        from symderiv.reading.file.files import read_source
        from symderiv.reading.load import load_document

        try:
            source = read_source(str(self.path))
            shown = _shown(self.path, self.config.invocation_params.dir)
            document = load_document(replace(source, path=str(shown)))
        except DerivationError as refusal:
            yield UnreadItem.from_parent(self, name="errors", refusal=refusal)
            return
        checker = Checker(document.source, Options(insight=INSIGHT))
        for derivation in document.derivations:
            for obligation in derivation.obligations:
                yield ObligationItem.from_parent(
                    self, name=obligation.id, obligation=obligation, checker=checker
                )
            for obligation in derivation.coverage:
                yield CoverageItem.from_parent(
                    self, name=obligation.id, obligation=obligation, checker=checker
                )


class UnreadItem(pytest.Item):
    """What is wrong with a file that cannot be read."""

    def __init__(self, *, refusal: "DerivationError", **rest: Any) -> None:
        super().__init__(**rest)
        self.refusal = refusal

    def runtest(self) -> None:
        raise self.refusal

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """The diagnostics, each with its excerpt."""
        from symderiv.report import ErrorReport
        from symderiv.writing.text import error_text

        errors = [(d.source.path, ErrorReport.of(d)) for d in self.refusal.diagnostics]
        return "\n".join(error_text(path, error) for path, error in errors)

    def reportinfo(self) -> tuple[Path, int, str]:
        first = self.refusal.diagnostics[0]
        line = first.source.line_column(first.span.start)[0] if first.span else 1
        return self.path, line - 1, self.name


class NotAsExpected(Exception):
    """A claim whose verdict is not the one its author expects."""

    def __init__(self, report: "ObligationReport") -> None:
        super().__init__(f"{report.id}: {report.verdict}")
        self.report = report


class ObligationItem(pytest.Item):
    """One claim; it passes if its verdict is the expected one."""

    def __init__(self, *, obligation: "Obligation", checker: "Checker", **rest: Any) -> None:
        super().__init__(**rest)
        self.obligation = obligation
        self.checker = checker

    def runtest(self) -> None:
        self.demand(self.checker.check(self.obligation))

    def demand(self, report: "ObligationReport") -> None:
        """The verdict is the expected one."""
        if not report.ok:
            raise NotAsExpected(self.checker.repaired_alone(self.obligation, report))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The claim, its excerpt and the counterexample; a traceback only where the program broke down."""
        from symderiv.writing.text import failure_text

        if isinstance(excinfo.value, NotAsExpected):
            return failure_text(self.checker.source.path, excinfo.value.report)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        line, _ = self.checker.source.line_column(self.obligation.span.start)
        return self.path, line - 1, self.name


class CoverageItem(ObligationItem):
    """That the cases of a derivation cover all indices."""

    def runtest(self) -> None:
        self.demand(self.checker.check_coverage(self.obligation))

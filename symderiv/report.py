"""The report: plain data, in the order and the words of the JSON format."""

from typing import Final, Literal

from symderiv.display import mimebundle
from symderiv.errors import Diagnostic
from symderiv.language.answer import Counterexample
from symderiv.language.document import Statement, Verdict
from symderiv.records import dataclass
from symderiv.source import Span
from symderiv.verdict import Scope, Sizes

INTERNAL: Final = "E900"
"""The code of an error that is this program's own."""

VERDICTS: Final[tuple[Verdict, ...]] = (
    "proved", "consistent", "refuted", "ill-shaped", "unreadable", "undecided",
)  # fmt: skip

CountedAs = Literal[
    "proved", "proved at sizes", "consistent", "refuted", "ill-shaped", "unreadable", "undecided"
]


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """A diagnostic without its source; `frame` is the excerpt with the caret, for people."""

    line: int
    column: int
    code: str
    message: str
    hint: str | None
    frame: str = ""

    @classmethod
    def of(cls, diagnostic: Diagnostic) -> "ErrorReport":
        code, message, hint = diagnostic.code, diagnostic.message, diagnostic.hint
        if diagnostic.span is None:
            return cls(1, 1, code, message, hint)
        line, column = diagnostic.source.line_column(diagnostic.span.start)
        return cls(line, column, code, message, hint, diagnostic.source.frame(diagnostic.span))


@dataclass(frozen=True, slots=True)
class RepairReport:
    """A change of a false claim under which it is proved. What stands after `verdict` is not in the JSON."""

    kind: Literal[
        "sign", "transpose", "index", "factor", "term", "argument", "order", "symbol", "shape", "assumption"
    ]
    right: str
    text: str
    verdict: Verdict
    marks: tuple[Span, ...] = ()
    """Where in the text something is new; an empty place is where something was taken away."""
    splices: tuple[tuple[Span, str], ...] = ()
    """The change of the source: these places give way to these texts."""
    scope: Scope | None = "all sizes"
    sizes: Sizes = ()
    conditions: tuple[str, ...] = ()
    statement: Statement | None = None
    """The claim as it is proved."""


@dataclass(frozen=True, slots=True)
class DerivativeReport:
    """What the derivative on the left side of a false claim is, proved."""

    left: str
    """The left side; where the whole has no notation, the derivative by a part of the variable."""
    right: str
    verdict: Verdict
    scope: Scope | None = "all sizes"
    sizes: Sizes = ()
    conditions: tuple[str, ...] = ()
    statement: Statement | None = None

    @property
    def text(self) -> str:
        return f"{self.left} = {self.right}"


@dataclass(frozen=True, slots=True)
class ComponentReport:
    """One entry of both sides, simplified, as SymPy prints them."""

    indices: tuple[tuple[str, int], ...]
    component: tuple[int, ...]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ObligationReport:
    """What became of one obligation. What stands after `seconds` is for people and optional in the JSON."""

    id: str
    name: str
    derivation: int
    case: int | None
    step: int
    line: int
    column: int
    left: str
    right: str
    verdict: Verdict
    scope: Scope | None
    sizes: Sizes
    holds: bool | None
    caused_by: str | None
    uses: tuple[str, ...]
    conditions: tuple[str, ...]
    reason: str | None
    counterexample: Counterexample | None
    repair: RepairReport | None
    expected: Verdict
    ok: bool
    seconds: float
    error: ErrorReport | None = None
    components: tuple[ComponentReport, ...] = ()
    proof: str = ""
    frame: str = ""
    statement: Statement | None = None
    derivative: DerivativeReport | None = None
    """The derivative itself, where no change of the right side makes a false claim true."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return mimebundle(self)

    @property
    def counted_as(self) -> CountedAs:
        """The verdict as the summary counts it."""
        return "proved at sizes" if self.scope == "at sizes" else self.verdict

    @property
    def status(self) -> int:
        """The exit status of a check that consists of this alone."""
        if self.error is not None and self.error.code == INTERNAL:
            return 3
        if self.ok:
            return 0
        return 2 if self.verdict == "unreadable" else 1


@dataclass(frozen=True, slots=True)
class Step:
    """A proved equality that leads from the head of a chain to its next expression, and why."""

    report: ObligationReport
    because: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Steps that an author left out: what stands between the two sides of a claim, then the derivatives
    that were put in, each with the steps that lead to it."""

    between: tuple[Step, ...]
    lemmas: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: the errors because of which nothing in it was checked, or its obligations."""

    path: str
    title: str | None
    errors: tuple[ErrorReport, ...]
    obligations: tuple[ObligationReport, ...]
    size_names: tuple[str, ...] = ()
    """The sizes that the file declares; not in the JSON."""
    unchecked: tuple[tuple[int, str], ...] = ()
    """Line and text of displayed equations that nobody asked to check; not in the JSON."""
    remarks: tuple[tuple[int, str], ...] = ()
    """What reading left away of a formula, with its line; not in the JSON."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return mimebundle(self)

    @property
    def status(self) -> int:
        """The exit status of a check of this file alone, nothing found aside."""
        errors = (3 if error.code == INTERNAL else 2 for error in self.errors)
        return max((0, *errors, *(obligation.status for obligation in self.obligations)))

    @classmethod
    def unread(cls, path: str, *diagnostics: Diagnostic) -> "FileReport":
        """The report on a file that could not be used."""
        return cls(path, None, tuple(ErrorReport.of(diagnostic) for diagnostic in diagnostics), ())


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run."""

    tool: str
    files: tuple[FileReport, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return mimebundle(self)

    @property
    def obligations(self) -> tuple[ObligationReport, ...]:
        return tuple(obligation for file in self.files for obligation in file.obligations)

    @property
    def summary(self) -> dict[str, int]:
        """How many there are of each kind."""
        counted = [obligation.counted_as for obligation in self.obligations]
        return {
            "files": len(self.files),
            "obligations": len(counted),
            "ok": sum(obligation.ok for obligation in self.obligations),
            "proved": counted.count("proved"),
            "proved at sizes": counted.count("proved at sizes"),
            **{verdict: counted.count(verdict) for verdict in VERDICTS[1:]},
            "errors": sum(len(file.errors) for file in self.files),
        }

    @property
    def status(self) -> int:
        """The exit status of the run: the worst wins; nothing checked is no success."""
        nothing = 0 if self.obligations else 2
        return max((nothing, *(file.status for file in self.files)))

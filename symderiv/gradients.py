"""Gradients that nobody claimed yet: found, printed, read again and judged like any other claim."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Final

from symderiv.check import Checker, Options
from symderiv.deriving.derive import Deriver, Found, Setting
from symderiv.deriving.terms import Underivable
from symderiv.errors import DerivationError, Diagnostic
from symderiv.language.answer import Holds
from symderiv.language.document import Assumption, Kind, Obligation, Problem, Symbol
from symderiv.language.expression import (
    Definition,
    DefinitionRef,
    Derivative,
    Expression,
    Filled,
    Identity,
    SymbolRef,
)
from symderiv.language.traverse import free_letters, walk
from symderiv.reading.desk import Desk, head_of
from symderiv.reading.file.files import is_prose
from symderiv.reading.file.yaml_tree import Scalar, compose
from symderiv.records import dataclass
from symderiv.report import ObligationReport
from symderiv.source import NOWHERE, Source
from symderiv.writing.escape import escape_terminal
from symderiv.writing.printer import LATEX, NUMPY, UNICODE, Spelling, print_expression
from symderiv.writing.text import verdict_text

LABELS: Final = frozenset(
    {
        Assumption.ONE_HOT, Assumption.SIMPLEX, Assumption.SUMS_TO_ONE, Assumption.BINARY, Assumption.SIGN,
        Assumption.INTEGER, Assumption.CONSTANT,
    }
)  # fmt: skip
"""What is assumed of data, by which nobody takes gradients."""


FILLED: Final = 6
"""So many letters more seem an `eye` and `ones` to have."""


BOLD: Final = (r"\bm", r"\boldsymbol", r"\mathbf", r"\vec")
_BOLD_LETTER: Final = re.compile(r"\\bm\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Derived:
    """One derivative: of what, by what, the text found and what the deciders say of it."""

    of: str
    variable: str
    right: str
    report: ObligationReport | None
    reason: str = ""
    """Why nothing was found."""

    @property
    def text(self) -> str:
        """The derivative and its verdict, on one line."""
        verdict = "" if self.report is None else f"  ({verdict_text(self.report)})"
        return escape_terminal(f"{head_of(self.of, self.variable)} = {self.right}") + verdict

    @property
    def is_proved(self) -> bool:
        return self.report is not None and self.report.verdict == "proved"


@dataclass(frozen=True, slots=True)
class Answer:
    """All that was asked for, and the definitions that the results use besides the file's own."""

    is_of_loss: bool
    definitions: tuple[tuple[str, str], ...]
    results: tuple[Derived, ...]


def derived(
    source: Source, wrt: tuple[str, ...], of: str | None = None, options: Options = Options()
) -> Answer:
    """The derivatives by these variables, or by all that the loss depends on."""
    return Asker(source, options).answer(wrt, of)


class Asker:
    """Asks one file."""

    def __init__(self, source: Source, options: Options, spelling: Spelling | None = None) -> None:
        self.source = source
        self.options = options
        self.desk = Desk.of_file(source)
        self.checker = Checker(source, options)
        own = spelling_of(source.text, is_prose(source.path))
        self.spelling = spelling if spelling is not None else own

    def answer(self, wrt: tuple[str, ...], of: str | None) -> Answer:
        loss = self.desk.loss
        if of is None and loss is None:
            raise self._refusal(
                "E143", "derivatives of what? there is no `loss`", "give one: `loss: J = …`, or `--of`"
            )
        value = of if of is not None else loss.name if loss is not None else ""
        is_of_loss = loss is not None and value == loss.name
        if wrt == ("all",):
            return self._all(value, is_of_loss)
        results = tuple(self._one(value, variable) for variable in wrt)
        return Answer(is_of_loss, (), results)

    def proved(self, of: str, variable: str) -> ObligationReport | None:
        """The derivative by the whole variable, if it is found and proved."""
        try:
            result = self._one(of, variable)
        except DerivationError:
            return None
        return result.report if result.is_proved and result.variable == variable else None

    def claimed(self, id: str, left: str, right: str) -> ObligationReport | None:
        """What becomes of left = right; None if that says nothing."""
        claim = self.desk.equation(left, right)
        if isinstance(claim, Problem):
            return None
        return self.checker.check(Obligation(id, id, 0, None, 0, NOWHERE, left, right, claim))

    def fits(self, left: str, right: str) -> bool:
        """Do these read as the two sides of an equation?"""
        return not isinstance(self.desk.equation(left, right), Problem)

    @property
    def names(self) -> frozenset[str]:
        """Every name that means something in the file."""
        return self.desk.names

    def _refusal(self, code: str, message: str, hint: str) -> DerivationError:
        return DerivationError(Diagnostic(code, message, self.source, None, hint))

    # ── One variable ────────────────────────────────────────────────────────────────────────────

    def _one(self, of: str, variable: str) -> Derived:
        asked, _ = self.desk.derivative(of, variable)
        try:
            found = list(
                self._deriver(asked).derive(
                    asked.of, asked.wrt.base, asked.wrt.selectors, asked.shape, asked.wrt_first
                )
            )
        except Underivable as reason:
            return Derived(of, variable, "", None, str(reason))
        return self._first_proved(of, variable, asked, found, self.desk)

    def _first_proved(
        self, of: str, variable: str, asked: Derivative, found: Iterable[Found], desk: Desk
    ) -> Derived:
        results: list[Derived] = []
        for each in sorted(found, key=length):
            name = variable if each.variable is None else print_expression(each.variable, UNICODE)
            result = self._judged(of, name, printed(each.right, self.spelling, self.source), desk)
            if result.is_proved:
                return result
            results.append(result)
        best = [each for each in results if each.report is not None and each.report.verdict == "consistent"]
        if best or results:
            return (best or results)[0]
        return Derived(of, variable, "", None, "it has no notation here")

    def _judged(self, of: str, variable: str, right: str, desk: Desk) -> Derived:
        text = as_written(right, self.spelling)
        head = head_of(of, variable)
        claim = desk.equation(head, text)
        id = f"derivative[{variable}]"
        report = self.checker.check(Obligation(id, id, 0, None, 0, NOWHERE, head, text, claim))
        return Derived(of, variable, text, report)

    def _deriver(self, asked: Expression) -> Deriver:
        everything = self.desk.statement(asked, asked)
        setting = Setting(everything.symbols, self.desk.definitions, self.desk.names)
        return Deriver(setting, self._agree)

    def _agree(self, one: Expression, other: Expression) -> bool:
        if one.shape.axes != other.shape.axes or free_letters(one) or free_letters(other):
            return False
        numeric = self.checker.deciders(self.options.sizes).numeric
        return isinstance(numeric.decide(self.desk.statement(one, other)), Holds)

    # ── All variables ───────────────────────────────────────────────────────────────────────────

    def _all(self, of: str, is_of_loss: bool) -> Answer:
        read = self.desk.equation(of, of)
        if isinstance(read, Problem):
            raise DerivationError(read.diagnostic)
        variables = tuple(self._variables(read.left, read.symbols))
        if not read.left.shape.is_scalar:
            return Answer(is_of_loss, (), tuple(self._one(of, each.name) for each in variables))
        shapes = [(each, self.desk.derivative(of, each.name)[0].shape) for each in variables]
        for new_name in (self._new_name, None):
            try:
                deriver = self._deriver(read.left)
                found = list(deriver.all_of(read.left, shapes, new_name))
            except Underivable:
                return Answer(is_of_loss, (), tuple(self._one(of, each.name) for each in variables))
            names = self._used(deriver.named, found)
            results = tuple(self._results(of, variables, found, names))
            if new_name is None or not names or all(each.is_proved for each in results):
                return Answer(is_of_loss, names, results)
        raise AssertionError

    def _results(
        self,
        of: str,
        variables: tuple[SymbolRef, ...],
        found: list[tuple[SymbolRef, Found]],
        names: tuple[tuple[str, str], ...],
    ) -> Iterator[Derived]:
        desk = Desk.of_file(self.source, names) if names else self.desk
        for variable in variables:
            asked, _ = self.desk.derivative(of, variable.name)
            mine = [each for other, each in found if other == variable]
            yield self._first_proved(of, variable.name, asked, mine, desk)

    def _variables(self, value: Expression, symbols: tuple[Symbol, ...]) -> Iterator[SymbolRef]:
        """The symbols that may vary and occur in the value, in the order of the file."""
        met = {node.name for node in walk(value) if isinstance(node, SymbolRef)}
        for symbol in symbols:
            if symbol.kind is Kind.ARRAY and symbol.name in met and LABELS.isdisjoint(symbol.assumptions):
                yield SymbolRef(symbol.name, symbol.shape)

    def _new_name(self, name: str) -> str:
        """`δ_z`, in NumPy `delta_z`, or with a number where that is taken."""
        base = f"{'delta' if self.spelling is NUMPY else 'δ'}_{name}"
        others = (f"{base}{number}" for number in count(2))
        return next(each for each in chain((base,), others) if each not in self.desk.names)

    def _used(
        self, named: list[Definition], found: list[tuple[SymbolRef, Found]]
    ) -> tuple[tuple[str, str], ...]:
        """The new names that occur in a result or in another one of them, in the order of their making."""
        bodies = [each.right for _, each in found]
        met = {
            node.definition.key for body in bodies for node in walk(body) if isinstance(node, DefinitionRef)
        }
        kept = [each for each in named if each.key in met]
        shown = [(each.name, printed(each.body, self.spelling, self.source)) for each in kept]
        return tuple((n, as_written(t, self.spelling)) for n, t in shown)


def spelling_of(text: str, is_tex: bool = False) -> Spelling:
    """The spelling in which a text is written."""
    if is_tex or "$" in text:
        return LATEX
    is_numpy = any(sign in text for sign in (" @ ", ".T", "**")) and "^T" not in text
    return NUMPY if is_numpy else UNICODE


def as_written(text: str, spelling: Spelling) -> str:
    """The text as it stands in a file."""
    return f"${text}$" if spelling is LATEX else text


def length(found: Found) -> tuple[int, int]:
    """Whole arrays before their parts, then what is shorter to read: an identity matrix is not."""
    filled = sum(isinstance(node, Identity | Filled) for node in walk(found.right))
    return len(found.letters), len(print_expression(found.right, UNICODE)) + FILLED * filled


def printed(right: Expression, spelling: Spelling, source: Source) -> str:
    """An expression as its source would write it: arrays are bold where others there are; 0 for zeros."""
    if isinstance(right, Filled) and right.value == 0:
        return "0"
    text = print_expression(right, spelling)
    is_bold = spelling is not LATEX or any(bold in source.text for bold in BOLD)
    return text if is_bold else _BOLD_LETTER.sub(r"\1", text)


# ── As lines to paste ───────────────────────────────────────────────────────────────────────────


def answer_text(answer: Answer) -> str:
    """The lines of a derivation file, each with its verdict as a comment."""
    lines = ["define:", *(f"  {_entry(name, text)}" for name, text in answer.definitions)]
    lines = lines if answer.definitions else []
    lines.append("gradients:" if answer.is_of_loss else "derivations:")
    return "\n".join([*lines, *(f"  {_line(each, answer.is_of_loss)}" for each in answer.results)])


def _line(result: Derived, is_of_loss: bool) -> str:
    """A claim that is proved; anything else stands in a comment."""
    if result.report is None:
        return f"# {escape_terminal(f'{result.variable}: nothing found, {result.reason}')}"
    if is_of_loss:
        entry = _entry(result.variable, result.right)
    else:
        entry = f"- {_entry('prove', f'{head_of(result.of, result.variable)} = {result.right}')}"
    verdict = verdict_text(result.report)
    return f"{entry}  # {verdict}" if result.is_proved else f"# {entry}  # {verdict}: not to be relied on"


def _entry(key: str, text: str) -> str:
    """`key: text`, in quotes where YAML would read something else."""
    key, text = escape_terminal(key), escape_terminal(text)
    try:
        read = compose(Source("", f"{key}: {text}\n")).get(key)
    except DerivationError:
        read = None
    is_plain = isinstance(read, Scalar) and read.value == text
    return f"{key}: {text}" if is_plain else f"{key}: '{text.replace(chr(39), 2 * chr(39))}'"

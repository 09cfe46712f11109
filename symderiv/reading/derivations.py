"""Reading one derivation: its chain, or its cases one by one."""

import re
from collections.abc import Callable
from typing import Any

from symderiv.errors import DerivationError
from symderiv.language.document import Case, Derivation, Obligation, Overlap, Problem, Statement, Verdict
from symderiv.reading.cases import Part, Together
from symderiv.reading.chain import Chain, ChainReader, one_line
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping, Node, Sequence
from symderiv.reading.frame import Frame
from symderiv.reading.marks import read_marks
from symderiv.reading.obligations import Label, Obligations
from symderiv.reading.setting import Setting, read_again, written
from symderiv.records import dataclass, replace
from symderiv.source import Fragment

DERIVATION_KEYS = (
    "name", "source", "notes", "prove", "steps", "chain", "for", "given", "cases", "with", "needs",
    "expect", "corrected",
)  # fmt: skip
CASE_KEYS = ("where", *DERIVATION_KEYS)


@dataclass(frozen=True, slots=True)
class Around:
    """What a case takes from the derivation around it."""

    setting: Setting
    frame: Frame | None
    whole: Fragment | None
    """What `prove` states."""


class DerivationReader:
    """Reads one derivation."""

    def __init__(self, fields: Fields, setting: Setting, unique: Callable[[str], str], number: int) -> None:
        self.fields = fields
        self.setting = setting
        self.unique = unique
        self.number = number
        self.obligations: list[Obligation] = []
        self.cases: list[Case] = []
        self.frames: list[Frame] = []
        self.coverage: list[Obligation] = []
        self.overlaps: list[Overlap] = []

    def read(self, mapping: Mapping) -> Derivation:
        """The derivation with all its obligations."""
        fields = self.fields
        fields.known_keys(mapping, DERIVATION_KEYS, (), "in a derivation")
        given_name = fields.text(mapping.get("name"))
        slug = self.unique(_slug(given_name or "") or f"derivation-{self.number}")
        name = given_name or self._first_formula(mapping)
        self._part(mapping, Label(slug, name, self.number, None), Around(self.setting, None, None))
        return Derivation(
            name, fields.text(mapping.get("source")), fields.text(mapping.get("notes")),
            self._with_bound_indices(), mapping.span, tuple(self.cases),
            tuple(self.coverage), tuple(self.overlaps), written(mapping.get("with")),
        )  # fmt: skip

    def _part(self, mapping: Mapping, label: Label, around: Around) -> tuple[Frame, Chain | None]:
        """A derivation or a case: its own chain, then its cases."""
        fields, setting = self.fields, around.setting
        if (change := mapping.get("with")) is not None:
            setting = read_again(fields, setting.file, fields.mapping(change, "`with`"))
        frame = Frame(fields, setting, mapping, around.frame)
        self.frames.append(frame)
        marks = read_marks(fields, mapping)
        prove, cases = mapping.get("prove"), mapping.get("cases")
        whole = fields.formula(prove, "an equation") if prove is not None else around.whole
        reader = ChainReader(fields, frame)
        chain = self._chain(reader, mapping, whole if cases is None or prove is not None else None)
        if chain is not None:
            self.obligations += Obligations(reader, label, chain).all(marks)
        elif cases is None:
            if any(key.value not in CASE_KEYS for key, _ in mapping.entries):
                raise DerivationError()
            hint = "`prove: a = b`, or `chain` with a list of expressions"
            raise fields.error("E144", "a derivation needs `prove`, `chain` or `cases`", mapping.span, hint)
        elif marks.corrected is not None:
            hint = "`corrected` belongs to one of the cases"
            raise fields.error("E147", "`corrected` without `prove`", marks.corrected.span, hint)
        if cases is not None:
            id, expected = (label.id, marks.expected) if chain is None else (f"{label.id}~cases", None)
            self._cases(cases, label, Around(setting, frame, whole), id, expected)
        return frame, chain

    def _chain(self, reader: ChainReader, mapping: Mapping, whole: Fragment | None) -> Chain | None:
        chain, steps = mapping.get("chain"), mapping.get("steps")
        if chain is not None:
            for key in ("prove", "steps"):
                if (other := mapping.get(key)) is not None:
                    hint = "`chain` is the whole chain; `steps` stand between the sides of `prove`"
                    raise self.fields.error("E147", f"`{key}` beside `chain`", other.span, hint)
            return reader.of_list(chain)
        if whole is None:
            if steps is not None:
                hint = "`prove: a = b`, or the whole chain as a list under `chain`"
                raise self.fields.error("E147", "`steps` without `prove`", steps.span, hint)
            return None
        return reader.of_equation(whole, steps)

    def _cases(self, node: Node, label: Label, around: Around, id: str, expected: Verdict | None) -> None:
        """One by one, and what must hold of them together."""
        fields = self.fields
        before = tuple(map(len, self._made()))
        if not isinstance(node, Sequence) or not node.items:
            raise fields.error("E132", "`cases` is a list", node.span, "start each one with `- where: …`")
        parts = self._parts(node.items, label, around)
        if around.frame is not None and len(parts) == len(node.items):
            tell = {name: axis for part in reversed(parts) for name, axis in part.frame.sorts.items()}
            letters = {binding.letter.text for binding in around.frame.free.bindings}
            if any(letters & tell.keys() - part.frame.sorts.keys() for part in parts):
                # A case that does not use a letter learns from the others over which axis it runs.
                around.frame.known = {**around.frame.known, **tell}
                self._forget(before)
                parts = self._parts(node.items, label, around)
        if around.frame is None or len(parts) < len(node.items) or around.frame.problem is not None:
            return
        together = Together(around.setting.claims, around.frame, parts, node.items[0].span)
        coverage = together.coverage(id, label.name, self.number, expected)
        self.coverage += [coverage] if coverage is not None else []
        self.overlaps += together.overlaps(label.name, self.number)

    def _parts(self, items: tuple[Node, ...], label: Label, around: Around) -> tuple[Part, ...]:
        read = [self.fields.gather(self._case, item, at, label, around) for at, item in enumerate(items)]
        return tuple(part for part in read if part is not None)

    def _made(self) -> tuple[list[Any], ...]:
        return self.obligations, self.cases, self.frames, self.coverage, self.overlaps

    def _forget(self, before: tuple[int, ...]) -> None:
        """What was read since then is read again."""
        for made, count in zip(self._made(), before, strict=True):
            del made[count:]

    def _case(self, node: Node, at: int, outer: Label, around: Around) -> Part:
        fields = self.fields
        mapping = fields.mapping(node, "a case")
        fields.known_keys(mapping, CASE_KEYS, (), "in a case")
        where = mapping.get("where")
        if where is None:
            raise fields.error("E144", "a case needs `where`", mapping.span, "`where: w = o`")
        condition = " and ".join(one_line(each.value) for each in fields.formulas(where, "a condition"))
        name = fields.text(mapping.get("name"))
        number = at if outer.case is None else outer.case
        label = Label(f"{outer.id}[{at}]", name or f"{outer.name}, {condition}", outer.derivation, number)
        source, notes = fields.text(mapping.get("source")), fields.text(mapping.get("notes"))
        self.cases.append(Case(label.id, name, condition, source, notes, written(mapping.get("with"))))
        frame, chain = self._part(mapping, label, around)
        return Part(label.id, condition, frame, chain)

    def _first_formula(self, mapping: Mapping) -> str:
        """What an unnamed derivation is called: the formula that it states."""
        if (prove := mapping.get("prove")) is not None:
            return one_line(self.fields.formula(prove, "an equation").value)
        return f"derivation {self.number}"

    def _with_bound_indices(self) -> tuple[Obligation, ...]:
        """The obligations; if what `for` binds is used in none of them, that is what is wrong with them."""
        bound = {name: frame for frame in reversed(self.frames) for name in frame.bound}
        used = frozenset[str]().union(*(frame.used for frame in self.frames))
        read = any(isinstance(each.claim, Statement) for each in self.obligations)
        if not bound or not read or used & bound.keys():
            return tuple(self.obligations)
        names = ", ".join(f"`{name}`" for name in bound)
        place = next(iter(bound.values())).free.bindings[0].letter.span
        error = self.fields.error("E340", f"`for` binds {names}, which the claim does not use", place)
        problem = Problem("unreadable", error.diagnostics[0])
        return tuple(_without_use(each, problem) for each in self.obligations)


def _without_use(obligation: Obligation, problem: Problem) -> Obligation:
    """Step 0 is at fault; its links are caused by it."""
    cause = obligation.id.rpartition("#")[0] if obligation.step else None
    expected = obligation.expected if cause is None else None
    return replace(
        obligation, claim=problem, expected=expected, caused_by=cause, holds=None, expected_holds=None
    )


def _slug(name: str) -> str:
    """ASCII letters and digits in lower case, everything between them one `-`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

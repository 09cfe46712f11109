"""What binds letters: Σ and its kin, `… for i if …`, and the free indices of a claim."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.cursor import Cursor
from symderiv.reading.parse.names import bound_letters, read_name
from symderiv.reading.parse.spellings import CONSTANTS, FUNCTIONS
from symderiv.records import dataclass, field, fields, is_dataclass, replace
from symderiv.source import Span

SIGNS: Final[dict[str, str]] = {"Σ": "sum", "Π": "prod"}


@dataclass(slots=True)
class Bound:
    """The letters found so far at a binder, in order, and the conditions on them."""

    ranges: dict[str, s.BindingRange] = field(default_factory=dict)
    conditions: list[s.Syntax] = field(default_factory=list)

    def add(
        self,
        letter: s.Name,
        lower: s.Syntax | None = None,
        upper: s.Syntax | None = None,
        domain: s.Syntax | None = None,
    ) -> None:
        """One more letter, or more about one."""
        known = self.ranges.get(letter.text)
        if known is not None:
            lower, upper, domain = lower or known.lower, upper or known.upper, domain or known.domain
        self.ranges[letter.text] = s.BindingRange(letter, lower, upper, domain)

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(self.ranges)

    def condition(self) -> s.Syntax | None:
        return all_of(self.conditions) if self.conditions else None


def all_of(conditions: list[s.Syntax]) -> s.Syntax:
    """One condition or more, joined by `and`."""
    if len(conditions) == 1:
        return conditions[0]
    return s.Logic("and", tuple(conditions), conditions[0].span.to(conditions[-1].span))


# ── Σ_{…}^{…} e ─────────────────────────────────────────────────────────────────────────────────────


def read_big(cursor: Cursor, operator: str, start: int) -> s.Syntax:
    """A big operator from its `_` (or `^`) on: what it binds, and the product that follows."""
    bound = read_below(cursor, start)
    if cursor.kind == "end" or cursor.kind in (")", "]", "}", ",", ";"):
        cursor.unexpected(f"what `{cursor.tokens[start].text}` goes over")
    before = len(cursor.bound)
    cursor.bound.extend(bound.letters)
    around = replace(cursor.here, summed=cursor.here.summed | set(bound.letters))
    with cursor.nested(), cursor.within(around):
        body = cursor.product()
    del cursor.bound[before:]
    bindings = tuple(bound.ranges.values())
    return s.BigOperator(operator, bindings, bound.condition(), body, 1, cursor.since(start))  # type: ignore[arg-type]


def read_below(cursor: Cursor, start: int) -> Bound:
    """`_i`, `_{k≠o}`, `_{i=1}^{V-1}`: also with the upper end written first."""
    upper = _read_upper(cursor) if cursor.kind == "^" else None
    if not cursor.accept("_"):
        sign = cursor.tokens[start].text
        cursor.fail("E220", f"`{sign}` does not say which letter it binds", start, hint=f"write `{sign}_i`")
    bound, equal = Bound(), None
    if cursor.accept("{"):
        equal = _read_braced(cursor, bound)
    else:
        token = cursor.tokens[cursor.at]
        if token.kind != "name":
            cursor.unexpected("a letter", f"write `{cursor.tokens[start].text}_i`")
        if "_" in token.text:
            cursor.fail("E220", "a blank is missing after the bound letter", cursor.at, hint="write `Σ_i x`")
        cursor.at += 1
        _add_run(cursor, bound, token.text, cursor.at - 1)
    if upper is None and cursor.kind == "^":
        upper = _read_upper(cursor)
    _settle(cursor, bound, equal, upper, start)
    return bound


def _settle(
    cursor: Cursor, bound: Bound, equal: s.Compare | None, upper: s.Syntax | None, start: int
) -> None:
    """`i = 1` below and `n` above are a range; `i = j` alone is a condition."""
    if equal is not None and upper is not None:
        letter, lower = equal.operands
        if isinstance(letter, s.Name):
            bound.add(letter, lower=lower, upper=upper)
    elif equal is not None:
        if isinstance(equal.operands[1], s.Numeral):
            letter = equal.operands[0]
            name = letter.text if isinstance(letter, s.Name) else "i"
            cursor.fail(
                "E220",
                f"where does `{name}` end?",
                start,
                cursor.at,
                f"write `Σ_{{{name}=1}}^{{n}}`, or `Σ_{name}` for all",
            )
        bound.conditions.append(equal)
    if not bound.ranges:
        _bind_all(cursor, bound)
    if not bound.ranges:
        spare = next((letter for letter in "ijklmnpqr" if _is_free(cursor, letter)), "a")
        cursor.fail(
            "E220",
            _nothing_to_bind(cursor, bound),
            start,
            cursor.at,
            f"what `for` or an outer sum binds cannot be bound again; use another letter, such as `{spare}`",
        )
    if equal is None and upper is not None:
        bound.add(next(iter(bound.ranges.values())).letter, upper=upper)


def _nothing_to_bind(cursor: Cursor, bound: Bound) -> str:
    """Which letter was meant to be bound, and has a meaning already."""
    compared = [each.operands for each in bound.conditions if isinstance(each, s.Compare)]
    meant = [operands[(len(operands) - 1) // 2] for operands in compared]
    names = [each.text for each in meant if isinstance(each, s.Name)]
    taken = next((name for name in names if name in cursor.bound), next(iter(names), None))
    if taken is None:
        return "no letter is bound here: all of them have a meaning already"
    return f"`{taken}` cannot be bound here: it has a meaning already"


def _bind_all(cursor: Cursor, bound: Bound) -> None:
    """Every letter in the conditions that has no meaning yet: `Σ_{i<j}` binds both."""
    for letter in unbound_letters(cursor, tuple(bound.conditions)):
        if letter.text not in bound.ranges:
            bound.add(letter)


def _read_upper(cursor: Cursor) -> s.Syntax:
    cursor.at += 1
    if cursor.accept("{"):
        with cursor.nested(), cursor.within(cursor.inside()):
            upper = cursor.sum()
        cursor.expect("}", "`}`")
        return upper
    if cursor.kind == "number":
        with cursor.within(cursor.inside()):
            return read_number(cursor)
    if cursor.kind != "name":
        cursor.unexpected("the upper end", "write it in braces: `Σ_{i=1}^{n}`")
    return read_name(cursor)


def _read_braced(cursor: Cursor, bound: Bound) -> s.Compare | None:
    """What stands in `Σ_{…}`; an equation `i = 1` is handed back, for there may be an upper end."""
    equal: s.Compare | None = None
    with cursor.nested(), cursor.within(cursor.inside(origin=1, equality=True)):
        while True:
            item = cursor.condition()
            if equal is None and _is_start(cursor, item):
                equal = item  # type: ignore[assignment]
            else:
                _add_item(cursor, bound, item, ranges=True)
            if not cursor.accept(","):
                break
    cursor.expect("}", "`,` or `}`")
    return equal


def _is_start(cursor: Cursor, item: s.Syntax) -> bool:
    return (
        isinstance(item, s.Compare)
        and item.relations == ("=",)
        and isinstance(item.operands[0], s.Name)
        and _is_free(cursor, item.operands[0].text)
    )


def _add_item(cursor: Cursor, bound: Bound, item: s.Syntax, *, ranges: bool) -> None:
    """One of the things that stand at a binder, with commas between them."""
    match item:
        case s.Name(text, span) if not ranges or not _is_free(cursor, text) or any(c.isdigit() for c in text):
            bound.add(s.Name(text, span))
        case s.Name(text, span):
            _add_letters(cursor, bound, text, span)
        case s.Compare((s.Name() as letter, domain), ("∈",)) if _is_free(cursor, letter.text):
            for name, before in list(bound.ranges.items()):
                if before.lower is None and before.upper is None and before.domain is None:
                    bound.ranges[name] = replace(before, domain=domain)
            bound.add(letter, domain=domain)
        case s.Compare((lower, s.Name() as letter, upper), relations) if (
            ranges and _is_range(cursor, lower, letter, upper) and set(relations) <= {"<", "≤"}
        ):
            low = lower if relations[0] == "≤" else _shifted(lower, "+")
            high = upper if relations[1] == "≤" else _shifted(upper, "-")
            bound.add(letter, lower=low, upper=high)
        case s.Compare() | s.Logic() | s.Call():
            bound.conditions.append(item)
        case _:
            hint = "`i`, `i ≠ j`, `w ∈ V`, `i = 1`"
            cursor.fail_at("E220", "a letter or a condition on letters is needed here", item.span, hint)


def _is_range(cursor: Cursor, lower: s.Syntax, letter: s.Name, upper: s.Syntax) -> bool:
    return (
        _is_free(cursor, letter.text)
        and not unbound_letters(cursor, lower)
        and not unbound_letters(cursor, upper)
    )


def _shifted(syntax: s.Syntax, sign: str) -> s.Syntax:
    one = s.Numeral(Fraction(1), syntax.span)
    return s.Binary(sign, syntax, one, syntax.span, syntax.span)  # type: ignore[arg-type]


def _add_run(cursor: Cursor, bound: Bound, run: str, at: int) -> None:
    _add_letters(cursor, bound, run, cursor.between(at, at + 1))


def _add_letters(cursor: Cursor, bound: Bound, run: str, span: Span) -> None:
    letters = bound_letters(cursor, run)
    place = span.start
    for letter in letters:
        name = s.Name(letter, Span(place, place + len(letter)) if len(letters) > 1 else span)
        if letter in bound.ranges:
            cursor.fail_at(
                "E220", f"`{letter}` is bound twice here", span, "every index has a letter of its own"
            )
        bound.add(name)
        place += len(letter)


# ── Letters ─────────────────────────────────────────────────────────────────────────────────────────


def _is_free(cursor: Cursor, name: str) -> bool:
    return name not in cursor.names and name not in cursor.bound


def unbound_letters(cursor: Cursor, node: object) -> list[s.Name]:
    """The letters under a node that nobody declared or bound, each once, in order."""
    found: dict[str, s.Name] = {}
    for name, subscript in _names_under(node):
        if not _is_free(cursor, name.text) or name.text in FUNCTIONS or name.text in CONSTANTS:
            continue
        letters = bound_letters(cursor, name.text) if subscript else (name.text,)
        for at, letter in enumerate(letters):
            if _is_free(cursor, letter):
                start = name.span.start + at
                span = Span(start, start + len(letter)) if len(letters) > 1 else name.span
                found.setdefault(letter, s.Name(letter, span))
    return list(found.values())


def _names_under(root: object) -> Iterator[tuple[s.Name, bool]]:
    """Every name under a node that no sign within binds, and whether it stands in a subscript."""
    waiting: list[tuple[object, bool, frozenset[str]]] = [(root, False, frozenset())]
    while waiting:
        node, subscript, inner = waiting.pop()
        match node:
            case s.Name(text):
                if text not in inner:
                    yield node, subscript
                continue
            case tuple():
                parts = [(part, subscript) for part in node]
            case s.Subscript(base, items):
                parts = [(base, subscript), (items, True)]
            case s.Delta(items):
                parts = [(items, True)]
            case s.Call(_, arguments):
                parts = [(arguments, subscript)]
            case s.BigOperator(_, bindings, condition, body):
                inner |= {binding.letter.text for binding in bindings}
                parts = [(condition, subscript), (body, subscript)]
            case _ if is_dataclass(node):
                parts = [(getattr(node, each.name), subscript) for each in fields(node)]
            case _:
                parts = []
        waiting.extend((part, below, inner) for part, below in reversed(parts))


def letters_of(cursor: Cursor) -> frozenset[str]:
    """The letters that the Σ at the cursor would bind if the sums being read ended before it."""
    start, before = cursor.at, cursor.depth
    if start in cursor.foreseen:
        return cursor.foreseen[start]
    cursor.at += 1
    if cursor.kind not in ("_", "^"):
        cursor.at = start
        return frozenset()
    bound, cursor.bound = cursor.bound, [each for each in cursor.bound if each not in cursor.here.summed]
    with cursor.within(cursor.inside()):
        found = frozenset(read_below(cursor, start).letters)
    cursor.at, cursor.depth, cursor.bound = start, before, bound
    cursor.foreseen[start] = found
    return found


# ── … for i, j in V if … ────────────────────────────────────────────────────────────────────────────


def letters_ahead(cursor: Cursor, opener: int) -> list[str]:
    """The letters after `for` within a bracket: what stands before the `for` may use them."""
    found: list[str] = []
    at, end = opener + 1, cursor.partners[opener]
    in_for = False
    while at < end:
        token = cursor.tokens[at]
        if token.kind == "for":
            in_for = True
        elif token.kind in ("if", "∈"):
            in_for = False
        elif in_for and token.kind == "name":
            found.append(token.text)
        elif token.kind in ("[", "⟦", "{") or (token.kind == "(" and not in_for):
            at = cursor.partners[at]
        at += 1
    return found


def read_for(cursor: Cursor) -> Bound:
    """`for i, j in V if i ≠ j`, after the body that it binds."""
    bound = Bound()
    while cursor.accept("for"):
        _read_for_letters(cursor, bound)
        while cursor.accept("if"):
            with cursor.within(cursor.inside(origin=0, equality=True)):
                bound.conditions.append(cursor.condition())
    return bound


def _read_for_letters(cursor: Cursor, bound: Bound) -> None:
    bracket = cursor.accept("(")
    these: list[str] = []
    while True:
        token = cursor.expect("name", "a letter", "write `for i` or `for i in V`")
        if token.text in bound.ranges:
            cursor.fail("E220", f"`{token.text}` is bound twice here", cursor.at - 1)
        bound.add(s.Name(token.text, cursor.since(cursor.at - 1)))
        these.append(token.text)
        if not cursor.accept(","):
            break
    if bracket:
        cursor.expect(")", "`)`")
    if cursor.accept("∈"):
        with cursor.within(cursor.inside()):
            domain = cursor.sum()
        for text in these:
            bound.ranges[text] = replace(bound.ranges[text], domain=domain)


# ── for: ────────────────────────────────────────────────────────────────────────────────────────────


def read_free_indices(cursor: Cursor) -> tuple[tuple[s.BindingRange, ...], s.Syntax | None]:
    """`w`, `[i, j]`, `w ∈ V`, `j ≠ o`, `[i, j], i ≠ j`: the letters and what is known of them."""
    bound = Bound()
    with cursor.within(cursor.inside(origin=1, equality=True)):
        while True:
            if cursor.accept("["):
                _read_list(cursor, bound)
            else:
                _add_item(cursor, bound, cursor.condition(), ranges=False)
            if not cursor.accept(","):
                break
    _bind_all(cursor, bound)
    if cursor.kind != "end":
        cursor.unexpected("`,` or the end", "`i, j`, `w in V`, `j ≠ o`, `[i, j], i ≠ j`")
    return tuple(bound.ranges.values()), bound.condition()


def _read_list(cursor: Cursor, bound: Bound) -> None:
    while True:
        token = cursor.expect("name", "a letter", "`for: [i, j]`")
        bound.add(s.Name(token.text, cursor.since(cursor.at - 1)))
        if not cursor.accept(","):
            break
    cursor.expect("]", "`,` or `]`")


def read_number(cursor: Cursor) -> s.Numeral:
    """An exact number: `0.1` is 1/10."""
    token = cursor.tokens[cursor.at]
    cursor.at += 1
    return s.Numeral(Fraction(token.text), cursor.since(cursor.at - 1))

"""Reading conditions: comparisons of numbers and of positions, δ, membership, cases."""

from symderiv.language.document import Kind
from symderiv.language.expression import Cases, Compare, Excludes, Expression, IndexCompare, Logic, Relation
from symderiv.reading.elaborate.indices import is_index, read_index, split_runs
from symderiv.reading.elaborate.reader import Reader
from symderiv.reading.parse import syntax as s
from symderiv.source import Span

RELATIONS: dict[str, Relation] = {"=": "=", "≠": "≠", "<": "<", "≤": "≤", ">": ">", "≥": "≥"}


def read_compare(reader: Reader, syntax: s.Compare) -> Expression:
    links = [
        _link(reader, relation, left, right, syntax)
        for relation, left, right in zip(syntax.relations, syntax.operands, syntax.operands[1:], strict=False)
    ]
    if len(links) == 1:
        return links[0]
    arguments, shape = reader.spread(links, syntax.span)
    return Logic("and", arguments, shape, syntax.span)


def _link(reader: Reader, relation: str, left: s.Syntax, right: s.Syntax, syntax: s.Compare) -> Expression:
    if relation in ("∈", "∉"):
        return _membership(reader, relation, left, right, syntax.span)
    if _compares_positions(reader, left, right):
        return _compare_positions(reader, relation, left, right, syntax)
    if reader.takes_shape(right) and not reader.takes_shape(left):
        first = reader.read(left)
        pair = [first, reader.read(right, first.shape)]
    elif reader.takes_shape(left) and not reader.takes_shape(right):
        second = reader.read(right)
        pair = [reader.read(left, second.shape), second]
    else:
        pair = [reader.read(left), reader.read(right)]
    (first, second), shape = reader.spread(pair, syntax.span)
    return Compare(RELATIONS[relation], first, second, shape, syntax.span)


def _compares_positions(reader: Reader, left: s.Syntax, right: s.Syntax) -> bool:
    scope = reader.scope
    if is_index(scope, left) or is_index(scope, right):
        return True
    if scope.implicit is None:
        return False
    names = [side.text for side in (left, right) if isinstance(side, s.Name)]
    return len(names) == 2 and all(scope.meaning(name) is None for name in names)


def _compare_positions(
    reader: Reader, relation: str, left: s.Syntax, right: s.Syntax, syntax: s.Compare
) -> Expression:
    scope = reader.scope
    letters = [scope.find_letter(side.text, side.span) for side in (left, right) if isinstance(side, s.Name)]
    bound = [letter for letter in letters if letter is not None]
    if len(bound) == 2:
        bound[0].join(bound[1], syntax.span, scope.source)
    first = read_index(scope, left, syntax.origin, None, compared=True)
    second = read_index(scope, right, syntax.origin, None, compared=True)
    axis = first.sort or second.sort
    if axis is not None:
        first = read_index(scope, left, syntax.origin, axis, compared=True)
        second = read_index(scope, right, syntax.origin, axis, compared=True)
    return IndexCompare(RELATIONS[relation], first, second, span=syntax.span)


def _membership(reader: Reader, relation: str, left: s.Syntax, right: s.Syntax, span: Span) -> Expression:
    scope = reader.scope
    symbol = scope.declarations.symbols.get(right.text) if isinstance(right, s.Name) else None
    if symbol is None or symbol.kind is not Kind.POSITION or symbol.shape.is_scalar:
        raise scope.unreadable(
            "E316",
            f"`{relation}` asks about a list of positions",
            right.span,
            "such as `neg: index[V][K]`",
        )
    excludes = Excludes(read_index(scope, left, 1, symbol.sort), symbol.name, span=span)
    return excludes if relation == "∉" else Logic("not", (excludes,), excludes.shape, span)


def read_delta(reader: Reader, items: tuple[s.Syntax, ...], origin: s.Origin, span: Span) -> Expression:
    pieces = split_runs(reader.scope, items)
    if (
        len(pieces) != 2
        or isinstance(pieces[0], s.Slice | s.NewAxis)
        or isinstance(pieces[1], s.Slice | s.NewAxis)
    ):
        raise reader.scope.unreadable("E317", "δ takes two indices", span, "δ_ij, or delta(i, j)")
    compare = s.Compare((pieces[0], pieces[1]), ("=",), origin, ("=",), span)
    if not _compares_positions(reader, pieces[0], pieces[1]):
        read_index(reader.scope, pieces[0], origin, None)
    return _compare_positions(reader, "=", pieces[0], pieces[1], compare)


def read_cases(
    reader: Reader, branches: list[tuple[s.Syntax, s.Syntax]], otherwise: s.Syntax | None, span: Span
) -> Expression:
    """{value if condition; …}: conditions and values, given as pairs, brought to one shape."""
    conditions = [reader.condition(condition) for condition, _ in branches]
    written = [value for _, value in branches] + ([otherwise] if otherwise is not None else [])
    known = {at: reader.read(value) for at, value in enumerate(written) if not reader.takes_shape(value)}
    shapes = [each.shape for each in (*known.values(), *conditions)]
    fits = next((shape for shape in shapes if not shape.is_scalar), None)
    values = [known[at] if at in known else reader.read(value, fits) for at, value in enumerate(written)]
    over, _ = reader.spread(values, span)
    stretched, shape = reader.spread([*conditions, *over], span, entries=True)
    count = len(conditions)
    pairs = tuple(zip(stretched[:count], stretched[count : 2 * count], strict=True))
    return Cases(pairs, stretched[-1] if otherwise is not None else None, shape, span)

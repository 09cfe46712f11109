"""Small mistakes in a program, one at a time: edits of its syntax tree."""

import ast
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

Path = tuple[tuple[str, int | None], ...]
"""The way from a module to a node: fields, and places in those that are lists."""

SKIPPED = frozenset({"annotation", "returns", "decorator_list", "type_comment", "pattern"})
"""Fields whose change is no mistake of the program, or no tree that means anything."""

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Edit:
    """What stands instead of a node; `function` is where, None outside of functions."""

    kind: str
    path: Path
    line: int
    function: tuple[int, int] | None
    """The lines of the outermost function around it."""
    before: str
    after: str
    new: ast.AST | None
    """None if the node goes."""
    name: str
    """Of the innermost function around it."""
    text: str
    """The line in which it stands."""


@dataclass(frozen=True)
class Place:
    """A node, the way to it, and the functions around it."""

    path: Path
    node: ast.AST
    outermost: tuple[int, int] | None
    innermost: ast.FunctionDef | None


def edits(source: str) -> list[Edit]:
    """All edits of a module, in the order of its nodes."""
    lines = ["", *source.splitlines()]
    return [edit for place in _places(ast.parse(source), (), None, None) for edit in _edits(place, lines)]


def edited(source: str, edit: Edit) -> ast.Module:
    """The module with the edit."""
    tree = ast.parse(source)
    node: ast.AST = tree
    *way, (field, at) = edit.path
    for name, place in way:
        held = getattr(node, name)
        node = held if place is None else held[place]
    new = deepcopy(edit.new)
    if at is None:
        setattr(node, field, new)
    elif new is None:
        del getattr(node, field)[at]
    else:
        getattr(node, field)[at] = new
    return ast.fix_missing_locations(tree)


def _places(
    node: ast.AST, path: Path, outermost: tuple[int, int] | None, innermost: ast.FunctionDef | None
) -> Iterator[Place]:
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return  # zip(…, strict=True) asserts what is so
    yield Place(path, node, outermost, innermost)
    for field, held in ast.iter_fields(node):
        if field in SKIPPED:
            continue
        within, function = outermost, innermost
        if isinstance(node, ast.FunctionDef | ast.Lambda) and field == "body":
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            within = within or (first, node.end_lineno or first)
            function = node if isinstance(node, ast.FunctionDef) else function
        for at, child in enumerate(held) if isinstance(held, list) else [(None, held)]:
            if isinstance(child, ast.AST):
                yield from _places(child, (*path, (field, at)), within, function)


def _edits(place: Place, lines: Sequence[str]) -> Iterator[Edit]:
    node = place.node
    if not hasattr(node, "lineno") and not isinstance(node, ast.match_case | ast.comprehension):
        return
    line = getattr(node, "lineno", None) or _first_line(node)
    for kind, way, new in _changes(place):
        before, after = _words(_at(node, way)), "" if new is None else _words(new)
        name = "" if place.innermost is None else place.innermost.name
        text = lines[line].strip()
        yield Edit(kind, (*place.path, *way), line, place.outermost, before, after, new, name, text)


def _at(node: ast.AST, way: Path) -> ast.AST:
    for field, at in way:
        held = getattr(node, field)
        node = held if at is None else held[at]
    return node


def _first_line(node: ast.AST) -> int:
    return min(each.lineno for each in ast.walk(node) if hasattr(each, "lineno"))


def _words(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


Change = tuple[str, Path, ast.AST | None]
"""The kind, the way to the node that is exchanged, and the other one."""


def _changes(place: Place) -> Iterator[Change]:
    match place.node:
        case ast.Compare(left, [operator], [right]):
            for other in COMPARISONS[type(operator)]:
                yield "comparison", (), ast.Compare(left, [other()], [right])
        case ast.BoolOp(operator, values):
            yield "and, or", (), ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for k in range(len(values)):
                rest = [*values[:k], *values[k + 1 :]]
                yield "operand dropped", (), rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.BinOp(left, operator, right) if type(operator) in ARITHMETIC:
            yield "arithmetic", (), ast.BinOp(left, ARITHMETIC[type(operator)](), right)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield "sign or not dropped", (), operand
        case ast.Constant(value) if isinstance(value, bool):
            yield "constant", (), ast.Constant(not value)
        case ast.Constant(value) if isinstance(value, int):
            yield "constant", (), ast.Constant(value + 1)
            yield "constant", (), ast.Constant(value - 1)
        case ast.IfExp(test):
            yield "condition negated", (("test", None),), _not(test)
        case ast.comprehension(ifs=tests):
            for k, test in enumerate(tests):
                yield "condition negated", (("ifs", k),), _not(test)
        case ast.Call(function, [first, second, *rest], keywords) if not _starred(first, second):
            yield "arguments swapped", (), ast.Call(function, [second, first, *rest], keywords)
        case ast.match_case(_, guard) if guard is not None:
            yield "condition negated", (("guard", None),), _not(guard)
            yield "guard removed", (("guard", None),), ast.Constant(True)
        case ast.Match(cases=cases) if len(cases) > 1:
            for k in range(len(cases)):
                yield "case removed", (("cases", k),), None
        case ast.stmt() as statement:
            yield from _of_statements(statement, place)
        case _:
            pass


def _of_statements(statement: ast.stmt, place: Place) -> Iterator[Change]:
    match statement:
        case ast.If(test, body, orelse):
            yield "condition negated", (("test", None),), _not(test)
            if not orelse and isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break):
                yield "guard removed", (), ast.Pass()
        case ast.While(test):
            yield "condition negated", (("test", None),), _not(test)
        case ast.Return(value) if value is not None:
            for other in _results(value, place.innermost):
                yield "another result", (), ast.Return(ast.Constant(other))
        case ast.Expr(ast.Constant()):
            pass
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield "statement removed", (), ast.Pass()
        case ast.Assign([ast.Subscript() | ast.Attribute()]):
            yield "statement removed", (), ast.Pass()
        case _:
            pass


def _results(value: ast.expr, function: ast.FunctionDef | None) -> tuple[bool | None, ...]:
    """True and False where that is wanted, None elsewhere."""
    wanted = function.returns if function is not None else None
    results = (True, False) if isinstance(wanted, ast.Name) and wanted.id == "bool" else (None,)
    there = value.value if isinstance(value, ast.Constant) else "something"
    return tuple(each for each in results if each is not there)


def _not(test: ast.expr) -> ast.expr:
    match test:
        case ast.UnaryOp(ast.Not(), operand):
            return operand
        case _:
            return ast.UnaryOp(ast.Not(), test)


def _starred(*nodes: ast.expr) -> bool:
    return any(isinstance(node, ast.Starred) for node in nodes)

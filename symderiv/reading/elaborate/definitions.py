"""Defined names: giving a definition its meaning, once for every shape of its arguments, and using it."""

from collections.abc import Iterator
from typing import Literal

from symderiv.errors import IllShaped
from symderiv.language.document import Kind
from symderiv.language.expression import (
    Binder,
    Definition,
    DefinitionRef,
    Expression,
    Index,
    IndexParameter,
    IndexVariable,
    Orientation,
    Shape,
    Stack,
    SymbolRef,
    ValueParameter,
)
from symderiv.language.sizes import Size
from symderiv.reading.elaborate.indices import read_index, split_runs
from symderiv.reading.elaborate.reader import Reader, read_settled
from symderiv.reading.elaborate.scope import Scope, Template
from symderiv.reading.elaborate.shapes import ONE, describe, stacked
from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.spellings import CONSTANTS
from symderiv.records import fields, is_dataclass
from symderiv.source import Span

Role = Literal["index", "value", "unused"]


def syntax_parts(node: object) -> Iterator[object]:
    """The syntax nodes directly under a node."""
    if is_dataclass(node):
        for each in fields(node):
            yield from _flat(getattr(node, each.name))


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for item in value:
            yield from _flat(item)
    elif is_dataclass(value) and not isinstance(value, Span):
        yield value


def walk_syntax(node: object) -> Iterator[object]:
    """The node and every syntax node under it."""
    yield node
    for part in syntax_parts(node):
        yield from walk_syntax(part)


def index_names(node: object) -> Iterator[str]:
    """Every name that stands as a subscript under a node, and every letter of a run of letters."""
    for each in walk_syntax(node):
        items: tuple[object, ...] = ()
        if isinstance(each, s.Subscript | s.Delta):
            items = each.items
        for item in items:
            for inside in walk_syntax(item):
                if isinstance(inside, s.Name):
                    yield inside.text
                    yield from inside.text


def free_names(node: object) -> frozenset[str]:
    """Every name and every letter of a subscript that no binder around it binds; `e` only as a subscript."""
    names: set[str] = set()
    if isinstance(node, s.Name) and node.text not in CONSTANTS:
        names.add(node.text)
    if isinstance(node, s.Subscript | s.Delta):
        runs = [item.text for item in node.items if isinstance(item, s.Name)]
        names.update(runs, *runs)
    for part in syntax_parts(node):
        names |= free_names(part)
    if isinstance(node, s.BigOperator):
        names -= {binding.letter.text for binding in node.bindings}
    if isinstance(node, s.Comprehension):
        names.discard(node.binding.letter.text)
    return frozenset(names)


def role_of(reader: Reader, template: Template, name: str) -> Role:
    """How a definition uses a parameter: as a position, as a value, or not at all."""
    if name in template.indices or name in set(index_names(template.body)):
        return "index"
    if _passes_as_index(reader, template, name):
        return "index"
    used = any(isinstance(each, s.Name) and each.text == name for each in walk_syntax(template.body))
    return "value" if used else "unused"


def _passes_as_index(reader: Reader, template: Template, name: str) -> bool:
    """Is the parameter handed on to another family, or compared, as a position?"""
    templates, symbols = reader.scope.declarations.templates, reader.scope.declarations.symbols
    for each in walk_syntax(template.body):
        if isinstance(each, s.Call) and isinstance(each.function, s.Name):
            other = templates.get(each.function.text)
            if other is None or other is template:
                continue
            for parameter, argument in zip(other.arguments, each.arguments, strict=False):
                handed_on = isinstance(argument, s.Name) and argument.text == name
                if handed_on and role_of(reader, other, parameter) == "index":
                    return True
        if isinstance(each, s.Compare):
            names = [side.text for side in each.operands if isinstance(side, s.Name)]
            positions = [n for n in names if n in symbols and symbols[n].kind is Kind.POSITION]
            if name in names and positions and name not in positions:
                return True
    return False


# ── Making ──────────────────────────────────────────────────────────────────────────────────────


def define(reader: Reader, template: Template, values: dict[str, Shape]) -> Definition:
    """The definition with value parameters of these shapes."""
    shapes = ", ".join(f"{describe(shape)}{_stance(shape)}" for shape in values.values())
    key = (f"{template.name}({shapes})" if values else template.name) + reader.definitions.reading
    registry = reader.definitions
    if key in registry.made:
        return registry.made[key]
    if key in registry.open:
        raise reader.scope.unreadable("E319", f"`{template.name}` is defined by itself", template.span)
    registry.open.append(key)
    try:
        registry.made[key] = _made(reader, template, values, key)
    finally:
        registry.open.remove(key)
    return registry.made[key]


def _stance(shape: Shape) -> str:
    return "~" if shape.orientation is Orientation.LOOSE_ROW else ""


def _made(reader: Reader, template: Template, values: dict[str, Shape], key: str) -> Definition:
    parameters = (*template.indices, *template.arguments)
    positions = [name for name in parameters if role_of(reader, template, name) == "index"]
    outer = reader.scope

    def fresh() -> Scope:
        return Scope(
            outer.declarations, template.source, values=dict(values), visible=template.vocabulary.names
        )

    def read(scope: Scope) -> tuple[Expression, dict[str, Size | None]]:
        letters = {name: scope.letter(name, template.span) for name in positions}
        scope.letters.update(letters)
        body = reader.within(scope).read(template.body)
        return body, {name: letter.sort for name, letter in letters.items()}

    body, sorts = read_settled(fresh, read)
    kept: list[IndexParameter | ValueParameter] = []
    for name in parameters:
        sort = sorts.get(name)
        if sort is not None:
            kept.append(IndexParameter(name, sort))
        elif name in values:
            kept.append(ValueParameter(name, values[name]))
    return Definition(
        key, template.name, tuple(kept), body, template.span, template.arguments, template.conditional
    )


# ── Using ───────────────────────────────────────────────────────────────────────────────────────


def read_defined(reader: Reader, name: str, span: Span) -> Expression:
    """A defined name without arguments: itself; of a family with an index, the array of its members."""
    template = reader.scope.declarations.templates[name]
    values = _declared_values(reader, template, span)
    definition = define(reader, template, {name: value.shape for name, value in values.items()})
    arguments: list[Index | Expression] = []
    stacks: list[IndexParameter] = []
    for parameter in definition.parameters:
        if isinstance(parameter, IndexParameter):
            stacks.append(parameter)
            arguments.append(IndexVariable(parameter.name, parameter.sort, span))
        else:
            arguments.append(values[parameter.name])
    member: Expression = DefinitionRef(definition, tuple(arguments), definition.body.shape, span)
    for parameter in reversed(stacks):
        member = _stack_of_all(reader, parameter, member, span)
    return member


def _declared_values(reader: Reader, template: Template, span: Span) -> dict[str, Expression]:
    """For a family named without arguments: the declared symbols named like its value parameters."""
    values: dict[str, Expression] = {}
    for name in template.arguments:
        if role_of(reader, template, name) != "value":
            continue
        symbol = reader.scope.declarations.symbols.get(name)
        if symbol is None or symbol.kind is not Kind.ARRAY:
            raise reader.scope.unreadable(
                "E309",
                f"`{template.name}` takes arguments",
                span,
                f"write `{template.name}({', '.join(template.arguments)})`",
            )
        values[name] = SymbolRef(name, symbol.shape, span)
    return values


def _stack_of_all(reader: Reader, parameter: IndexParameter, member: Expression, span: Span) -> Expression:
    n, shape = parameter.sort, member.shape
    binder = Binder(parameter.name, n, Size(()), n - ONE, span)
    if shape.rank == 1 and isinstance(member, Stack) and member.axis == 0:
        return Stack(binder, member, 0, Shape((n, *shape.axes)), span)
    below = shape.is_scalar or shape.is_row
    axis, whole = reader.fitted(lambda: stacked(shape, n, below=below), span)
    return Stack(binder, member, axis, whole, span)


def read_defined_part(reader: Reader, template: Template, syntax: s.Subscript) -> Expression:
    """`u_w`, `u_wd`, `EH_i`: a member of a family, or a part of a member."""
    pieces = split_runs(reader.scope, syntax.items)
    count = len(template.indices)
    name = template.name
    if template.arguments:
        raise reader.scope.unreadable("E309", f"`{name}` takes arguments too", syntax.span)
    if len(pieces) < count or any(isinstance(piece, s.Slice | s.NewAxis) for piece in pieces[:count]):
        return reader.part(read_defined(reader, name, syntax.base.span), pieces, syntax)
    definition = define(reader, template, {})
    arguments = _positions(reader, definition, pieces[:count], syntax.origin)
    member = DefinitionRef(definition, arguments, definition.body.shape, syntax.span)
    return reader.part(member, pieces[count:], syntax) if pieces[count:] else member


def _positions(
    reader: Reader,
    definition: Definition,
    pieces: tuple[s.Syntax | s.Slice | s.NewAxis, ...],
    origin: s.Origin,
) -> tuple[Index, ...]:
    return tuple(
        read_index(reader.scope, piece, origin, parameter.sort)
        for piece, parameter in zip(pieces, definition.parameters, strict=True)
        if isinstance(parameter, IndexParameter) and not isinstance(piece, s.Slice | s.NewAxis)
    )


def read_defined_call(reader: Reader, template: Template, syntax: s.Call) -> Expression:
    """`P(w|c)`, `F(u, v)`: a member of a family; `f(x)`, the plain definition f that depends on x."""
    if syntax.keywords:
        raise reader.scope.unreadable(
            "E321", f"`{template.name}` takes no keywords", syntax.keywords[0][0].span
        )
    if template.is_plain:
        return read_defined(reader, template.name, syntax.span)
    if template.indices:
        raise reader.scope.unreadable("E309", f"`{template.name}` takes a subscript", syntax.span)
    if len(syntax.arguments) != len(template.arguments):
        raise reader.scope.unreadable(
            "E322",
            f"`{template.name}` takes {len(template.arguments)} arguments, not {len(syntax.arguments)}",
            syntax.span,
        )
    if syntax.conditional != template.conditional:
        raise reader.scope.unreadable(
            "E322",
            f"`{template.name}` is written {_written(template)}",
            syntax.span,
            "a comma and a bar are not the same",
        )
    roles = {name: role_of(reader, template, name) for name in template.arguments}
    given = dict(zip(template.arguments, syntax.arguments, strict=True))
    values = {name: reader.read(given[name]) for name in template.arguments if roles[name] == "value"}
    definition = _fitting(reader, template, values)
    arguments: list[Index | Expression] = []
    for parameter in definition.parameters:
        if isinstance(parameter, IndexParameter):
            arguments.append(read_index(reader.scope, given[parameter.name], 1, parameter.sort))
        else:
            arguments.append(values[parameter.name])
    return DefinitionRef(definition, tuple(arguments), definition.body.shape, syntax.span)


def _written(template: Template) -> str:
    """`P(w|c)`, as the family was defined."""
    bar = template.conditional or len(template.arguments)
    parts = (template.arguments[:bar], template.arguments[bar:])
    return f"`{template.name}({'|'.join(', '.join(part) for part in parts if part)})`"


def _fitting(reader: Reader, template: Template, values: dict[str, Expression]) -> Definition:
    """The definition for these arguments; a row that NumPy made stands as a column where that fits."""
    shapes = {name: value.shape for name, value in values.items()}
    standing = {name: _as_column(shape) for name, shape in shapes.items()}
    if standing == shapes:
        return define(reader, template, shapes)
    try:
        return define(reader, template, standing)
    except IllShaped:
        return define(reader, template, shapes)


def _as_column(shape: Shape) -> Shape:
    return Shape(shape.axes) if shape.orientation is Orientation.LOOSE_ROW else shape

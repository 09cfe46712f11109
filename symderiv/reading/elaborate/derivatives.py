"""Reading derivatives: by what, in which layout, and what stands for a part of which name."""

from symderiv.language.document import Kind
from symderiv.language.expression import (
    Definition,
    DefinitionRef,
    Derivative,
    Expression,
    Index,
    IndexElement,
    IndexParameter,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    ParameterRef,
    Shape,
    Stack,
    Subscript,
    SymbolRef,
    Target,
    Transpose,
)
from symderiv.reading.elaborate.reader import Reader
from symderiv.reading.elaborate.shapes import describe, differentiated
from symderiv.reading.parse import syntax as s
from symderiv.records import replace
from symderiv.source import Span

MAX_ORDER = 6

Part = tuple[SymbolRef | ParameterRef | DefinitionRef, tuple[Index | None, ...]]
"""A name, and what is picked along each of its axes."""


def read_derivative(reader: Reader, syntax: s.DerivativeOf) -> Expression:
    """`∂f/∂x`, `∂²f/∂x∂y`: one derivative after the other, in the order in which the variables stand."""
    if len(syntax.variables) > MAX_ORDER:
        raise reader.scope.unreadable("E330", f"a derivative has order {MAX_ORDER} at most", syntax.span)
    expression = reader.read(syntax.operand)
    for variable in syntax.variables:
        expression = differentiate(reader, expression, read_target(reader, variable), syntax.span)
    return expression


def read_gradient(reader: Reader, syntax: s.Gradient) -> Expression:
    """`∇_x f` and `grad(f, x)` of a scalar, `jacobian(f, x)` of a vector, `hessian(f, x)` of a scalar."""
    operand = reader.read(syntax.operand)
    target = read_target(reader, syntax.variable)
    shape = operand.shape
    if syntax.kind in ("nabla", "grad", "hessian") and not shape.is_scalar:
        what = "a Hessian" if syntax.kind == "hessian" else "a gradient"
        raise reader.scope.ill_shaped(
            "E408",
            f"{what} is of a scalar, not of {describe(shape)}",
            syntax.operand.span,
            "jacobian(f, x) is the derivative of a vector",
        )
    if syntax.kind == "jacobian" and (shape.rank != 1 or target.shape.rank != 1):
        raise reader.scope.ill_shaped(
            "E408",
            f"a Jacobian is of a vector by a vector, not of {describe(shape)} by {describe(target.shape)}",
            syntax.span,
        )
    first = differentiate(reader, operand, target, syntax.span)
    return differentiate(reader, first, target, syntax.span) if syntax.kind == "hessian" else first


def differentiate(reader: Reader, operand: Expression, target: Target, span: Span) -> Derivative:
    """∂ operand / ∂ target in the layout of the file."""
    layout = reader.scope.declarations.layout
    wrt_first, shape = differentiated(operand.shape, target.shape, layout)
    return Derivative(operand, target, wrt_first, shape, span)


def read_target(reader: Reader, syntax: s.Syntax) -> Target:
    """What a derivative is taken by: a symbol, a definition, or a part of one."""
    written = reader.read(syntax)
    part = part_of(written) or _defined_as(reader, written)
    if part is None:
        raise reader.scope.unreadable(
            "E331",
            "a derivative is taken by a symbol, a defined name, or a part of one",
            syntax.span,
            _advice(written),
        )
    base, selectors = part
    if isinstance(base, SymbolRef):
        symbol = reader.scope.declarations.symbols.get(base.name)
        if symbol is not None and symbol.kind is not Kind.ARRAY:
            raise reader.scope.unreadable("E331", f"`{base.name}` is no real variable", syntax.span)
    return Target(base, selectors, written.shape, written, syntax.span)


def _advice(written: Expression) -> str:
    if isinstance(written, Derivative):
        return "here stands the variable alone: an entry of `gradients` is `v: …`, not `dJ/dv: …`"
    if isinstance(written, Stack):
        return "take the derivative by one member, or by the matrix of which they are parts"
    return "define a name for the expression and use that name in the loss"


def _defined_as(reader: Reader, written: Expression) -> Part | None:
    """An expression that is the right side of a plain definition stands for its name."""
    found = [d for d in reader.definitions.made.values() if not d.parameters and d.body == written]
    if len(found) > 1:
        names = " and ".join(f"`{definition.name}`" for definition in found)
        raise reader.scope.unreadable(
            "E337", f"this is the right side of {names}", written.span, "name the one that is meant"
        )
    if not found:
        return None
    return DefinitionRef(found[0], (), written.shape), (None,) * written.shape.rank


def part_of(expression: Expression) -> Part | None:
    """The name of which this is a part, or None; a family that is nothing but a part is that part."""
    match expression:
        case SymbolRef() | ParameterRef():
            return expression, (None,) * expression.shape.rank
        case DefinitionRef():
            return _part_of_definition(expression)
        case Subscript(base, selectors):
            return _narrowed(part_of(base), selectors)
        case Transpose(argument) if argument.shape.rank <= 1:
            return part_of(argument)
        case Stack(binder, DefinitionRef() as member, 0) if member.arguments and member.shape.rank == 0:
            part = part_of(member)
            return _whole(part, binder.name)
        case _:
            return None


def _part_of_definition(reference: DefinitionRef) -> Part | None:
    definition = reference.definition
    inner = part_of(definition.body)
    is_proper_part = inner is not None and any(selector is not None for selector in inner[1])
    if inner is not None and is_proper_part:
        names = {
            parameter.name: argument
            for parameter, argument in zip(definition.parameters, reference.arguments, strict=True)
        }
        base, selectors = inner
        if isinstance(base, ParameterRef):
            return None
        return base, tuple(None if i is None else substituted(i, names) for i in selectors)
    if not all(isinstance(parameter, IndexParameter) for parameter in definition.parameters):
        return None
    picked = tuple(a for a in reference.arguments if isinstance(a, _INDEX))
    whole = DefinitionRef(definition, (), all_members_shape(definition), reference.span)
    return whole, (*picked, *((None,) * definition.body.shape.rank))


_INDEX = (IndexVariable, IndexSymbol, IndexElement, IndexSum)


def all_members_shape(definition: Definition) -> Shape:
    """The axes of the parameters of a family, then those of its members."""
    sorts = tuple(p.sort for p in definition.parameters if isinstance(p, IndexParameter))
    if not sorts:
        return definition.body.shape
    return Shape(sorts + definition.body.shape.axes)


def substituted(index: Index, names: dict[str, Index | Expression]) -> Index:
    """The index with the parameters of a family replaced by its arguments."""
    match index:
        case IndexVariable(name) if name in names:
            argument = names[name]
            return argument if isinstance(argument, _INDEX) else index
        case IndexElement(name, at, sort, span):
            return IndexElement(name, tuple(substituted(each, names) for each in at), sort, span)
        case IndexSum(terms):
            return replace(index, terms=tuple((factor, substituted(each, names)) for factor, each in terms))
        case _:
            return index


def _narrowed(part: Part | None, selectors: tuple[Index | None, ...]) -> Part | None:
    """A part of a part: the new selectors pick along the axes that were kept."""
    if part is None:
        return None
    base, before = part
    remaining = iter(selectors)
    return base, tuple(next(remaining) if selector is None else selector for selector in before)


def _whole(part: Part | None, letter: str) -> Part | None:
    """All members of a family side by side, where the letter picks along one whole axis."""
    if part is None:
        return None
    base, selectors = part
    open_again = tuple(
        None if isinstance(selector, IndexVariable) and selector.name == letter else selector
        for selector in selectors
    )
    return (base, open_again) if sum(i is None for i in open_again) == 1 else None

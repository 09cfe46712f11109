"""Reading calls: functions of the operator table, placeholders, families, and what is another node."""

from collections.abc import Callable

from symderiv.language.document import Kind, Symbol
from symderiv.language.expression import (
    SCALAR,
    Apply,
    Call,
    DefinitionRef,
    Distinct,
    Expression,
    Filled,
    Identity,
    Orientation,
    Prime,
    Shape,
    Transpose,
    ValueParameter,
)
from symderiv.language.operators import OPERATORS, SPELLINGS, Operator, ShapeRule
from symderiv.reading.elaborate.definitions import read_defined_call
from symderiv.reading.elaborate.derivatives import differentiate, read_target
from symderiv.reading.elaborate.indices import read_count
from symderiv.reading.elaborate.reader import Reader
from symderiv.reading.elaborate.shapes import (
    applied,
    column,
    describe,
    inner_product,
    matrix,
    outer_product,
    transposed,
)
from symderiv.reading.parse import syntax as s
from symderiv.records import replace

MAX_PRIMES = 6


def read_call(reader: Reader, syntax: s.Call) -> Expression:
    """A function with its arguments."""
    function = syntax.function
    if isinstance(function, s.Primed):
        return _read_prime(reader, function, syntax)
    if not isinstance(function, s.Name):
        raise reader.scope.unreadable("E332", "this is no function", function.span)
    declared, name = reader.scope.declarations, function.text
    template = declared.templates.get(name)
    if template is not None:
        return read_defined_call(reader, template, syntax)
    symbol = declared.symbols.get(name)
    if symbol is not None and symbol.kind is Kind.FUNCTION:
        return _read_placeholder(reader, symbol, syntax)
    if reader.scope.meaning(name) is not None:
        raise reader.scope.unreadable(
            "E332", f"`{name}` is no function", function.span, f"a product is `{name} · (…)`"
        )
    if name in SPECIAL:
        return SPECIAL[name](reader, syntax)
    if name in SPELLINGS:
        return _read_operator(reader, OPERATORS[SPELLINGS[name]], syntax)
    raise reader.scope.unknown(name, function.span)


def _read_placeholder(reader: Reader, symbol: Symbol, syntax: s.Call) -> Expression:
    _no_keywords(reader, syntax)
    _takes(reader, syntax, len(symbol.arguments))
    arguments = tuple(reader.read(each) for each in syntax.arguments)
    for at, (argument, shape, written) in enumerate(
        zip(arguments, symbol.arguments, syntax.arguments, strict=True), start=1
    ):
        if argument.shape.axes != shape.axes or _across(argument.shape, shape):
            raise reader.scope.ill_shaped(
                "E406",
                f"argument {at} of `{symbol.name}` is {describe(shape)}, not {describe(argument.shape)}",
                written.span,
            )
    return Call(symbol.name, arguments, symbol.shape, syntax.span)


def _across(given: Shape, wanted: Shape) -> bool:
    """A column where a row is wanted, or the other way round."""
    return given.rank == 1 and {given.orientation, wanted.orientation} == {
        Orientation.COLUMN,
        Orientation.ROW,
    }


def _read_operator(reader: Reader, operator: Operator, syntax: s.Call) -> Expression:
    if operator.name in ("max", "min") and len(syntax.arguments) == 2:
        operator = OPERATORS["maximum" if operator.name == "max" else "minimum"]
    axis = _axis(reader, syntax)
    _takes(reader, syntax, operator.arity)
    arguments = [reader.read(each) for each in syntax.arguments]
    if operator.arity > 1:
        if axis is not None:
            raise reader.scope.unreadable(
                "E333", f"`{operator.name}` takes no axis", syntax.keywords[0][0].span
            )
        spread, shape = reader.spread(arguments, syntax.span)
        return Apply(operator.name, spread, None, shape, syntax.span)
    at, shape = reader.fitted(lambda: applied(operator, arguments[0].shape, axis), syntax.arguments[0].span)
    return Apply(operator.name, (arguments[0],), at, shape, syntax.span)


def _axis(reader: Reader, syntax: s.Call) -> int | None:
    axis: int | None = None
    for keyword, value in syntax.keywords:
        if keyword.text != "axis":
            raise reader.scope.unreadable(
                "E333", f"unknown keyword `{keyword.text}`", keyword.span, "the only keyword is `axis`"
            )
        count = read_count(reader.scope, value)
        if count is None or not count.is_number or axis is not None:
            raise reader.scope.unreadable("E333", "an axis is a whole number", value.span)
        axis = count.at({})
    return axis


def _takes(reader: Reader, syntax: s.Call, count: int) -> None:
    if len(syntax.arguments) != count or syntax.conditional is not None:
        name = syntax.function.text if isinstance(syntax.function, s.Name) else "this"
        noun = "argument" if count == 1 else "arguments"
        raise reader.scope.unreadable(
            "E322", f"`{name}` takes {count} {noun}, not {len(syntax.arguments)}", syntax.span
        )


def _no_keywords(reader: Reader, syntax: s.Call) -> None:
    if syntax.keywords:
        raise reader.scope.unreadable("E333", "this function takes no keywords", syntax.keywords[0][0].span)


# ── Functions that are other nodes ──────────────────────────────────────────────────────────────


def _product_of(
    rule: Callable[[Shape, Shape], tuple[object, Shape]],
) -> Callable[[Reader, s.Call], Expression]:
    def read(reader: Reader, syntax: s.Call) -> Expression:
        _no_keywords(reader, syntax)
        _takes(reader, syntax, 2)
        left, right = (reader.read(each) for each in syntax.arguments)
        return reader.product(rule, left, right, syntax.span, syntax.span)  # type: ignore[arg-type]

    return read


def _read_where(reader: Reader, syntax: s.Call) -> Expression:
    _no_keywords(reader, syntax)
    _takes(reader, syntax, 3)
    condition, then, otherwise = syntax.arguments
    return reader.cases([(condition, then)], otherwise, syntax.span)


def _read_eye(reader: Reader, syntax: s.Call) -> Expression:
    _no_keywords(reader, syntax)
    _takes(reader, syntax, 1)
    n = reader.count(syntax.arguments[0])
    return Identity(matrix(n, n), syntax.span)


def _read_filled(value: int) -> Callable[[Reader, s.Call], Expression]:
    def read(reader: Reader, syntax: s.Call) -> Expression:
        _no_keywords(reader, syntax)
        if syntax.conditional is not None or len(syntax.arguments) not in (1, 2):
            _takes(reader, syntax, 1)
        sizes = [reader.count(each) for each in syntax.arguments]
        shape = column(sizes[0]) if len(sizes) == 1 else matrix(sizes[0], sizes[1])
        return Filled(1 if value else 0, shape, syntax.span)

    return read


def _read_transpose(reader: Reader, syntax: s.Call) -> Expression:
    _no_keywords(reader, syntax)
    _takes(reader, syntax, 1)
    argument = reader.read(syntax.arguments[0])
    return Transpose(argument, transposed(argument.shape), syntax.span)


def _read_distinct(reader: Reader, syntax: s.Call) -> Expression:
    _no_keywords(reader, syntax)
    _takes(reader, syntax, 1)
    (argument,) = syntax.arguments
    symbol = reader.scope.declarations.symbols.get(argument.text) if isinstance(argument, s.Name) else None
    if symbol is None or symbol.kind is not Kind.POSITION or symbol.shape.is_scalar:
        raise reader.scope.unreadable(
            "E316", "`distinct` asks about a list of positions", argument.span, "such as `neg: index[V][K]`"
        )
    return Distinct(symbol.name, span=syntax.span)


def _read_shape(reader: Reader, syntax: s.Call) -> Expression:
    raise reader.scope.unreadable(
        "E334", "`shape` stands as a whole side of an equation only", syntax.span, "shape(∂J/∂U) = shape(U)"
    )


SPECIAL: dict[str, Callable[[Reader, s.Call], Expression]] = {
    "dot": _product_of(inner_product),
    "outer": _product_of(outer_product),
    "where": _read_where,
    "eye": _read_eye,
    "I": _read_eye,
    "ones": _read_filled(1),
    "zeros": _read_filled(0),
    "transpose": _read_transpose,
    "distinct": _read_distinct,
    "shape": _read_shape,
}


def read_norm(reader: Reader, syntax: s.Norm) -> Expression:
    """`‖x‖`, `‖x‖_1`, `|x|_1`; `|x|` of a scalar is its absolute value."""
    operand = reader.read(syntax.operand)
    if syntax.order is None and syntax.bars == 1:
        if operand.shape.is_scalar:
            return Apply("abs", (operand,), None, SCALAR, syntax.span)
        raise reader.scope.unreadable(
            "E335",
            f"`|x|` of {describe(operand.shape)} has two readings",
            syntax.span,
            "`‖x‖` is the length, `abs(x)` the absolute values",
        )
    name = "norm" if syntax.order is None else _norm_of_order(reader, syntax.order)
    if name == "norm1" and operand.shape.rank != 1:
        raise reader.scope.ill_shaped(
            "E407", f"the 1-norm is of a vector, not of {describe(operand.shape)}", syntax.span
        )
    if isinstance(syntax.order, s.Numeral) and operand.shape.rank > 1:
        message = (
            f"`‖A‖_2` of {describe(operand.shape)} is its largest singular value, which is not supported"
        )
        raise reader.scope.unreadable(
            "E335", message, syntax.span, "the root of the sum of squares is `‖A‖_F`"
        )
    at, shape = reader.fitted(lambda: applied(OPERATORS[name], operand.shape, None), syntax.span)
    return Apply(name, (operand,), at, shape, syntax.span)


def _norm_of_order(reader: Reader, order: s.Syntax) -> str:
    match order:
        case s.Numeral(value) if value == 1:
            return "norm1"
        case s.Numeral(value) if value == 2:
            return "norm"
        case s.Name("F"):
            return "norm"
        case _:
            raise reader.scope.unreadable("E335", "norms are ‖x‖ or ‖x‖_2, ‖x‖_1, ‖A‖_F", order.span)


# ── f'(x) ───────────────────────────────────────────────────────────────────────────────────────


def _read_prime(reader: Reader, function: s.Primed, syntax: s.Call) -> Expression:
    """`σ'(x)`, `g'(x)`, `f'(x)`: the derivative of a function of one scalar, at the argument."""
    scope, name = reader.scope, function.operand
    if function.count > MAX_PRIMES:
        raise scope.unreadable("E330", f"a derivative has order {MAX_PRIMES} at most", function.span)
    if not isinstance(name, s.Name) or len(syntax.arguments) != 1 or syntax.keywords:
        raise scope.unreadable("E336", "a prime is the derivative of a function of one variable", syntax.span)
    template = scope.declarations.templates.get(name.text)
    if template is not None and template.is_plain:
        return _derivative_of_plain(reader, name, syntax, function.count)
    call = replace(syntax, function=name)
    if scope.meaning(name.text) is not None:
        return _prime_of_declared(reader, call, function.count)
    operator = OPERATORS.get(SPELLINGS.get(name.text, ""))
    if operator is None:
        raise scope.unknown(name.text, name.span)
    if operator.rule is not ShapeRule.ELEMENTWISE or operator.arity != 1:
        raise scope.unreadable(
            "E336", f"`{name.text}` is no function of one variable", name.span, "write ∂f/∂x"
        )
    argument = reader.read(syntax.arguments[0])
    return Prime(operator.name, argument, function.count, argument.shape, syntax.span)


def _derivative_of_plain(reader: Reader, name: s.Name, syntax: s.Call, order: int) -> Expression:
    """f'(x) for a definition f that depends on the scalar x is ∂f/∂x."""
    expression = reader.read(name)
    target = read_target(reader, syntax.arguments[0])
    if not expression.shape.is_scalar or not target.shape.is_scalar:
        raise reader.scope.unreadable(
            "E336", "a prime is the derivative of a scalar by a scalar", syntax.span, f"write ∂{name.text}/∂x"
        )
    for _ in range(order):
        expression = differentiate(reader, expression, target, syntax.span)
    return expression


def _prime_of_declared(reader: Reader, call: s.Call, order: int) -> Expression:
    value = read_call(reader, call)
    if isinstance(value, Call) and value.shape.is_scalar and value.arguments[0].shape.is_scalar:
        return Prime(value, value.arguments[0], order, SCALAR, call.span)
    if isinstance(value, DefinitionRef) and value.shape.is_scalar and len(value.arguments) == 1:
        (parameter,) = value.definition.parameters
        (argument,) = value.arguments
        if isinstance(parameter, ValueParameter) and parameter.shape.is_scalar and not _is_index(argument):
            return Prime(value.definition, argument, order, SCALAR, call.span)  # type: ignore[arg-type]
    raise reader.scope.unreadable(
        "E336", "a prime is the derivative of a scalar function of one scalar", call.span, "write ∂f/∂x"
    )


def _is_index(argument: object) -> bool:
    return not hasattr(argument, "shape")

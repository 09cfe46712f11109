"""A compact picture of typed trees, so that a test can say on one line what was understood."""

from symderiv.language.expression import (
    Add,
    Apply,
    Big,
    Binder,
    Block,
    Broadcast,
    Call,
    Cases,
    Compare,
    Constant,
    Contraction,
    Definition,
    DefinitionRef,
    Derivative,
    Distinct,
    Divide,
    Excludes,
    Expression,
    Filled,
    Identity,
    Index,
    IndexCompare,
    IndexElement,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Logic,
    MatrixPower,
    Negate,
    NewAxis,
    Number,
    ParameterRef,
    Power,
    Prime,
    Product,
    SizeNumber,
    Stack,
    Subscript,
    Subtract,
    SymbolRef,
    Transpose,
)

_SIGNS = {
    Contraction.SCALE: "scale",
    Contraction.ELEMENTWISE: "each",
    Contraction.CONTRACT: "dot",
    Contraction.OUTER: "outer",
}


def show(node: Expression) -> str:
    """The tree as nested lists: operator first."""
    match node:
        case Number(value):
            return str(value)
        case Constant(name) | SymbolRef(name) | ParameterRef(name):
            return name
        case SizeNumber(size):
            return f"size:{size}"
        case DefinitionRef(definition, arguments):
            inside = ",".join(_argument(a) for a in arguments)
            return f"{definition.name}({inside})" if inside else definition.name
        case Identity():
            return "I"
        case Filled(value):
            return f"all:{value}"
        case Negate(a):
            return f"(neg {show(a)})"
        case Add(a, b):
            return f"(+ {show(a)} {show(b)})"
        case Subtract(a, b):
            return f"(- {show(a)} {show(b)})"
        case Product(contraction, a, b):
            return f"({_SIGNS[contraction]} {show(a)} {show(b)})"
        case Divide(a, b):
            return f"(/ {show(a)} {show(b)})"
        case Power(a, b):
            return f"(^ {show(a)} {show(b)})"
        case MatrixPower(a, n):
            return f"(matpow {show(a)} {n})"
        case Transpose(a):
            return f"(T {show(a)})"
        case Broadcast(a):
            return f"(spread {show(a)})"
        case Subscript(a, selectors):
            return f"{show(a)}[{','.join(':' if i is None else show_index(i) for i in selectors)}]"
        case NewAxis(a, position):
            return f"(newaxis{position} {show(a)})"
        case Stack(binder, body, axis):
            return f"(stack{axis} {_binder(binder)} {show(body)})"
        case Block(rows):
            return "(block " + " ; ".join(" ".join(show(piece) for piece in row) for row in rows) + ")"
        case Apply(function, arguments, axis):
            inside = " ".join(show(a) for a in arguments)
            return f"({function}{'' if axis is None else f'/{axis}'} {inside})"
        case Call(function, arguments):
            return f"({function}! {' '.join(show(a) for a in arguments)})"
        case Prime(function, argument, order):
            match function:
                case str():
                    name = function
                case Definition():
                    name = function.name
                case Call():
                    name = function.function
            return f"(prime{order} {name} {show(argument)})"
        case Big(operator, binders, condition, body):
            where = "" if condition is None else f" | {show(condition)}"
            return f"({operator} {' '.join(_binder(b) for b in binders)}{where} {show(body)})"
        case Compare(relation, a, b):
            return f"({relation} {show(a)} {show(b)})"
        case IndexCompare(relation, a, b):
            return f"({relation} {show_index(a)} {show_index(b)})"
        case Logic(operator, arguments):
            return f"({operator} {' '.join(show(a) for a in arguments)})"
        case Distinct(name):
            return f"(distinct {name})"
        case Excludes(index, name):
            return f"(∉ {show_index(index)} {name})"
        case Cases(branches, otherwise):
            pairs = " ".join(f"[{show(c)} {show(v)}]" for c, v in branches)
            return f"(cases {pairs}{'' if otherwise is None else ' ' + show(otherwise)})"
        case Derivative(of, wrt, wrt_first):
            picked = ",".join(":" if i is None else show_index(i) for i in wrt.selectors)
            part = f"[{picked}]" if any(i is not None for i in wrt.selectors) else ""
            return f"(d{'ᵀ' if wrt_first else ''} {show(of)} / {show(wrt.base)}{part})"


def _argument(argument: Index | Expression) -> str:
    match argument:
        case IndexVariable() | IndexSymbol() | IndexElement() | IndexSum():
            return show_index(argument)
        case _:
            return show(argument)


def show_index(index: Index) -> str:
    """Declared positions bear an @; literals count from 0."""
    match index:
        case IndexVariable(name):
            return name
        case IndexSymbol(name):
            return f"@{name}"
        case IndexElement(name, at):
            return f"{name}[{','.join(show_index(i) for i in at)}]"
        case IndexSum(terms, offset):
            parts = [f"{'' if f == 1 else f}{show_index(i)}" for f, i in terms]
            return "+".join([*parts, str(offset)] if offset.terms or not parts else parts)


def _binder(binder: Binder) -> str:
    if binder.is_whole_axis:
        return f"{binder.name}:{binder.sort}"
    axis = "ℤ" if binder.sort is None else str(binder.sort)
    return f"{binder.name}:{axis}[{binder.lower}..{binder.upper}]"

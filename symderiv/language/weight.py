"""How long a statement is when everything that it abbreviates is written out."""

from collections.abc import Mapping
from typing import Final

from symderiv.language.document import Statement
from symderiv.language.expression import (
    Apply,
    Call,
    Definition,
    DefinitionRef,
    Derivative,
    Expression,
    MatrixPower,
    ParameterRef,
    Prime,
    ValueParameter,
)
from symderiv.language.operators import OPERATORS, Kinks
from symderiv.language.traverse import parts
from symderiv.records import dataclass, field

HEAVIEST: Final = 100_000
"""Nodes up to which a statement is given to deciders; those of the library have 7,000 at most."""
DEEPEST: Final = 250
"""Levels up to which it is."""

_REPEATED: Final[Mapping[str, int]] = {
    "softmax": 2, "log_softmax": 2, "var": 2, "std": 2, "silu": 2, "gelu": 2, "det": 2, "logdet": 2, "inv": 4,
}  # fmt: skip
"""How often a function's argument stands in what the function means."""

_EXPRESSIONS: Final = Expression.__args__

Weight = tuple[int, int]
"""The nodes and the levels of what is written out."""


def is_too_heavy(statement: Statement) -> bool:
    """Whether a statement is beyond all deciders once its definitions and derivatives are written out."""
    sides = (statement.left, statement.right, *statement.assumptions)
    scale = _Scale()
    found = [scale.weigh(side, {}, 0) for side in (*sides, *([statement.where] if statement.where else []))]
    return sum(nodes for nodes, _ in found) > HEAVIEST or scale.deepest > DEEPEST


@dataclass(slots=True)
class _Scale:
    """Weighs expressions, each definition once for arguments of the same weights."""

    known: dict[tuple[str, tuple[Weight, ...]], Weight] = field(default_factory=dict)
    deepest: int = 0

    def weigh(self, e: Expression, values: Mapping[str, Weight], depth: int) -> Weight:
        """The weight where parameters have those of `values`; what is too deep is not looked at."""
        self.deepest = max(self.deepest, depth)
        if depth > DEEPEST:
            return 1, 1
        match e:
            case ParameterRef(name):
                return values.get(name, (1, 1))
            case DefinitionRef(definition, arguments):
                given = [self.weigh(a, values, depth + 1) for a in arguments if isinstance(a, _EXPRESSIONS)]
                return self._definition(definition, tuple(given), depth)
            case Derivative(of):
                nodes, levels = self.weigh(of, values, depth + 1)
                return nodes * levels, 2 * levels
            case Prime(function, argument, order):
                return self._prime(function, self.weigh(argument, values, depth + 1), order, depth)
            case _:
                return self._plain(e, values, depth)

    def _plain(self, e: Expression, values: Mapping[str, Weight], depth: int) -> Weight:
        nodes, levels = 1, 0
        for part in parts(e):
            if isinstance(part, _EXPRESSIONS):
                below = self.weigh(part, values, depth + 1)
                nodes, levels = nodes + below[0], max(levels, below[1])
        return nodes * _repeats(e), levels + 1

    def _definition(self, definition: Definition, arguments: tuple[Weight, ...], depth: int) -> Weight:
        key = definition.key, arguments
        if key not in self.known:
            names = [p.name for p in definition.parameters if isinstance(p, ValueParameter)]
            values = dict(zip(names, arguments, strict=False))
            self.known[key] = self.weigh(definition.body, values, depth + 1)
        return self.known[key]

    def _prime(self, function: "str | Definition | Call", argument: Weight, order: int, depth: int) -> Weight:
        """f⁽ⁿ⁾ at an argument: the rule for a derivative n times."""
        nodes, levels = 2, 2
        if isinstance(function, Definition):
            nodes, levels = self._definition(function, (argument,), depth)
        return nodes * levels**order + argument[0], levels * 2**order + argument[1]


def _repeats(e: Expression) -> int:
    """How often the arguments of a node stand in what it means."""
    match e:
        case MatrixPower(exponent=exponent):
            return 1 + abs(exponent)
        case Apply(function) if OPERATORS[function].kinks not in (Kinks.NONE, Kinks.ENDS):
            return 2
        case Apply(function):
            return _REPEATED.get(function, 1)
        case _:
            return 1

"""The SymPy symbols: one per entry, with generated names, and the table back to the user's."""

from collections.abc import Iterable, Mapping

import numpy
import sympy
from sympy.printing.str import StrPrinter

from symderiv.components.differentiate import kinked_parts
from symderiv.components.entries import Entry, Guard, Scalar, union
from symderiv.components.grids import Grid, filled
from symderiv.language.document import Assumption, Kind, Symbol
from symderiv.records import dataclass, field

_WITH_MEANING_TO_SYMPY = (Assumption.POSITIVE, Assumption.NONNEGATIVE, Assumption.NONZERO, Assumption.INTEGER)

_LONG = 32
"""Characters up to which a condition is printed as a formula."""

_WORDS = dict.fromkeys(("inv", "det", "logdet"), "the determinant") | {
    name: f"every difference of arguments of {name}" for name in ("max", "min", "maximum", "minimum", "clip")
}


@dataclass(slots=True)
class SymbolTable:
    """Makes the symbols at given sizes, each entry's once, and remembers what each one stands for."""

    sizes: Mapping[str, int]
    grids: dict[str, Grid] = field(default_factory=dict)
    declared: dict[str, Symbol] = field(default_factory=dict)
    words: dict[Scalar, str] = field(default_factory=dict)
    unknowns: dict[str, int] = field(default_factory=dict)
    expanded: dict[object, Grid] = field(default_factory=dict)
    """What definitions and derivatives are, shared by all expansions with these symbols."""

    origins: dict[Scalar, str] = field(default_factory=dict)
    """What a scalar is that must not be 0, in words, for where it is too long to be printed."""

    def shape(self, symbol: Symbol) -> tuple[int, ...]:
        """The sizes of a symbol's axes as numbers."""
        return tuple(size.at(self.sizes) for size in symbol.shape.axes)

    def grid(self, symbol: Symbol) -> Grid:
        """The array of a declared symbol's entries."""
        if symbol.name not in self.grids:
            known = assumed(symbol)
            self.declared[symbol.name] = symbol
            self.grids[symbol.name] = filled(
                self.shape(symbol), lambda at: Entry(self._make(entry_name(symbol.name, at), known))
            )
        return self.grids[symbol.name]

    def fresh(self, name: str, shape: tuple[int, ...]) -> Grid:
        """New real symbols that stand for the entries of a definition held as a variable."""
        return filled(shape, lambda at: Entry(self._make(entry_name(name, at), {})))

    def unknown(self, function: str) -> int:
        """The number of a placeholder."""
        return self.unknowns.setdefault(function, len(self.unknowns))

    def text(self, scalar: Scalar) -> str:
        """The scalar in plain notation with the user's names."""
        names = {number: name for name, number in self.unknowns.items()}
        return str(_Printer(self.words, names).doprint(scalar))

    def condition(self, guard: Guard) -> str:
        """`x ≠ 0` and the like."""
        relation = {"nonzero": "≠", "smooth": "≠", "positive": ">", "nonnegative": "≥"}[guard.kind]
        scalar = guard.scalar
        if relation == "≠":
            while scalar.is_Pow and scalar.exp.is_Rational:
                scalar = scalar.base
            if isinstance(scalar, sympy.sin):
                return f"{self.text(scalar.args[0] / sympy.pi)} is no integer"
            scalar = _without_sign(scalar.primitive()[1])
        text = self.text(scalar)
        if len(text) > _LONG:
            origin = self.origins.get(guard.scalar) or self.origins.get(-guard.scalar)
            text = origin or {"nonzero": "every denominator", "smooth": "every kink's argument"}.get(
                guard.kind, "every function's argument"
            )
        return f"{text} {relation} 0"

    def remember(self, function: str, entries: Iterable[Entry], arguments: Iterable[Entry]) -> None:
        """Which kinks and conditions a function has brought in."""
        word = _WORDS.get(function, f"the argument of {function}")
        inherited, brought = _exceptional(arguments), _exceptional(entries)
        for scalar in brought:
            if scalar not in inherited:
                self.origins.setdefault(scalar, word)

    def _make(self, word: str, known: Mapping[str, bool]) -> Scalar:
        symbol = sympy.Symbol(f"s{len(self.words)}", real=True, **known)
        self.words[symbol] = word
        return symbol


def _exceptional(entries: Iterable[Entry]) -> dict[Scalar, None]:
    """The arguments of steps, and what conditions are about."""
    listed = list(entries)
    steps = [atom.args[0] for atom in kinked_parts(entry.value for entry in listed)]
    return dict.fromkeys([*steps, *(guard.scalar for guard in union(listed))])


def entry_name(name: str, at: tuple[int, ...]) -> str:
    """`U[0,1]`."""
    return f"{name}[{','.join(map(str, at))}]" if at else name


def assumed(symbol: Symbol) -> dict[str, bool]:
    """What SymPy may assume of every entry; it reads `positive` as nonzero too."""
    known = {a.value: True for a in _WITH_MEANING_TO_SYMPY if a in symbol.assumptions}
    if Assumption.SIMPLEX in symbol.assumptions:
        known["nonnegative"] = True
    if Assumption.SIGN in symbol.assumptions:
        known["nonzero"] = True
    if "positive" in known:
        return {"positive": True} | ({"integer": True} if "integer" in known else {})
    return known


def arrays(symbols: Iterable[Symbol]) -> list[Symbol]:
    """The symbols that are arrays of numbers."""
    return [symbol for symbol in symbols if symbol.kind is Kind.ARRAY]


def values_text(table: SymbolTable, name: str, point: Mapping[Scalar, object]) -> object:
    """A symbol's values at a point as nested tuples of text."""
    grid = numpy.empty(table.grids[name].shape, dtype=object)
    for at in numpy.ndindex(*grid.shape):
        grid[at] = str(point[table.grids[name][at].value])
    return nested(grid)


def nested(grid: Grid) -> object:
    """An array as nested tuples."""
    if not isinstance(grid, numpy.ndarray):
        return grid
    return grid[()] if grid.ndim == 0 else tuple(nested(part) for part in grid)


def _without_sign(scalar: Scalar) -> Scalar:
    return -scalar if scalar.could_extract_minus_sign() else scalar


class _Printer(StrPrinter):  # type: ignore[misc, unused-ignore]
    """SymPy's plain notation, with the user's names."""

    def __init__(self, words: Mapping[Scalar, str], unknowns: Mapping[int, str]) -> None:
        super().__init__()
        self._words = words
        self._unknowns = unknowns

    def _print_Symbol(self, expr: Scalar) -> str:
        return self._words.get(expr, str(expr.name))

    def _print_Pos(self, expr: Scalar) -> str:
        return f"({self.doprint(expr.args[0])} > 0)"

    def _print_Floor(self, expr: Scalar) -> str:
        return f"floor({self.doprint(expr.args[0])})"

    def _print_Unknown(self, expr: Scalar) -> str:
        which, component, orders, *arguments = expr.args
        primes = "" if not any(orders) else "^(" + ",".join(map(str, orders)) + ")"
        name = self._unknowns[int(which)]
        return f"{name}[{component}]{primes}({', '.join(map(self.doprint, arguments))})"

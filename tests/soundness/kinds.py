"""The kinds of mutation: what may stand in a node's place, or in a statement's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from symderiv.language import expression as x
from symderiv.language.document import Assumption, Kind, Statement, Symbol
from symderiv.language.sizes import Size
from symderiv.records import replace
from tests.soundness.rebuild import Site

C = x.Contraction
E = x.Expression


@dataclass(frozen=True)
class Setting:
    """What a statement has to offer: its symbols and sizes."""

    statement: Statement

    @property
    def arrays(self) -> tuple[Symbol, ...]:
        return tuple(s for s in self.statement.symbols if s.kind is Kind.ARRAY)

    def scalars(self) -> list[E]:
        """A real number of each free symbol: the symbol, or its first entry."""
        tied = {
            Assumption.ONE_HOT,
            Assumption.SIMPLEX,
            Assumption.BINARY,
            Assumption.SIGN,
            Assumption.SUMS_TO_ONE,
        }
        return [_first_entry(s) for s in self.arrays if not tied & set(s.assumptions)]

    def sizes(self) -> list[E]:
        return [x.SizeNumber(Size.named(name)) for name, _ in self.statement.sizes]

    def squares(self) -> list[E]:
        """The matrices of which it is not known that they are symmetric."""
        return [
            x.SymbolRef(s.name, s.shape)
            for s in self.arrays
            if s.shape.rank == 2
            and s.shape.axes[0] == s.shape.axes[1]
            and Assumption.SYMMETRIC not in s.assumptions
        ]


Options = Iterable[E]
Rule = Callable[[Site, Setting], Options]
KINDS: dict[str, Rule] = {}
ANYWHERE: list[str] = []
"""The kinds that change any value."""


def kind(words: str) -> Callable[[Rule], Rule]:
    def enter(rule: Rule) -> Rule:
        KINDS[words] = rule
        return rule

    return enter


# ── Building ──


def number(value: Fraction | int) -> E:
    return x.Number(Fraction(value))


def spread(scalar: E, shape: x.Shape) -> E:
    return x.Broadcast(scalar, shape) if shape.rank else scalar


def scaled(factor: E, e: E) -> E:
    return x.Product(C.SCALE, factor, e, e.shape)


def plus(e: E, scalar: E) -> E:
    return x.Add(e, spread(scalar, e.shape), e.shape)


def times(a: E, b: E) -> E:
    return x.Product(C.SCALE, a, b, x.SCALAR)


def less(a: E, b: E) -> E:
    return x.Subtract(a, b, a.shape)


def fn(name: str, *arguments: E, shape: x.Shape | None = None) -> E:
    return x.Apply(name, arguments, None, arguments[0].shape if shape is None else shape)


def power(base: E, exponent: int) -> E:
    return x.Power(base, number(exponent), base.shape)


def first(sort: Size | None) -> x.Index:
    return x.IndexSum((), Size.number(0), sort)


def _first_entry(symbol: Symbol) -> E:
    whole = x.SymbolRef(symbol.name, symbol.shape)
    if not symbol.shape.rank:
        return whole
    return x.Subscript(whole, tuple(first(axis) for axis in symbol.shape.axes), x.SCALAR)


def everywhere(words: str) -> Callable[[Callable[[E, Setting], Options]], Rule]:
    """A kind that changes any value."""

    def enter(rule: Callable[[E, Setting], Options]) -> Rule:
        ANYWHERE.append(words)
        return kind(words)(lambda site, setting: () if site.is_truth else rule(site.node, setting))

    return enter


def adds(words: str) -> Callable[[Callable[[E, Setting], Options]], Rule]:
    """A kind that adds something small or rare to any value, made from one real number of the statement."""

    def enter(rule: Callable[[E, Setting], Options]) -> Rule:
        return everywhere(words)(
            lambda e, setting: [plus(e, term) for t in setting.scalars() for term in rule(t, setting)]
        )

    return enter


# ── Anywhere ──

everywhere("sign")(lambda e, _: [x.Negate(e, e.shape)])
everywhere("twice")(lambda e, _: [scaled(number(2), e)])
everywhere("half")(lambda e, _: [scaled(number(Fraction(1, 2)), e)])
everywhere("square")(lambda e, _: [power(e, 2)])
everywhere("absolute value")(lambda e, _: [fn("abs", e)])
everywhere("positive part")(lambda e, _: [fn("relu", e)])
everywhere("times a size")(lambda e, s: [scaled(size, e) for size in s.sizes()])
everywhere("divided by a size")(lambda e, s: [x.Divide(e, size, e.shape) for size in s.sizes()])
everywhere("one more")(lambda e, _: [plus(e, number(1))])
everywhere("a tiny number more")(lambda e, _: [plus(e, number(Fraction(1, 10**12)))])
everywhere("a factor of nearly one")(lambda e, _: [scaled(number(1 + Fraction(1, 10**13)), e)])
everywhere("a fraction of a root")(
    lambda e, _: [scaled(power(fn("sqrt", number(2)), 2), x.Divide(e, number(2), e.shape))]
)
everywhere("the root of the square")(lambda e, _: [fn("sqrt", power(e, 2))])
everywhere("the square of the root")(lambda e, _: [power(fn("sqrt", e), 2)])
everywhere("the exponential of the logarithm")(lambda e, _: [fn("exp", fn("log", e))])
everywhere("the logarithm of the exponential")(lambda e, _: [fn("log", fn("exp", e))])
everywhere("over itself")(
    lambda e, _: [x.Product(C.ELEMENTWISE, e, x.Divide(e, e, e.shape), e.shape)] if e.shape.rank else []
)

adds("a tiny term of high degree")(lambda t, _: [scaled(number(Fraction(1, 10**9)), power(t, 9))])
adds("a term beyond a far kink")(lambda t, _: [fn("relu", less(t, number(40)))])
adds("a term in a narrow window")(
    lambda t, _: [fn("relu", less(number(Fraction(1, 100)), fn("abs", less(t, number(Fraction(1, 2))))))]
)
adds("a term that is tiny where it is not steep")(
    lambda t, _: [fn("exp", scaled(number(2), less(t, number(40))))]
)
adds("a term with a smaller domain")(lambda t, _: [times(number(0), fn("log", t))])
adds("a term without a value at 0")(lambda t, _: [times(number(0), x.Divide(number(1), t, x.SCALAR))])
adds("a quotient that is one")(lambda t, _: [less(x.Divide(t, t, x.SCALAR), number(1))])
adds("a difference of the sizes")(
    lambda t, s: [times(less(a, b), t) for a in s.sizes() for b in s.sizes() if a != b]
)
adds("only where a size is neither 2 nor 3")(
    lambda t, s: [times(times(less(v, number(2)), less(v, number(3))), t) for v in s.sizes()]
)
adds("only where sizes are larger than 4")(
    lambda t, s: [times(fn("relu", less(v, number(4))), t) for v in s.sizes()]
)
adds("only where a size is not 1")(lambda t, s: [times(less(v, number(1)), t) for v in s.sizes()])
adds("only if a matrix is not symmetric")(lambda t, s: [times(_asymmetry(m), t) for m in s.squares()])
adds("periodic")(lambda t, _: [fn("sin", times(x.Constant("pi"), t))])
adds("a sigmoid's tail")(lambda t, _: [fn("sigmoid", less(t, number(50)))])


def _asymmetry(m: E) -> E:
    """tr(A Aᵀ) − tr(A A), which is 0 for a symmetric A alone."""
    turned = x.Transpose(m, m.shape)
    products = [x.Product(C.CONTRACT, m, other, m.shape) for other in (turned, m)]
    return less(*(fn("trace", product, shape=x.SCALAR) for product in products))


@everywhere("one entry only")
def _(e: E, setting: Setting) -> Options:
    return [x.Add(e, flags, e.shape) for flags in _flags(e, lambda *at: [_is_first(index) for index in at])]


@everywhere("the first row or column only")
def _(e: E, setting: Setting) -> Options:
    if e.shape.rank == 2:
        for k in (0, 1):
            for flags in _flags(e, lambda *at, k=k: [_is_first(at[k])]):
                yield x.Add(e, flags, e.shape)


@everywhere("off the diagonal only")
def _(e: E, setting: Setting) -> Options:
    if e.shape.rank == 2 and e.shape.axes[0] == e.shape.axes[1]:
        for flags in _flags(e, lambda i, j: [x.IndexCompare("≠", i, j)]):
            yield x.Add(e, flags, e.shape)


@everywhere("the diagonal only")
def _(e: E, setting: Setting) -> Options:
    if e.shape.rank == 2 and e.shape.axes[0] == e.shape.axes[1]:
        yield x.Add(e, x.Identity(e.shape), e.shape)


def _is_first(index: x.Index) -> E:
    assert isinstance(index, x.IndexVariable)
    return x.IndexCompare("=", index, first(index.sort))


def _flags(e: E, conditions: Callable[..., list[E]]) -> Options:
    """The array that is 1 where the conditions on the positions hold."""
    rank = e.shape.rank
    if not rank or e.shape.spread:
        return []
    last = [axis - Size.number(1) for axis in e.shape.axes]
    names = [f"position{k}" for k in range(rank)]
    found = conditions(*(x.IndexVariable(name, axis) for name, axis in zip(names, e.shape.axes, strict=True)))
    body = found[0] if len(found) == 1 else x.Logic("and", tuple(found), x.SCALAR)
    for k in reversed(range(rank)):
        axes = e.shape.axes[k:]
        shape = e.shape if not k else x.Shape(axes)
        binder = x.Binder(names[k], e.shape.axes[k], Size.number(0), last[k])
        body = x.Stack(binder, body, 0, shape)
    return [body]


# ── Sums and products ──


def at(words: str, *types: type) -> Callable[[Callable[..., Options]], Rule]:
    """A kind for nodes of some types."""

    def enter(rule: Callable[[E, Setting], Options]) -> Rule:
        return kind(words)(
            lambda site, setting: rule(site.node, setting) if isinstance(site.node, types) else ()
        )

    return enter


at("plus for minus", x.Subtract)(lambda e, _: [x.Add(e.left, e.right, e.shape)])
at("minus for plus", x.Add)(lambda e, _: [x.Subtract(e.left, e.right, e.shape)])
at("turned difference", x.Subtract)(lambda e, _: [x.Subtract(e.right, e.left, e.shape)])
at("dropped term", x.Add, x.Subtract)(
    lambda e, _: [part for part in (e.left, e.right) if part.shape == e.shape]
)
at("doubled term", x.Add, x.Subtract)(
    lambda e, _: [replace(e, left=scaled(number(2), e.left)), replace(e, right=scaled(number(2), e.right))]
)
at("dropped sign", x.Negate)(lambda e, _: [e.argument])
at("dropped factor", x.Product)(lambda e, _: [part for part in (e.left, e.right) if part.shape == e.shape])
at("doubled factor", x.Product)(
    lambda e, _: [
        x.Product(e.contraction, part, e, e.shape)
        for part in (e.left, e.right)
        if (e.contraction is C.SCALE and part.shape.is_scalar)
        or (e.contraction is C.ELEMENTWISE and part.shape == e.shape)
    ]
)
at("times for over", x.Divide)(
    lambda e, _: [x.Product(C.SCALE if e.right.shape.is_scalar else C.ELEMENTWISE, e.left, e.right, e.shape)]
)
at("turned quotient", x.Divide)(
    lambda e, _: [x.Divide(e.right, e.left, e.shape)] if e.right.shape == e.left.shape else []
)
at("dropped denominator", x.Divide)(lambda e, _: [e.left])
at("another exponent", x.Power)(
    lambda e, _: [
        replace(e, exponent=plus(e.exponent, number(1))),
        replace(e, exponent=plus(e.exponent, number(-1))),
        replace(e, exponent=x.Negate(e.exponent, e.exponent.shape)),
        e.base,
    ]
)
at("another power of a matrix", x.MatrixPower)(
    lambda e, _: [replace(e, exponent=e.exponent + 1), replace(e, exponent=-e.exponent), e.base]
)
at("order of a product", x.Product)(
    lambda e, _: (
        [replace(e, left=e.right, right=e.left)]
        if e.contraction in (C.CONTRACT, C.OUTER) and e.left.shape == e.right.shape and e.shape.rank == 2
        else []
    )
)
at("entry by entry for a matrix product", x.Product)(
    lambda e, _: (
        [replace(e, contraction=C.ELEMENTWISE)] if e.contraction is C.CONTRACT and _all_alike(e) else []
    )
)
at("a matrix product for entry by entry", x.Product)(
    lambda e, _: (
        [replace(e, contraction=C.CONTRACT)] if e.contraction is C.ELEMENTWISE and _is_square(e) else []
    )
)
at("a number one more", x.Number)(lambda e, _: [replace(e, value=e.value + 1)])
at("a number of the other sign", x.Number)(lambda e, _: [replace(e, value=-e.value)] if e.value else [])
at("a number twice or half", x.Number)(
    lambda e, _: [replace(e, value=e.value * 2), replace(e, value=e.value / 2)] if e.value else []
)
at("sixteen digits of a number", x.Number, x.Constant)(lambda e, _: _decimals(e))
at("a size one less", x.SizeNumber)(lambda e, _: [replace(e, size=e.size - Size.number(1))])
at("another size", x.SizeNumber)(lambda e, s: [size for size in s.sizes() if size != e])


def _decimals(e: E) -> Options:
    if isinstance(e, x.Constant):
        return [number(Fraction("3.141592653589793" if e.name == "pi" else "2.718281828459045"))]
    digits = Fraction(round(e.value * 10**16), 10**16)  # type: ignore[union-attr]
    return [replace(e, value=digits)] if digits != e.value else []  # type: ignore[union-attr]


def _all_alike(e: x.Product) -> bool:
    return e.left.shape == e.right.shape == e.shape and e.shape.rank == 2


def _is_square(e: x.Product) -> bool:
    return _all_alike(e) and e.shape.axes[0] == e.shape.axes[1]


# ── Transposes, functions, axes ──


def _turns(e: E) -> bool:
    return e.shape.rank == 2 and e.shape.axes[0] == e.shape.axes[1] and not e.shape.spread


everywhere("a transpose that still fits")(lambda e, _: [x.Transpose(e, e.shape)] if _turns(e) else [])
at("a dropped transpose", x.Transpose)(lambda e, _: [e.argument] if e.argument.shape == e.shape else [])
at("ones for the identity", x.Identity)(lambda e, _: [x.Filled(1, e.shape)])
at("the identity for ones", x.Filled)(lambda e, _: [x.Identity(e.shape)] if e.value and _turns(e) else [])

PARTNERS = {
    "exp": ("sigmoid", "expm1", "cosh"), "sigmoid": ("tanh", "exp", "softplus"), "tanh": ("sigmoid", "sinh"),
    "log": ("log1p", "log2", "log10"), "relu": ("abs", "softplus"), "abs": ("relu", "sign"), "softplus": ("relu", "sigmoid"),
    "sign": ("relu",), "sqrt": ("abs", "log"), "sin": ("cos",), "cos": ("sin", "cosh"), "erf": ("tanh",),
    "silu": ("gelu", "relu"), "gelu": ("silu",), "maximum": ("minimum",), "minimum": ("maximum",), "log1p": ("log",),
}  # fmt: skip
REDUCERS = ("sum", "mean", "prod", "max", "min", "logsumexp", "var", "std")

at("another function", x.Apply)(
    lambda e, _: [replace(e, function=name) for name in PARTNERS.get(e.function, ())]
)
at("a dropped function", x.Apply)(
    lambda e, _: [e.arguments[0]] if len(e.arguments) == 1 and e.arguments[0].shape == e.shape else []
)
at("a function of the negative", x.Apply)(
    lambda e, _: [replace(e, arguments=(x.Negate(e.arguments[0], e.arguments[0].shape), *e.arguments[1:]))]
)
at("one minus a function", x.Apply)(
    lambda e, _: [less(spread(number(1), e.shape), e)] if e.function in ("sigmoid", "softmax", "tanh") else []
)
at("softmax for sigmoid", x.Apply)(
    lambda e, _: (
        [replace(e, function="softmax", axis=e.shape.rank - 1)]
        if e.function == "sigmoid" and e.shape.rank
        else []
    )
)
at("sigmoid for softmax", x.Apply)(
    lambda e, _: [replace(e, function="sigmoid", axis=None)] if e.function == "softmax" else []
)
at("columns for rows", x.Apply)(
    lambda e, _: (
        [replace(e, axis=1 - e.axis % 2)]
        if e.axis is not None
        and e.arguments[0].shape.rank == 2
        and (e.shape.rank == 2 or _turns(e.arguments[0]))
        else []
    )
)
at("mean for sum and the like", x.Apply, x.Big)(
    lambda e, _: (
        [replace(e, function=name) for name in REDUCERS if name != e.function][:4]
        if isinstance(e, x.Apply) and e.function in REDUCERS
        else [replace(e, operator=name) for name in REDUCERS if name != e.operator][:4]
        if isinstance(e, x.Big)
        else []
    )
)
at("another norm", x.Apply)(
    lambda e, _: (
        [replace(e, function=name) for name in ("norm", "normsq", "norm1") if name != e.function]
        if e.function in ("norm", "normsq", "norm1")
        else []
    )
)
at("another number of a matrix", x.Apply)(
    lambda e, _: (
        [replace(e, function=name) for name in ("det", "logdet", "trace") if name != e.function]
        if e.function in ("det", "logdet", "trace")
        else []
    )
)
at("a matrix for its inverse", x.Apply)(
    lambda e, _: [e.arguments[0], x.Transpose(e.arguments[0], e.shape)] if e.function == "inv" else []
)
at("another order of a derivative", x.Prime)(lambda e, _: [replace(e, order=e.order + 1)])
at("a dropped derivative", x.Derivative)(lambda e, _: [e.of] if e.of.shape == e.shape else [])


@kind("another variable of a derivative")
def _(site: Site, setting: Setting) -> Options:
    e = site.node
    if isinstance(e, x.Derivative) and isinstance(e.wrt.base, x.SymbolRef):
        for other in setting.arrays:
            if other.shape == e.wrt.base.shape and other.name != e.wrt.base.name:
                base = x.SymbolRef(other.name, other.shape)
                yield replace(e, wrt=replace(e.wrt, base=base, spelled=base))


# ── Names and positions ──


@at("another symbol", x.SymbolRef)
def _(e: E, setting: Setting) -> Options:
    alike = [s for s in setting.arrays if s.shape.axes == e.shape.axes and s.name != e.name]  # type: ignore[union-attr]
    return [x.SymbolRef(s.name, e.shape) for s in alike]


@at("a symbol for a definition", x.DefinitionRef)
def _(e: E, setting: Setting) -> Options:
    return [x.SymbolRef(s.name, e.shape) for s in setting.arrays if s.shape == e.shape]


@at("a definition written out", x.DefinitionRef)
def _(e: E, setting: Setting) -> Options:
    """Equal, unless something differentiates by the name."""
    plain = not e.definition.parameters and e.definition.body.shape == e.shape  # type: ignore[union-attr]
    return [e.definition.body] if plain else []  # type: ignore[union-attr]


PLAIN = (x.IndexVariable, x.IndexSymbol)


def _others(index: x.Index, letters: tuple[x.Index, ...]) -> list[x.Index]:
    if not isinstance(index, PLAIN):
        return []
    return [
        other
        for other in letters
        if isinstance(other, PLAIN) and other.sort == index.sort and other.name != index.name
    ]


def _changed(site: Site, change: Callable[[x.Index], Iterable[x.Index]]) -> Options:
    """The node with one of its positions changed."""
    e = site.node
    match e:
        case x.Subscript(_, selectors):
            for k, selector in enumerate(selectors):
                for other in change(selector) if selector is not None else ():
                    yield replace(e, selectors=(*selectors[:k], other, *selectors[k + 1 :]))
        case x.DefinitionRef(_, arguments):
            for k, argument in enumerate(arguments):
                for other in change(argument) if isinstance(argument, x.Index.__args__) else ():
                    yield replace(e, arguments=(*arguments[:k], other, *arguments[k + 1 :]))
        case x.IndexCompare(_, left, right):
            yield from (replace(e, left=other) for other in change(left))
            yield from (replace(e, right=other) for other in change(right))


kind("another index")(lambda site, _: _changed(site, lambda index: _others(index, site.letters)))
kind("the first position")(lambda site, _: _changed(site, lambda index: [first(index.sort)]))
kind("the next position")(
    lambda site, _: _changed(site, lambda index: [x.IndexSum(((1, index),), Size.number(1), index.sort)])
)
kind("indices swapped")(
    lambda site, _: (
        [replace(site.node, selectors=site.node.selectors[::-1])]
        if isinstance(site.node, x.Subscript)
        and len(site.node.selectors) == 2
        and len({s.sort for s in site.node.selectors if s is not None}) == 1
        and None not in site.node.selectors
        else []
    )
)


# ── Conditions and ranges ──

FLIPS = {"=": ("≠", "≤"), "≠": ("=",), "<": ("≤", ">"), "≤": ("<", "≥"), ">": ("≥", "<"), "≥": (">", "≤")}

at("another relation", x.Compare, x.IndexCompare)(
    lambda e, _: [replace(e, relation=r) for r in FLIPS[e.relation]]
)
at("cases turned round", x.Cases)(
    lambda e, _: (
        [replace(e, branches=((e.branches[0][0], e.otherwise), *e.branches[1:]), otherwise=e.branches[0][1])]
        if e.otherwise is not None
        else [
            replace(
                e, branches=tuple((c, v) for (c, _), (_, v) in zip(e.branches, e.branches[::-1], strict=True))
            )
        ]
    )
)
at("a dropped condition of a sum", x.Big)(
    lambda e, _: [replace(e, condition=None)] if e.condition is not None else []
)
at("a sum that starts late", x.Big)(
    lambda e, _: [
        replace(e, binders=(replace(b, lower=b.lower + Size.number(1)), *e.binders[1:]))
        for b in e.binders[:1]
    ]
)
at("a sum that ends early", x.Big)(
    lambda e, _: [
        replace(e, binders=(replace(b, upper=b.upper - Size.number(1)), *e.binders[1:]))
        for b in e.binders[:1]
    ]
)
kind("a sum without one term")(
    lambda site, _: (
        [
            replace(site.node, condition=x.IndexCompare("≠", x.IndexVariable(b.name, b.sort), other))
            for b in site.node.binders[:1]
            for other in _others(x.IndexVariable(b.name, b.sort), site.letters)
            if site.node.condition is None
        ]
        if isinstance(site.node, x.Big)
        else []
    )
)

# ── Rewriting that changes nothing ──

at("the other order of a sum", x.Add)(lambda e, _: [x.Add(e.right, e.left, e.shape)])
at("the other order of factors", x.Product)(
    lambda e, _: [replace(e, left=e.right, right=e.left)] if e.contraction in (C.SCALE, C.ELEMENTWISE) else []
)
everywhere("minus minus")(lambda e, _: [x.Negate(x.Negate(e, e.shape), e.shape)])
everywhere("in two halves")(
    lambda e, _: [x.Add(scaled(number(Fraction(1, 2)), e), scaled(number(Fraction(1, 2)), e), e.shape)]
)
adds("a term that cancels")(lambda t, _: [less(power(t, 3), times(t, times(t, t)))])
adds("sin² + cos² − 1")(
    lambda t, _: [less(x.Add(power(fn("sin", t), 2), power(fn("cos", t), 2), x.SCALAR), number(1))]
)
adds("σ(t) + σ(−t) − 1")(
    lambda t, _: [less(x.Add(fn("sigmoid", t), fn("sigmoid", x.Negate(t, x.SCALAR)), x.SCALAR), number(1))]
)
adds("log(e^t) − t")(lambda t, _: [less(fn("log", fn("exp", t)), t)])
at("products distributed", x.Product)(
    lambda e, _: [
        replace(
            e.right, left=replace(e, right=e.right.left), right=replace(e, right=e.right.right), shape=e.shape
        )
        for _ in (0,)
        if isinstance(e.right, x.Add | x.Subtract)
    ]
)
at("a transpose of the product", x.Product)(
    lambda e, _: (
        [
            x.Transpose(
                replace(
                    e,
                    left=x.Transpose(e.right, x.Shape(e.right.shape.axes[::-1])),
                    right=x.Transpose(e.left, x.Shape(e.left.shape.axes[::-1])),
                    shape=x.Shape(e.shape.axes[::-1]),
                ),
                e.shape,
            )
        ]
        if e.contraction is C.CONTRACT and e.left.shape.rank == e.right.shape.rank == 2
        else []
    )
)
at("a function in other words", x.Apply)(lambda e, _: _in_other_words(e))


def _in_other_words(e: x.Apply) -> Options:
    a, shape = e.arguments[0], e.shape
    one = spread(number(1), shape)
    match e.function:
        case "sigmoid":
            return [
                x.Divide(one, x.Add(one, fn("exp", x.Negate(a, shape)), shape), shape),
                less(one, fn("sigmoid", x.Negate(a, shape))),
            ]
        case "tanh":
            return [less(scaled(number(2), fn("sigmoid", scaled(number(2), a))), one)]
        case "relu":
            return [
                x.Divide(x.Add(a, fn("abs", a), shape), number(2), shape),
                fn("maximum", a, spread(number(0), shape)),
            ]
        case "softplus":
            return [
                fn("log", x.Add(one, fn("exp", a), shape)),
                x.Add(a, fn("softplus", x.Negate(a, shape)), shape),
            ]
        case "softmax":
            return [fn_along("softmax", e, plus(a, number(3))), fn("exp", replace(e, function="log_softmax"))]
        case "exp":
            return [power(fn("exp", x.Divide(a, number(2), shape)), 2)]
        case "log":
            return [scaled(number(Fraction(1, 3)), fn("log", power(a, 3)))]
        case "abs":
            return [fn("sqrt", power(a, 2)), fn("maximum", a, x.Negate(a, shape))]
        case "mean" | "sum" | "logsumexp" | "max" | "min":
            return [e]
        case _:
            return []


def fn_along(name: str, e: x.Apply, argument: E) -> E:
    return replace(e, function=name, arguments=(argument,))


# ── Statements ──

Statements = Iterable[Statement]
STATEMENT_KINDS: dict[str, Callable[[Statement], Statements]] = {}


def of_statement(
    words: str,
) -> Callable[[Callable[[Statement], Statements]], Callable[[Statement], Statements]]:
    def enter(rule: Callable[[Statement], Statements]) -> Callable[[Statement], Statements]:
        STATEMENT_KINDS[words] = rule
        return rule

    return enter


@of_statement("without an assumption of a type")
def _(statement: Statement) -> Statements:
    for k, symbol in enumerate(statement.symbols):
        for assumption in symbol.assumptions:
            if assumption is Assumption.CONSTANT:
                continue
            kept = tuple(a for a in symbol.assumptions if a is not assumption)
            at = None if assumption is Assumption.ONE_HOT else symbol.at
            changed = replace(symbol, assumptions=kept, at=at)
            yield replace(statement, symbols=(*statement.symbols[:k], changed, *statement.symbols[k + 1 :]))


@of_statement("a weaker type")
def _(statement: Statement) -> Statements:
    weaker = {
        Assumption.ONE_HOT: Assumption.SIMPLEX, Assumption.SIMPLEX: Assumption.SUMS_TO_ONE,
        Assumption.POSITIVE: Assumption.NONNEGATIVE, Assumption.POSITIVE_DEFINITE: Assumption.SYMMETRIC,
        Assumption.SIGN: Assumption.NONZERO, Assumption.ORTHOGONAL: Assumption.INVERTIBLE,
    }  # fmt: skip
    for k, symbol in enumerate(statement.symbols):
        for assumption in symbol.assumptions:
            if assumption in weaker:
                kept = {a for a in symbol.assumptions if a is not assumption} | {weaker[assumption]}
                kept = tuple(sorted(kept, key=lambda a: a.value))
                changed = replace(symbol, assumptions=kept, at=None)
                yield replace(
                    statement, symbols=(*statement.symbols[:k], changed, *statement.symbols[k + 1 :])
                )


@of_statement("without `where`")
def _(statement: Statement) -> Statements:
    if statement.where is not None:
        yield replace(statement, where=None)


@of_statement("without a premise")
def _(statement: Statement) -> Statements:
    for k in range(len(statement.assumptions)):
        yield replace(
            statement,
            assumptions=(*statement.assumptions[:k], *statement.assumptions[k + 1 :]),
            quantified=(*statement.quantified[:k], *statement.quantified[k + 1 :]),
        )


@of_statement("sides swapped")
def _(statement: Statement) -> Statements:
    yield replace(statement, left=statement.right, right=statement.left)

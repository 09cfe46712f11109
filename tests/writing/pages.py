"""Documents and reports made by hand, for the tests of what is written from them."""

from symderiv.check import check_document
from symderiv.errors import Diagnostic
from symderiv.language.answer import Counterexample
from symderiv.language.document import (
    Assumption,
    Derivation,
    Document,
    Kind,
    Obligation,
    Problem,
    SizeName,
    Statement,
    Symbol,
    Verdict,
)
from symderiv.language.expression import Derivative, Expression, Filled, IndexCompare
from symderiv.reading.load import load_document
from symderiv.report import ErrorReport, FileReport, ObligationReport
from symderiv.source import NOWHERE, Source
from symderiv.writing.page.build import page
from symderiv.writing.page.model import Page
from tests.writing.trees import (
    SCALAR,
    U,
    V,
    a,
    apply,
    b,
    binder,
    column,
    contract,
    derivative,
    entry,
    i,
    matrix,
    minus,
    neg,
    o,
    outer,
    plain,
    plus,
    scale,
    symbol,
    total,
    transpose,
    v,
    w,
    y,
)

SOURCE = Source("softmax.yaml", "")
yhat = plain("ŷ", apply("softmax", contract(U, v), axis=0))
J = plain("J", neg(total(scale(entry(y, i), apply("log", entry(yhat, i))), binder("i"))))

EVIL = (
    r"\input{/etc/passwd} \write18{touch owned} \end{document} %comment ^^5cinput $x & # _ ~ { } "
    "<script>alert(1)</script> ]]> --> </style> \" onload='x' &lt; \x1b[31m \u202e中文 \u2028 \x00 \\"
)
"""Everything that means something to TeX, to a browser or to a terminal."""


def statement(left: Expression, right: Expression, **changes: object) -> Statement:
    values: dict[str, object] = {
        "indices": (), "where": None, "assumptions": (), "quantified": (), "symbols": (), "sizes": (), **changes,
    }  # fmt: skip
    return Statement(left, right, **values)  # type: ignore[arg-type]


def obligation(name: str, claim: Statement | Problem, written: str = "a = b") -> Obligation:
    left, _, right = written.partition("=")
    return Obligation(name, name, 0, None, 0, NOWHERE, left, right, claim)


def derivation(*obligations: Obligation, name: str = "", notes: str | None = None) -> Derivation:
    return Derivation(name, notes, notes, obligations, NOWHERE)


def document(*derivations: Derivation, title: str | None = None, notes: str | None = None) -> Document:
    symbols = (
        Symbol("U", Kind.ARRAY, matrix(V, v.shape.axes[0])),
        Symbol("v_c", Kind.ARRAY, v.shape),
        Symbol("y", Kind.ARRAY, y.shape, (Assumption.ONE_HOT,), at="o"),
        Symbol("o", Kind.POSITION, SCALAR, sort=V),
        Symbol("η", Kind.ARRAY, SCALAR, (Assumption.POSITIVE,)),
        Symbol("neg", Kind.POSITION, column(v.shape.axes[0]), sort=V),
        Symbol("f", Kind.FUNCTION, SCALAR, arguments=(v.shape, SCALAR)),
    )
    sizes = (SizeName("V", "size of the vocabulary"), SizeName("D", None, 3))
    definitions = (yhat.definition, J.definition)
    return Document(
        SOURCE, title, title, notes, sizes, symbols, definitions, J.definition, "mixed", (), derivations
    )


def softmax() -> Document:
    by_row = Derivative(J, derivative(J, U).wrt, False, v.shape)
    sum_of_many: Expression = minus(contract(transpose(U), yhat), contract(transpose(U), y))
    for _ in range(5):
        sum_of_many = plus(sum_of_many, scale(plus(a, b), contract(transpose(U), minus(yhat, y))))
    diagnostic = Diagnostic("E301", "unknown name `ẑ`", SOURCE, None, "did you mean `ŷ`?")
    return document(
        derivation(
            obligation("gradient[v_c]", statement(derivative(J, v), contract(transpose(U), minus(yhat, y)))),
            obligation("gradient[U]", statement(derivative(J, U), outer(minus(yhat, y), transpose(v)))),
        ),
        derivation(
            obligation(
                "row 1",
                statement(
                    by_row, scale(entry(yhat, w), v), indices=(binder("w"),), where=IndexCompare("≠", w, o)
                ),
            ),
            obligation("row 2", statement(derivative(J, v), Filled(0, v.shape))),
            obligation("row 3", Problem("unreadable", diagnostic), "∂J/∂v_c = U^T (ẑ − y)"),
            obligation("row 4", statement(derivative(J, v), sum_of_many)),
            name="one row at a time",
            notes="First paragraph about θ̂ and ŷ.\n\nSecond one, naïve “quotes” – dash.",
        ),
        title="Softmax cross-entropy of skip-gram",
    )


def evil() -> Document:
    claim = Problem("unreadable", Diagnostic("E301", EVIL, SOURCE, None, EVIL))
    evil_name = symbol(r"x\input{/etc/passwd}^^5c%$&#~_{\write18}^{}\end{document}", v.shape)
    named = statement(evil_name, evil_name)
    group = derivation(obligation("e", claim, EVIL), obligation("n", named), name=EVIL, notes=EVIL)
    return document(group, title=EVIL, notes=EVIL)


def reported(obligation: Obligation, verdict: Verdict = "proved", **changes: object) -> ObligationReport:
    """The report on an obligation that came out as said."""
    claim = obligation.claim
    values: dict[str, object] = {
        "id": obligation.id, "name": obligation.name, "derivation": 0, "case": None, "step": 0, "line": 1,
        "column": 1, "left": obligation.left, "right": obligation.right, "verdict": verdict, "scope": None,
        "sizes": (), "holds": None, "caused_by": None, "uses": (), "conditions": (), "reason": None,
        "counterexample": None, "repair": None, "expected": "proved", "ok": verdict == "proved", "seconds": 0.0,
        "error": ErrorReport.of(claim.diagnostic) if isinstance(claim, Problem) else None,
        "statement": None if isinstance(claim, Problem) else claim, **changes,
    }  # fmt: skip
    return ObligationReport(**values)  # type: ignore[arg-type]


EXAMPLE = Counterexample(
    (("V", 2), ("D", 1)), (("U", (("1",), ("-1/2",))), ("η", "0.25")), (("w", 1),), (0,), "1/2", "undefined",
    "opposite sign",
)  # fmt: skip


def softmax_page() -> Page:
    """Claims that came out in every way; the last one was not checked."""
    made = softmax()
    first, second, third, fourth, fifth, _ = made.obligations
    at, everywhere = (("V", 4), ("D", 3)), (("V", 4), ("D", 3))
    reports = (
        reported(first, scope="at sizes", sizes=at),
        reported(second, scope="all sizes", sizes=everywhere, conditions=("η ≠ 0",), uses=("Σ_i y_i = 1",)),
        reported(third, ok=True),
        reported(fourth, "refuted", counterexample=EXAMPLE),
        reported(fifth, "unreadable", expected="unreadable", ok=True),
    )
    return page(made, FileReport("softmax.yaml", made.title, (), reports))


def page_of(made: Document) -> Page:
    """Claims that nobody has checked."""
    return page(made, FileReport(made.source.path, made.title, (), ()))


def evil_page() -> Page:
    """What a hostile file says, in every place where it can say something."""
    made = evil()
    first, second = made.obligations
    example = Counterexample(((EVIL, 2),), ((EVIL, EVIL), ("x", (EVIL,))), ((EVIL, 1),), (), EVIL, EVIL, EVIL)
    reports = (
        reported(first, "unreadable"),
        reported(second, "refuted", counterexample=example, reason=EVIL, uses=(EVIL,), conditions=(EVIL,)),
    )
    return page(made, FileReport(EVIL, made.title, (), reports, (), ((1, EVIL),)))


def chain_page() -> Page:
    """A chain with mistakes, and cases with a gap."""
    made = load_document(Source("k.yaml", CHAIN))
    return page(made, check_document(made))


CHAIN = """\
sizes: [n]
symbols: {x: 'vector[n]', o: 'index[n]', y: 'one-hot[n] at o'}
derivations:
  - name: k
    for: i
    prove: x_i + x_i = 2 x_i
    steps:
      - {is: 3 x_i, expect: refuted, corrected: 2 x_i / 1, because: '50% of \\input{x} <b>'}
      - {is: x x, because: nonsense & more}
  - name: c
    cases: [{where: w < o, prove: y_w = 0}, {where: w > o, prove: y_w = 0}]
"""

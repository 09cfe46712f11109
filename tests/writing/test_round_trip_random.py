"""What is printed is read back as the same tree: compositions of every construct."""

import re
from typing import get_args

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from symderiv.errors import DerivationError
from symderiv.language.expression import Expression
from symderiv.language.traverse import walk
from symderiv.reading.load import read_expression
from symderiv.writing.printer import print_expression
from tests.writing.test_round_trip import SPELLINGS, same, written

DECLARATIONS = """
sizes: [D, V, K]
symbols:
  a: scalar
  b: scalar
  T: scalar
  n: integer scalar
  x: vector[D]
  v_c: vector[D]
  g: row[D]
  A: matrix[D, D]
  W^{new}: matrix[D, D]
  U: matrix[V, D]
  y: one-hot[V]
  o: index[V]
  neg: index[V][K]
  f: function(scalar) -> scalar
  h: function(vector[D]) -> scalar
define:
  s: A x
  q: x^T v_c
  u_w: U[w]^T
  p_i: exp(y_i)
  F(t): log(sum(t))
"""
LEAVES = {
    "scalar": (
        "a", "b", "n", "T", "2", "0.5", "1/3", "pi", "e", "q", "D", "p_o", "x_1", "v_c[1]", "U_{o,1}", "(u_o)_2",
        "∂q/∂a", "delta(o, neg_1)", "sum(u)", "p[0]",
    ),
    "column": ("x", "v_c", "s", "u_o", "u_{neg_1}", "A[:, 0]", "∂q/∂x", "ones(D)"),
    "row": ("g", "x^T", "v_c.T"),
    "loose": ("A[0]", "U[o]", "sum(A, axis=0)", "U[neg[1]]"),
    "matrix": ("A", "W^{new}", "eye(D)", "A^-1", "W^{new}^T", "∂s/∂x", "zeros(D, D)", "U^T U"),
    "condition": ("a > b", "o = neg_1", "neg_2 ≠ o", "a ≤ 0", "1 ≤ n ≤ 3", "o < 3", "o ∉ neg and a > 0", "distinct(neg)"),
}  # fmt: skip
RULES = {
    "scalar": (
        "({scalar} + {scalar})", "({scalar} − {scalar})", "(-{scalar})", "({scalar} * {scalar})", "({scalar}/{scalar})",
        "({scalar})^2", "({scalar})^({scalar})", "({row} {column})", "({column} · {column})", "({loose} @ {column})",
        "‖{column}‖", "norm1({column})", "normsq({loose})", "log({scalar})", "(log {scalar})", "σ({scalar})", "f({scalar})",
        "f'({scalar})", "tanh''({scalar})", "h({column})", "F({column})", "F({matrix})", "sum({matrix})", "max({column})",
        "maximum({scalar}, {scalar})", "{{{scalar} if {condition}; {scalar} otherwise}}", "where({condition}, {scalar}, {scalar})",
        "{{{scalar} if {condition}; {scalar} if {condition}}}", "({scalar} * 1[{condition}])", "(Σ_i y_i {scalar})",
        "(Σ_{{k≠o}} y_k {scalar})", "(Σ_{{l<m}} {scalar} (y_l + y_m))", "(Σ_{{l=1}}^{{V-1}} y_l y_{{l+1}} {scalar})", "sum(p_j * {scalar} for j)",
        "sum(y[j] for j if j != o and {condition})", "(Π_k {scalar} y_{{neg_k}})", "mean({scalar} + y_i for i)", "(∂/∂a {scalar})",
        "(∂/∂x_1 {scalar})", "trace({matrix})", "(Σ_d ({column})_d)", "({column})[0]", "({matrix})[0, 1]", "abs({scalar})",
        "(e^{scalar})", "(∂²{scalar}/∂a²)", "(∂/∂b (∂/∂a {scalar}))", "({scalar} / Σ_i y_i {scalar})",
    ),
    "column": (
        "({column} + {column})", "({column} − {column})", "(-{column})", "({scalar} {column})", "({column} / {scalar})", "(1 / {column})",
        "({matrix} {column})", "({matrix} @ {loose})", "({column} ⊙ {column})", "({column} / {column})", "({column})**2", "({loose})^T",
        "({row})^T", "exp({column})", "softmax({column})", "(∂/∂x {scalar})", "({scalar} + {column})", "where({column} > 0, {column}, 0)",
        "({column} * ({column} > {column}))", "diag({matrix})", "sum({matrix}, axis=1)", "(Σ_i y_i {column})", "({scalar})**({column})",
    ),
    "row": ("({row} + {row})", "({column})^T", "({row} {matrix})", "({scalar} {row})", "[{scalar}, {scalar}]", "tanh({row})"),
    "loose": ("({loose} + {loose})", "({column} @ {matrix})", "({row} @ {matrix})", "({matrix})[1]", "({loose} @ {matrix})", "mean({matrix}, axis=0)"),
    "matrix": (
        "({matrix} + {matrix})", "({matrix} − {scalar})", "(-{matrix})", "({matrix} {matrix})", "({matrix} @ {matrix})", "({column} {row})",
        "({column} ⊗ {column})", "outer({loose}, {column})", "({matrix})^T", "({matrix})^2", "({matrix})^-1", "({matrix} ⊙ {matrix})",
        "({matrix} + {row})", "inv({matrix})", "diag({column})", "(∂/∂x {column})", "softmax({matrix})", "softmax({matrix}, axis=0)",
        "({matrix} * ({column})[:, None])", "({matrix})**2", "[({column})^T; for i in D]", "([u_w for w] U)", "(u U)",
    ),
    "condition": (
        "{scalar} > {scalar}", "({condition}) and ({condition})", "not ({condition})", "({condition}) ∨ ({condition})",
    ),
}  # fmt: skip


HOLES = re.compile("{(" + "|".join(RULES) + ")}")


@st.composite
def texts(draw: st.DrawFn, kind: str, depth: int) -> str:
    """An expression of a kind, with every composition in brackets."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return f"({draw(st.sampled_from(LEAVES[kind]))})"
    rule = draw(st.sampled_from(RULES[kind]))
    filled = HOLES.sub(lambda hole: draw(texts(hole[1], depth - 1)), rule)
    return filled.replace("{{", "{").replace("}}", "}")


def check(tree: Expression) -> None:
    for spelling in SPELLINGS:
        printed = written(print_expression(tree, spelling), spelling).value
        assert same(read_expression(printed, DECLARATIONS), tree, spelling), printed


def test_every_kind_of_node() -> None:
    """Each rule with leaves in its holes."""
    met: set[str] = set()
    for kind, rules in RULES.items():
        holder = "where(%s, a, b)" if kind == "condition" else "%s"
        for at, rule in enumerate((*rules, *LEAVES[kind])):
            filled = HOLES.sub(lambda hole, at=at: LEAVES[hole[1]][at % len(LEAVES[hole[1]])], rule)
            text = holder % filled.replace("{{", "{").replace("}}", "}")
            try:
                tree = read_expression(text, DECLARATIONS)
            except DerivationError:
                continue
            check(tree)
            met |= {type(node).__name__ for node in walk(tree)}
    assert {each.__name__ for each in get_args(Expression)} <= met


@pytest.mark.parametrize("text", ["T^(T)", "a^(-T)", "a^(2 T)", "sum(y[j] for j if j != o and a > 1[o = 1])"])
def test_what_is_no_transpose_and_no_factor(text: str) -> None:
    check(read_expression(text, DECLARATIONS))


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(
    text=st.sampled_from(["scalar", "column", "row", "loose", "matrix"]).flatmap(lambda kind: texts(kind, 3))
)
def test_printing_and_reading(text: str) -> None:
    try:
        tree = read_expression(text, DECLARATIONS)
    except DerivationError:
        reject()
    check(tree)

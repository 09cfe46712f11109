"""A derivation file as a whole: its keys, its obligations, its errors with their places."""

import pytest

from symderiv.errors import DerivationError
from symderiv.language.document import Assumption, Document, Obligation, Problem, Statement
from symderiv.reading.load import load_document, read_expression
from symderiv.source import Source
from tests.reading.typed import show

SMALLEST = """\
title: Softmax cross-entropy of skip-gram
sizes: [V, D]
symbols:
  U:   matrix[V, D]        # row w is the outside vector u_w
  v_c: vector[D]
  y:   one-hot[V]
define:
  ŷ: softmax(U v_c)
loss: J = -Σ_i y_i log(ŷ_i)
gradients:
  v_c: U^T (ŷ − y)
  U:   (ŷ − y) v_c^T
"""

HEAD = """\
sizes: [n, m]
symbols: {x: 'vector[n]', z: 'vector[n]', s: 'vector[m]', A: 'matrix[n, n]', t: scalar, o: 'index[n]', neg: 'index[n][m]'}
define: {f: t^2}
loss: J = x^T A x
"""


def load(text: str) -> Document:
    return load_document(Source("file.yaml", text))


def only(text: str) -> Obligation:
    (obligation,) = load(HEAD + text).obligations
    return obligation


def statement(text: str) -> Statement:
    claim = only(text).claim
    assert isinstance(claim, Statement), claim
    return claim


def test_the_smallest_useful_file() -> None:
    document = load(SMALLEST)
    assert document.title == "Softmax cross-entropy of skip-gram"
    first, second = document.obligations
    assert (first.id, first.left, first.right) == ("gradient[v_c]", "∂J/∂v_c", "U^T (ŷ − y)")
    assert document.source.line_column(first.span.start) == (11, 8)
    assert (second.id, second.derivation, second.expected) == ("gradient[U]", 1, "proved")
    assert isinstance(first.claim, Statement)
    assert show(first.claim.left) == "(d J / v_c)"
    assert show(first.claim.right) == "(dot (T U) (- ŷ y))"
    assert [symbol.name for symbol in first.claim.symbols] == ["U", "v_c", "y"]
    assert first.claim.sizes == (("V", None), ("D", None))


def test_sizes_with_numbers_and_descriptions() -> None:
    document = load(
        "sizes: {V: 5, D: width of an embedding}\nsymbols: {x: 'vector[V]'}\nderivations: [prove: x = x]"
    )
    assert [(s.name, s.number, s.description) for s in document.sizes] == [
        ("V", 5, None),
        ("D", None, "width of an embedding"),
    ]


@pytest.mark.parametrize(
    "number", ["true", ".nan", "1.5", "-1", "10**9", "0", "1e3", "null", "99999999999999999999"]
)
def test_a_size_is_a_whole_number(number: str) -> None:
    with pytest.raises(DerivationError, match="size"):
        load(f"sizes: {{V: {number}}}\n")


@pytest.mark.parametrize(
    ("free", "indices", "where"),
    [
        ("i", ["i"], None),
        ("[i, j]", ["i", "j"], None),
        ("i in n", ["i"], None),
        ("i ∈ n", ["i"], None),
        ("i ≠ o", ["i"], "(≠ i @o)"),
        ("i = j", ["i", "j"], "(= i j)"),
        ("'[i, j], i ≠ j'", ["i", "j"], "(≠ i j)"),
        ("[i, j ≠ o]", ["i", "j"], "(≠ j @o)"),
    ],
)
def test_free_indices(free: str, indices: list[str], where: str | None) -> None:
    claim = "x_i = z_i" if len(indices) == 1 else "x_i + z_j = z_j + x_i"
    read = statement(f"derivations:\n  - prove: {claim}\n    for: {free}\n")
    assert [binder.name for binder in read.indices] == indices
    assert all(str(binder.sort) == "n" and binder.is_whole_axis for binder in read.indices)
    assert (None if read.where is None else show(read.where)) == where


def test_a_free_index_that_binds_nothing() -> None:
    claim = only("derivations:\n  - prove: x = z\n    for: i in n\n").claim
    assert isinstance(claim, Problem)
    assert claim.diagnostic.code == "E340"


@pytest.mark.parametrize(
    ("given", "symbol", "assumption"),
    [
        ("A = A^T", "A", Assumption.SYMMETRIC),
        ("A^T A = I", "A", Assumption.ORTHOGONAL),
        ("x > 0", "x", Assumption.POSITIVE),
        ("x_i ≥ 0", "x", Assumption.NONNEGATIVE),
        ("t ≠ 0", "t", Assumption.NONZERO),
        ("Σ_i x_i = 1", "x", Assumption.SUMS_TO_ONE),
        ("sum(x) = 1", "x", Assumption.SUMS_TO_ONE),
        ("distinct(neg)", "neg", Assumption.DISTINCT),
    ],
)
def test_assumptions_that_a_type_could_have_said(given: str, symbol: str, assumption: Assumption) -> None:
    read = statement(f"derivations:\n  - prove: x^T A x = t + Σ_k x_{{neg_k}}\n    given: {given}\n")
    assert [s.name for s in read.symbols if assumption in s.assumptions] == [symbol]
    assert read.assumptions == ()


@pytest.mark.parametrize(
    ("given", "tree", "quantified"),
    [
        ("o ∉ neg", "(∉ @o neg)", []),
        ("x = z", "(= x z)", []),
        ("x_i z_i = 1", "(= (scale x[i] z[i]) 1)", ["i"]),
        ("Σ_i x_i = 2", "(= (sum i:n x[i]) 2)", []),
        ("x_1 > 0", "(> x[0] 0)", []),
    ],
)
def test_other_assumptions_are_kept(given: str, tree: str, quantified: list[str]) -> None:
    read = statement(f"derivations:\n  - prove: x_o = z_o + Σ_k x_{{neg_k}}\n    given: {given}\n")
    assert [show(each) for each in read.assumptions] == [tree]
    assert [[binder.name for binder in each] for each in read.quantified] == [quantified]


def test_a_condition_on_the_free_index_restricts_the_claim() -> None:
    read = statement("derivations:\n  - prove: x_i = z_i\n    for: i\n    given: i ≠ o\n")
    assert read.where is not None
    assert show(read.where) == "(≠ i @o)"
    assert read.assumptions == ()


def test_a_chain_is_its_ends_and_its_links() -> None:
    document = load(HEAD + "derivations:\n  - name: A chain!\n    prove: t + t = 2 t = t · 2\n")
    assert [(o.id, o.left, o.right, o.step) for o in document.obligations] == [
        ("a-chain", "t + t", "t · 2", 0),
        ("a-chain#1", "t + t", "2 t", 1),
        ("a-chain#2", "2 t", "t · 2", 2),
    ]
    assert [o.holds is None for o in document.obligations] == [True, False, False]


def test_ids_are_unique() -> None:
    document = load(
        HEAD + "gradients: {x: [A x, {is: A x, expect: refuted, corrected: '(A + A^T) x'}]}\n"
        "derivations:\n  - {prove: t = t}\n  - {name: Same, prove: t = t}\n  - {name: same, prove: t = t}\n"
    )
    assert [o.id for o in document.obligations] == [
        "gradient[x]", "gradient[x]-2", "gradient[x]-2~corrected", "derivation-2", "same", "same-2",
    ]  # fmt: skip
    assert [o.expected for o in document.obligations][:3] == ["proved", "refuted", "proved"]


def test_a_gradient_by_a_part_leaves_its_letter_free() -> None:
    claim = statement("gradients: {'x_i': 'Σ_j A_ij x_j'}\n")
    assert [binder.name for binder in claim.indices] == ["i"]
    assert show(claim.left) == "(d J / x[i])"


def test_shapes_are_compared_as_tuples() -> None:
    claim = statement("derivations: ['prove': shape(∂J/∂A) = shape(A)]\n")
    assert show(claim.left) == "(block size:n size:n)"


PROBLEMS = [
    ("prove: x = s", "ill-shaped", "E401"),
    ("prove: x = 1", "ill-shaped", "E401"),
    ("prove: x = x^T", "ill-shaped", "E401"),
    ("prove: x + s = x", "ill-shaped", "E401"),
    ("prove: x = q", "unreadable", "E301"),
    ("prove: x_i = x_i", "unreadable", "E301"),
    ("prove: x", "unreadable", "E146"),
    ("{prove: x_i = z_i, for: i, given: q > 0}", "unreadable", "E301"),
]


@pytest.mark.parametrize(("text", "verdict", "code"), PROBLEMS)
def test_errors_inside_a_claim_are_its_verdict(text: str, verdict: str, code: str) -> None:
    claim = only(f"derivations:\n  - {text}\n").claim
    assert isinstance(claim, Problem)
    assert (claim.verdict, claim.diagnostic.code) == (verdict, code)


def test_a_bare_zero_takes_the_shape_of_the_other_side() -> None:
    assert show(statement("derivations: ['prove': x - x = 0]\n").right) == "all:0"
    assert show(statement("derivations: ['prove': 0 = x - x]\n").left) == "all:0"
    assert show(statement("derivations: ['prove': inv(A) A = I]\n").right) == "I"


ERRORS = [
    # (the file after `sizes: [n]`, code, (line, column), a word of the message or the hint)
    ("symbls: {}", "E130", (2, 1), "symbols"),
    ("symbols: {x: 'vector[q]'}", "E140", (2, 22), "no declared size"),
    ("symbols: {x: 'vektor[n]'}", "E140", (2, 15), "vector"),
    ("symbols: {x: 'symmetric vector[n]'}", "E140", None, "square matrix"),
    ("symbols: {x: 'matrix[n]'}", "E140", None, "2 sizes"),
    ("symbols: {x: 'vector[n'}", "E140", None, "never closed"),
    ("symbols: {x: 'one-hot[n] at k'}", "E136", None, "index[n]"),
    ("symbols: {x: scalar}\ndefine: {x: 1}", "E131", (3, 10), "a symbol already"),
    ("symbols: {n: scalar}", "E131", (2, 11), "a size already"),
    ("symbols: {x: 'vector[n]'}\ndefine: {h: x + q}", "E301", (3, 17), "unknown name"),
    ("symbols: {x: 'vector[n]'}\ndefine: {h: x x}", "E401", None, "inner product"),
    ("symbols: {x: scalar}\ndefine: {a: b + 1, b: x}", "E308", (3, 13), "before"),
    ("symbols: {x: 'vector[n]'}\nloss: J = 2 x", "E142", None, "scalar"),
    ("symbols: {x: 'vector[n]'}\nloss: 2 x", "E137", None, "name"),
    ("symbols: {x: 'vector[n]'}\ngradients: {x: x}", "E143", None, "loss"),
    ("layout: column", "E134", (2, 9), "mixed"),
    ("symderiv: 2", "E141", None, "format 1"),
    ("derivations: [{prove: 1 = 1, expect: maybe}]", "E145", None, "proved"),
    ("derivations: [{name: nothing}]", "E144", None, "prove"),
    ("derivations: [{prove: 1 = 1, prov: 1}]", "E130", None, "prove"),
    ("derivations: [{prove: [a, b]}]", "E132", None, "quotes"),
    ("title: [a, b]", "E132", None, "quotes"),
    ("symbols: {x: 'vector[n]'}\nloss: J = x^T x\ngradients: {x: [x_i for i]}", "E132", (4, 16), "quotes"),
    ("symbols: {x: 'scalar positive'}", "E140", None, "positive scalar"),
    ("symbols: {x: 'vector[1.5]'}", "E140", None, "whole number"),
]


@pytest.mark.parametrize(("text", "code", "place", "words"), ERRORS)
def test_errors_of_the_file(text: str, code: str, place: tuple[int, int] | None, words: str) -> None:
    with pytest.raises(DerivationError) as caught:
        load("sizes: [n]\n" + text + "\n")
    diagnostic = caught.value.diagnostics[0]
    said = f"{diagnostic.message} {diagnostic.hint or ''}"
    assert diagnostic.code == code, said
    assert any(word in said for word in words.split("|")), said
    if place is not None:
        assert diagnostic.span is not None
        assert diagnostic.source.line_column(diagnostic.span.start) == place


def test_all_errors_of_a_file_are_said_at_once() -> None:
    with pytest.raises(DerivationError) as caught:
        load("sizes: [n]\nsymbols: {x: 'vector[q]', z: vektor}\nlayout: odd\n")
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["E140", "E140", "E134"]


def test_a_sum_does_not_bind_the_free_index_again() -> None:
    read = statement("derivations:\n  - prove: x_i = Σ_{j≠i} x_j\n    for: i\n")
    assert show(read.right) == "(sum j:n | (≠ j i) x[j])"


def test_a_sum_does_not_bind_the_index_of_the_family_again() -> None:
    text = HEAD.replace("f: t^2", "'r_i': 'Σ_{j≠i} x_j'")
    (obligation,) = load(text + "derivations:\n  - prove: r_i = x_i\n    for: i\n").obligations
    assert isinstance(obligation.claim, Statement)
    assert show(obligation.claim.left) == "r(i)"


@pytest.mark.parametrize(
    "given",
    ["x_i > 0 and z_i > 0", "not x_i <= 0", "i ≠ o and x_i > 0", "not i = o", "x_i > 0, z_i > 0"],
)
def test_every_assumption_about_a_free_index_is_about_that_index_alone(given: str) -> None:
    read = statement(f"derivations:\n  - prove: x_i = z_i\n    for: i\n    given: {given}\n")
    assert read.where is not None
    assert read.assumptions == ()
    assert all(not symbol.assumptions for symbol in read.symbols)


def test_letters_of_a_name_are_no_indices() -> None:
    text = HEAD.replace("t: scalar", "t: scalar, sigma: 'vector[n]'")
    (obligation,) = load(
        text + "derivations:\n  - {for: i, given: sigma > 0, prove: 'x_i = abs(x_i)'}\n"
    ).obligations
    assert isinstance(obligation.claim, Statement)
    assert obligation.claim.where is None
    assert [s.name for s in obligation.claim.symbols if Assumption.POSITIVE in s.assumptions] == ["sigma"]


def test_assumptions_count_also_for_claims_that_do_not_mention_their_symbols() -> None:
    read = statement("assume: [t > 1, t < 0]\nderivations:\n  - prove: x = z\n")
    assert [symbol.name for symbol in read.symbols] == ["x", "z", "t"]
    assert len(read.assumptions) == 2


def test_the_loss_may_be_written_with_its_arguments() -> None:
    text = (
        "sizes: [V, D]\nsymbols: {U: 'matrix[V, D]', v_c: 'vector[D]', o: 'index[V]', y: 'one-hot[V] at o'}\n"
        "define: {ŷ: softmax(U v_c)}\nloss: J(v_c, o, U) = -Σ_i y_i log(ŷ_i)\n"
        "derivations: [{prove: '∂J(v_c, o, U)/∂v_c = U^T (ŷ − y)'}]\n"
    )
    (obligation,) = load(text).obligations
    assert isinstance(obligation.claim, Statement)
    assert show(obligation.claim.left) == "(d J / v_c)"


def test_what_follows_from_a_bad_expression_is_no_further_mistake() -> None:
    document = load(HEAD + "derivations:\n  - {name: k, prove: x = x x = x = z}\n")
    assert [(o.id, o.caused_by) for o in document.obligations] == [
        ("k", None), ("k#1", None), ("k#2", "k#1"), ("k#3", None),
    ]  # fmt: skip
    assert [isinstance(o.holds, Problem) for o in document.obligations] == [False, True, False, False]


@pytest.mark.parametrize(
    ("claim", "code", "words"),
    [
        ("prove: f(x) = t", "E215", "two readings"),
        ("prove: f(t + 1) = t", "E215", "two readings"),
        ("prove: $f (t + 1) = t$", "E215", "two readings"),
        ("prove: A_12 x = x", "E338", "A_{1,2}|_{1,2}"),
        ("prove: Σ_{i=0}^{n-1} x_i = sum(x)", "E339", "from 1 to n"),
        ("prove: Σ_{i=1}^{n+1} x_i = sum(x)", "E339", "from 1 to n"),
    ],
)
def test_what_has_two_readings_or_none_is_unreadable(claim: str, code: str, words: str) -> None:
    problem = only(f"derivations:\n  - {claim}\n").claim
    assert isinstance(problem, Problem)
    said = f"{problem.diagnostic.message} {problem.diagnostic.hint}"
    assert problem.diagnostic.code == code, said
    assert any(word in said for word in words.split("|")), said


def test_a_derivative_by_an_expression_with_two_names_is_unreadable() -> None:
    text = HEAD.replace("{f: t^2}", "{a: A x, b: A x}").replace("loss: J = x^T A x", "loss: J = b^T b")
    (obligation,) = load(text + "derivations: [{prove: '∂J/∂(A x) = x'}]\n").obligations
    assert isinstance(obligation.claim, Problem)
    assert obligation.claim.diagnostic.code == "E337"


@pytest.mark.parametrize(
    ("claim", "left"),
    [
        ("f (t + 1) = t", "(scale f (+ t 1))"),
        ("$f(1 - f) = t$", "(scale f (- 1 f))"),
        ("Σ_{i != 1} x_i = t", "(sum i:n | (≠ i 0) x[i])"),
        ("Σ_i 1[i ∉ neg] x_i = t", "(sum i:n (scale (∉ i neg) x[i]))"),
        ("Σ_i x_{n-i+1} = t", "(sum i:n x[-1i+n - 1])"),
        ("Σ_{i>0} x_i = t", "(sum i:n | (> i -1) x[i])"),
        ("log -t = t", "(log (neg t))"),
        ("tr(I^2 A) = t", "(trace (dot (matpow I 2) A))"),
        ("sum(where(A > 0, I, 0)) = t", "(sum (cases [(> A (spread 0)) I] (spread 0)))"),
    ],
)
def test_readings_that_a_mathematician_expects(claim: str, left: str) -> None:
    assert show(statement(f"derivations: [{{prove: '{claim}'}}]\n").left) == left


def test_shapes_of_different_length_differ() -> None:
    read = statement("derivations: [{prove: shape(t) = shape(x)}]\n")
    assert (show(read.left), show(read.right)) == ("0", "1")


@pytest.mark.parametrize(
    ("claim", "left", "right"),
    [
        ("shape(x) = (n)", "(block size:n)", "(block size:n)"),
        ("(n,) = shape(x)", "(block size:n)", "(block size:n)"),
        ("shape(∂t/∂A) = (n, n)", "(block size:n size:n)", "(block size:n size:n)"),
        ("shape(t) = ()", "0", "0"),
        ("shape(x) = (n, 2)", "1", "2"),
    ],
)
def test_a_shape_is_a_tuple_of_sizes(claim: str, left: str, right: str) -> None:
    read = statement(f"derivations: [{{prove: '{claim}'}}]\n")
    assert (show(read.left), show(read.right)) == (left, right)


def test_a_tuple_is_nothing_but_a_shape() -> None:
    for claim, code in {"x = (n, n)": "E334", "x = ()": "E200", "t = exp((n, n))": "E231"}.items():
        (obligation,) = load(HEAD + f"derivations: [{{prove: '{claim}'}}]\n").obligations
        assert isinstance(obligation.claim, Problem)
        assert obligation.claim.diagnostic.code == code


def test_two_equations_are_no_chain() -> None:
    for both in ("t = t + 0, f = t^2", "t = t + 0 and f = t^2", "t = t and f = t^2"):
        assert all(
            isinstance(each.claim, Problem)
            for each in load(HEAD + f"derivations: [{{prove: '{both}'}}]\n").obligations
        )


@pytest.mark.parametrize("claim", ["x #= x", "x = (x #+ x)", "x = x + # x", "x = # x"])
def test_a_formula_that_a_comment_cuts_off(claim: str) -> None:
    (obligation,) = load(HEAD + f"derivations:\n  - prove: {claim}\n").obligations
    assert isinstance(obligation.claim, Problem)
    assert "begins a comment" in str(obligation.claim.diagnostic.hint)


def test_expressions_over_the_declarations_of_a_file() -> None:
    for path in ("notes.yaml", "notes.md"):
        marked = f"---\n{HEAD}---\n" if path.endswith("md") else HEAD
        assert show(read_expression("A x", Source(path, marked))) == "(dot A x)"


def test_a_zero_in_brackets_is_a_zero() -> None:
    assert show(statement("derivations: [{prove: (0) = x - x}]\n").left) == "all:0"
    assert show(statement("derivations: [{prove: x - x = -0}]\n").right) == "all:0"


def test_a_family_keeps_its_bar() -> None:
    text = HEAD.replace("{f: t^2}", "{'P(w|c)': 'softmax(x)_w', 'F(a, b)': 'a b'}")
    for claim in ("P(w, c) = t", "F(t|t) = t"):
        (obligation,) = load(text + f"derivations: [{{for: w, prove: '{claim}'}}]\n").obligations
        assert isinstance(obligation.claim, Problem)
        assert obligation.claim.diagnostic.code == "E322"


def test_a_size_is_no_difference() -> None:
    with pytest.raises(DerivationError, match="sum or a product"):
        load("sizes: [n]\nsymbols: {x: 'vector[n - 1]'}\n")


def test_assumptions_joined_by_and_are_read_one_by_one() -> None:
    read = statement("derivations:\n  - prove: x = z\n    given: 'x > 0 and z ≥ 0, t ≠ 0'\n")
    assert [(s.name, s.assumptions[0]) for s in read.symbols] == [
        ("x", Assumption.POSITIVE), ("z", Assumption.NONNEGATIVE), ("t", Assumption.NONZERO),
    ]  # fmt: skip
    assert read.assumptions == ()

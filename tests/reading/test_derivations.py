"""Steps, chains, cases and readings: which obligations follow from what is written."""

import pytest

from symderiv.errors import DerivationError
from symderiv.language.document import Assumption, Document, Obligation, Problem, Statement
from symderiv.reading.load import load_document
from symderiv.source import Source
from tests.reading.typed import show

HEAD = """\
sizes: [n, m]
symbols: {x: 'vector[n]', z: 'vector[n]', s: 'vector[m]', A: 'matrix[n, n]', t: scalar, o: 'index[n]', y: 'one-hot[n] at o'}
define: {f: t^2, 'r_i': x_i z_i, p: softmax(x)}
loss: J = x^T A x
derivations:
"""


def load(text: str, head: str = HEAD) -> Document:
    return load_document(Source("file.yaml", head + text))


def obligations(text: str) -> tuple[Obligation, ...]:
    return load(text).obligations


def problem(obligation: Obligation) -> Problem:
    assert isinstance(obligation.claim, Problem), obligation.claim
    return obligation.claim


def statement(obligation: Obligation) -> Statement:
    assert isinstance(obligation.claim, Statement), obligation.claim
    return obligation.claim


# ── Steps and chains ────────────────────────────────────────────────────────────────────────────────


STEPS = "  - {name: k, prove: t + t = 2 · t, steps: [2 t, t · 2]}\n"
CHAIN = "  - {name: k, chain: [t + t, 2 t, t · 2, 2 · t]}\n"
PLAIN = "  - {name: k, prove: t + t = 2 t = t · 2 = 2 · t}\n"
TEXT = "  - {name: k, chain: t + t = 2 t = t · 2 = 2 · t}\n"
SIGNS = "  - name: k\n    chain:\n      - t + t\n      - = 2 t\n      - t · 2 = 2 · t\n"


@pytest.mark.parametrize("text", [STEPS, CHAIN, PLAIN, TEXT, SIGNS])
def test_one_chain_in_every_form(text: str) -> None:
    assert [(o.id, o.step, o.left, o.right) for o in obligations(text)] == [
        ("k", 0, "t + t", "2 · t"),
        ("k#1", 1, "t + t", "2 t"),
        ("k#2", 2, "2 t", "t · 2"),
        ("k#3", 3, "t · 2", "2 · t"),
    ]
    assert all(isinstance(o.claim, Statement) for o in obligations(text))
    assert [o.holds is None for o in obligations(text)] == [True, False, False, False]


def test_marks_of_a_step() -> None:
    text = """\
  - name: k
    chain:
      - t
      - {is: 2 t, expect: refuted, corrected: t + 0, because: 'a \\frac{1}{2} <b>'}
      - {is: 1 t, expect: refuted, holds: true, because: right again}
      - {is: t · 1}
"""
    read = obligations(text)
    assert [o.id for o in read] == ["k", "k#1", "k#1~corrected", "k#2", "k#3"]
    assert [o.expected for o in read] == ["proved", "refuted", "proved", "refuted", "proved"]
    assert [o.expected_holds for o in read] == [None, False, None, True, True]
    assert (read[1].because, read[3].because) == ("a \\frac{1}{2} <b>", "right again")
    assert (read[2].left, read[2].right, read[2].step) == ("t", "t + 0", 1)


def test_a_chain_of_two_expressions_is_step_0_alone() -> None:
    (only, corrected) = obligations("  - {name: k, chain: [t, {is: 2 t, expect: refuted, corrected: 1 t}]}\n")
    assert (only.id, only.step, only.expected, only.holds) == ("k", 0, "refuted", None)
    assert (corrected.id, corrected.right) == ("k~corrected", "1 t")


@pytest.mark.parametrize("head", ["∂J/∂x", "grad(J, x)", "∂ J / ∂ x"])
def test_a_step_may_restate_the_head(head: str) -> None:
    text = f"  - {{name: k, prove: ∂J/∂x = (A + A^T) x, steps: [A x, '{head} = A x + A^T x']}}\n"
    read = obligations(text)
    assert [(o.id, o.left, o.right) for o in read] == [
        ("k", "∂J/∂x", "(A + A^T) x"),
        ("k#1", "∂J/∂x", "A x"),
        ("k#2", "∂J/∂x", "A x + A^T x"),
        ("k#3", "A x + A^T x", "(A + A^T) x"),
    ]


def test_the_end_of_prove_has_no_marks_of_its_own() -> None:
    *_, last = obligations("  - {name: k, prove: t = 3 t, expect: refuted, steps: [1 t]}\n")
    assert (last.id, last.expected, last.expected_holds) == ("k#2", None, False)
    *_, last = obligations("  - {name: k, prove: t = 3 t, steps: [1 t]}\n")
    assert (last.id, last.expected, last.expected_holds) == ("k#2", "proved", True)


# ── What cannot be read, and what follows from it ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("bad", "verdict", "code"),
    [("x x", "ill-shaped", "E401"), ("q", "unreadable", "E301"), ("(x", "unreadable", "E210")],
)
def test_the_next_link_starts_afresh_from_what_follows(bad: str, verdict: str, code: str) -> None:
    read = obligations(f"  - {{name: k, chain: [x, '{bad}', 1 x, 1 · x]}}\n")
    assert [isinstance(o.claim, Statement) for o in read] == [True, False, False, True]
    assert [(problem(o).verdict, problem(o).diagnostic.code) for o in read[1:3]] == [(verdict, code)] * 2
    assert [o.caused_by for o in read] == [None, None, "k#1", None]
    assert [o.expected for o in read] == ["proved", "proved", None, "proved"]


def test_a_mark_on_a_caused_link_is_compared() -> None:
    text = "  - {name: k, chain: [x, {is: x x, expect: ill-shaped}, {is: 1 x, expect: refuted}]}\n"
    assert obligations(text)[2].expected == "refuted"


def test_two_bad_expressions_are_two_mistakes() -> None:
    read = obligations("  - {name: k, chain: [x, x x, q, 1 x]}\n")
    assert [o.caused_by for o in read] == [None, None, None, "k#2"]
    assert [problem(o).verdict for o in read[1:]] == ["ill-shaped", "unreadable", "unreadable"]


def test_a_head_at_fault_leaves_the_later_links() -> None:
    read = obligations("  - {name: k, prove: x x = t, steps: [t + t, 2 t]}\n")
    assert [o.caused_by for o in read] == [None, "k", None, None]
    assert [o.holds for o in read] == [None] * 4
    assert isinstance(read[2].claim, Statement)


def test_an_ill_shaped_link_between_two_good_expressions() -> None:
    read = obligations("  - {name: k, chain: [x, s, s + 0]}\n")
    assert problem(read[1]).diagnostic.code == "E401"
    assert (read[1].caused_by, read[2].caused_by) == (None, None)
    assert isinstance(read[2].claim, Statement)
    assert isinstance(read[2].holds, Problem)


def test_the_steps_of_a_claim_whose_end_cannot_be_read() -> None:
    read = obligations("  - {name: k, prove: 't = (t', expect: unreadable, steps: [1 t]}\n")
    assert [o.expected for o in read] == ["unreadable", "proved", None]
    assert isinstance(read[1].claim, Statement)


def test_free_indices_that_cannot_be_read_are_one_mistake() -> None:
    read = obligations("  - {name: k, for: t, chain: [x_t, 1 x_t, 1 · x_t]}\n")
    assert problem(read[0]).diagnostic.code == "E303"
    assert "i" in (problem(read[0]).diagnostic.hint or "")
    assert [o.caused_by for o in read] == [None, "k", "k"]


# ── Free indices of a whole derivation ──────────────────────────────────────────────────────────────


def test_a_link_need_not_use_the_free_index() -> None:
    read = obligations("  - {for: i, chain: [x_i − x_i, 0, 1 − 1]}\n")
    assert [str(binder.sort) for o in read for binder in statement(o).indices] == ["n", "n", "n"]


def test_a_corrected_form_need_not_use_the_free_index() -> None:
    _, corrected = obligations("  - {for: i, prove: x = z x_i, expect: refuted, corrected: x}\n")
    assert isinstance(corrected.claim, Statement)


@pytest.mark.parametrize("text", ["{for: i in n, prove: t = t}", "{for: i in n, chain: [t, 1 t, 1 · t]}"])
def test_for_that_binds_nothing_in_the_derivation(text: str) -> None:
    read = obligations(f"  - {text}\n")
    assert {problem(o).diagnostic.code for o in read} == {"E340"}
    assert [o.caused_by is None for o in read] == [o.step == 0 for o in read]


def test_an_index_within_an_ill_shaped_expression_is_used() -> None:
    read = obligations("  - {for: i, prove: A = x ⊗ r_i, expect: ill-shaped, corrected: A + 0}\n")
    assert problem(read[0]).verdict == "ill-shaped"
    assert isinstance(read[1].claim, Statement)


# ── Cases ───────────────────────────────────────────────────────────────────────────────────────────


CASES = """\
  - name: k
    for: i
    prove: y_i = {1 if i = o; 0 otherwise}
    cases:
      - {where: i = o, prove: y_i = 1}
      - {name: elsewhere, where: i ≠ o, steps: [0 y_o], notes: 'never at o'}
"""


def test_cases_with_their_ids_and_conditions() -> None:
    document = load(CASES)
    read = document.obligations
    assert [(o.id, o.case, o.step) for o in read] == [
        ("k", None, 0), ("k[0]", 0, 0), ("k[1]", 1, 0), ("k[1]#1", 1, 1), ("k[1]#2", 1, 2),
    ]  # fmt: skip
    where = [statement(o).where for o in read]
    assert [None if w is None else show(w) for w in where] == [None, "(= i @o)", *["(≠ i @o)"] * 3]
    assert (read[2].left, read[2].right) == ("y_i", "{1 if i = o; 0 otherwise}")
    assert [(case.id, case.name, case.where, case.notes) for case in document.derivations[0].cases] == [
        ("k[0]", None, "i = o", None), ("k[1]", "elsewhere", "i ≠ o", "never at o"),
    ]  # fmt: skip


def test_where_binds_the_letters_that_for_did_not() -> None:
    read = obligations(
        "  - cases:\n    - {where: w = o, prove: y_w = 1}\n    - {where: w ≠ o, prove: y_w = 0}\n"
    )
    assert [[b.name for b in statement(o).indices] for o in read] == [["w"], ["w"]]


def test_cases_within_cases() -> None:
    text = """\
  - name: k
    for: [i, j]
    prove: x_i = x_i
    cases:
      - where: i = j
      - where: i ≠ j
        cases: [{where: i < j}, {where: i > j}]
"""
    document = load(text)
    assert [(o.id, o.case) for o in document.obligations] == [
        ("k", None), ("k[0]", 0), ("k[1][0]", 1), ("k[1][1]", 1),
    ]  # fmt: skip
    last = statement(document.obligations[3]).where
    assert last is not None
    assert show(last) == "(and (≠ i j) (> i j))"


def test_the_coverage_of_cases_is_a_statement_of_its_own() -> None:
    (coverage,) = load(CASES).derivations[0].coverage
    assert (coverage.id, coverage.left, coverage.right) == ("k~cases", "1[i = o or i ≠ o]", "1")
    read = statement(coverage)
    assert show(read.left) == "(cases [(= i @o) 1] [(≠ i @o) 1] 0)"
    assert [str(binder.sort) for binder in read.indices] == ["n"]
    (alone,) = load(CASES.replace("    prove: y_i = {1 if i = o; 0 otherwise}\n", "").replace(
        "steps: [0 y_o]", "prove: y_i = 0"
    )).derivations[0].coverage  # fmt: skip
    assert alone.id == "k"


# ── One reading of an ambiguous text ────────────────────────────────────────────────────────────────


def test_with_replaces_and_joins() -> None:
    text = "  - {prove: h = f, with: {symbols: {t: 'vector[n]', b: 'vector[n]'}, define: {f: t + b, h: b + t}}}\n"
    read = statement(obligations(text)[0])
    assert [symbol.name for symbol in read.symbols] == ["t", "b"]
    assert read.left.shape.rank == 1


def test_with_leaves_the_other_derivations_alone() -> None:
    text = "  - {prove: f = f, with: {define: {f: t^3}}}\n  - {prove: f = f}\n"
    one, other = obligations(text)
    assert one.claim != other.claim
    assert one.claim == obligations(text)[0].claim


def test_a_family_is_replaced_under_another_letter() -> None:
    (read,) = obligations("  - {for: i, prove: r_i = x_i + z_i, with: {define: {'r_k': x_k + z_k}}}\n")
    assert show(statement(read).left) == "r(i)"


def test_with_replaces_a_symbol_by_a_definition_that_stands_before_its_uses() -> None:
    (read,) = obligations("  - {prove: p = softmax(z + z), with: {define: {x: z + z}}}\n")
    assert [symbol.name for symbol in statement(read).symbols] == ["z"]


def test_with_replaces_assumptions() -> None:
    head = HEAD.replace("derivations:", "assume: x > 0\nderivations:")
    plain, other, none = load(
        "  - {prove: x = x}\n  - {prove: x = x, with: {assume: z > 0}}\n  - {prove: x = x, with: {assume: []}}\n",
        head,
    ).obligations
    found = [[s.name for s in statement(o).symbols if s.assumptions] for o in (plain, other, none)]
    assert found == [["x"], ["z"], []]


def test_what_a_reading_makes_of_the_file_is_a_matter_of_its_claims() -> None:
    ill, fine = obligations(
        "  - {prove: ∂J/∂x = x, with: {symbols: {A: 'matrix[m, n]'}}}\n"
        "  - {prove: f = t^2, with: {symbols: {x: 'vector[m]'}}}\n"
    )
    assert problem(ill).verdict == "ill-shaped"
    assert isinstance(fine.claim, Statement)


def test_a_loss_that_is_no_scalar_in_one_reading() -> None:
    text = "  - {prove: t = t, with: {define: {J2: x}, symbols: {A: scalar}, loss: 'K = A'}}\n"
    assert isinstance(obligations(text)[0].claim, Statement)
    head = HEAD.replace("loss: J = x^T A x", "loss: J = A t").replace("A: 'matrix[n, n]'", "A: scalar")
    (read,) = load("  - {prove: t = t, with: {symbols: {A: 'vector[n]'}}}\n", head).obligations
    assert problem(read).diagnostic.code == "E142"


def test_layout_is_replaced() -> None:
    plain, row = obligations("  - {prove: ∂J/∂x = x}\n  - {prove: ∂J/∂x = x^T, with: {layout: numerator}}\n")
    assert statement(row).left.shape.is_row
    assert not statement(plain).left.shape.is_row


# ── needs ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("needs", "left"),
    [
        ("[]", []),
        ("Σ_i y_i = 1", [Assumption.SUMS_TO_ONE]),
        ("y_i = δ_io", [Assumption.ONE_HOT]),
        ("y one-hot", [Assumption.ONE_HOT]),
        ("'y_i ≥ 0'", [Assumption.NONNEGATIVE]),
    ],
)
def test_needs_leaves_only_these_facts(needs: str, left: list[Assumption]) -> None:
    (read,) = obligations(f"  - {{prove: Σ_i y_i = 1, needs: {needs}}}\n")
    assert isinstance(read.allowed, Statement)
    assert [list(s.assumptions) for s in read.allowed.symbols if s.name == "y"] == [left]


def test_needs_keeps_the_conditions_of_the_claim() -> None:
    text = "  - {for: i ≠ o, given: 'x > 0', prove: x_i = abs(x_i), needs: []}\n"
    (read,) = obligations(text)
    assert isinstance(read.allowed, Statement)
    assert read.allowed.where == statement(read).where
    assert [s.assumptions for s in read.allowed.symbols if s.name == "x"] == [(Assumption.POSITIVE,)]


def test_needs_of_a_derivation_speak_of_the_reading_of_a_case() -> None:
    text = """\
  - needs: y one-hot
    for: i
    prove: f = f
    cases:
      - {where: i = o, with: {define: {f: t^3}}, prove: f y_i = t^3 y_i}
      - {where: i ≠ o, prove: f y_i = t^2 y_i}
"""
    _, one, other = obligations(text)
    for read in (one, other):
        assert isinstance(read.allowed, Statement)
        assert read.allowed.left == statement(read).left
    assert one.allowed != other.allowed


def test_a_letter_that_only_looks_like_a_declared_one() -> None:
    (read,) = obligations("  - {prove: x_j = y_j}\n")
    assert "Σ_j" in (problem(read).diagnostic.hint or "")


def test_a_sum_over_the_letter_of_for_proposes_another() -> None:
    (read,) = obligations("  - {for: i, prove: 'x_i = Σ_{i=1}^n x_i'}\n")
    assert problem(read).diagnostic.code == "E220"
    assert "`j`" in (problem(read).diagnostic.hint or "")


# ── Errors of the file ──────────────────────────────────────────────────────────────────────────────


ERRORS = [
    ("{prove: t = t, steps: 1}", "E132", "list"),
    ("{chain: []}", "E144", "expressions"),
    ("{chain: [t]}", "E144", "two expressions"),
    ("{chain: [t, t], prove: t = t}", "E147", "beside"),
    ("{chain: [t, t], steps: [t]}", "E147", "beside"),
    ("{steps: [t]}", "E147", "without"),
    ("{chain: [{is: t, expect: refuted}, t]}", "E148", "head"),
    ("{chain: [t, {is: t, expect: refuted}], expect: proved}", "E148", "twice"),
    ("{chain: [t, {is: t, expekt: refuted}]}", "E130", "expect"),
    ("{chain: [t, {is: t, holds: maybe}]}", "E149", "true"),
    ("{chain: [t, {because: nothing, holds: true}]}", "E144", "is"),
    ("{cases: []}", "E132", "where"),
    ("{cases: [{prove: t = t}]}", "E144", "where"),
    ("{cases: [{where: i = o}]}", "E144", "prove"),
    ("{cases: [{where: i = o, prov: t = t}]}", "E130", "prove"),
    ("{cases: [{where: i = o, prove: y_i = 1}], corrected: t}", "E147", "cases"),
    ("{prove: t = t, with: {symbol: {}}}", "E130", "symbols"),
    ("{prove: t = t, with: {symbols: {t: vektor}}}", "E140", "vector"),
    ("{prove: t = t, with: {define: {h: t + q}}}", "E301", "unknown"),
    ("{prove: t = t, with: {define: {h: x x}}}", "E401", "inner product"),
    ("{prove: t = t, with: {define: {n: t}}}", "E131", "size"),
    ("{prove: t = t, with: {layout: rows}}", "E134", "mixed"),
    ("{prove: t = t, with: x}", "E132", "mapping"),
    ("{prove: t = t, wiht: {}}", "E130", "with"),
]


@pytest.mark.parametrize(("text", "code", "words"), ERRORS)
def test_errors_of_the_file(text: str, code: str, words: str) -> None:
    with pytest.raises(DerivationError) as caught:
        load(f"  - {text}\n")
    diagnostic = caught.value.diagnostics[0]
    said = f"{diagnostic.message} {diagnostic.hint or ''}"
    assert (diagnostic.code, words in said) == (code, True), said
    assert diagnostic.span is not None


def test_steps_stand_between_two_sides() -> None:
    (whole, *_) = obligations("  - {name: k, prove: t = 1 t = 1 · t, steps: [t + 0]}\n")
    assert problem(whole).diagnostic.code == "E146"
    assert "chain" in (problem(whole).diagnostic.hint or "")

"""Whole derivations, decided: what is met, what is not, and the story that the report tells of a chain."""

import json
import re
from functools import cache

import pytest

from symderiv.chains import account_text, accounts
from symderiv.check import Deciders, Options, View, check_document
from symderiv.language.answer import Answer, Counterexample, Holds, Proved
from symderiv.language.document import Statement
from symderiv.reading.load import load_document
from symderiv.report import FileReport, Report
from symderiv.source import Source
from symderiv.verdict import Sizes
from symderiv.writing.json_report import json_report
from symderiv.writing.text import file_text

HEAD = """\
sizes: [V, D]
symbols: {U: 'matrix[V, D]', v_c: 'vector[D]', o: 'index[V]', y: 'one-hot[V] at o', s: 'vector[V]', t: scalar}
define:
  ŷ: softmax(U v_c)
  u_w: U[w]^T
  P(w|c): exp(u_w^T v_c) / Σ_k exp(u_k^T v_c)
  p: softmax(s)
loss: J = -Σ_i y_i log(ŷ_i)
derivations:
"""

FORMAT = """\
  - name: gradient of the centre vector, by the chain rule
    prove: ∂J/∂v_c = U^T (ŷ − y)
    needs: Σ_i y_i = 1
    steps:
      - -u_o + ∂/∂v_c log Σ_w exp(u_w^T v_c)
      - -u_o + (1 / Σ_w exp(u_w^T v_c)) Σ_j exp(u_j^T v_c) u_j
      - is: -u_o + Σ_j P(j|c) u_j
        because: definition of P
      - U^T ŷ − U^T y
  - name: gradient of an outside vector
    cases:
      - {where: w = o, prove: ∂J/∂u_w = (ŷ_w − 1) v_c}
      - {where: w ≠ o, prove: ∂J/∂u_w = ŷ_w v_c}
  - name: as published, eq. (15)
    for: i ≠ j
    chain:
      - ∂p_i/∂s_j
      - is: exp(s_j) exp(s_i) / (Σ_k exp(s_k) Σ_k exp(s_k))
        expect: refuted                       # this link is wrong …
        corrected: -exp(s_j) exp(s_i) / (Σ_k exp(s_k) Σ_k exp(s_k))
      - is: -p_j p_i
        expect: refuted                       # … so the next one does not follow from it,
        holds: true                           # but it equals the head again
"""


@cache
def check(text: str, options: Options = Options()) -> FileReport:
    return check_document(load_document(Source("file.yaml", HEAD + text)), options)


def story(text: str) -> str:
    (account,) = accounts(check(text))
    return account_text(account)


def verdicts(text: str) -> list[tuple[str, str, bool]]:
    return [(each.id, each.verdict, each.ok) for each in check(text).obligations]


def test_the_examples_of_the_format() -> None:
    report = check(FORMAT)
    assert [each.id for each in report.obligations if not each.ok] == []
    assert [each.id for each in report.obligations] == [
        "gradient-of-the-centre-vector-by-the-chain-rule",
        *[f"gradient-of-the-centre-vector-by-the-chain-rule#{step}" for step in range(1, 6)],
        "gradient-of-an-outside-vector[0]",
        "gradient-of-an-outside-vector[1]",
        "as-published-eq-15",
        "as-published-eq-15#1",
        "as-published-eq-15#1~corrected",
        "as-published-eq-15#2",
    ]
    assert {each.verdict for each in report.obligations} == {"proved", "refuted"}


def test_case_step_and_holds_in_the_json() -> None:
    data = json.loads(json_report(Report("0", (check(FORMAT),))))
    found = [(o["derivation"], o["case"], o["step"], o["holds"]) for o in data["files"][0]["obligations"]]
    assert found == [
        (0, None, 0, None), *[(0, None, step, True) for step in range(1, 6)],
        (1, 0, 0, None), (1, 1, 0, None),
        (2, None, 0, None), (2, None, 1, False), (2, None, 1, None), (2, None, 2, True),
    ]  # fmt: skip


MARKS = re.findall(r"(?:expect|holds): \w+", FORMAT)


@pytest.mark.parametrize("number", range(len(MARKS)))
def test_every_mark_turned_round_fails(number: int) -> None:
    turned = {"expect: refuted": "expect: proved", "holds: true": "holds: false"}
    parts = re.split(r"((?:expect|holds): \w+)", FORMAT)
    parts[2 * number + 1] = turned[parts[2 * number + 1]]
    report = check("".join(parts).partition("  - name: as published")[2].join(["  - name: as published", ""]))
    assert [each.ok for each in report.obligations].count(False) == 1
    assert Report("0", (report,)).status == 1


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("{chain: [2 t, t + t, {is: 3 t}, 3 t + 0]}", ["", "#2", "#3"]),
        ("{chain: [2 t, t + t, {is: 3 t, expect: refuted}, 3 t + 0], expect: refuted}", ["#3"]),
        ("{chain: [2 t, {is: 3 t, expect: refuted}, {is: 3 t + 0, holds: false}], expect: refuted}", []),
        ("{chain: [2 t, {is: 3 t, expect: refuted, holds: true}, 2 t]}", ["#1", "#2"]),
        ("{chain: [2 t, {is: 3 t, expect: refuted}, {is: 2 t, expect: refuted, holds: true}]}", []),
        ("{chain: [2 t, {is: 3 t, expect: refuted}, {is: 2 t, expect: refuted}]}", ["#2"]),
        ("{chain: [2 t, {is: 3 t, expect: refuted, corrected: 4 t}, 2 t]}", ["#1~corrected", "#2"]),
        ("{prove: 2 t = 3 t, steps: [t + t], expect: refuted}", []),
        ("{prove: 2 t = 3 t, steps: [{is: 3 t, expect: refuted}], expect: refuted}", []),
        ("{prove: 2 t = 3 t, steps: [t + t]}", ["", "#2"]),
        ("{prove: 2 t = 2 t, steps: [t + t], expect: refuted}", ["", "#2"]),
        ("{chain: [2 t, {is: 3 t, expect: refuted, holds: true}]}", [""]),
        ("{chain: [2 t, {is: 3 t, expect: refuted, holds: false}]}", []),
        ("{chain: [v_c, {is: U v_c, expect: ill-shaped}, 1 v_c]}", ["#2"]),
        ("{chain: [v_c, {is: U^T, expect: ill-shaped}, {is: v_c v_c, expect: ill-shaped}, 1 v_c]}", []),
        ("{chain: [v_c, {is: v_c v_c, expect: ill-shaped}, {is: 1 v_c, expect: proved}]}", ["#2"]),
        ("{chain: [v_c, {is: v_c v_c, expect: ill-shaped}, {is: 2 v_c}, 1 v_c]}", ["#3"]),
    ],
)
def test_marks_are_compared_strictly(text: str, bad: list[str]) -> None:
    report = check(f"  - {text.replace('{', '{name: k, ', 1)}\n")
    assert [each.id.removeprefix("k") for each in report.obligations if not each.ok] == bad


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[2 t, 3 t, 2 t]",
            "step 1 is wrong, the first that does not follow; step 2 is right again; the end holds",
        ),
        (
            "[2 t, t + t, 3 t, 3 t + 0, t + 2 t]",
            "step 2 is wrong, the first that does not follow; steps 3, 4 follow, but from a wrong "
            "expression; the end does not equal the head",
        ),
        (
            "[2 t, q, t + t, 3 t]",
            "step 1 is unreadable, the first that does not follow; step 2 is right again; step 3 is wrong; "
            "the end does not equal the head",
        ),
        (
            "[v_c, v_c v_c, 2 v_c, 2 · v_c]",
            "step 1 is ill-shaped, the first that does not follow; step 2 cannot be judged because of it; "
            "step 3 follows, but from a wrong expression; the end does not equal the head",
        ),
        (
            "[t, 2 t, 3 t, 4 t, 5 t, 6 t]",
            "step 1 is wrong, the first that does not follow; steps 2 to 5 are wrong; "
            "the end does not equal the head",
        ),
        ("[v_c v_c, 1 t, t + 0]", "the head is ill-shaped; step 1 cannot be judged because of it"),
        (
            "[t, t + abs(t) - abs(t), t + q]",
            "step 2 is unreadable, the first that does not follow; head and end cannot be compared",
        ),
    ],
)
def test_the_story_of_a_chain(text: str, told: str) -> None:
    assert story(f"  - chain: {text}\n") == told


def test_the_story_stands_below_its_chain_and_only_where_something_is_wrong() -> None:
    shown = file_text(check("  - {name: a, chain: [t, 1 t, 2 t]}\n  - {name: b, chain: [t, 1 t, 1 · t]}\n"))
    lines = [line.strip() for line in shown.splitlines()]
    assert [line for line in lines if line.startswith("chain:")] == [
        "chain: step 2 is wrong, the first that does not follow; the end does not equal the head"
    ]
    assert next(n for n, line in enumerate(lines) if line.startswith("chain:")) == len(lines) - 4


def test_a_part_of_a_chain_has_no_story() -> None:
    text = "  - {name: a, chain: [t, 2 t, 3 t]}\n"
    assert list(accounts(check(text, Options(select=("a", "a#2"))))) == []


# ── Cases ───────────────────────────────────────────────────────────────────────────────────────────


GAPS = [
    ("[{where: w = o, prove: ∂J/∂u_w = (ŷ_w − 1) v_c}, {where: w > o, prove: ∂J/∂u_w = ŷ_w v_c}]", "refuted"),
    ("[{where: w < o, prove: y_w = 0}, {where: w > o, prove: y_w = 0}]", "refuted"),
    ("[{where: w ≤ o, prove: s_w = s_w}, {where: w > o, prove: s_w = s_w}]", None),
    ("[{where: i = j, prove: p_i = p_j}, {where: i < j, prove: p_i + p_j = p_j + p_i}]", "refuted"),
    ("[{where: t > 0, prove: abs(t) = t}, {where: t < 0, prove: abs(t) = -t}]", None),
    ("[{where: t > 1, prove: abs(t) = t}, {where: t < 0, prove: abs(t) = -t}]", "refuted"),
    ("[{where: w = 1, prove: s_w = s_1}, {where: w = 2, prove: s_w = s_2}]", "refuted"),
    ("[{where: w = 1, prove: s_w = s_1}, {where: w > 1, prove: s_w = s_w}]", None),
    ("[{where: abs(t) > 1, prove: t = t}, {where: abs(t) < 1, prove: t = t}]", None),
    ("[{where: t ≠ 0, prove: t / t = 1}]", None),
    ("[{where: s_w > 0, prove: abs(s_w) = s_w}, {where: s_w ≤ 0, prove: abs(s_w) = -s_w}]", None),
]


@pytest.mark.parametrize(("cases", "verdict"), GAPS)
def test_a_gap_between_cases(cases: str, verdict: str | None) -> None:
    report = check(f"  - {{name: k, cases: {cases}}}\n")
    together = [each for each in report.obligations if each.id == "k"]
    assert [each.verdict for each in together] == ([verdict] if verdict else [])
    assert all(each.ok for each in report.obligations if each.id != "k")
    assert Report("0", (report,)).status == (1 if verdict else 0)
    for each in together:
        assert "gap" in (each.reason or "")
        assert each.counterexample is not None


@pytest.mark.parametrize(
    "conditions",
    [
        "relu(t) > 0", "relu(t) ≠ 0", "abs(t) - t > 0", "t - t > 0 or t > 5", "0 t ≠ 0", "floor(t) ≠ 0", "sign(t) ≠ 1",
        "1[w = o] > 0", "V < 3 or V > 3", "V = 1 or V > 2", "max(t, 0) < 0 or max(t, 0) > 0",
    ],
)  # fmt: skip
def test_a_gap_at_a_boundary_that_is_not_thin(conditions: str) -> None:
    cases = "".join(f"\n      - {{where: '{each}', prove: s_w = s_w}}" for each in conditions.split(" or "))
    report = check(f"  - name: k\n    cases:{cases}\n")
    assert [each.verdict for each in report.obligations if each.id == "k"] == ["refuted"]


def test_an_expected_gap_and_one_that_is_not_there() -> None:
    gap = "cases: [{where: w < o, prove: y_w = 0}, {where: w > o, prove: y_w = 0}]"
    assert verdicts(f"  - {{name: k, expect: refuted, {gap}}}\n")[-1] == ("k", "refuted", True)
    whole = gap.replace("w < o", "w ≤ o")
    assert verdicts(f"  - {{name: k, expect: refuted, {whole}}}\n")[-1] == ("k", "proved", False)


def test_a_gap_is_looked_for_where_the_derivation_speaks() -> None:
    cases = "cases: [{where: i < j}, {where: i > j}]"
    assert verdicts(f"  - {{name: k, for: '[i, j], i ≠ j', prove: s_i = s_i + 0 s_j, {cases}}}\n") == [
        ("k", "proved", True), ("k[0]", "proved", True), ("k[1]", "proved", True),
    ]  # fmt: skip
    assert verdicts(f"  - {{name: k, for: '[i, j]', prove: s_i = s_i + 0 s_j, {cases}}}\n")[-1] == (
        "k~cases", "refuted", False,
    )  # fmt: skip


def test_an_overlap_with_different_values() -> None:
    text = "  - {name: k, cases: [{where: w ≥ o, prove: y_w = 1}, {where: w ≠ o, prove: y_w = 0}]}\n"
    found = {each.id: each for each in check(text).obligations}
    assert [(id, each.verdict) for id, each in found.items()] == [
        ("k[0]", "refuted"), ("k[1]", "proved"), ("k[1]~overlap", "refuted"),
    ]  # fmt: skip
    assert "w ≥ o and w ≠ o" in (found["k[1]~overlap"].reason or "")
    agreeing = text.replace("prove: y_w = 1", "prove: 'y_w = δ(w, o)'")
    assert [each.id for each in check(agreeing).obligations] == ["k[0]", "k[1]"]


def test_conditions_that_never_hold_are_undecided() -> None:
    text = "  - {name: k, cases: [{where: w ≠ w, prove: s_w = s_w}, {where: w = w, prove: s_w = s_w}]}\n"
    assert verdicts(text) == [("k[0]", "undecided", False), ("k[1]", "proved", True)]
    text = "  - {name: k, for: i, given: [t > 0, t < 0], chain: [s_i, 1 s_i, 1 · s_i]}\n"
    assert [verdict for _, verdict, _ in verdicts(text)] == ["undecided"] * 3


# ── Readings, and what a proof needs ────────────────────────────────────────────────────────────────


READINGS = [
    ("{prove: ∂J/∂v_c = U^T (ŷ − y)}", "proved"),
    ("{with: {loss: 'J = Σ_i y_i log(ŷ_i)'}, prove: ∂J/∂v_c = U^T (ŷ − y)}", "refuted"),
    ("{with: {loss: 'J = Σ_i y_i log(ŷ_i)'}, prove: ∂J/∂v_c = U^T (y − ŷ)}", "proved"),
    ("{with: {define: {ŷ: softmax(2 U v_c)}}, prove: ∂J/∂v_c = U^T (ŷ − y)}", "refuted"),
    ("{with: {define: {ŷ: softmax(2 U v_c)}}, prove: ∂J/∂v_c = 2 U^T (ŷ − y)}", "proved"),
    ("{with: {define: {'u_k': '2 U[k]^T'}}, for: w, prove: 'u_w = U[w]^T'}", "refuted"),
    ("{for: w, prove: 'u_w = U[w]^T'}", "proved"),
    ("{with: {symbols: {y: 'vector[V]'}}, prove: ∂J/∂v_c = U^T (ŷ − y)}", "refuted"),
    ("{with: {symbols: {y: 'vector[V]'}, assume: Σ_i y_i = 1}, prove: ∂J/∂v_c = U^T (ŷ − y)}", "proved"),
    ("{with: {layout: numerator}, prove: ∂J/∂v_c = (ŷ − y)^T U}", "proved"),
    ("{with: {symbols: {y: 'vector[V]'}, assume: y_i = δ_io}, prove: Σ_w y_w u_w = u_o}", "proved"),
]


@pytest.mark.parametrize("order", [1, -1])
def test_readings_do_not_mix(order: int) -> None:
    """The same text under another loss or definition is another claim, whatever was decided before."""
    readings = READINGS[::order]
    report = check("".join(f"  - {text}\n" for text, _ in readings))
    assert [each.verdict for each in report.obligations] == [verdict for _, verdict in readings]


@pytest.mark.parametrize(
    ("claim", "needs", "ok"),
    [
        ("∂J/∂v_c = U^T (ŷ − y)", "Σ_i y_i = 1", True),
        ("∂J/∂v_c = U^T (ŷ − y)", "y_i = δ_io", True),
        ("∂J/∂v_c = U^T (ŷ − y)", "[]", False),
        ("J = -log(ŷ_o)", "y_i = δ_io", True),
        ("J = -log(ŷ_o)", "y one-hot", True),
        ("J = -log(ŷ_o)", "Σ_i y_i = 1", False),
        ("Σ_i ŷ_i = 1", "[]", True),
    ],
)
def test_needs(claim: str, needs: str, ok: bool) -> None:
    (report,) = check(f"  - {{prove: {claim}, needs: {needs}}}\n").obligations
    assert (report.verdict, report.ok) == ("proved", ok)
    assert ("needs" in (report.reason or "")) is not ok


# ── What is decided once ────────────────────────────────────────────────────────────────────────────


class Counts:
    """Deciders that agree with everything, and count what they are asked."""

    def __init__(self, conditions: tuple[str, ...] = ()) -> None:
        self.asked = 0
        self.conditions = conditions

    def __call__(self, seed: int, sizes: Sizes) -> Deciders:
        return Deciders(Agrees(), Agrees(), Proves(self))


class Agrees:
    """An exact identity, wherever it is asked."""

    def decide(self, statement: Statement) -> Answer:
        return Holds((("V", 2),), True)

    def decide_at(self, statement: Statement, example: Counterexample) -> Answer:
        return self.decide(statement)

    def components(self, statement: Statement) -> tuple[View, ...]:
        return ()


class Proves:
    """A kernel that proves everything."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def decide(self, statement: Statement, refuted: bool = False) -> Proved:
        self.counts.asked += 1
        return Proved((), self.counts.conditions)

    def show(self, statement: Statement) -> str:
        return ""


@pytest.mark.parametrize(("conditions", "asked"), [((), 4), (("t ≠ 0",), 5)])
def test_what_follows_from_two_proofs_is_not_proved_again(conditions: tuple[str, ...], asked: int) -> None:
    """Four statements of a chain of three links; the fifth, that the second step equals the head, follows."""
    counts = Counts(conditions)
    document = load_document(Source("file.yaml", HEAD + "  - chain: [4 t, 3 t + t, 2 t + 2 t, t + 3 t]\n"))
    report = check_document(document, deciders=counts)
    assert [each.holds for each in report.obligations] == [None, True, True, True]
    assert counts.asked == asked

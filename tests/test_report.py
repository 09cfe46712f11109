"""The report and its two forms, with deciders that say what they are told."""

import json
import pickle
from typing import Literal

import pytest

from symderiv.check import ComponentsDecider, Convene, Deciders, Options, check_document, selected
from symderiv.errors import Diagnostic
from symderiv.language.answer import Answer, Counterexample, Fails, Holds, Undecided
from symderiv.language.document import Derivation, Document, Obligation, Problem, Statement, Verdict
from symderiv.language.expression import SCALAR, SymbolRef
from symderiv.records import replace
from symderiv.report import INTERNAL, ErrorReport, FileReport, Report
from symderiv.source import Source, Span
from symderiv.verdict import Sizes
from symderiv.writing.json_report import json_report
from symderiv.writing.text import Style, error_text, failure_text, file_text, summary_text

TEXT = "title: Softmax\ngradients:\n  x: U^T (ŷ − y)\n"
SOURCE = Source("a/softmax.yaml", TEXT)
SPAN = Span(TEXT.index("U^T"), TEXT.index(")") + 1)
AT = (("V", 3), ("D", 2))
EXACT = Holds(AT, exact=True, conditions=("x ≠ 0",))
AGREES = Holds((("V", 2), ("D", 1)), exact=False)
EXAMPLE = Counterexample(
    (("V", 2),),
    (("x", ("1/2", "-1")), ("U", (("1", "0"), ("0", "1")))),
    (("w", 1),),
    (0,),
    "3/2",
    "-3/2",
    "opposite sign",
)
REFUTED = Fails(EXAMPLE)
STATEMENT = Statement(SymbolRef("x", SCALAR), SymbolRef("y", SCALAR), (), None, (), (), (), ())


DEFAULT = Options()


class View:
    indices = (("w", 1),)
    component = (0,)
    left = "s0"
    right = "-s0"


class Says:
    """A decider with a given answer, and another one at a point where it is asked again."""

    def __init__(self, answer: Answer, there: Answer | None = None) -> None:
        self.answer = answer
        self.there = there or answer

    def decide(self, statement: Statement) -> Answer:
        return self.answer

    def decide_at(self, statement: Statement, example: Counterexample) -> Answer:
        return self.there

    def components(self, statement: Statement) -> tuple[View, ...]:
        return (View(),)


class NoProof:
    """A kernel that proves nothing."""

    def decide(self, statement: Statement, refuted: bool = False) -> Undecided:
        return Undecided("no proof")

    def show(self, statement: Statement) -> str:
        return "left  x\nright x"


def convening(
    numeric: Answer,
    components: Answer,
    components_there: Answer | None = None,
    numeric_there: Answer | None = None,
) -> Convene:
    """Deciders that give these answers; the last two where particular sizes or points are asked for."""

    def convene(seed: int, sizes: Sizes) -> Deciders:
        second: ComponentsDecider = Says(components if not sizes else components_there or components)
        return Deciders(Says(numeric, numeric_there), second, NoProof())

    return convene


def obligation(
    claim: Statement | Problem = STATEMENT, expected: Verdict = "proved", holds: Statement | None = None
) -> Obligation:
    return Obligation(
        "gradient[x]", "∂J/∂x", 0, None, 0, SPAN, "∂J/∂x", "U^T (ŷ − y)", claim, expected, holds
    )


def document(*obligations: Obligation) -> Document:
    group = Derivation("∂J/∂x", None, None, obligations, SPAN)
    return Document(SOURCE, "Softmax", None, None, (), (), (), None, "mixed", (), (group,))


def problem(verdict: Literal["ill-shaped", "unreadable"]) -> Problem:
    return Problem(
        verdict, Diagnostic("E401", "vector[V] and vector[D] do not fit", SOURCE, SPAN, "transpose U")
    )


def checked(claim: Obligation, numeric: Answer, components: Answer, options: Options = DEFAULT) -> FileReport:
    return check_document(document(claim), options, convening(numeric, components))


def as_json(*files: FileReport) -> dict[str, object]:
    data: dict[str, object] = json.loads(json_report(Report("0.1.0", files)))
    return data


def test_the_json_of_a_proved_claim_word_for_word() -> None:
    file = checked(obligation(), AGREES, EXACT)
    data = as_json(replace(file, obligations=(replace(file.obligations[0], seconds=0.004),)))
    expected = """{"symderiv": 1, "tool": "0.1.0",
     "files": [{"path": "a/softmax.yaml", "title": "Softmax", "errors": [],
       "obligations": [{
         "id": "gradient[x]", "name": "∂J/∂x", "derivation": 0, "case": null, "step": 0, "line": 3, "column": 6,
         "left": "∂J/∂x", "right": "U^T (ŷ − y)",
         "verdict": "proved", "scope": "at sizes", "sizes": {"V": 3, "D": 2}, "holds": null, "caused_by": null,
         "uses": [], "conditions": ["x ≠ 0"], "reason": "no proof for all sizes: no proof",
         "counterexample": null, "repair": null,
         "expected": "proved", "ok": true, "seconds": 0.004}]}],
     "summary": {"files": 1, "obligations": 1, "ok": 1, "proved": 0, "proved at sizes": 1, "consistent": 0,
       "refuted": 0, "ill-shaped": 0, "unreadable": 0, "undecided": 0, "errors": 0}}"""
    assert json.dumps(data) == json.dumps(json.loads(expected))


def test_the_json_of_a_counterexample_word_for_word() -> None:
    data = as_json(checked(obligation(), REFUTED, REFUTED))
    expected = {
        "sizes": {"V": 2},
        "values": {"x": ["1/2", "-1"], "U": [["1", "0"], ["0", "1"]]},
        "indices": {"w": 1},
        "component": [0],
        "left": "3/2",
        "right": "-3/2",
        "words": "opposite sign",
    }
    found = data["files"][0]["obligations"][0]["counterexample"]  # type: ignore[index]
    assert json.dumps(found) == json.dumps(expected)


def test_an_unreadable_claim_carries_its_error() -> None:
    data = as_json(checked(obligation(problem("unreadable")), AGREES, EXACT))
    found = data["files"][0]["obligations"][0]  # type: ignore[index]
    assert found["verdict"] == "unreadable"
    assert found["error"] == {
        "line": 3, "column": 6, "code": "E401", "message": "vector[V] and vector[D] do not fit", "hint": "transpose U",
    }  # fmt: skip


def test_a_file_with_errors_has_no_obligations() -> None:
    file = FileReport.unread("a/b.yaml", Diagnostic("E110", "no such file", Source("a/b.yaml", "")))
    data = as_json(file)
    error = {"line": 1, "column": 1, "code": "E110", "message": "no such file", "hint": None}
    assert data["files"] == [{"path": "a/b.yaml", "title": None, "errors": [error], "obligations": []}]
    assert data["summary"]["errors"] == 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("claim", "numeric", "components", "status"),
    [
        (obligation(), AGREES, EXACT, 0),
        (obligation(), AGREES, Undecided("budget"), 1),
        (obligation(), REFUTED, REFUTED, 1),
        (obligation(expected="refuted"), REFUTED, REFUTED, 0),
        (obligation(expected="refuted"), AGREES, EXACT, 1),
        (obligation(), Undecided("no admissible point"), EXACT, 1),
        (obligation(expected="undecided"), Undecided("no admissible point"), EXACT, 0),
        (obligation(problem("ill-shaped")), AGREES, EXACT, 1),
        (obligation(problem("ill-shaped"), "ill-shaped"), AGREES, EXACT, 0),
        (obligation(problem("unreadable")), AGREES, EXACT, 2),
        (obligation(problem("unreadable"), "unreadable"), AGREES, EXACT, 0),
        (obligation(problem("unreadable"), "refuted"), AGREES, EXACT, 2),
        (obligation(expected="undecided"), AGREES, REFUTED, 3),
    ],
)
def test_the_exit_status_of_one_claim(
    claim: Obligation, numeric: Answer, components: Answer, status: int
) -> None:
    file = checked(claim, numeric, components)
    assert Report("0.1.0", (file,)).status == status
    assert file.obligations[0].ok is (status == 0)


def test_the_worst_status_wins_and_nothing_checked_is_no_success() -> None:
    good = checked(obligation(), AGREES, EXACT)
    bad = checked(obligation(), REFUTED, REFUTED)
    unread = FileReport.unread("b.yaml", Diagnostic("E110", "no such file", Source("b.yaml", "")))
    broken = FileReport("c.yaml", None, (ErrorReport(1, 1, INTERNAL, "internal error", None),), ())
    runs = [(), (good,), (good, bad), (bad, unread, good), (unread, broken, bad)]
    assert [Report("0.1.0", run).status for run in runs] == [2, 0, 1, 2, 3]


def test_an_exact_identity_at_other_sizes_is_asked_again_at_the_counterexample() -> None:
    claim = document(obligation())
    there = Holds(EXAMPLE.sizes, exact=True)
    disagreeing = check_document(claim, Options(), convening(REFUTED, EXACT, there)).obligations[0]
    refuted = check_document(claim, Options(), convening(REFUTED, EXACT, REFUTED)).obligations[0]
    assert (disagreeing.status, refuted.status) == (3, 1)
    assert disagreeing.error is not None
    assert "opposite sign" in disagreeing.error.message
    assert refuted.counterexample == EXAMPLE


@pytest.mark.parametrize(
    ("there", "verdict", "status"),
    [(REFUTED, "refuted", 1), (AGREES, "undecided", 3), (Undecided("too slight"), "undecided", 1)],
)
def test_numbers_are_asked_again_at_the_point_that_components_found(
    there: Answer, verdict: str, status: int
) -> None:
    deciders = convening(AGREES, REFUTED, None, there)
    report = check_document(document(obligation()), Options(), deciders).obligations[0]
    assert (report.verdict, report.status) == (verdict, status)


@pytest.mark.parametrize(
    ("numeric", "components", "holds"),
    [(AGREES, EXACT, True), (REFUTED, REFUTED, False), (AGREES, Undecided("budget"), None)],
)
def test_a_link_says_whether_it_equals_the_head(
    numeric: Answer, components: Answer, holds: bool | None
) -> None:
    link = obligation(holds=STATEMENT)
    assert checked(link, numeric, components).obligations[0].holds is holds


def test_options_reach_the_verdict() -> None:
    lax = Options(allow_consistent=True)
    strict = Options(require_all_sizes=True)
    assert checked(obligation(), AGREES, Undecided("budget"), lax).obligations[0].ok
    assert not checked(obligation(), AGREES, EXACT, strict).obligations[0].ok


def test_nobody_is_asked_where_nothing_is_to_decide() -> None:
    def convene(seed: int, sizes: Sizes) -> Deciders:
        raise AssertionError("the deciders were made")

    claims = document(obligation(problem("ill-shaped"), "ill-shaped"))
    assert check_document(claims, Options(), convene).status == 0


def test_a_statement_is_decided_once() -> None:
    asked: list[Statement] = []

    class Counts(Says):
        def decide(self, statement: Statement) -> Answer:
            asked.append(statement)
            return self.answer

    claims = document(obligation(), obligation(holds=STATEMENT))
    check_document(claims, Options(), lambda seed, sizes: Deciders(Counts(AGREES), Says(EXACT), NoProof()))
    assert asked == [STATEMENT]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("gradient[v_c]", True), ("gradient[*]", True), ("grad*", True), ("gradient[?_c]", True),
        ("gradient", False), ("gradient[U]", False), ("Gradient[v_c]", False), ("[g]radient*", False),
    ],
)  # fmt: skip
def test_brackets_in_a_pattern_are_brackets(pattern: str, found: bool) -> None:
    assert selected("gradient[v_c]", (pattern,)) is found
    assert selected("gradient[v_c]", ())


def test_a_report_can_be_sent_to_another_process() -> None:
    report = Report("0.1.0", (checked(obligation(), REFUTED, REFUTED, Options(show_components=True)),))
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own bytes


# ── The terminal ────────────────────────────────────────────────────────────────────────────────


def test_the_text_of_a_proved_claim() -> None:
    assert file_text(checked(obligation(), AGREES, EXACT)) == (
        "a/softmax.yaml  Softmax\n  ✓ gradient[x]  ∂J/∂x = U^T (ŷ − y)  proved at V=3, D=2 for x ≠ 0"
    )


def test_the_text_of_a_refuted_claim() -> None:
    assert file_text(checked(obligation(), REFUTED, REFUTED)) == (
        "a/softmax.yaml  Softmax\n"
        "  ✗ gradient[x]  ∂J/∂x = U^T (ŷ − y)  refuted\n"
        "      a/softmax.yaml:3:6\n"
        "         3 |   x: U^T (ŷ − y)\n"
        "           |      ^^^^^^^^^^^\n"
        "      counterexample at V=2:\n"
        "        x            = [1/2, -1]\n"
        "        U            = [[1, 0], [0, 1]]\n"
        "        w            = 1\n"
        "        left at [0]  = 3/2\n"
        "        right at [0] = -3/2\n"
        "      opposite sign"
    )


def test_an_expected_failure_is_one_line() -> None:
    text = file_text(checked(obligation(expected="refuted"), REFUTED, REFUTED))
    assert text.split("\n")[1:] == ["  ✓ gradient[x]  ∂J/∂x = U^T (ŷ − y)  refuted, as expected"]


def test_an_unmet_expectation_says_what_was_expected() -> None:
    text = file_text(checked(obligation(expected="refuted"), AGREES, EXACT))
    assert "proved at V=3, D=2 for x ≠ 0, expected refuted" in text


def test_an_ill_shaped_claim_shows_code_place_and_hint() -> None:
    text = failure_text(
        "a/softmax.yaml", checked(obligation(problem("ill-shaped")), AGREES, EXACT).obligations[0]
    )
    assert "a/softmax.yaml:3:6: error[E401]: vector[V] and vector[D] do not fit" in text
    assert "hint: transpose U" in text


def test_the_summary_counts() -> None:
    good = checked(obligation(), AGREES, EXACT)
    bad = checked(obligation(), REFUTED, REFUTED)
    text = summary_text(Report("0.1.0", (good, bad)))
    assert text == "2 claims in 2 files: 1 as expected, 1 not (1 proved at sizes, 1 refuted)"
    assert summary_text(Report("0.1.0", ())) == "0 claims in 0 files: 0 as expected; nothing found to check"


def test_components_are_shown_when_asked_for() -> None:
    text = file_text(checked(obligation(), AGREES, EXACT, Options(show_components=True)))
    assert "w=1, entry [0]: s0  |  -s0" in text


def test_user_text_cannot_command_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\u202e"
    claim = replace(obligation(), left=evil, id=f"gradient[{evil}]")
    said = replace(EXAMPLE, words=evil)
    file = replace(checked(claim, Fails(said), REFUTED), title=evil, path=f"{evil}.yaml")
    error = ErrorReport(1, 1, "E300", f"unknown name {evil}", evil, SOURCE.frame(SPAN))
    shown = file_text(file) + error_text(evil, error)
    assert not any(letter in shown for letter in "\x1b\x07\u202e")


def test_colour_is_only_paint() -> None:
    file = checked(obligation(), REFUTED, REFUTED)
    painted = file_text(file, Style(colour=True))
    assert "\x1b[31m" in painted
    plain = painted
    for code in ("\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == file_text(file)


def test_a_proof_is_shown_on_demand() -> None:
    shown = checked(obligation(), AGREES, EXACT, Options(show_proof=True))
    assert "      left  x\n      right x" in file_text(shown)
    assert json.loads(json_report(Report("0.1.0", (shown,))))["files"][0]["obligations"][0]["proof"] == [
        "left  x",
        "right x",
    ]
    assert "right x" not in file_text(checked(obligation(), AGREES, EXACT))

"""Derivation files as tests, in a pytest of their own."""

from importlib.metadata import entry_points

import numpy  # noqa: F401 - the runs inside forget what they import, and NumPy cannot be loaded twice
import pytest
import sympy  # noqa: F401

GOOD = """\
symbols:
  x: vector[n]
  y: vector[n]
sizes: [n]
loss: J = x^T y
gradients:
  x: y
  y: x
"""
SLIP = GOOD.replace("  y: x", "  y: -x")
BROKEN = GOOD.replace("loss:", "los:")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """A run with the plugin, which an installed package brings along by itself."""
    installed = entry_points(group="pytest11", name="symderiv")
    extra = () if installed else ("-p", "symderiv.pytest_plugin")
    return pytester.runpytest_inprocess(*extra, "-p", "no:cacheprovider", *arguments)


def write(pytester: pytest.Pytester, name: str, text: str) -> None:
    path = pytester.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_one_item_per_claim_with_its_id(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/inner.yaml", GOOD)
    result = run(pytester, "--collect-only", "-q")
    result.stdout.fnmatch_lines(
        [
            "derivations/inner.yaml::gradient[[]x]",
            "derivations/inner.yaml::gradient[[]y]",
            "2 tests collected*",
        ]
    )


def test_what_is_collected_and_what_is_left_alone(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/wrong/deep.yaml", GOOD)
    write(pytester, "notes/own.deriv.yaml", GOOD)
    write(pytester, "derivations/config.yaml", "title: no keys of ours\nlosses: [1]\n")
    write(pytester, "elsewhere/plain.yaml", GOOD)
    result = run(pytester, "--collect-only", "-q")
    result.stdout.fnmatch_lines(
        ["derivations/wrong/deep.yaml::*", "notes/own.deriv.yaml::*", "4 tests collected*"]
    )
    result.stdout.no_fnmatch_line("*config.yaml*")
    result.stdout.no_fnmatch_line("*plain.yaml*")


def test_a_claim_is_selected_by_its_id(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/slip.yaml", SLIP)
    run(pytester, "derivations/slip.yaml::gradient[x]").assert_outcomes(passed=1)


def test_a_false_claim_fails_with_place_excerpt_and_counterexample(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/slip.yaml", SLIP)
    result = run(pytester, "-rf")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*∂J/∂y = -x: refuted",
            "derivations/slip.yaml:8:6",
            "*8 |   y: -x",
            "*^^",
            "counterexample at n=*",
            "*FAILED derivations/slip.yaml::gradient[[]y]*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_file_and_line_are_reported(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/slip.yaml", SLIP)
    items, _ = (
        pytester.inline_genitems("-p", "symderiv.pytest_plugin")
        if not entry_points(group="pytest11", name="symderiv")
        else pytester.inline_genitems()
    )
    assert [(item.location[0], item.location[1]) for item in items] == [
        ("derivations/slip.yaml", 6),
        ("derivations/slip.yaml", 7),
    ]


def test_an_expected_refutation_passes(pytester: pytest.Pytester) -> None:
    write(pytester, "wrong.deriv.yaml", SLIP.replace("y: -x", "y:\n    is: -x\n    expect: refuted"))
    run(pytester).assert_outcomes(passed=2)


def test_a_file_that_cannot_be_read_is_one_failure_and_the_others_run(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/broken.yaml", BROKEN)
    write(pytester, "derivations/good.yaml", GOOD)
    result = run(pytester)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["derivations/broken.yaml:5:1: error*", "*5 | los: J = x^T y", "*^^^"])


def test_a_folder_without_derivations_is_untouched(pytester: pytest.Pytester) -> None:
    write(pytester, "test_plain.py", "def test_true():\n    assert True\n")
    run(pytester).assert_outcomes(passed=1)


CASES = """\
sizes: [n]
symbols: {o: 'index[n]', y: 'one-hot[n] at o'}
derivations:
  - name: k
    cases: [{where: w < o, prove: y_w = 0}, {where: w > o, prove: y_w = 0}]
"""


def test_a_gap_between_cases_is_a_test_that_fails(pytester: pytest.Pytester) -> None:
    write(pytester, "derivations/gap.yaml", CASES)
    write(
        pytester, "derivations/whole.yaml", CASES.replace("w > o, prove: y_w = 0", "w ≥ o, prove: y_w = y_w")
    )
    result = run(pytester, "derivations")
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*the cases leave a gap*", "*FAILED derivations/gap.yaml::k*"])

"""Gradients that are found: the text, and that it is proved for all sizes."""

from pathlib import Path

import pytest

from symderiv.errors import DerivationError
from symderiv.gradients import answer_text, derived
from symderiv.reading.file.files import read_source
from symderiv.reading.load import load_document
from symderiv.source import Source

LIBRARY = Path(__file__).parent.parent / "derivations"

SOFTMAX = """\
sizes: [V, D]
symbols:
  U:   matrix[V, D]
  v_c: vector[D]
  y:   one-hot[V]
define:
  ŷ: softmax(U v_c)
loss: J = -Σ_i y_i log(ŷ_i)
"""

LOGISTIC = """\
sizes: [N, D]
symbols:
  X: matrix[N, D]
  w: vector[D]
  y: binary vector[N]
loss: J = -Σ_i (y_i log(σ(X[i] w)) + (1 - y_i) log(1 - σ(X[i] w)))
"""

NET = """\
sizes: [M, H, C]
symbols:
  x:  row[M]
  W1: matrix[M, H]
  b1: row[H]
  W2: matrix[H, C]
  b2: row[C]
  y:  one-hot row[C]
define:
  z1: x W1 + b1
  h:  σ(z1)
  z2: h W2 + b2
  ŷ:  softmax(z2)
loss: J = -Σ_i y_i log(ŷ_i)
"""

NAMED = NET.replace(
    "loss:", "  δ2: ŷ − y\n  δ1: (δ2 W2^T) ⊙ h ⊙ (1 − h)\nloss:"
)  # fmt: skip


def source(text: str) -> Source:
    return Source("mine.yaml", text)


def found(text: str, *wrt: str, of: str | None = None) -> dict[str, str]:
    """Variable by variable what is found, all of it proved for all sizes."""
    answer = derived(source(text), wrt, of)
    for result in answer.results:
        assert result.report is not None, result.reason
        assert (result.report.verdict, result.report.scope) == ("proved", "all sizes"), result
    return {result.variable: result.right for result in answer.results}


def test_softmax_cross_entropy() -> None:
    assert found(SOFTMAX, "all") == {"U": "(ŷ − y) v_c^T", "v_c": "U^T (ŷ − y)"}


def test_the_name_of_a_definition_is_used_and_where_there_is_none_its_meaning() -> None:
    inline = SOFTMAX.replace("define:\n  ŷ: softmax(U v_c)\n", "").replace("ŷ_i", "softmax(U v_c)_i")
    assert found(inline, "v_c") == {"v_c": "U^T (softmax(U v_c) − y)"}


def test_logistic_regression() -> None:
    assert found(LOGISTIC, "w") == {"w": "X^T (σ(X w) − y)"}


def test_a_jacobian_and_a_hessian() -> None:
    text = "sizes: [K]\nsymbols: {s: 'vector[K]'}\ndefine: {p: softmax(s)}\nloss: J = log(p_1)\n"
    assert found(text, "s", of="p") == {"s": "diag(p) − p p^T"}
    named = LOGISTIC.replace("loss:", "define: {p: σ(X w)}\nloss:").replace("σ(X[i] w)", "p_i")
    assert found(named, "w", of="∂J/∂w") == {"w": "X^T diag(p ⊙ (1 − p)) X"}


def test_what_is_asked_for_may_bind_letters() -> None:
    text = "sizes: [K]\nsymbols: {s: 'vector[K]', A: 'matrix[K, K]'}\nloss: J = s_1\n"
    assert found(text, "s", of="Σ_i s_i^2") == {"s": "2 s"}
    assert found(text, "s", of="log Σ_i exp(s_i)") == {"s": "exp(s) / sum(exp(s))"}
    assert found(text, "s", of="Σ_j A_ij s_j") == {"s": "A[i]^T"}


def test_a_net_of_two_layers_uses_the_names_of_its_author() -> None:
    assert found(NAMED, "W1", "b1", "W2", "b2", "x") == {
        "W1": "x^T δ1", "b1": "δ1", "W2": "h^T δ2", "b2": "δ2", "x": "δ1 W1^T",
    }  # fmt: skip


def test_a_net_of_two_layers_without_names_gets_one() -> None:
    answer = derived(source(NET), ("all",))
    assert answer_text(answer).splitlines()[:3] == [
        "define:",
        "  δ_z1: (ŷ − y) W2^T ⊙ h ⊙ (1 − h)",
        "gradients:",
    ]
    assert {r.variable: r.right for r in answer.results} == {
        "x": "δ_z1 W1^T", "W1": "x^T δ_z1", "b1": "δ_z1", "W2": "h^T (ŷ − y)", "b2": "ŷ − y",
    }  # fmt: skip
    assert all(r.report is not None and r.report.scope == "all sizes" for r in answer.results)


def test_what_is_printed_can_be_pasted_and_checks() -> None:
    text = answer_text(derived(source(NET), ("all",)))
    names, _, gradients = text.partition("gradients:\n")
    pasted = NET.replace("loss:", names.removeprefix("define:\n") + "loss:") + "gradients:\n" + gradients
    document = load_document(source(pasted))
    assert [obligation.right for obligation in document.obligations][2] == "δ_z1"


def test_numpy_stays_numpy() -> None:
    text = LOGISTIC[: LOGISTIC.index("loss")] + (
        "define:\n  p: sigmoid(X @ w)\nloss: J = -sum(y * log(p) + (1 - y) * log(1 - p))\n"
    )
    assert found(text, "w") == {"w": "X.T @ (p - y)"}


def test_a_part_of_a_variable() -> None:
    text = SOFTMAX.replace("define:\n", "define:\n  u_w: U[w]^T\n")
    assert found(text, "u_w", "U_{w,d}", "ŷ") == {
        "u_w": "(ŷ_w − y_w) v_c", "U_{w,d}": "(ŷ_w − y_w) (v_c)_d", "ŷ": "-(y / ŷ)",
    }  # fmt: skip


def test_what_has_no_matrix_notation_is_found_row_by_row() -> None:
    text = """\
sizes: [V, D, K]
symbols: {U: 'matrix[V, D]', v: 'vector[D]', neg: 'index[V][K]'}
define: {u_w: 'U[w]^T'}
loss: J = -Σ_k log σ(-u_{neg_k}^T v)
"""
    assert found(text, "all") == {
        "u_i": "Σ_j σ(u_{neg_j}^T v) · 1[neg_j = i] v",
        "v": "Σ_i σ(u_{neg_i}^T v) u_{neg_i}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("types", "loss", "variable", "gradient"),
    [
        ("A: 'matrix[n, n]', x: 'vector[n]'", "x^T A x", "x", "(A + A^T) x"),
        ("A: 'symmetric matrix[n, n]', x: 'vector[n]'", "x^T A x", "x", "2 (A x)"),
        ("A: 'matrix[n, n]', x: 'vector[n]'", "x^T A x", "A", "x x^T"),
        ("A: 'invertible matrix[n, n]'", "logdet(A)", "A", "(A^-1)^T"),
        ("A: 'matrix[n, n]', B: 'matrix[n, n]'", "tr(A B)", "A", "B^T"),
        ("x: 'vector[n]'", "‖x‖", "x", "x / ‖x‖"),
        ("x: 'vector[n]', y: 'vector[n]'", "normsq(x - y)", "x", "2 (x − y)"),
        ("x: 'vector[n]'", "sum(relu(x))", "x", "1[x > 0]"),
        ("x: 'vector[n]'", "logsumexp(x)", "x", "softmax(x)"),
        ("x: 'vector[n]'", "mean(x)", "x", "(1 / n) ones(n)"),
        ("x: 'vector[n]', t: scalar", "sum(x) + t", "t", "1"),
        ("x: 'vector[n]', g: 'function(vector[n]) -> scalar'", "3 g(x)", "x", "3 ∂/∂x g(x)"),
    ],
)
def test_small_losses(types: str, loss: str, variable: str, gradient: str) -> None:
    text = f"sizes: [n]\nsymbols: {{{types}}}\nloss: J = {loss}\n"
    assert found(text, variable) == {variable: gradient}


def test_a_variable_that_does_not_occur() -> None:
    assert found(SOFTMAX.replace("  y:", "  a:   scalar\n  y:"), "a") == {"a": "0"}


def test_what_is_not_found_is_said_and_what_is_not_asked_is_an_error() -> None:
    text = "symbols: {x: scalar, y: scalar}\nloss: J = atan2(x, y)\n"
    answer = derived(source(text), ("all",))
    assert answer_text(answer).splitlines()[1] == "  # x: nothing found, `J`: no rule for `atan2`"
    with pytest.raises(DerivationError, match="unknown name `q`"):
        derived(source(SOFTMAX), ("q",))
    with pytest.raises(DerivationError, match="there is no `loss`"):
        derived(source("symbols: {x: scalar}\n"), ("all",))


@pytest.mark.parametrize("name", ["layers/attention", "layers/recurrent_cell", "losses/glove", "softmax"])
def test_whatever_is_found_over_the_library_is_proved(name: str) -> None:
    results = derived(read_source(str(LIBRARY / f"{name}.yaml")), ("all",)).results
    reports = [each.report for each in results if each.report is not None]
    assert reports
    assert {report.verdict for report in reports} == {"proved"}


def test_letters_and_names_that_are_taken() -> None:
    letters = ", ".join(f"{letter}: scalar" for letter in "ijklmnpqrst")
    text = NET.replace("  x:  row", f"  o: index[C]\n  {letters.replace(', ', chr(10) + '  ')}\n  x:  row")
    text = text.replace("  z1: x", "  δ_z1: i j\n  z1: x").replace("J = -Σ_i y_i log(ŷ_i)", "J = -log(ŷ_o)")
    answer = derived(source(text), ("all",))
    assert [name for name, _ in answer.definitions] == ["δ_z12"]
    assert all(result.is_proved for result in answer.results)

"""Random inputs: grown by a grammar, cut and glued from corpora, and changed byte by byte."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.hostile import cases
from tests.writing.test_round_trip_random import DECLARATIONS, LEAVES, RULES

ROOT: Final = Path(__file__).parents[2]
SYMBOLS: Final = "".join(f"  {name}: {kind}\n" for name, kind in (
    ("a", "scalar"), ("b", "positive scalar"), ("n", "integer scalar"), ("x", "vector[D]"), ("v_c", "vector[D]"), ("g", "row[D]"),
    ("A", "matrix[D, D]"), ("U", "matrix[V, D]"), ("y", "one-hot[V]"), ("o", "index[V]"), ("neg", "index[V][K]"), ("ŷ", "simplex[V]"),
    ("f", "function(scalar) -> scalar"), ("T", "tensor[D, V, K]"),
))  # fmt: skip
HEAD: Final = f"sizes: [D, V, K]\nsymbols:\n{SYMBOLS}"

TOKENS: Final = (
    "a", "b", "x", "y", "A", "U", "o", "neg", "f", "ŷ", "T", "i", "j", "k", "Σ_i", "Σ_{k≠o}", "Σ_{i=1}^{V}",
    "Π_i", "∂", "∂/∂x", "∂/∂A", "∇_x", "d/da", "∂²/∂a²", "(", ")", "[", "]", "{", "}", "|", "‖", ",", ";",
    ":", ".", "'", "_", "^", "^T", "ᵀ", "^-1", "²", "+", "-", "−", "*", "/", "@", "·", "×", "⊗", "⊙", "**",
    "=", "==", "≠", "<", "≤", ">=", "∈", "∉", "∧", "∨", "¬", "and", "or", "not", "if", "for", "in",
    "otherwise", "where(", "sum(", "log", "exp(", "softmax(", "max(", "σ", "relu(", "norm(", "det(", "inv(",
    "diag(", "δ_ij", "1[", "0", "1", "2", "0.5", "1/2", "1e-5", "10**9", "pi", "e", "I", "eye(", "ones(",
    "zeros(", "$", "$$", "\\frac{", "\\partial", "\\sum_{", "\\hat{", "\\mathbf{", "\\left(", "\\right)",
    "\\begin{cases}", "\\end{cases}", "\\\\", "&", "\\text{", "\\,", "\\cdot", "^\\top", "_{", "^{", "}",
    "\\log", "\\sigma", "…", "..", "//", "%", "$", "#", "`", "~", "\u200b", "\u202e", "\xa0", "\u0301", "а",
    "ℝ", "𝑎", "ａ", "\\", "\"", "",
)  # fmt: skip
"""Signs and names, among them some that look like others or like nothing."""

KEYS: Final = (
    "symderiv", "title", "source", "notes", "sizes", "symbols", "define", "assume", "layout", "loss",
    "gradients", "derivations", "name", "prove", "steps", "chain", "for", "given", "cases", "with",
    "expect", "corrected", "needs", "is", "because", "holds", "where",
)  # fmt: skip


def expression(draw: random.Random, kind: str = "scalar", depth: int = 4) -> str:
    """A well-shaped expression over the declarations of the round trips."""
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(LEAVES.get(kind, ("a > b",)))
    rule: str = draw.choice(RULES[kind])
    pieces: list[str] = []
    at = 0
    while (opened := rule.find("{", at)) >= 0:
        if rule[opened : opened + 2] == "{{":
            pieces.append(rule[at:opened] + "{")
            at = opened + 2
            continue
        closed = rule.index("}", opened)
        pieces += [rule[at:opened].replace("}}", "}"), expression(draw, rule[opened + 1 : closed], depth - 1)]
        at = closed + 1
    return "".join([*pieces, rule[at:].replace("}}", "}")])


def salad(draw: random.Random) -> str:
    """Signs and names in no order."""
    return draw.choice(("", " ")).join(draw.choice(TOKENS) for _ in range(draw.randint(1, 25)))


def changed(draw: random.Random, text: str, signs: Sequence[str] = TOKENS) -> str:
    """The text after a few slips: left out, doubled, swapped, put in, cut and glued."""
    for _ in range(draw.randint(1, 4)):
        at, to = sorted(draw.randint(0, len(text)) for _ in range(2))
        to = min(to, at + 12)
        match draw.randint(0, 5):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:to] + text[at:to] * draw.randint(1, 3) + text[to:]
            case 2:
                text = text[:at] + draw.choice(signs) + text[at:]
            case 3:
                text = text[:at] + draw.choice(signs) + text[to:]
            case 4:
                text = text[:at] + text[at:to][::-1] + text[to:]
            case _:
                text = text[: draw.randint(0, len(text))] if draw.random() < 0.1 else text
    return text


def formula(draw: random.Random) -> str:
    """A formula, good or bad."""
    match draw.randint(0, 3):
        case 0:
            return salad(draw)
        case 1:
            return expression(draw, draw.choice(sorted(RULES)), draw.randint(1, 4))
        case _:
            return changed(
                draw, expression(draw, draw.choice(("scalar", "column", "matrix")), draw.randint(1, 3))
            )


def equation(draw: random.Random) -> str:
    """Two sides: the same, alike, of one shape, or anything."""
    kind = draw.choice(("scalar", "scalar", "column", "row", "matrix"))
    left = expression(draw, kind, draw.randint(1, 4))
    match draw.randint(0, 4):
        case 0:
            return f"{left} = {left}"
        case 1 | 2:
            return f"{left} = {changed(draw, left, ('2', '-', ' + a', 'b', '^T', ' 0'))}"
        case 3:
            return f"{left} = {expression(draw, kind, draw.randint(1, 3))}"
        case _:
            return f"{formula(draw)} = {formula(draw)}"


def tree(draw: random.Random, depth: int) -> str:
    """Random YAML in flow style, with the keys of the format."""
    match draw.randint(0, 2 if depth else 0):
        case 0:
            return "'" + formula(draw).replace("'", "''") + "'" if draw.random() < 0.8 else formula(draw)
        case 1:
            return "[" + ", ".join(tree(draw, depth - 1) for _ in range(draw.randint(0, 4))) + "]"
        case _:
            entries = (f"{draw.choice(KEYS)}: {tree(draw, depth - 1)}" for _ in range(draw.randint(0, 4)))
            return "{" + ", ".join(entries) + "}"


def grown_file(draw: random.Random) -> bytes:
    """Good declarations, then anything under the keys of the format."""
    keys = draw.sample(KEYS, draw.randint(1, 3))
    rest = "".join(f"{key}: {tree(draw, 3)}\n" for key in keys if key not in ("sizes", "symbols"))
    return (HEAD + rest).encode("utf-8", "surrogatepass")


def claims_file(draw: random.Random) -> bytes:
    """Declarations that can be read, and claims that perhaps cannot."""
    rows = ("  - prove: '" + equation(draw).replace("'", "''") + "'\n" for _ in range(draw.randint(1, 5)))
    return (DECLARATIONS.lstrip() + "derivations:\n" + "".join(rows)).encode("utf-8", "surrogatepass")


def corpus() -> tuple[bytes, ...]:
    """The library, and those hostile files that are short."""
    library = sorted((ROOT / "derivations").rglob("*.yaml"))
    hostile = [case.data for case in cases.files() if len(case.data) < 3_000]
    return (*(path.read_bytes() for path in library), *hostile)


def slipped_file(draw: random.Random, files: Sequence[bytes]) -> bytes:
    """A file of a corpus with slips of the pen."""
    text = draw.choice(files).decode("utf-8", "replace")
    return changed(draw, text).encode("utf-8", "surrogatepass")


def broken_bytes(draw: random.Random, files: Sequence[bytes]) -> bytes:
    """A file of a corpus with wrong bytes."""
    data = bytearray(draw.choice(files))
    for _ in range(draw.randint(1, 8)):
        at = draw.randint(0, len(data))
        match draw.randint(0, 3):
            case 0:
                data[at : at + draw.randint(0, 40)] = b""
            case 1:
                data[at:at] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 6)))
            case 2:
                data[at : at + 1] = bytes((draw.randrange(256),))
            case _:
                data[at:at] = draw.choice(files)[: draw.randint(0, 200)]
    return bytes(data)


def makers(files: Sequence[bytes]) -> tuple[Callable[[random.Random], bytes], ...]:
    """Every way to make a file."""
    return (
        grown_file,
        claims_file,
        lambda draw: slipped_file(draw, files),
        lambda draw: broken_bytes(draw, files),
    )

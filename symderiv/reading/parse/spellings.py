"""How the signs of an expression are written: one table per spelling, and what to say about strangers.

A table takes a spelling to the kind of token that it is. The lexer knows kinds only, so that a further
way of writing is a further table.
"""

from typing import Final

from symderiv.language.operators import SPELLINGS, WITHOUT_A_ROW

SIGNS: Final[dict[str, str]] = {
    "+": "+", "-": "-", "−": "-",
    "*": "*", "∗": "*", "**": "**", "/": "/", "∕": "/", "@": "@",
    "·": "·", "⋅": "·", "∙": "·", "×": "×", "⊙": "⊙", "∘": "⊙", "⊗": "⊗",
    "^": "^", "_": "_", "'": "'", "′": "'", "″": "'", "‴": "'", "⊤": "ᵀ", ".T": "ᵀ",
    "(": "(", ")": ")", "[": "[", "]": "]", "{": "{", "}": "}",
    ",": ",", ";": ";", ":": ":", "|": "|", "∣": "|", "||": "‖", "‖": "‖", "∥": "‖",
    "=": "=", "==": "==", "≠": "≠", "!=": "≠", "<": "<", "<=": "≤", "≤": "≤", "⩽": "≤",
    ">": ">", ">=": "≥", "≥": "≥", "⩾": "≥", "∈": "∈", "∉": "∉",
    "∧": "∧", "&": "∧", "∨": "∨", "¬": "¬",
    "∂": "∂", "∇": "∇", "Σ": "Σ", "∑": "Σ", "Π": "Π", "∏": "Π",
    "…": "…", "⋯": "…", "...": "…",
}  # fmt: skip
"""Signs, mathematical and NumPy-like, and their kinds."""

WORDS: Final[dict[str, str]] = {
    "for": "for", "if": "if", "else": "else", "otherwise": "otherwise", "in": "∈", "and": "∧",
    "or": "∨", "not": "¬", "None": "None",
}  # fmt: skip
"""Words that are no names, and their kinds."""

ABSENT: Final[dict[str, str]] = {
    "//": "there is no `//`: `/` divides exactly, and `floor(a / b)` rounds down",
    "%": "there is no `%`: write `a − b floor(a / b)` for the remainder",
    ":=": "write `=`",
    "=>": "write the chain as `a = b = c`; for `≥` write `>=`",
    "=<": "write `<=`",
    "->": "write the chain as `a = b = c`",
    "<>": "write `≠` or `!=`",
    "&&": "write `and` or `∧`",
    "+=": "write `=`; every line stands for itself",
    "-=": "write `=`; every line stands for itself",
    "*=": "write `=`; every line stands for itself",
}
"""Signs of programming languages that do not exist here, and what to write."""

LOW: Final[dict[str, str]] = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", "0123456789+-aehijklmnoprstuvxβγρφχ", strict=True)
)
"""Subscript characters and what stands below the line."""

HIGH: Final[dict[str, str]] = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-Tabcdefghijklmnoprstuvwxyz", strict=True)
)
"""Superscript characters and what stands above the line."""

SAME: Final = str.maketrans({"µ": "μ", "∆": "Δ"})
"""Characters that are a letter in all but their number: the micro sign, the increment."""

LOOK_ALIKES: Final[dict[str, str]] = dict(
    zip(
        "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌԚԜѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧοɡɑı",
        "aeopcyxijshdqwABEKMHOPCTYXIJSGQWvABEZHIKMNOPTYXogαi",
        strict=True,
    )
)
"""Letters of another script that cannot be told from the one beside them."""

SUGGESTIONS: Final[dict[str, str]] = {
    "–": "write the minus sign as `-` or `−`",
    "—": "write the minus sign as `-` or `−`",
    "‐": "write the minus sign as `-` or `−`",
    "‑": "write the minus sign as `-` or `−`",
    "‘": "a word processor made this; write `'` for a transpose or a derivative",
    "’": "a word processor made this; write `'` for a transpose or a derivative",
    "“": "a word processor made this; no quotes are needed here",
    "”": "a word processor made this; no quotes are needed here",
    "„": "a word processor made this; no quotes are needed here",
    '"': "no quotes are needed inside an expression",
    "`": "no quotes are needed inside an expression",
    "´": "write `'` for a transpose or a derivative",
    "÷": "write `/`",
    "√": "write `sqrt(x)`",
    "≈": "only equations are checked: write `=`",
    "≡": "write `=`",
    "≔": "write `=`",
    "∝": "only equations are checked: write `=` and the factor",
    "⇒": "write the chain as `a = b = c`",
    "→": "write the chain as `a = b = c`",
    "∀": "name free indices under `for`",
    "∫": "integrals are not supported",
    "±": "write two claims, one with `+` and one with `-`",
    "∞": "infinity is no number here; the largest entry is `max(abs(x))`",
    "!": "`≠` is written `!=`, `not` is `not` or `¬`; there is no factorial",
    "~": "write `not` or `¬`",
    "?": "leave it away",
    "#": "a comment of YAML starts with a blank and `#`",
    ".": "a product is written `·`, a number `0.5` or `2`; only `.T` may follow a name",
    "•": "write `·`",
    "⊕": "write `+`",
    "⊘": "write `/`, which divides entry by entry",
    "⟨": "an inner product is written `x^T y` or `dot(x, y)`",
    "〈": "an inner product is written `x^T y` or `dot(x, y)`",
    "½": "write `1/2`",
    "¼": "write `1/4`",
    "¾": "write `3/4`",
    "†": "write `^T`",
}
"""What to write instead of a character that means nothing here."""

FUNCTIONS: Final = frozenset(SPELLINGS) | frozenset(WITHOUT_A_ROW) | {"distinct"}
"""Every name that is a function (or `I`) unless it is declared."""

CONSTANTS: Final = frozenset({"e", "pi", "π", "I"})
"""Names of constants: before a bracket they multiply."""

BIG: Final = frozenset({"sum", "prod", "mean", "var", "std", "max", "min", "logsumexp"})
"""Functions that may bind letters: `sum(e for i)`, `max_i e`."""

SEVERAL_ARGUMENTS: Final = frozenset({"atan2", "arctan2", "maximum", "minimum", "clip"})

BARE: Final = frozenset(SPELLINGS) - SEVERAL_ARGUMENTS
"""Functions that may stand without brackets: `log p_i`, `tr A B`."""

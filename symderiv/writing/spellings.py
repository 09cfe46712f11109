"""The spellings of the language, one table each; `%s` stands where the parts go."""

from collections.abc import Callable, Mapping
from typing import Final

from symderiv.language.expression import Relation
from symderiv.language.operators import OPERATORS
from symderiv.records import dataclass
from symderiv.writing.tex_names import tex_name


@dataclass(frozen=True, slots=True)
class Spelling:
    """How every construct is written.

    An empty `fraction` means `/`, an empty `loose` that rows are transposed where a column is needed.
    """

    name: Callable[[str, bool], str]
    """A declared or bound name, and whether it stands for an array."""
    function: Callable[[str], str]
    """A function of the operator table by its name."""
    origin: int
    """From where literal positions count in subscripts."""
    brackets: Callable[[str], str]
    minus: str
    times: str
    """An explicit sign for a product that may be juxtaposed."""
    scale: str
    elementwise: str
    contract: str
    inner: str
    loose: str
    outer: str
    fraction: str
    power: str
    entrywise_power: str
    matrix_power: str
    compact_exponents: bool
    """Do exponents need no brackets of their own?"""
    transpose: str
    scripted_transpose: bool
    component: str
    """Of an array at all its axes."""
    part: str
    """Of an array at some axes."""
    element: str
    script: Callable[[str], str]
    relations: Mapping[Relation, str]
    given: str
    """Between the arguments of `P(w|c)`."""
    conjunction: str
    disjunction: str
    negation: str
    indicator: str
    """A condition as a number; empty: brackets, where that reads the same."""
    where: str
    """Two cases; empty: braces."""
    otherwise: str
    case: str
    between_cases: str
    cases: str
    big: Mapping[str, str]
    """The operators that stand before what they sum over; the others are written as functions."""
    whole_range: bool
    """Does the range of an index stand at the sign even where it is the whole axis?"""
    comprehension: bool
    """Are sums over whole axes written `sum(e for i)`?"""
    beside: str
    below: str
    between_pieces: str
    between_rows: str
    block: str
    derivative: str
    second_derivative: str
    operator: str
    special: Mapping[str, str]
    """Functions that are not written as a name before brackets."""
    bare: frozenset[str]
    """Functions that need no brackets around an atom."""
    axis: str
    """Function, argument and axis."""
    includes: str
    excludes: str
    word: str
    """Any other word that stands before brackets."""
    number_product: str
    pi: str
    identity: str
    zeros: str
    ones: str
    size_list: str
    new_axis: tuple[str, str]


def _as_it_is(name: str, array: bool) -> str:
    return name


def _round(text: str) -> str:
    return f"({text})"


def _unicode_script(text: str) -> str:
    """`_i`, `_1`, and braces around anything longer."""
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


def _tex_script(text: str) -> str:
    return f"_{{{text}}}"


_TALL: Final = (r"\frac", r"\sum", r"\prod", r"\begin", r"\left", r"\max_", r"\min_", r"\operatorname*")


def _tex_round(text: str) -> str:
    return rf"\left( {text} \right)" if any(command in text for command in _TALL) else f"({text})"


UNICODE: Final = Spelling(
    name=_as_it_is,
    function=lambda name: "σ" if name == "sigmoid" else name,
    origin=1,
    brackets=_round,
    minus=" − ",
    times=" · ",
    scale=" ",
    elementwise=" ⊙ ",
    contract=" ",
    inner=" · ",
    loose=" @ ",
    outer=" ⊗ ",
    fraction="",
    power="%s^%s",
    entrywise_power="%s**%s",
    matrix_power="%s^%s",
    compact_exponents=False,
    transpose="%s^T",
    scripted_transpose=True,
    component="%s%s",
    part="%s[%s]",
    element="%s%s",
    script=_unicode_script,
    relations={"=": " = ", "≠": " ≠ ", "<": " < ", "≤": " ≤ ", ">": " > ", "≥": " ≥ "},
    given="|",
    conjunction=" ∧ ",
    disjunction=" ∨ ",
    negation="¬%s",
    indicator="1[%s]",
    where="",
    otherwise="%s otherwise",
    case="%s if %s",
    between_cases="; ",
    cases="{%s}",
    big={"sum": "Σ", "prod": "Π"},
    whole_range=False,
    comprehension=False,
    beside="[%s for %s]",
    below="[%s; for %s]",
    between_pieces=", ",
    between_rows="; ",
    block="[%s]",
    derivative="∂%s/∂%s",
    second_derivative="∂²%s/∂%s²",
    operator="∂/∂%s %s",
    special={"norm": "‖%s‖", "norm1": "‖%s‖_1"},
    bare=frozenset(),
    axis="%s(%s, axis=%s)",
    includes="%s ∈ %s",
    excludes="%s ∉ %s",
    word="%s",
    number_product="*",
    pi="π",
    identity="eye(%s)",
    zeros="zeros(%s)",
    ones="ones(%s)",
    size_list=", ",
    new_axis=("%s[None, :]", "%s[:, None]"),
)

NUMPY: Final = Spelling(
    name=_as_it_is,
    function=lambda name: name,
    origin=0,
    brackets=_round,
    minus=" - ",
    times=" · ",
    scale=" * ",
    elementwise=" * ",
    contract=" @ ",
    inner=" @ ",
    loose=" @ ",
    outer="outer(%s, %s)",
    fraction="",
    power="%s**%s",
    entrywise_power="%s**%s",
    matrix_power="%s^%s",
    compact_exponents=False,
    transpose="%s.T",
    scripted_transpose=False,
    component="%s[%s]",
    part="%s[%s]",
    element="%s[%s]",
    script=_unicode_script,
    relations={"=": " == ", "≠": " != ", "<": " < ", "≤": " <= ", ">": " > ", "≥": " >= "},
    given="|",
    conjunction=" and ",
    disjunction=" or ",
    negation="not %s",
    indicator="",
    where="where(%s, %s, %s)",
    otherwise="%s otherwise",
    case="%s if %s",
    between_cases="; ",
    cases="{%s}",
    big={"sum": "Σ", "prod": "Π"},
    whole_range=False,
    comprehension=True,
    beside="[%s for %s]",
    below="[%s; for %s]",
    between_pieces=", ",
    between_rows="; ",
    block="[%s]",
    derivative="∂%s/∂%s",
    second_derivative="∂²%s/∂%s²",
    operator="∂/∂%s %s",
    special={},
    bare=frozenset(),
    axis="%s(%s, axis=%s)",
    includes="%s ∈ %s",
    excludes="%s ∉ %s",
    word="%s",
    number_product="*",
    pi="pi",
    identity="eye(%s)",
    zeros="zeros(%s)",
    ones="ones(%s)",
    size_list=", ",
    new_axis=("%s[None, :]", "%s[:, None]"),
)

LATEX: Final = Spelling(
    name=tex_name,
    function=lambda name: OPERATORS[name].latex,
    origin=1,
    brackets=_tex_round,
    minus=" - ",
    times=r" \cdot ",
    scale=r" \, ",
    elementwise=r" \odot ",
    contract=" ",
    inner=r" \cdot ",
    loose="",
    outer=r" \otimes ",
    fraction=r"\frac{%s}{%s}",
    power="%s^{%s}",
    entrywise_power=r"%s^{\odot %s}",
    matrix_power="%s^{%s}",
    compact_exponents=True,
    transpose=r"%s^{\top}",
    scripted_transpose=True,
    component="%s%s",
    part="%s_{%s}",
    element="%s%s",
    script=_tex_script,
    relations={"=": " = ", "≠": r" \neq ", "<": " < ", "≤": r" \leq ", ">": " > ", "≥": r" \geq "},
    given=r" \mid ",
    conjunction=r" \land ",
    disjunction=r" \lor ",
    negation=r"\lnot %s",
    indicator=r"\mathbf{1}[%s]",
    where="",
    otherwise=r"%s & \text{otherwise}",
    case=r"%s & \text{if } {%s}",
    between_cases=r" \\ ",
    cases=r"\begin{cases} %s \end{cases}",
    big={
        "sum": r"\sum",
        "prod": r"\prod",
        "mean": r"\operatorname*{mean}",
        "var": r"\operatorname*{var}",
        "std": r"\operatorname*{std}",
        "max": r"\max",
        "min": r"\min",
        "logsumexp": r"\operatorname*{logsumexp}",
    },
    whole_range=True,
    comprehension=False,
    beside=r"\left[ %s \right]_{%s}",
    below=r"\left[ %s ; \right]_{%s}",
    between_pieces=" & ",
    between_rows=r" \\ ",
    block=r"\begin{bmatrix} %s \end{bmatrix}",
    derivative=r"\frac{\partial %s}{\partial %s}",
    second_derivative=r"\frac{\partial^{2} %s}{\partial %s^{2}}",
    operator=r"\frac{\partial}{\partial %s} %s",
    special={
        "norm": r"\lVert %s \rVert",
        "norm1": r"\lVert %s \rVert_{1}",
        "normsq": r"\lVert %s \rVert^{2}",
        "abs": r"\lvert %s \rvert",
        "sqrt": r"\sqrt{%s}",
        "floor": r"\lfloor %s \rfloor",
    },
    bare=frozenset({"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "trace"}),
    axis=r"%s_{\text{axis } %s}%s",
    includes=r"%s \in %s",
    excludes=r"%s \notin %s",
    word=r"\operatorname{%s}",
    number_product=r" \, ",
    pi=r"\pi",
    identity=r"\mathbf{I}_{%s}",
    zeros=r"\mathbf{0}_{%s}",
    ones=r"\mathbf{1}_{%s}",
    size_list=r" \times ",
    new_axis=(r"%s_{\text{None},:}", r"%s_{:,\text{None}}"),
)

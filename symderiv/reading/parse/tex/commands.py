r"""The commands of LaTeX: which sign, letter, accent, font, space or construct each one is."""

from typing import Final

from symderiv.language.alphabet import ACCENTS, GREEK

SIGNS: Final[dict[str, str]] = {
    "cdot": "·", "times": "×", "odot": "⊙", "circ": "⊙", "otimes": "⊗", "ast": "*",
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥",
    "ne": "≠", "neq": "≠", "lt": "<", "gt": ">", "in": "∈", "notin": "∉",
    "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "lnot": "¬", "neg": "¬",
    "partial": "∂", "nabla": "∇", "sum": "Σ", "prod": "Π",
    "dots": "…", "ldots": "…", "cdots": "…", "vdots": "…", "ddots": "…", "dotsc": "…", "dotsb": "…",
    "mid": "|", "vert": "|", "Vert": "‖", "|": "‖", "top": "ᵀ", "intercal": "ᵀ", "prime": "'",
    "coloneqq": "=", "slash": "/",
    "Rightarrow": "⇒", "implies": "⇒", "therefore": "⇒", "Longrightarrow": "⇒", "rightarrow": "⇒", "to": "⇒",
    "quad": "gap", "qquad": "gap",
}  # fmt: skip
"""Commands that are one sign; `gap` is a wide space, and `⇒` changes nothing at the start of a line."""

LETTERS: Final[dict[str, tuple[str, ...]]] = {
    **{command: (letter, command) for letter, command in GREEK.items()},
    "phi": ("φ", "ϕ", "phi"),
    "epsilon": ("ε", "ϵ", "epsilon"),
    "varphi": ("φ", "varphi", "phi"),
    "varepsilon": ("ε", "varepsilon", "epsilon"),
}
"""Commands of letters, and the names that each may mean; the one that is declared is meant."""

MARKS: Final[dict[str, tuple[str, str]]] = {
    **{word: (mark, word) for mark, word in reversed(ACCENTS.items())},
    "widehat": ("\u0302", "hat"),
    "widetilde": ("\u0303", "tilde"),
    "overline": ("\u0304", "bar"),
}
"""Accents: the combining mark, and the word that stands for it in a name such as `yhat`."""

FONTS: Final = frozenset({
    "mathbf", "boldsymbol", "bm", "mathrm", "mathsf", "mathit", "mathcal", "mathscr", "mathfrak", "mathbb",
    "mathtt", "mathnormal", "pmb", "symbf", "symbfit", "vb", "mathbfit", "boxed",
})  # fmt: skip
"""Commands that change only how their argument looks."""

DOUBLED: Final = frozenset({"mathbf", "boldsymbol", "bm", "mathbb", "pmb", "symbf", "mathbfit", "mathds"})
r"""Fonts in which `1` is an indicator, or a vector of ones."""

TEXTS: Final = frozenset({
    "text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "operatorname",
    "operatorname*",
})  # fmt: skip
"""Commands whose argument is a word."""

SPACES: Final = frozenset({
    ",", ";", ":", "!", ">", " ", "\n", "\t", "/", "-", "displaystyle", "textstyle", "scriptstyle", "limits",
    "nolimits", "nonumber", "notag", "allowbreak", "thinspace", "enspace", "enskip", "bf", "rm", "it", "cal",
    "strut", "mathstrut", "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr",
    "biggr", "Biggr", "bigm", "Bigm", "null", "relax", "hfill",
})  # fmt: skip
"""Commands that change nothing."""

DROPPED: Final = frozenset({"tag", "tag*", "label", "hspace", "hspace*", "vspace", "color"})
"""Commands that change nothing, with their argument."""

ALIGNED: Final = frozenset({
    "aligned", "align", "align*", "alignat", "alignat*", "alignedat", "split", "equation", "equation*",
    "eqnarray", "eqnarray*", "gather", "gather*", "gathered", "multline", "multline*", "flalign", "flalign*",
    "displaymath", "math",
})  # fmt: skip
"""Environments of lines that make up a chain."""

GRIDS: Final = frozenset({"bmatrix", "pmatrix", "matrix", "smallmatrix", "bmatrix*", "pmatrix*"})
"""Environments of blocks."""

CASES: Final = frozenset({"cases", "dcases", "rcases"})

COUNTED: Final = frozenset({"alignat", "alignat*", "alignedat"})
"""Environments with an argument that tells how many columns there are."""

FRACTIONS: Final = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"})

OPENING: Final = {
    "(": "(", "[": "[", r"\{": "(", r"\lbrace": "(", r"\lbrack": "[", r"\lparen": "(",
    r"\lvert": "|(", r"\lVert": "‖(", r"\lfloor": "⌊",
}  # fmt: skip
"""Delimiters that open, as signs or commands, and what they open."""

CLOSING: Final = {
    ")": "(", "]": "[", r"\}": "(", r"\rbrace": "(", r"\rbrack": "[", r"\rparen": "(",
    r"\rvert": "|(", r"\rVert": "‖(", r"\rfloor": "⌊",
}  # fmt: skip
"""Delimiters that close, and what opened them."""

BARS: Final = {"|": "|(", r"\vert": "|(", "‖": "‖(", r"\|": "‖(", "||": "‖(", r"\Vert": "‖(", "∥": "‖("}
r"""Delimiters that open after `\left` and close after `\right`."""

WORDS: Final[dict[str, str]] = {
    "if": "if", "when": "if", "where": "if", "for": "for", "otherwise": "otherwise", "else": "otherwise",
    "o.w": "otherwise", "and": "∧", "or": "∨", "not": "¬", "in": "∈", "None": "None",
}  # fmt: skip
r"""Words in `\text{…}` that are part of the language."""

ABSENT: Final[dict[str, str]] = {
    "arg": "the place of a largest entry is not supported; declare it as a position: `o: index[n]`",
    "bmod": "write `a - b \\lfloor a/b \\rfloor`",
    "pmod": "only equations are checked",
    "cancel": "a struck factor is left away in the next step",
    "bcancel": "a struck factor is left away in the next step",
    "stackrel": "write `=`, and the reason or the condition under `because`, `for` or `given`",
    "overset": "write `=`, and the reason or the condition under `because`, `for` or `given`",
    "underset": "write what it says in a formula of its own",
    "underbrace": "write the part alone, or give it a name under `define`",
    "overbrace": "write the part alone, or give it a name under `define`",
    "approx": "only equations are checked: write `=`",
    "simeq": "only equations are checked: write `=`",
    "sim": "only equations are checked; what is random cannot be said here",
    "equiv": "write `=`",
    "triangleq": "write `=`",
    "propto": "only equations are checked: write `=` and the factor",
    "iff": "two claims are two equations",
    "Leftrightarrow": "two claims are two equations",
    "leftarrow": "an update is an equation between two names: `v^{new} = v − η g`",
    "gets": "an update is an equation between two names: `v^{new} = v − η g`",
    "mapsto": "write the equation",
    "forall": "name free indices under `for`",
    "exists": "only equations are checked",
    "int": "integrals are not supported",
    "lim": "limits are not supported",
    "infty": "infinity is no number here",
    "pm": "write two claims, one with `+` and one with `-`",
    "mp": "write two claims, one with `+` and one with `-`",
    "langle": r"an inner product is `x^\top y`",
    "lceil": r"only `\lfloor x \rfloor` is supported",
    "oplus": "write `+`",
    "ominus": "write `-`",
    "oslash": r"write `\frac{x}{y}`, which divides entry by entry",
    "div": r"write `\frac{a}{b}` or `a / b`",
    "bullet": r"write `\cdot`",
    "star": r"write `\odot` or `\cdot`",
    "dagger": r"write `^\top`",
    "over": r"write `\frac{a}{b}`",
    "binom": "binomial coefficients are not supported",
    "choose": "binomial coefficients are not supported",
    "not": r"write `\ne` or `\notin`",
    "subset": "sets are not supported",
    "cup": "sets are not supported",
    "cap": "sets are not supported",
    "setminus": "write the condition, as in `k \\ne o`",
    "emptyset": "sets are not supported",
    "phantom": "leave it away",
    "hphantom": "leave it away",
    "vphantom": "leave it away",
    "underline": "give it a name of its own",
    "bigoplus": "write the sum",
    "mod": "write `a − b floor(a / b)` for the remainder",
    "E": "expectations are not supported; write the sum",
    "ensuremath": "leave it away",
    "newcommand": "write the formula without macros of its own",
    "def": "write the formula without macros of its own",
    "intertext": "words between the lines belong under `because`",
    "shortintertext": "words between the lines belong under `because`",
    "hline": "leave the line away",
    "multicolumn": "write every entry",
    "xrightarrow": "write the chain as `a = b = c`",
    "longrightarrow": "write the chain as `a = b = c`",
}
"""Commands that exist and mean nothing here, and what to write instead."""

FUNCTIONS: Final[dict[str, str]] = {"sgn": "sign", "Tr": "tr"}
"""Commands of functions that have another name here; all others are called as they are."""

STUMPS: Final = frozenset({
    # \a
    "lpha", "pprox", "ngle", "rcsin", "rccos", "rctan", "ligned", "lign",
    # \b
    "oldsymbol", "m", "eta", "egin", "ar", "oxed", "inom", "ullet", "igl", "igr", "ig", "mod",
    # \e
    "psilon", "xp", "ll", "nd", "quiv", "ta",
    # \f
    "rac", "orall", "loor",
    # \n
    "abla", "eq", "otin", "onumber", "orm",
    # \r
    "ho", "ight", "angle", "vert", "Vert", "floor", "brace", "brack",
    # \t
    "ext", "extbf", "extrm", "extit", "heta", "au", "imes", "op", "ilde", "anh", "an", "frac", "ag",
    "riangleq",
    # \v
    "ec", "arphi", "arepsilon", "dots", "ert", "arrho",
    # only the backslash
    "begin", "end", "left", "right", "boldsymbol", "mathbf", "mathrm", "text", "operatorname", "partial",
    "hat", "cdot", "top", "nabla", "sqrt", "quad", "tilde", "times",
})  # fmt: skip
"""What is left of a command when `\\a`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` … was taken for an escape."""

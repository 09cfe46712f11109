"""Diagnostics of how an expression is written: E200 to E235."""

from typing import Final

from symderiv.catalogue.entry import Entry

FORMULAS: Final = (
    Entry(
        "E200", "formula",
        "Between these signs an expression is missing.",
        "exp(v) + ()", "exp(v) + (x)",
    ),
    Entry(
        "E201", "formula",
        "The sign has no meaning here. Typographic quotes and dashes, `√`, `÷`, `≈` have plain "
        "counterparts; a dot between names is no product (`·` is one).",
        "√a", "sqrt(a)",
    ),
    Entry(
        "E202", "formula",
        "Between the letters stands a character that nobody sees, such as a space of width zero from "
        "a web page. Delete the place and type it again.",
        "a\u200b + b", "a + b",
    ),
    Entry(
        "E203", "formula",
        "The letter looks like another one and is not the same: a Cyrillic `\u0430` for a Latin `a`, for "
        "example.",
        "\u0430 + b", "a + b",
    ),
    Entry(
        "E204", "formula",
        "LaTeX commands are read between `$` signs, around the whole value or a part of it.",
        r"\frac{a}{b}", r"$\frac{a}{b}$",
    ),
    Entry(
        "E205", "formula",
        "An expression has a bounded length. Give its parts names under `define`.",
        "a" + " " * 20_000 + "+ b", "a + b",
    ),
    Entry(
        "E206", "formula",
        "An expression has a bounded number of parts. Give some of them names under `define`.",
        "a" + "+a" * 2600, "a + a",
    ),
    Entry(
        "E207", "formula",
        "Numbers are exact here, so they are bounded in length.",
        "1" * 400 + " a", "1e20 a",
    ),
    Entry(
        "E208", "formula",
        "Brackets stand within one another too deep. Give the inner part a name under `define`.",
        "(" * 200 + "a" + ")" * 200, "((a))",
    ),
    Entry(
        "E210", "formula",
        "A bracket is opened and never closed.",
        "log(sum(exp(v))", "log(sum(exp(v)))",
    ),
    Entry(
        "E211", "formula",
        "A bracket closes that was never opened, or that was opened as another kind.",
        "log(sum(v)]", "log(sum(v))",
    ),
    Entry(
        "E212", "formula",
        "After the sign a factor or a term is missing.",
        "U^T (ŷ −)", "U^T (ŷ − y)",
    ),
    Entry(
        "E213", "formula",
        "`1 / a b` is (1 / a) b to some and 1 / (a b) to others. Write the brackets, or `1 / a * b`, "
        "which is read from the left as in Python. A number below is no question: `1/2 a` is half of "
        "a.",
        "1 / a b", "1 / (a b)",
    ),
    Entry(
        "E214", "formula",
        "After `^` stands no exponent, or what stands there cannot be told from what follows: `U^Ty`.",
        "U^Ty", "U^T y",
    ),
    Entry(
        "E215", "formula",
        "This can be read in two ways; write the one that is meant. The hint shows both.",
        "a^2^3", "a^{2^3}",
    ),
    Entry(
        "E216", "claim",
        "`==` asks whether two numbers are equal and belongs into conditions; a claim is written with "
        "`=`.",
        "prove: ∂J/∂v == U^T (ŷ − y)", "prove: ∂J/∂v = U^T (ŷ − y)",
    ),
    Entry(
        "E217", "formula",
        "`=` states an equation, outside of all brackets. Within a condition write `==`.",
        "where(a = 0, a, b)", "where(a == 0, a, b)",
    ),
    Entry(
        "E218", "formula",
        "The language has no such operator: no `//`, no `%`, no `:=`, and within LaTeX no "
        "`*`-spelling of Python.",
        "a // b", "floor(a / b)",
    ),
    Entry(
        "E219", "formula",
        "A number stands in front of the other factors of a product: `2 a`, not `a 2`.",
        "a 2", "2 a",
    ),
    Entry(
        "E220", "formula",
        "After Σ or Π stands the letter over which it runs: `Σ_i`, `Σ_{k≠o}`, `Σ_{i=1}^{V}`. A letter "
        "that has a meaning already cannot be bound.",
        "Σ y_i", "Σ_i y_i",
    ),
    Entry(
        "E221", "formula",
        "A derivative is `∂f/∂x`, `∂/∂x (f)`, `∂²f/∂x∂y`, `∇_x f`, `grad(f, x)`; here its variable is "
        "missing, or the order above and below is not the same.",
        "∂J", "∂J/∂v",
    ),
    Entry(
        "E222", "formula",
        "A subscript is a letter, a number or a sum of these; between brackets `:` stands for a whole "
        "axis. Parts of an axis (`x[1:]`) do not exist.",
        "x[1:]", "x[1]",
    ),
    Entry(
        "E223", "formula",
        "Cases are written `{a if c; b otherwise}`, with `;` between them; braces are no brackets.",
        "{a if a > 0, b otherwise}", "{a if a > 0; b otherwise}",
    ),
    Entry(
        "E224", "formula",
        "Between square brackets stands a block matrix `[a, b; a, b]` or a list `[g_i for i]` over "
        "one letter.",
        "[U_ij for i, j]", "[U[i]^T for i]",
    ),
    Entry(
        "E225", "formula",
        "The function is called with no arguments, with too few, or with a list where it takes none.",
        "grad(J)", "grad(J, v)",
    ),
    Entry(
        "E226", "formula",
        "The name of a function stands alone, or an operator stands between it and its argument. A "
        "subscript and a power belong behind the brackets.",
        "softmax_i", "softmax(v)",
    ),
    Entry(
        "E227", "formula",
        "A bar `|` or `‖` is opened and never closed.",
        "‖x", "‖x‖",
    ),
    Entry(
        "E229", "file",
        "A name consists of letters, digits and subscripts, starts with a letter and has a bounded "
        "length.",
        "symbols:\n"
        "  x+y: scalar\n",
        "symbols:\n"
        "  x_y: scalar\n",
    ),
    Entry(
        "E231", "formula",
        "At this place a factor, a term or a bracket was expected, and something else stands there.",
        "* a", "b * a",
    ),
    Entry(
        "E232", "formula",
        "The LaTeX command is not known, or it has no meaning in a formula that is to be checked.",
        r"$\fraq{a}{b}$", r"$\frac{a}{b}$",
    ),
    Entry(
        "E233", "formula",
        "Words within a formula are not read. Reasons belong under `because`, conditions under `for` "
        "or `given`.",
        r"$a \text{ which is } b$", "$a + b$",
    ),
    Entry(
        "E234", "formula",
        r"The command needs its arguments in braces: `\frac{a}{b}`, `x^{-1}`.",
        "$a^-1$", "$a^{-1}$",
    ),
    Entry(
        "E235", "formula",
        "Lines of `aligned` and the like are one chain: each further line starts with `=`, or goes on "
        "with the line before it.",
        r"$\begin{aligned} a &= b \\ b &= a \end{aligned}$", "$a + b$",
    ),
)  # fmt: skip

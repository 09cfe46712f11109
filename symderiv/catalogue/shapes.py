"""Diagnostics of shapes, and of this program itself: E401 to E900."""

from typing import Final

from symderiv.catalogue.entry import Entry

SHAPES: Final = (
    Entry(
        "E401", "formula",
        "Two parts do not fit one another. A vector is a column, a row is its transpose; a product "
        "takes the columns of its left factor against the rows of its right one; sums and `⊙` take "
        "equal shapes. Nothing is stretched but scalars, and rows over the rows of a matrix.",
        "U (ŷ − y)", "U^T (ŷ − y)",
    ),
    Entry(
        "E403", "formula",
        "The identity is square, and what stands beside it is not.",
        "U + I", "A + I",
    ),
    Entry(
        "E404", "formula",
        "`×` scales by a number. Between arrays write `A B` for the matrix product, `A ⊙ B` for the "
        "entries one by one.",
        "A × A", "A ⊙ A",
    ),
    Entry(
        "E405", "claim",
        "One entry with a free index stands beside a whole array: `v − x_i` mixes a claim about all "
        "entries with one about entry i.",
        "for: i\n"
        "prove: v_i = v − x_i",
        "for: i\n"
        "prove: v_i = v_i − x_i + x_i",
    ),
    Entry(
        "E406", "formula",
        "A declared function is given an argument of another shape than its declaration says.",
        "g(U)", "g(v)",
    ),
    Entry(
        "E407", "formula",
        "The 1-norm is that of a vector; `norm(U)` is the Frobenius norm of a matrix.",
        "|U|_1", "|x|_1",
    ),
    Entry(
        "E408", "formula",
        "`grad` and `∇` are of a scalar, `jacobian` of a vector by a vector, `hessian` of a scalar. "
        "`∂f/∂x` takes any.",
        "grad(ŷ, v)", "jacobian(ŷ, v)",
    ),
    Entry(
        "E410", "formula",
        "One letter runs over one axis; here it subscripts two of different size.",
        "Σ_i y_i v_i", "Σ_i y_i ŷ_i",
    ),
    Entry(
        "E411", "file",
        "The axis has a fixed size, and this entry lies beyond its end.",
        "symbols: {x: 'vector[2]'}\n"
        "derivations:\n"
        "  - prove: x_3 = x_3\n",
        "symbols: {x: 'vector[2]'}\n"
        "derivations:\n"
        "  - prove: x_2 = x_2\n",
    ),
    Entry(
        "E412", "formula",
        "An array has as many subscripts as axes, or fewer: `U_{w,d}` is an entry, `U[w]` a row.",
        "v_{1,2}", "U_{1,2}",
    ),
    Entry(
        "E413", "formula",
        "`x[:, None]` and `x[None, :]` make a matrix of one column or one row out of a vector, not "
        "out of a matrix.",
        "U[:, None]", "v[:, None]",
    ),
    Entry(
        "E900", "none",
        "The three deciders contradict one another, or the program broke down. That is a mistake in "
        "symderiv and not in your file: please report it with the text of the message and the file.",
    ),
)  # fmt: skip

"""Diagnostics of names and of what they mean: E301 to E340."""

from typing import Final

from symderiv.catalogue.entry import Entry

MEANING: Final = (
    Entry(
        "E301", "formula",
        "The name is not declared: no size, no symbol, no definition, no bound letter. Declare it "
        "under `symbols` or `define`; a letter of a subscript is bound by Σ, or by `for` of the "
        "derivation.",
        "U^T (yhat − y)", "U^T (ŷ − y)",
    ),
    Entry(
        "E303", "formula",
        "Σ, a list or `for` binds a letter that means something already. Use another letter.",
        "Σ_o y_o", "Σ_i y_i",
    ),
    Entry(
        "E304", "formula",
        "An index runs over the axis that it subscripts or with which it is compared, and here it "
        "does neither. Say the axis: `Σ_{i=1}^{V}` or `Σ_{i ∈ V}`.",
        "Σ_i a", "Σ_{i ∈ V} a",
    ),
    Entry(
        "E305", "formula",
        "Subscripts below the line count from 1, those between brackets from 0: `y_1` and `y[0]` are "
        "the same entry.",
        "y_0", "y[0]",
    ),
    Entry(
        "E306", "formula",
        "What stands below the line is no position: neither a bound letter, nor a declared index, nor "
        "a whole number.",
        "y_{1.5}", "y_1",
    ),
    Entry(
        "E307", "formula",
        "An index is a position and no number with which one could calculate. `1[i = j]` makes a "
        "number of a question about positions.",
        "Σ_i i y_i", "Σ_i 1[i = o] y_i",
    ),
    Entry(
        "E308", "file",
        "Definitions are read from the top, and each may use those above it.",
        "symbols: {x: scalar}\n"
        "define:\n"
        "  p: s + 1\n"
        "  s: 2 x\n",
        "symbols: {x: scalar}\n"
        "define:\n"
        "  s: 2 x\n"
        "  p: s + 1\n",
    ),
    Entry(
        "E309", "formula",
        "A function or a family stands here without its arguments.",
        "F + 1", "F(v, x) + 1",
    ),
    Entry(
        "E310", "formula",
        "A condition is a question such as `i = o` or `a > 0`, and here stands a number.",
        "{a if b; 0 otherwise}", "{a if b > 0; 0 otherwise}",
    ),
    Entry(
        "E311", "formula",
        "`I` takes its size from its neighbour, and here is none. `eye(n)` has a size of its own.",
        "I", "eye(D)",
    ),
    Entry(
        "E313", "formula",
        "A matrix has whole powers only: `A^2`, `A^-1`. `A**b` is the power entry by entry.",
        "A^0.5", "A**0.5",
    ),
    Entry(
        "E314", "formula",
        "Powers of matrices are multiplied out, so they are bounded.",
        "A^1000", "A^10",
    ),
    Entry(
        "E315", "formula",
        "A prime after an array is the transpose, one after a function the derivative. After a scalar "
        "it is neither.",
        "a'", "∂J/∂a",
    ),
    Entry(
        "E316", "formula",
        "`distinct(…)`, `∈` and `∉` ask about a list of positions, declared like `neg: index[V][K]`.",
        "1[o ∉ v]", "1[o ∉ neg]",
    ),
    Entry(
        "E317", "formula",
        "A Kronecker delta has two indices.",
        "Σ_i δ_i y_i", "Σ_i δ_io y_i",
    ),
    Entry(
        "E318", "formula",
        "Here stands a size: a declared one, a whole number, or a sum or product of these.",
        "eye(a)", "eye(D)",
    ),
    Entry(
        "E319", "file",
        "The right side of a definition uses the name that it defines.",
        "symbols: {x: scalar}\n"
        "define:\n"
        "  F(p): F(p) + x\n"
        "loss: J = F(x)\n",
        "symbols: {x: scalar}\n"
        "define:\n"
        "  F(p): p + x\n"
        "loss: J = F(x)\n",
    ),
    Entry(
        "E321", "none",
        "A defined family takes its arguments by position: `F(u, v)`. What stands left of `=` among "
        "them is a label.",
    ),
    Entry(
        "E322", "formula",
        "The function or family takes another number of arguments. `P(w|c)` and `P(w, c)` are not the "
        "same.",
        "exp(v, x)", "exp(v)",
    ),
    Entry(
        "E323", "formula",
        "A letter runs over a size, and here stands something else after `∈`.",
        "Σ_{i ∈ v} y_i", "Σ_{i ∈ V} y_i",
    ),
    Entry(
        "E324", "none",
        "A list `[g_i for i]` takes the whole axis; a sum may take a part of it.",
    ),
    Entry(
        "E325", "formula",
        "A list with `…` shows its first piece and its last one, which differ in one index: 1 and a "
        "size.",
        "[u_1, u_3, …, u_V]", "[u_1, u_2, …, u_V]",
    ),
    Entry(
        "E330", "formula",
        "The order of a derivative is bounded.",
        "σ'''''''(a)", "σ''(a)",
    ),
    Entry(
        "E331", "formula",
        "One takes derivatives by something that can vary: a declared symbol, a defined name, or a "
        "part of one. By an expression only if it is the right side of a definition; then by its "
        "name.",
        "∂J/∂(U v)", "∂J/∂v",
    ),
    Entry(
        "E332", "formula",
        "What stands before the brackets is no function. The number of a function belongs to its name "
        "(`g1(v)`), and a product needs a sign: `g(v) · (…)`.",
        "g_1(v)", "g(v)",
    ),
    Entry(
        "E333", "formula",
        "The function does not know this keyword, or the axis is no whole number. `axis=0` and "
        "`axis=1` are the ones that exist.",
        "sum(U, keepdims=1)", "sum(U, axis=1)",
    ),
    Entry(
        "E334", "formula",
        "`shape(x)` is a tuple of sizes and stands alone on a side of an equation.",
        "shape(U) + 1", "U",
    ),
    Entry(
        "E335", "formula",
        "`|x|` of a vector may be its length or its entries without signs. Write `‖x‖`, `|x|_1` or "
        "`abs(x)`.",
        "|x|", "‖x‖",
    ),
    Entry(
        "E336", "formula",
        "A prime is the derivative of a function of one scalar variable, applied to its argument: "
        "`σ'(x)`.",
        "softmax'(x)", "σ'(x)",
    ),
    Entry(
        "E337", "file",
        "A derivative by an expression means the definition that has it as its right side, and here "
        "two have. Write the name of the one that is meant.",
        "symbols: {x: scalar}\n"
        "define:\n"
        "  s: 2 x\n"
        "  t: 2 x\n"
        "loss: J = s + t\n"
        "derivations:\n"
        "  - prove: ∂J/∂(2 x) = 1\n",
        "symbols: {x: scalar}\n"
        "define:\n"
        "  s: 2 x\n"
        "  t: 2 x\n"
        "loss: J = s + t\n"
        "derivations:\n"
        "  - prove: ∂J/∂s = 1\n",
    ),
    Entry(
        "E338", "formula",
        "`A_12` is row 12, or the entry in row 1 and column 2.",
        "A_12", "A_{1,2}",
    ),
    Entry(
        "E339", "formula",
        "The letter subscripts an axis beyond its ends. Below the line positions count from 1 to the "
        "size of the axis.",
        "Σ_{i=0}^{V-1} y_i", "Σ_{i=1}^{V} y_i",
    ),
    Entry(
        "E340", "claim",
        "`for` binds a letter that neither side uses. Remove it, or claim something about one entry.",
        "for: i in V\n"
        "prove: ∂J/∂v = U^T (ŷ − y)",
        "for: i\n"
        "prove: ∂J/∂v_i = (U^T (ŷ − y))_i",
    ),
)  # fmt: skip

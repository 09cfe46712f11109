"""Diagnostics of declarations and of the keys of a file: E130 to E149."""

from typing import Final

from symderiv.catalogue.entry import Entry

DECLARATION_ENTRIES: Final = (
    Entry(
        "E130", "file",
        "The key is none that can stand here: misspelt, or in the wrong place. The gradient of the "
        "loss by `w` is an entry `w: …` under `gradients`; everything else stands under "
        "`derivations`.",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradient: {x: 2 x}\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradients: {x: 2 x}\n",
    ),
    Entry(
        "E131", "file",
        "Sizes, symbols, definitions, families and the loss share one list of names, and each name is "
        "declared once.",
        "sizes: [N]\n"
        "symbols:\n"
        "  N: scalar\n",
        "sizes: [N]\n"
        "symbols:\n"
        "  n: scalar\n",
    ),
    Entry(
        "E132", "file",
        "Here stands a list where a mapping belongs, or text where a list belongs, or the other way "
        "round. A formula that starts with `[` or `{` is read as a list or a mapping unless it stands "
        "in quotes.",
        "sizes: [n]\n"
        "symbols:\n"
        "  x: vector[n]\n"
        "derivations:\n"
        "  prove: x = x\n",
        "sizes: [n]\n"
        "symbols:\n"
        "  x: vector[n]\n"
        "derivations:\n"
        "  - prove: x = x\n",
    ),
    Entry(
        "E133", "none",
        "The format has this key, and this version of symderiv does not read it yet. At present it "
        "reads all of them.",
    ),
    Entry(
        "E134", "file",
        "The layout says how derivatives are laid out: `mixed` (a gradient has the shape of its "
        "variable), `numerator` or `denominator`.",
        "layout: column\n"
        "symbols: {x: scalar}\n",
        "layout: denominator\n"
        "symbols: {x: scalar}\n",
    ),
    Entry(
        "E135", "file",
        "Beside a size stands the whole number to use where concrete sizes are needed, or a "
        "description in words.",
        "sizes: {V: 2.5}\n"
        "symbols: {x: scalar}\n",
        "sizes: {V: 5}\n"
        "symbols: {x: scalar}\n",
    ),
    Entry(
        "E136", "file",
        "`one-hot[V] at o` needs `o: index[V]` among the symbols: a position on the same axis.",
        "sizes: [V]\n"
        "symbols:\n"
        "  y: one-hot[V] at o\n",
        "sizes: [V]\n"
        "symbols:\n"
        "  y: one-hot[V] at o\n"
        "  o: index[V]\n",
    ),
    Entry(
        "E137", "file",
        "The loss has a name, so that `∂J/∂x` can be written: `loss: J = …`, or the name of a "
        "definition.",
        "symbols: {x: scalar}\n"
        "loss: x^2\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n",
    ),
    Entry(
        "E139", "file",
        "In `loss: J(x) = …` the brackets name declared symbols on which the loss depends; they "
        "declare nothing.",
        "symbols: {x: scalar}\n"
        "loss: J(w) = x^2\n",
        "symbols: {x: scalar}\n"
        "loss: J(x) = x^2\n",
    ),
    Entry(
        "E140", "file",
        "A type is `scalar`, `vector[n]`, `row[n]`, `matrix[m, n]`, `tensor[…]`, `one-hot[n]`, "
        "`simplex[n]`, `index[n]` or `function(…) -> …`, with assumptions before it (`positive "
        "scalar`) and declared sizes in its brackets.",
        "sizes: [n]\n"
        "symbols:\n"
        "  x: vector(n)\n",
        "sizes: [n]\n"
        "symbols:\n"
        "  x: vector[n]\n",
    ),
    Entry(
        "E141", "file",
        "The number after `symderiv:` is the version of the format, at present 1; it may be left out.",
        "symderiv: 2\n"
        "symbols: {x: scalar}\n",
        "symderiv: 1\n"
        "symbols: {x: scalar}\n",
    ),
    Entry(
        "E142", "file",
        "A loss is a single number. Of a vector or a matrix take its sum, its mean or its norm.",
        "sizes: [n]\n"
        "symbols: {x: 'vector[n]'}\n"
        "loss: J = x**2\n",
        "sizes: [n]\n"
        "symbols: {x: 'vector[n]'}\n"
        "loss: J = sum(x**2)\n",
    ),
    Entry(
        "E143", "file",
        "`gradients` are those of the loss, and the file has none. Derivatives of anything else are "
        "claims of their own under `derivations`.",
        "symbols: {x: scalar}\n"
        "gradients: {x: 2 x}\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradients: {x: 2 x}\n",
    ),
    Entry(
        "E144", "file",
        "A derivation needs `prove` or `chain` or `cases`, a gradient or a step with further keys "
        "needs `is`, a case `where`.",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradients:\n"
        "  x: {name: the slope}\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradients:\n"
        "  x: {name: the slope, is: 2 x}\n",
    ),
    Entry(
        "E145", "file",
        "`expect` is one of proved, refuted, ill-shaped, unreadable, undecided.",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - {prove: x = 2 x, expect: wrong}\n",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - {prove: x = 2 x, expect: refuted}\n",
    ),
    Entry(
        "E146", "claim",
        "What is to be proved is an equation `a = b`, or a chain `a = b = c`.",
        "prove: ∂J/∂v", "prove: ∂J/∂v = U^T (ŷ − y)",
    ),
    Entry(
        "E147", "file",
        "`steps` stand between the two sides of `prove`; `chain` is the whole chain as a list and "
        "stands without `prove`.",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - steps:\n"
        "      - x + x\n",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - prove: 2 x = x + x\n"
        "    steps:\n"
        "      - x + 1 x\n",
    ),
    Entry(
        "E148", "file",
        "`expect` and `corrected` of a step are about the link that arrives at it, and none arrives "
        "at the head of a chain; nor may the same link be spoken of twice.",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - chain:\n"
        "      - {is: x, expect: refuted}\n"
        "      - 2 x\n",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - chain:\n"
        "      - x\n"
        "      - {is: 2 x, expect: refuted}\n"
        "      - x\n",
    ),
    Entry(
        "E149", "file",
        "`holds` says whether a step equals the head of its chain: `true` or `false`.",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - chain:\n"
        "      - x\n"
        "      - {is: 2 x, expect: refuted, holds: maybe}\n"
        "      - x\n",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - chain:\n"
        "      - x\n"
        "      - {is: 2 x, expect: refuted, holds: false}\n"
        "      - x\n",
    ),
)  # fmt: skip

"""An entry of the catalogue, and how its examples become files that can be read."""

from typing import Final, Literal

from symderiv.records import dataclass

Kind = Literal["file", "claim", "formula", "command", "none"]
"""What an example is: a whole file, the lines of one derivation, one expression, a command, or nothing."""

DECLARATIONS: Final = """\
sizes: [V, D, K]
symbols:
  U:   matrix[V, D]
  A:   matrix[D, D]
  v:   vector[D]
  x:   vector[D]
  r:   row[D]
  y:   one-hot[V]
  a:   scalar
  b:   scalar
  o:   index[V]
  neg: index[V][K]
  g:   function(vector[D]) -> scalar
define:
  ŷ:       softmax(U v)
  u_w:     U[w]^T
  F(p, q): -log σ(p^T q)
loss: J = -Σ_i y_i log(ŷ_i)
"""
"""What the formulas and claims of the catalogue are written over."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One diagnostic: what it means in sentences, what yields it, and what does not."""

    code: str
    kind: Kind
    meaning: str
    wrong: str = ""
    right: str = ""

    def file(self, example: str) -> str:
        """The text of a file in which the example stands."""
        match self.kind:
            case "formula":
                quoted = "'" + example.replace("'", "''") + "'"
                return f"{DECLARATIONS}derivations:\n  - chain:\n      - {quoted}\n      - {quoted}\n"
            case "claim":
                lines = "\n    ".join(example.splitlines())
                return f"{DECLARATIONS}derivations:\n  - {lines}\n"
            case "file" | "command" | "none":
                return example

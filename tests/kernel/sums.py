"""Random sums in index notation, and what renaming, reordering and one slip make of them."""

import random
from dataclasses import dataclass, replace

HEADER = """
sizes: [n]
symbols:
  A: matrix[n, n]
  B: matrix[n, n]
  S: symmetric matrix[n, n]
  x: vector[n]
  r: simplex[n]
  R: simplex matrix[n, n]
  Y: one-hot matrix[n, n]
  o: index[n]
  neg: index[n][n]
derivations:
"""

FUNCTIONS = {"exp": "exp({})", "σ": "σ({})", "log": "log(1 + ({})^2)", "inverse": "(1/(1 + ({})^2))"}


@dataclass(frozen=True)
class Factor:
    """A spelling with places for letters, or a function of an inner sum over a letter of its own."""

    spelling: str
    letters: tuple[str, ...]
    bound: str = ""
    inner: tuple["Factor", ...] = ()

    def text(self) -> str:
        if self.inner:
            return self.spelling.format(f"Σ_{self.bound} {product(self.inner)}")
        return self.spelling.format(*self.letters)

    def renamed(self, names: dict[str, str]) -> "Factor":
        letters = tuple(names.get(each, each) for each in self.letters)
        return replace(self, letters=letters, inner=tuple(each.renamed(names) for each in self.inner))

    def slipped(self, letters: list[str], rng: random.Random) -> "Factor":
        """The factor with another letter in one place."""
        if self.inner:
            k = rng.randrange(len(self.inner))
            wrong = self.inner[k].slipped([*letters, self.bound], rng)
            return replace(self, inner=(*self.inner[:k], wrong, *self.inner[k + 1 :]))
        k = rng.randrange(len(self.letters))
        return replace(self, letters=(*self.letters[:k], rng.choice(letters), *self.letters[k + 1 :]))


def product(factors: tuple[Factor, ...]) -> str:
    return "(" + " * ".join(each.text() for each in factors) + ")"


def random_factors(letters: list[str], depth: int, rng: random.Random) -> tuple[Factor, ...]:
    """Two to four entries, δs, orders, drawn positions and functions of sums."""
    found = []
    for _ in range(rng.randint(2, 4)):
        i, j = rng.choice(letters), rng.choice(letters)
        kind = rng.random()
        if kind < 0.45:
            found.append(Factor(rng.choice("ABSRY") + "[{}, {}]", (i, j)))
        elif kind < 0.6:
            found.append(Factor(rng.choice("xxr") + "[{}]", (i,)))
        elif kind < 0.72:
            found.append(Factor("δ({}, {})", (i, rng.choice([j, "o"]))))
        elif kind < 0.8:
            found.append(Factor("x[neg[{}]]", (i,)))
        elif kind < 0.86:
            found.append(Factor("1[{} < {}]", (i, j)))
        elif depth:
            bound = "pq"[depth - 1]
            inner = random_factors([*letters, bound], depth - 1, rng)
            found.append(Factor(FUNCTIONS[rng.choice(sorted(FUNCTIONS))], (), bound, inner))
        else:
            found.append(Factor("x[{}]", (i,)))
    return tuple(found)


def random_claim(seed: int) -> str:
    """A file with one claim: a sum, and the same sum by other letters in another order, sometimes with a slip."""
    rng = random.Random(seed)
    bound = list("ijkl")[: rng.randint(2, 4)]
    free = rng.choice([[], ["f"]])
    factors = random_factors([*bound, *free], rng.choice([0, 1, 1, 2]), rng)
    names = dict(zip(bound, rng.sample(bound, len(bound)), strict=True))
    others = [each.renamed(names) for each in rng.sample(factors, len(factors))]
    if rng.random() < 0.6:
        k = rng.randrange(len(others))
        others[k] = others[k].slipped([*bound, *free], rng)
    sums = " ".join(f"Σ_{letter}" for letter in bound)
    tail = " + 0 * x[f]" if free else ""
    claim = f"{sums} {product(factors)}{tail} = {sums} {product(tuple(others))}{tail}"
    return f"{HEADER}  - {{{'for: f, ' if free else ''}prove: '{claim}'}}\n"

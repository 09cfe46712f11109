"""Random scalar claims: an expression, and what tempting rules of algebra make of it.

Some rules are right everywhere, some only where a square root or a logarithm allows, some nowhere.
"""

import random

HEADER = """
sizes: [V]
symbols: {a: scalar, b: scalar, p: positive scalar, q: nonnegative scalar, n: nonzero scalar, z: 'vector[V]', t: sign scalar, k: integer scalar, w: 'simplex[V]', h: binary scalar}
derivations:
"""

LEAVES = ("a", "b", "p", "q", "n", "2", "1/3", "z_i", "t", "w_i", "h")

RULES = (
    ("log(({0}) * ({1}))", "log({0}) + log({1})"),
    ("log(({0}) / ({1}))", "log({0}) - log({1})"),
    ("log(({0})^2)", "2 log({0})"),
    ("log(({0})^3)", "3 log({0})"),
    ("exp(log({0}))", "({0})"),
    ("log(exp({0}))", "({0})"),
    ("sqrt(({0})^2)", "({0})"),
    ("sqrt(({0})^2)", "abs({0})"),
    ("sqrt({0})^2", "({0})"),
    ("sqrt(({0}) * ({1}))", "sqrt({0}) * sqrt({1})"),
    ("sqrt(({0}) / ({1}))", "sqrt({0}) / sqrt({1})"),
    ("({0}) / ({0})", "1"),
    ("({0}) - ({0})", "0"),
    ("(({0}) + ({1})) / ({1})", "({0}) / ({1}) + 1"),
    ("(({0})^2 - ({1})^2) / (({0}) - ({1}))", "({0}) + ({1})"),
    ("1 / (1 / ({0}))", "({0})"),
    ("abs({0})", "({0})"),
    ("abs({0})^2", "({0})^2"),
    ("abs(-({0}))", "abs({0})"),
    ("relu({0}) - relu(-({0}))", "({0})"),
    ("relu(({0}) * ({1}))", "({0}) * relu({1})"),
    ("maximum({0}, {1})", "(({0}) + ({1}) + abs(({0}) - ({1}))) / 2"),
    ("sign({0}) * ({0})", "abs({0})"),
    ("(({0})^(1/3))^3", "({0})"),
    ("(({0})^3)^(1/3)", "({0})"),
    ("(({0})^2)^(1/4)", "sqrt({0})"),
    ("({0})^k * ({0})", "({0})^(k + 1)"),
    ("p^({0}) * p^({1})", "p^(({0}) + ({1}))"),
    ("q^({0})", "exp(({0}) log(q))"),
    ("σ({0})", "1 - σ(-({0}))"),
    ("σ({0})", "1 / (1 + exp(-({0})))"),
    ("tanh({0})", "2 σ(2 * ({0})) - 1"),
    ("softplus({0})", "({0}) + softplus(-({0}))"),
    ("exp(({0}) + ({1}))", "exp({0}) * exp({1})"),
    ("(({0}) + ({1}))^2", "({0})^2 + 2 * ({0}) * ({1}) + ({1})^2"),
    ("(({0}) + ({1}))^2", "({0})^2 + ({1})^2"),
    ("where(({0}) > 0, {1}, {1})", "({1})"),
    ("where(({0}) > 0, {0}, 0)", "relu({0})"),
    ("where(({0}) > ({1}), log({0}), 0)", "where(({1}) < ({0}), log({0}), 0)"),
    ("Σ_j z_j * ({0})", "({0}) * Σ_j z_j"),
    ("mean(z) + ({0})", "mean(z + ({0}))"),
    ("softmax(z)_i", "exp(z_i) / Σ_j exp(z_j)"),
    ("t^2 * ({0})", "({0})"),
    ("h^2", "h"),
    ("Σ_j w_j * ({0})", "({0})"),
    ("∂/∂a ({0})", "∂/∂a (({0}) + b - b)"),
    ("∂/∂a (({0}) * ({1}))", "({0}) * (∂/∂a ({1})) + ({1}) * (∂/∂a ({0}))"),
    ("∂/∂a log({0})", "(∂/∂a ({0})) / ({0})"),
    ("∂/∂a sqrt({0})", "(∂/∂a ({0})) / (2 sqrt({0}))"),
    ("∂/∂a abs({0})", "sign({0}) * (∂/∂a ({0}))"),
    ("∂/∂a relu({0})", "where(({0}) > 0, ∂/∂a ({0}), 0)"),
    ("∂/∂a (({0})^3)", "3 * ({0})^2 * (∂/∂a ({0}))"),
    ("cos(-({0}))", "cos({0})"),
    ("sin({0})^2", "1 - cos({0})^2"),
    ("sin(-({0}))", "sin({0})"),
)


def pair(rng: random.Random, depth: int) -> tuple[str, str]:
    """Two texts that a rule, right or wrong, has made of one another, here or further inside."""
    if depth == 0 or rng.random() < 0.15:
        leaf = rng.choice(LEAVES)
        return leaf, leaf
    left, right = rng.choice(RULES)
    if rng.random() < 0.5:
        left, right = right, left
    inner = [pair(rng, depth - 1) for _ in range(2)]
    if rng.random() < 0.4:
        left = right
    return left.format(*(one for one, _ in inner)), right.format(*(other for _, other in inner))


def random_file(seed: int, claims: int, depth: int) -> str:
    """A derivation file of random claims."""
    rng = random.Random(seed)
    lines = []
    for _ in range(claims):
        left, right = pair(rng, depth)
        lines.append(f"  - {{for: i, prove: 'z_i - z_i + ({left}) = ({right})'}}\n")
    return HEADER + "".join(lines)

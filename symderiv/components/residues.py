"""Formal values of SymPy scalars modulo a prime, at many random points at once.

Symbols get random residues. An exponential, logarithm, root, sine or opaque function gets a random
generator of its own, unless it is bound to earlier ones by an identity: exponents, logarithms and
angles that are linearly dependent over ℚ give dependent values, and roots of what is known to be
positive multiply. So what vanishes at all points is, up to the
probability that a polynomial vanishes at random, an identity between real functions.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import sympy

from symderiv.components.differentiate import kinked_parts
from symderiv.components.entries import Floor, Pos, Scalar, Unknown
from symderiv.components.functions import Unsupported
from symderiv.components.roots import Roots
from symderiv.components.signs import bounds, factored, known_sign, stripped
from symderiv.components.span import Span, Vector, rational

PARTS: Final = 24
"""A generator is the exponential of a 24th part, so that halves, thirds, … of exponents are powers of it."""


_SEARCHED: Final = 40
"""Exponentials whose ratios a logarithm is compared with."""


class Residues(Roots):
    """Values of scalars at random points modulo one prime, under one choice of signs."""

    def __init__(
        self,
        prime: int,
        symbols: Mapping[Scalar, Vector],
        keep: tuple[int, ...],
        total: int,
        seed: int,
        given: Mapping[Scalar, int],
        zeros: tuple[tuple[Scalar, Scalar], ...] = (),
        free: frozenset[Scalar] | None = None,
        generic: frozenset[Scalar] = frozenset(),
    ) -> None:
        """`free`: steps that nothing determines are free numbers; of these scalars, none of which is 0
        anywhere, the steps up and down add up to 1."""
        super().__init__(prime, keep, total, seed, generic)
        self._memo = {symbol: tuple([v[k] for k in keep]) for symbol, v in symbols.items()}
        self._ones: Vector = (1,) * self.count
        self._exponents = Span(prime)
        self._generators: list[tuple[Vector, Scalar | None]] = []
        """For each exponent its exponential's 24th root, or the exponential itself, as this scalar."""
        self._logs: list[tuple[Scalar, Vector, Vector]] = []
        self._hinted: tuple[int, dict[int, list[tuple[int | None, int | None]]]] = (0, {})
        self._angles = Span(prime)
        self._turns: list[tuple[Vector, Vector]] = []
        self._opaque: dict[tuple[object, ...], Vector] = {}
        self._free = free
        self._steps: list[tuple[Vector, Vector, Vector]] = []
        self.positive = Span(prime)
        self._decided: list[tuple[Vector, int]] = []
        self._given = given
        self._solved = dict(zeros)
        self.decisions: dict[Scalar, int] = {}
        """Signs that nothing known determines, in the order in which they were met."""
        self.positive.add(self._ones)
        self._exponents.add(self._ones)
        self._generators.append((self.fresh(), None))
        for symbol, value in zeros:
            self._memo[symbol] = self.value(value)

    # ── Values ──────────────────────────────────────────────────────────────────────────────────

    def value(self, scalar: Scalar) -> Vector:
        """The scalar's residues at the points."""
        known = self._memo.get(scalar)
        if known is None:
            known = self._memo[scalar] = self._value(scalar)
        return known

    def _value(self, x: Scalar) -> Vector:
        p = self.prime
        if x.is_Rational:
            return self.number(Fraction(int(x.p), int(x.q)))
        if x.is_Add:
            parts = self._all(x.args)
            return tuple([sum(column) % p for column in zip(*parts, strict=True)])
        if x.is_Mul:
            first, *others = self._all(x.args)
            for other in others:
                first = self.times(first, other)
            return first
        if isinstance(x, sympy.exp):
            return self._exponential(self.value(x.args[0]))
        if x.is_Pow:
            return self._power(x)
        return self._function(x)

    def _all(self, scalars: tuple[Scalar, ...]) -> list[Vector]:
        return [self.value(scalar) for scalar in scalars]

    def _function(self, x: Scalar) -> Vector:
        match x:
            case sympy.log():
                return self._logarithm(x.args[0])
            case sympy.sin() | sympy.cos():
                cosine, sine = self._turn(self.value(x.args[0]))
                return sine if isinstance(x, sympy.sin) else cosine
            case Pos():
                return self._step(x.args[0])
            case sympy.Abs() | sympy.sign():
                up, down = self._step(x.args[0]), self._step(-x.args[0])
                sign = tuple([(a - b) % self.prime for a, b in zip(up, down, strict=True)])
                return sign if isinstance(x, sympy.sign) else self.times(sign, self.value(x.args[0]))
            case sympy.erf() | sympy.asin() | sympy.atan():
                return self._odd(x)
            case Floor() | sympy.atan2() | Unknown():
                return self._one_of_its_kind(x)
            case sympy.pi:
                return self._generator(("pi",), square=True)
            case sympy.E:
                return self._exponential(self._ones)
            case _:
                raise Unsupported(f"the function {type(x).__name__}")

    def _generator(self, key: tuple[object, ...], square: bool = False) -> Vector:
        if key not in self._opaque:
            fresh = self.fresh()
            self._opaque[key] = self.raised(fresh, PARTS) if square else fresh
        return self._opaque[key]

    def _odd(self, x: Scalar) -> Vector:
        """f(−a) = −f(a)."""
        at = self.value(x.args[0])
        if not any(at):
            return at
        opposite = tuple(-a % self.prime for a in at)
        if (type(x), opposite) in self._opaque:
            return tuple(-y % self.prime for y in self._opaque[type(x), opposite])
        return self._generator((type(x), at))

    def _one_of_its_kind(self, x: Scalar) -> Vector:
        if not isinstance(x, Unknown):
            return self._generator((type(x).__name__, *self._all(x.args)))
        which, component, orders, *arguments = x.args
        key = (int(which), int(component), tuple(map(int, orders)))
        return self._generator((key, *self._all(tuple(arguments))))

    # ── Exponentials, logarithms, powers, angles ────────────────────────────────────────────────

    def _exponential(self, exponent: Vector) -> Vector:
        if not any(exponent):
            return self._ones
        found = self._exponents.dependence(exponent)
        if found is not None and all(PARTS % c.denominator == 0 for c in found.values()):
            result = self._ones
            for k, c in found.items():
                result = self.times(result, self._generator_power(k, c))
            return result
        if self._exponents.add(exponent):
            self._generators.append((self.fresh(), None))
            return self.raised(self._generators[-1][0], PARTS)
        return self._generator(("exp", exponent), square=True)

    def _generator_power(self, k: int, c: Fraction) -> Vector:
        vector, whole = self._generators[k]
        if whole is None:
            return self.raised(vector, int(c * PARTS))
        return self.root(whole, vector, c)

    def _logarithm(self, x: Scalar) -> Vector:
        """log of a product of factors of known sign is the sum of their logs; log exp a = a."""
        factors = list(sympy.Mul.make_args(x))
        if len(factors) > 1:
            signs = [self.determined(factor) for factor in factors]
            known = all(sign in (1, -1) for sign in signs)
            factors = [sign * f for sign, f in zip(signs, factors, strict=True)] if known else [x]
        total = (0,) * self.count
        for one in [self._log_of_factor(factor) for factor in factors]:
            total = tuple([(a + b) % self.prime for a, b in zip(total, one, strict=True)])
        return total

    def _log_of_factor(self, x: Scalar) -> Vector:
        if isinstance(x, sympy.exp):
            return self.value(x.args[0])
        if x is sympy.E:
            return self._ones
        if x.is_Rational and x > 0:
            return self._log_of_number(x)
        if x.is_Pow and (x.exp.is_Integer or known_sign(x.base) == 1):
            sign = self.determined(x.base)
            if sign == 1 or (sign == -1 and x.exp % 2 == 0):
                return self.times(self.value(x.exp), self._logarithm(sign * x.base))
            if x.exp.is_Integer and x.exp % 2 == 0:
                square = self.raised(self.value(x.base), 2)
                return self.times(self.value(x.exp / 2), self._log_of_vector(x.base**2, square))
        return self._log_of_vector(x, self.value(x))

    def _log_of_number(self, x: Scalar) -> Vector:
        """log of a number as a combination of the logarithms of its prime factors."""
        if max(int(x.p), int(x.q)) >= 1 << 40:
            return self._generator(("log", int(x.p), int(x.q)))
        total = (0,) * self.count
        for prime, power in sympy.factorrat(x).items():
            log = self._log_of_prime(int(prime))
            total = tuple([(a + int(power) * b) % self.prime for a, b in zip(total, log, strict=True)])
        return total

    def _log_of_prime(self, number: int) -> Vector:
        if ("log", number) not in self._opaque:
            log = self._generator(("log", number))
            self._exponents.add(log)
            self._generators.append((self.number(Fraction(number)), sympy.Integer(number)))
        return self._opaque["log", number]

    def _log_of_vector(self, x: Scalar, at: Vector) -> Vector:
        """log a = (log c + s + n log b) / m for an earlier b with aᵐ = c · eˢ · bⁿ, and |n|, m ≤ 2.

        For even n only where b > 0 is known: its logarithm may stand in a branch that does not apply.
        """
        if not any(at):
            return self._ones
        p, zero = self.prime, (0,) * self.count
        hints = self._hints()
        for scalar, base, log in [(sympy.S.One, self._ones, zero), *self._logs]:
            for m, n in ((1, 1), (1, -1), (2, 1), (2, -1), (1, 2), (1, -2)):
                hint = pow(self._hint(at), m, p) * pow(self._hint(base), -n, p) % p
                if hint not in hints:
                    continue
                ratio = self.times(self.raised(at, m), self.raised(base, -n))
                found = self._as_multiple(ratio, hints[hint])
                if found is not None and (n % 2 or self.determined(scalar) == 1):
                    part = pow(m, -1, p)
                    return tuple([(a + n * b) * part % p for a, b in zip(found, log, strict=True)])
        fresh = self.fresh()
        self._logs.append((x, at, fresh))
        self._exponents.add(fresh)
        self._generators.append((at, x))
        return fresh

    def _hint(self, at: Vector) -> int:
        """Equal for two vectors of which one is a number times the other, and for few others."""
        return at[1] * pow(at[0], -1, self.prime) % self.prime if at[0] and at[1] else 1

    def _hints(self) -> dict[int, list[tuple[int | None, int | None]]]:
        """The ratios of at most two earlier exponentials, by their hints."""
        if self._hinted[0] == len(self._generators):
            return self._hinted[1]
        p = self.prime
        single = [
            (k, pow(self._hint(vector), PARTS, p))
            for k, (vector, whole) in enumerate(self._generators[:_SEARCHED])
            if whole is None
        ]
        inverses = [(k, pow(hint, -1, p)) for k, hint in single]
        found: dict[int, list[tuple[int | None, int | None]]] = {1: [(None, None)]}
        for j, above in [(None, 1), *single]:
            for k, below in [(None, 1), *inverses]:
                if j != k:
                    found.setdefault(above * below % p, []).append((j, k))
        self._hinted = len(self._generators), found
        return found

    def _as_multiple(self, ratio: Vector, candidates: list[tuple[int | None, int | None]]) -> Vector | None:
        """log of the ratio, if it is a positive number times one of the ratios of exponentials."""
        p, zero = self.prime, (0,) * self.count
        for above, below in candidates:
            rest, exponent = ratio, zero
            for k, sign in ((above, 1), (below, -1)):
                if k is not None:
                    rest = self.times(rest, self.raised(self._generators[k][0], -sign * PARTS))
                    more = self._exponents.vectors[k]
                    exponent = tuple([(a + sign * b) % p for a, b in zip(exponent, more, strict=True)])
            if rest.count(rest[0]) == self.count:
                number = rational(rest[0], p)
                if number is not None and number > 0:
                    constant = self._log_of_number(sympy.Rational(number.numerator, number.denominator))
                    return tuple([(a + b) % p for a, b in zip(exponent, constant, strict=True)])
        return None

    def _power(self, x: Scalar) -> Vector:
        base, exponent = x.base, x.exp
        if exponent.is_Integer:
            return self.raised(self.value(base), int(exponent))
        if exponent.is_Rational:
            return self.root(base, self.value(base), Fraction(int(exponent.p), int(exponent.q)))
        if base.is_Rational and base <= 0:
            raise Unsupported("a power of a negative number")
        if exponent.is_integer:
            return self._whole_power(base, exponent)
        return self._exponential(self.times(*self._all((exponent, sympy.log(base)))))

    def _whole_power(self, base: Scalar, exponent: Scalar) -> Vector:
        """b^k for whole k: where b may be negative, the laws of powers hold, and nothing else is known."""
        result = self._ones
        coefficient, rest = base.as_coeff_Mul()
        for factor in (coefficient, *sympy.Mul.make_args(rest)):
            inner, times = factor.as_base_exp() if factor.is_Pow and factor.exp.is_Integer else (factor, 1)
            if inner == 1:
                continue
            for term in sympy.Add.make_args(sympy.expand(times * exponent)):
                result = self.times(result, self._factor_to(inner, *term.as_coeff_Mul()))
        return result

    def _factor_to(self, base: Scalar, number: Scalar, exponent: Scalar) -> Vector:
        """base^(number · exponent)."""
        if exponent == 1 and number.is_Integer:
            return self.raised(self.value(base), int(number))
        if self.determined(base) == 1:
            return self._exponential(self.times(*self._all((number * exponent, sympy.log(base)))))
        if not (number.is_Integer and exponent.is_integer):
            raise Unsupported("a whole power of what may be negative")
        at = self.value(base)
        power = self._generator(("power", at, self.value(exponent)))
        is_sign = self.times(at, at) == self._ones
        return self.raised(power, int(number) % 2 if is_sign else int(number))

    def _turn(self, angle: Vector) -> tuple[Vector, Vector]:
        """(cos, sin) of an angle, a combination of earlier ones or a random point of the circle."""
        zero = (0,) * self.count
        if not any(angle):
            return self._ones, zero
        found = self._angles.dependence(angle)
        if found is not None and all(PARTS % c.denominator == 0 for c in found.values()):
            result = (self._ones, zero)
            for k, c in found.items():
                result = self._added(result, self._multiple(self._turns[k], int(c * PARTS)))
            return result
        u = self.fresh()
        below = self.raised(tuple((1 + x * x) % self.prime for x in u), -1)
        cosine = self.times(tuple((1 - x * x) % self.prime for x in u), below)
        point = (cosine, self.times(tuple(2 * x % self.prime for x in u), below))
        if self._angles.add(angle):
            self._turns.append(point)
            return self._multiple(point, PARTS)
        return (self._generator(("cos", angle)), self._generator(("sin", angle)))

    def _added(self, a: tuple[Vector, Vector], b: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
        (c, s), (d, t), p = a, b, self.prime
        columns = list(zip(c, s, d, t, strict=True))
        return (
            tuple((x * u - y * v) % p for x, y, u, v in columns),
            tuple((x * v + y * u) % p for x, y, u, v in columns),
        )

    def _multiple(self, turn: tuple[Vector, Vector], times: int) -> tuple[Vector, Vector]:
        if times < 0:
            turn = (turn[0], tuple(-x % self.prime for x in turn[1]))
        result = (self._ones, (0,) * self.count)
        for _ in range(abs(times)):
            result = self._added(result, turn)
        return result

    # ── Steps ───────────────────────────────────────────────────────────────────────────────────

    def _step(self, scalar: Scalar) -> Vector:
        """1 where the scalar is positive, else 0, or a number that may stand for either."""
        if self._free is None:
            return self.number(Fraction(int(self.sign(scalar) > 0)))
        known = self.determined(scalar)
        return self._free_step(scalar, self._free) if known is None else self.number(Fraction(int(known > 0)))

    def without_steps(self, scalar: Scalar) -> Scalar:
        """The scalar with the steps of known sign as numbers."""
        steps = {}
        for step in (x for x in kinked_parts([scalar]) if isinstance(x, Pos)):
            known = self.determined(step.args[0])
            if known is not None:
                steps[step] = sympy.Integer(int(known > 0))
        return scalar.xreplace(steps) if steps else scalar

    def _free_step(self, scalar: Scalar, apart: frozenset[Scalar]) -> Vector:
        """What vanishes with any numbers in place of the steps vanishes for every sign, and at 0."""
        flip, rest = stripped(scalar)
        at = self.value(rest)
        for earlier, up, down in self._steps:
            ratio = self.ratio(at, earlier)
            if ratio is not None:
                return up if flip * ratio > 0 else down
        up = self.fresh()
        never_zero = rest in apart or -rest in apart
        down = tuple([(1 - x) % self.prime for x in up]) if never_zero else self.fresh()
        self._steps.append((at, up, down))
        return up if flip > 0 else down

    # ── Signs ───────────────────────────────────────────────────────────────────────────────────

    def sign(self, scalar: Scalar) -> int:
        """The sign of a scalar; one that nothing determines is decided, as given or as positive."""
        known = self.determined(scalar)
        if known is not None:
            return known
        flip, rest = stripped(scalar)
        if rest.is_Mul:
            return flip * int(sympy.prod([self.sign(factor) for factor in rest.args]))
        if rest.is_Pow and rest.exp.is_Integer:
            return flip * int(self.sign(rest.base) ** abs(int(rest.exp)))
        if _is_even_root(rest):
            return flip * int(self.sign(rest.base) > 0)
        decided = self._given.get(rest, 1)
        self.decisions[rest] = decided
        self.assume(rest, decided)
        return flip * decided

    def assume(self, scalar: Scalar, sign: int) -> None:
        """From now on the scalar has this sign, hence the factors of which nothing is known together."""
        factors = []
        for factor in sympy.Mul.make_args(scalar):
            odd = not (factor.is_Pow and factor.exp.is_Integer and factor.exp % 2 == 0)
            base = factor.base if odd and factor.is_Pow and factor.exp.is_Integer else factor
            known = self.determined(base) if odd else 1
            if known in (1, -1):
                sign *= known or 1
            elif _is_even_root(factor):
                self.assume(factor.base, 1)
            else:
                factors.append(base)
        scalar = sympy.Mul(*factors)
        if scalar.is_Rational:
            return
        at = self.value(scalar)
        self._decided.append((at, sign))
        self.positive.add(tuple(sign * a % self.prime for a in at))

    def determined(self, scalar: Scalar) -> int | None:
        """The sign of a scalar, if it follows from what is declared, assumed and decided."""
        flip, rest = stripped(scalar)
        if self._solved and (there := rest.xreplace(self._solved)) != rest:
            known = self.determined(there)
            return None if known is None else flip * known
        structural = known_sign(rest)
        if structural is None:
            structural = self._sign_by_parts(rest)
        if structural is not None:
            return flip * structural
        at = self.value(rest)
        if not any(at):
            return 0
        for earlier, sign in self._decided:
            ratio = self.ratio(at, earlier)
            if ratio is not None:
                return flip * sign * (1 if ratio > 0 else -1)
        self._admit_positive_symbols(rest)
        found = self.positive.dependence(at)
        if found and all(c > 0 for c in found.values()):
            return flip
        return -flip if found and all(c < 0 for c in found.values()) else None

    def _admit_positive_symbols(self, scalar: Scalar) -> None:
        """What is declared positive counts among the positive: r > δ > 0 makes r positive."""
        if not scalar.is_Add:
            return
        for symbol in sorted((x for x in scalar.args if x.is_Symbol or (-x).is_Symbol), key=str):
            bare = symbol if symbol.is_Symbol else -symbol
            if bare.is_positive and self.positive.has_room:
                self.positive.add(self.value(bare))

    def _sign_by_parts(self, scalar: Scalar) -> int | None:
        if scalar.is_Pow and scalar.exp.is_Integer:
            inner = self.determined(scalar.base)
            return None if inner is None else int(inner ** abs(int(scalar.exp)))
        if not scalar.is_Mul:
            return None
        product = 1
        for factor in scalar.args:
            inner = self.determined(factor)
            if inner is None:
                return None
            product *= inner
        return product

    def almost_everywhere(self, scalar: Scalar) -> int | None:
        """The sign up to exceptional zeros: squares count as positive."""
        known = self.determined(scalar)
        if known is None and any(self.value(scalar)):
            factors = sympy.Mul.make_args(factored(scalar))
            signs = [
                1 if bounds(f)[0] or _is_even_root(f) else self.determined(_odd_part(f)) for f in factors
            ]
            if None not in signs:
                return int(sympy.prod(signs))
        return known

    def bounded_away(self, scalar: Scalar) -> bool:
        """Whether it, or its opposite, is a positive number plus multiples of what is positive."""
        found = self.positive.dependence(self.value(scalar)) or {}
        return 0 in found and (all(c > 0 for c in found.values()) or all(c < 0 for c in found.values()))


def _is_even_root(scalar: Scalar) -> bool:
    return bool(scalar.is_Pow and scalar.exp.is_Rational and scalar.exp.q % 2 == 0)


def _odd_part(factor: Scalar) -> Scalar:
    """x for an odd power of x, which has its sign."""
    odd = factor.is_Pow and factor.exp.is_Integer and factor.exp % 2 == 1
    return factor.base if odd else factor

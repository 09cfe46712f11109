"""Exponentials, logarithms, sigmoids, steps and functions of which little is known."""

from collections.abc import Callable
from fractions import Fraction
from math import floor

from symderiv.kernel.algebra.atoms import (
    ONE,
    is_flag,
    one_minus_sigmoid,
    tidy,
)
from symderiv.kernel.algebra.powers import Powers
from symderiv.kernel.dummies import (
    Atom,
    shape_of,
)
from symderiv.kernel.polynomials import (
    Poly,
    add,
    add_into,
    common_factor,
    constant,
    constant_value,
    freeze,
    rational_content,
    scaled,
    single,
    subtract,
    thaw,
    with_value,
    without,
)
from symderiv.kernel.positions import (
    solved,
)
from symderiv.kernel.term import (
    Declined,
)

OPAQUE_ODD = ("sin", "erf", "atan", "asinh", "asin", "atanh")


class Elementary(Powers):
    """Functions of one argument."""

    def function(self, name: str, a: Poly) -> Poly:
        """A function of one argument."""
        match name:
            case "exp":
                return self.exp(a)
            case "log":
                return self.log(a)
            case "sigmoid":
                return self.sigmoid(a)
            case "tanh":
                return subtract(scaled(self.sigmoid(scaled(a, 2)), 2), ONE)
            case "softplus":
                return self.log(add(ONE, self.exp(a)))
            case "relu":
                return self.times(a, self.step(a, weighted=True))
            case "abs":
                return self.times(a, subtract(scaled(self.step(a, weighted=True), 2), ONE))
            case "sign":
                return subtract(self.step(a), self.step(scaled(a, -1)))
            case "step":
                return self.step(a)
            case "floor":
                return self._floor(a)
            case "cosh":
                return scaled(add(self.exp(a), self.exp(scaled(a, -1))), Fraction(1, 2))
            case "sinh":
                return scaled(subtract(self.exp(a), self.exp(scaled(a, -1))), Fraction(1, 2))
            case _:
                return self._opaque(name, a)

    def _opaque(self, name: str, a: Poly) -> Poly:
        """A function of which parity and the value at 0 are used."""
        lifted = self.lift(a, lambda each: self._opaque(name, each))
        if lifted is not None:
            return lifted
        if name == "cos":
            return self.made(("f", name, freeze(self.oriented(a)[1]))) if a else ONE
        if name in OPAQUE_ODD:
            sign, turned = self.oriented(a)
            return scaled(self.made(("f", name, freeze(turned))), sign) if a else {}
        return self.made(("f", name, freeze(a)))

    def _floor(self, a: Poly) -> Poly:
        """⌊a + n⌋ = ⌊a⌋ + n for a whole number n."""
        whole = {
            mono: factor if mono else floor(factor)
            for mono, factor in a.items()
            if not mono or (factor == int(factor) and all(atom[0] == "n" and e > 0 for atom, e in mono))
        }
        rest = subtract(a, whole)
        value = constant_value(rest)
        return add(whole, constant(floor(value)) if value is not None else self._opaque("floor", rest))

    def exp(self, a: Poly) -> Poly:
        """e^(Σ c T) = Π (e^T)^c; e^(c log p) = p^c."""
        lifted = self.lift(a, self.exp)
        if lifted is not None:
            return lifted
        product = ONE
        for mono, factor in a.items():
            exponent = tidy(Fraction(factor))
            if len(mono) == 1 and mono[0][0][:2] == ("f", "log") and mono[0][1] == 1:
                product = self.times(product, self.power(thaw(mono[0][0][2]), exponent))
            else:
                product = self.times(product, self.made(("e", mono), exponent))
        return product

    def log(self, a: Poly) -> Poly:
        """log of a product is split at its positive factors only."""
        if not a:
            raise Declined("a logarithm of 0")
        lifted = self.lift(a, self.log, careful=True)
        if lifted is not None:
            return lifted
        falling = one_minus_sigmoid(a)
        if falling is not None:
            return scaled(self.log(add(ONE, self.exp(falling))), -1)
        content = rational_content(a.values())
        factor = common_factor(a, self.is_positive_atom)
        rest = without(a, factor, content)
        total: Poly = {}
        for number, sign in ((content.numerator, 1), (content.denominator, -1)):
            for prime, power in self.primes(number):
                add_into(total, single(("f", "log", freeze(constant(prime)))), sign * power)
        for atom, exponent in factor:
            add_into(total, self._log_atom(atom), exponent)
        if rest != ONE:
            add_into(total, self._log_rest(rest))
        return total

    def _log_rest(self, rest: Poly) -> Poly:
        """log a^n = n log a for odd n: a is positive where that has a value."""
        if len(rest) == 1:
            ((mono, factor),) = rest.items()
            if not mono:
                raise Declined("a logarithm of a negative number")
            exponent = mono[0][1]
            if factor == 1 and len(mono) == 1 and exponent == int(exponent) and exponent % 2:
                return scaled(single(("f", "log", freeze(single(mono[0][0])))), exponent)
        return self.made(("f", "log", freeze(rest)))

    def _log_atom(self, atom: Atom) -> Poly:
        """The logarithm of a positive atom."""
        if atom[0] == "e":
            return {atom[1]: 1}
        if atom[0] == "b":
            return self.log(thaw(atom[1]))
        if atom[:2] == ("L", "prod"):
            a, indices = self.opened_argument(atom[3][0])
            total = self.log(a)
            for index, sort in zip(indices, atom[3][0][0], strict=True):
                total = self.sum(index, sort, total)
            return total
        if atom[:2] == ("f", "sigmoid"):
            argument = thaw(atom[2])
            return subtract(argument, self.log(add(ONE, self.exp(argument))))
        return single(("f", "log", freeze(constant(atom[1]) if atom[0] == "p" else single(atom))))

    def sigmoid(self, a: Poly) -> Poly:
        """σ(−a) = 1 − σ(a), turned by a shape that does not depend on names."""
        self.met_sigmoid = True
        if not self.sigma:
            return self.power(add(ONE, self.exp(scaled(a, -1))), -1)
        lifted = self.lift(a, self.sigmoid)
        if lifted is not None:
            return lifted
        if not a:
            return constant(Fraction(1, 2))
        sign, turned = self.oriented(a)
        atom = self.made(("f", "sigmoid", freeze(turned)))
        return atom if sign > 0 else subtract(ONE, atom)

    def step(self, a: Poly, weighted: bool = False) -> Poly:
        """H(a) = 1 where a > 0, else 0. H(−a) = 1 − H(a) needs a ≠ 0, unless a is a factor beside it."""
        if not a:
            return {}
        lifted = self.lift(a, lambda each: self.step(each, weighted))
        if lifted is None:
            lifted = self._step_of_discrete(a)
        if lifted is not None:
            return lifted
        if self.is_positive(a):
            return ONE
        if self.is_nonnegative(scaled(a, -1)):
            return {}
        beside = self._beside_maximum(a)
        if beside is not None:
            return beside
        factor = common_factor(a, self.is_positive_atom)
        sign, turned = self.oriented(without(a, factor, rational_content(a.values())))
        atom = self.made(("f", "step", freeze(turned)))
        if sign > 0:
            return atom
        if not weighted:
            self.kinks.append(turned)
        return subtract(ONE, atom)

    def _step_of_discrete(self, a: Poly) -> Poly | None:
        """H of a number that 0/1 entries y and signs t determine: f(y) = f(0) + y (f(1) − f(0))."""
        atoms = {atom for mono in a for atom, _ in mono}
        binary = {each for each in atoms if each[0] == "x" and each[1] in self.facts.binary}
        signs = {each for each in atoms if each[0] == "x" and each[1] in self.facts.sign}
        if not atoms or atoms != binary | signs:
            return None
        if any(exponent != 1 for mono in a for _, exponent in mono):
            return None
        entry = min(atoms)
        kind, low = ("binary", 0) if entry in binary else ("sign", -1)
        self.used[f"{kind} {entry[1]}"] = None
        below, above = (self.step(with_value(a, entry, value)) for value in (low, 1))
        middle = scaled(subtract(above, below), Fraction(1, 1 - low))
        return add(below, self.times(subtract(single(entry), constant(low)), middle))

    def _beside_maximum(self, a: Poly) -> Poly | None:
        """H(x_k − max x) = 0, whatever k is."""
        for mono, factor in a.items():
            if len(mono) != 1 or mono[0][0][:2] != ("L", "max") or mono[0][1] != 1:
                continue
            entry = scaled({other: each for other, each in a.items() if other != mono}, Fraction(-1) / factor)
            body = mono[0][0][3][0]
            at = [self._place_of(body, atom) for each in entry for atom, _ in each]
            if len(body[0]) != 1 or len(entry) != 1 or len(at) != 1 or at[0] is None:
                continue
            if dict(self.dummies.frozen(body[1], {("$", body[2], 0): at[0]})) == entry:
                larger = subtract({mono: 1}, entry)
                return single(("f", "step", freeze(larger))) if factor > 0 else {}
        return None

    def oriented(self, a: Poly) -> tuple[int, Poly]:
        """a or −a, whichever comes first by shape; a itself if the shapes do not say."""
        self.budget.spend(len(a))
        shapes = sorted((shape_of(mono), factor) for mono, factor in a.items())
        turned = sorted((shape, -factor) for shape, factor in shapes)
        return (-1, scaled(a, -1)) if turned > shapes else (1, a)

    def lift(self, a: Poly, f: Callable[[Poly], Poly], careful: bool = False) -> Poly | None:
        """f(a) = f(a at z = 0) + z (f(a at z = 1) − f(a at z = 0)), for a 0/1 factor z of a's terms."""
        flag = next((atom for mono in a for atom, _ in mono if is_flag(atom)), None)
        if flag is None:
            return self._lift_discrete(a, f, careful) if self.split else None
        self.budget.spend(len(a))
        off = {mono: factor for mono, factor in a.items() if all(atom != flag for atom, _ in mono)}
        on = dict(off)
        for mono, factor in a.items():
            if mono not in off:
                add_into(on, {tuple(pair for pair in mono if pair[0] != flag): 1}, factor)
        if flag[0] == "d":
            for big, small in solved(flag[1], flag[2])[:1]:
                on = self.substitute(on, {big: small})
        if careful:
            self.require_generic(off)
            self.require_generic(on)
        absent = f(off)
        return add(absent, self.times(single(flag), subtract(f(on), absent)))

    def _lift_discrete(self, a: Poly, f: Callable[[Poly], Poly], careful: bool) -> Poly | None:
        """The same for a bit, and for a sign t: f(a) = ½ (f₊ + f₋) + ½ t (f₊ − f₋)."""
        found = sorted({atom for mono in a for atom, _ in mono if self._kind(atom) is not None})
        if not found or any(exponent < 0 for mono in a for atom, exponent in mono if atom in found):
            return None
        self.budget.spend(len(a))
        entry = found[0]
        low = 0 if self._kind(entry) == "binary" else -1
        self.used[f"{self._kind(entry)} {entry[1]}"] = None
        values = [with_value(a, entry, value) for value in (low, 1)]
        if careful:
            for each in values:
                self.require_generic(each)
        below, above = map(f, values)
        middle = scaled(subtract(above, below), Fraction(1, 1 - low))
        return add(below, self.times(subtract(single(entry), constant(low)), middle))

    def _kind(self, atom: Atom) -> str | None:
        if atom[0] != "x":
            return None
        return "binary" if atom[1] in self.facts.binary else "sign" if atom[1] in self.facts.sign else None

    def require_generic(self, a: Poly) -> None:
        """Declines unless a cannot be 0 by accident, at any size."""
        if not self.is_positive(a):
            raise Declined("a denominator or a logarithm whose domain depends on a case")

"""Index form and normal forms in words that a person can read."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from symderiv.kernel.dummies import Atom, Exponent, Mono, factors_in, indices_of
from symderiv.kernel.polynomials import Poly, add, scaled, thaw
from symderiv.kernel.positions import Index, split
from symderiv.kernel.term import (
    Applied,
    Constant,
    Delta,
    Entry,
    Function,
    Less,
    Number,
    Plus,
    Power,
    SizeOf,
    SumOver,
    Term,
    Times,
)
from symderiv.language.sizes import Size

LETTERS = "klmnpqrst"
PLACES = "ijklmnpqrst"
READABLE = 1_000
"""How many digits of a number are shown."""

KINDS = "iv#$"
"""The order in which unnamed indices get letters."""


class Notation:
    """Index notation, with letters for positions that have no name of their own."""

    def __init__(self, letters: Mapping[Index, str] | None = None, taken: Collection[str] = ()) -> None:
        self.letters = letters or {}
        self.spare = [letter for letter in LETTERS if letter not in taken] or LETTERS

    # ── Positions ──

    def index(self, index: Index, origin: int = 1) -> str:
        """A position; literals count from the origin."""
        if index in self.letters:
            return self.letters[index]
        match index[0]:
            case "i":
                return str(index[1]).replace("@", "#")
            case "v":
                return f"{self.spare[index[1] % len(self.spare)]}{index[1] // len(self.spare) or ''}"
            case "at":
                return self.entry_of(str(index[1]), index[2:])
            case "l":
                return str(Size(index[1]) + Size.number(origin))
            case "+":
                return self._sum(index, origin)
            case "pair":
                return f"{self.index(index[1])} {self.index(index[2])}"
            case "#":
                return f"{self.spare[index[2] % len(self.spare)]}{index[1]}"
            case _:
                return f"#{index[2] + 1}"

    def _sum(self, index: Index, origin: int) -> str:
        """c + k − m: what is counted between two positions does not depend on where counting starts.

        What is counted from the end of an axis does: the position V − 1 − i from 0 is V + 1 − i from 1.
        """
        terms, offset = split(index)
        offset = offset + Size.number(origin * max(0, 1 - sum(terms.values())))
        parts = [
            ("−" if factor < 0 else "+", f"{'' if abs(factor) == 1 else f'{abs(factor)} '}{self.index(each)}")
            for each, factor in terms.items()
        ]
        for names, factor in offset.terms:
            size = Size(((names, abs(factor)),))
            parts.append(("−" if factor < 0 else "+", str(size)))
        parts.sort()
        first = parts[0][1] if parts[0][0] == "+" else f"−{parts[0][1]}"
        return " ".join([first, *(f"{sign} {text}" for sign, text in parts[1:])])

    def entry_of(self, name: str, at: tuple[Index, ...]) -> str:
        """x_ij, x_{i+1,j}; brackets, in which literals count from 0, after a name with a subscript."""
        if not at or _is_whole(at):
            return name
        if "_" in name or name[-1].isdigit():
            return f"{name}[{', '.join(self.index(each, 0) for each in at)}]"
        places = [self.index(index) for index in at]
        joined = "".join(places) if all(len(place) == 1 for place in places) else f"{{{','.join(places)}}}"
        return f"{name}_{joined.replace(' ', '') if joined[0] == '{' else joined}"

    # ── Terms ──

    def term(self, term: Term) -> str:
        """A term in index notation."""
        match term:
            case Number(value):
                return numeral(value)
            case SizeOf(size):
                return f"({size})" if len(size.terms) > 1 else str(size)
            case Constant(name):
                return {"pi": "π"}.get(name, name)
            case Entry(name, at):
                return self.entry_of(name, at)
            case Delta(left, right):
                return f"δ({self.index(left)}, {self.index(right)})"
            case Less(left, right):
                return f"[{self.index(left)} < {self.index(right)}]"
            case Plus(terms):
                return "(" + " + ".join(map(self.term, terms)) + ")"
            case Times(factors):
                return " ".join(map(self.term, factors))
            case SumOver(index, _, body):
                return f"Σ_{self.index(index)} {self.term(body)}"
            case Power(base, exponent):
                return f"({self.term(base)})^({self.term(exponent)})"
            case Function(name, argument):
                return f"{name}({self.term(argument)})"
            case Applied(name, slots, at, arguments):
                inner = "; ".join(self.term(family.body) for family in arguments)
                marks = "".join(f"'{slot + 1}" for slot in slots)
                places = f"[{', '.join(map(self.index, at))}]" if at else ""
                return f"{name.removeprefix('call:')}{marks}({inner}){places}"

    # ── Normal forms ──

    def poly(self, a: Poly) -> str:
        """A normal form: its terms in order."""
        if len(a) == 1:
            ((mono, factor),) = a.items()
            if factor == 1 and len(mono) == 1 and mono[0][0][0] == "S" and mono[0][1] == 1:
                return self.atom(mono[0][0])
        text = ""
        a, bars = _with_bars(a)
        for factor, inner in bars:
            size, sign = abs(Fraction(factor)), "−" if factor < 0 else "+"
            shown = f"|{self.poly(inner)}|" if size == 1 else f"{numeral(size)} |{self.poly(inner)}|"
            text = f"{text} {sign} {shown}" if text else f"−{shown}" if factor < 0 else shown
        for mono, factor in sorted(a.items(), key=lambda item: (not item[0], item[0])):
            body = self.mono(mono)
            size = abs(Fraction(factor))
            sign = "−" if factor < 0 else "+"
            shown = body if size == 1 and body else f"{numeral(size)} {body}".strip()
            text = f"{text} {sign} {shown}" if text else f"−{shown}" if factor < 0 else shown
        return text or "0"

    def mono(self, mono: Mono) -> str:
        return " ".join(self._power(atom, exponent) for atom, exponent in mono)

    def _power(self, atom: Atom, exponent: Exponent) -> str:
        written = numeral(exponent)
        if atom[0] == "e":
            inner = self.mono(atom[1])
            factor = "" if exponent == 1 else "−" if exponent == -1 else f"{written} "
            return f"exp({factor}{inner})" if inner else f"e^{written}"
        body = self.atom(atom)
        if exponent == 1:
            return f"({body})" if atom[0] == "S" else body
        return f"({body})^{written}" if atom[0] == "S" else f"{body}^{written}"

    def atom(self, atom: Atom) -> str:
        match atom[0]:
            case "x":
                return self.entry_of(atom[1], atom[2:])
            case "n":
                return str(atom[1])
            case "p":
                return numeral(atom[1])
            case "c":
                return "π"
            case "d" if _is_whole(atom[1:]) or _is_whole(atom[:0:-1]):
                return "I"
            case "d":
                return f"δ({self.index(atom[1])}, {self.index(atom[2])})"
            case "<":
                return f"[{self.index(atom[1])} < {self.index(atom[2])}]"
            case "f":
                inner = self.poly(thaw(atom[2]))
                return f"1[{inner} > 0]" if atom[1] == "step" else f"{atom[1]}({inner})"
            case "b":
                return f"({self.poly(thaw(atom[1]))})"
            case "S":
                bound = " ".join(f"Σ_{self.index(('#', atom[3], k))}" for k in range(len(atom[1])))
                return f"{bound} {self.mono(atom[2])}"
            case _:
                inner = "; ".join(self._body(thaw(body)) for _, body, _ in atom[3])
                places = f"[{', '.join(map(self.index, atom[2]))}]" if atom[2] else ""
                return f"{str(atom[1]).removeprefix('call:')}({inner}){places}"

    def _body(self, body: Poly) -> str:
        """An array as an argument: by the names of arrays where these stand as a whole."""
        if len(body) == 1:
            ((mono, factor),) = body.items()
            if factor == 1 and len(mono) == 1 and mono[0][1] == 1 and mono[0][0][0] == "x":
                places = mono[0][0][2:]
                if all(index[0] == "$" and index[2] == k for k, index in enumerate(places)):
                    return str(mono[0][0][1])
        return self.poly(body)


def _is_whole(at: tuple[Index, ...]) -> bool:
    """Are these the indices of a matrix as an argument, in order?"""
    return len(at) == 2 and all(index[0] == "$" and index[2] == k for k, index in enumerate(at))


def _with_bars(a: Poly) -> tuple[Poly, list[tuple[Exponent, Poly]]]:
    """a as c |p| + … and what is left, where that is shorter: |p| is 2 p 1[p > 0] − p."""
    bars: list[tuple[Exponent, Poly]] = []
    for step in sorted({atom for mono in a for atom, _ in mono if atom[:2] == ("f", "step")}):
        p = thaw(step[2])
        on = {
            tuple(each for each in mono if each[0] != step): factor
            for mono, factor in a.items()
            if (step, 1) in mono
        }
        ratio = Fraction(on.get(next(iter(p)), 0)) / next(iter(p.values()))
        if not ratio or on != scaled(p, ratio):
            continue
        kept = {mono: factor for mono, factor in a.items() if (step, 1) not in mono}
        rest = add(kept, scaled(p, ratio / 2))
        if len(rest) + 1 < len(a):
            a = rest
            bars.append((ratio / 2, p))
    return a, bars


def show_index(index: Index) -> str:
    """A position in index notation."""
    return Notation().index(index)


def show_term(term: Term, taken: Collection[str] = ()) -> str:
    """A term in index notation, with bound letters that nothing else is called."""
    return Notation(taken=taken).term(term)


def numeral(value: Exponent) -> str:
    """A number, or how long it is if nobody would read it."""
    digits = max(value.numerator.bit_length(), value.denominator.bit_length()) * 3 // 10
    return f"(a number of about {digits} digits)" if digits > READABLE else str(value)


def show_poly(a: Poly, taken: Collection[str] = ()) -> str:
    """A normal form, with letters for positions without a name that nothing else is called."""
    unnamed = sorted(
        {index for index in _indices(a) if index[0] in "v#" or (index[0] == "i" and index[1][0] == "@")},
        key=lambda index: (KINDS.index(index[0]), index),
    )
    free = [letter for letter in PLACES if letter not in taken]
    sums = [letter for letter in LETTERS if letter not in taken]
    letters: dict[Index, str] = {}
    for index in unnamed:
        choice = [each for each in (sums if index[0] == "#" else free) if each not in letters.values()]
        if choice:
            letters[index] = choice[0]
    return Notation(letters, taken).poly(a)


def _indices(a: Poly) -> Iterator[Index]:
    for mono in a:
        for atom, _ in factors_in(mono):
            yield from indices_of(atom)

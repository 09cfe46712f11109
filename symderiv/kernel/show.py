"""Index form and normal forms in words that a person can read."""

from fractions import Fraction

from symderiv.kernel.dummies import Atom, Exponent, Mono
from symderiv.kernel.polynomials import Poly, thaw
from symderiv.kernel.term import (
    Applied,
    Constant,
    Delta,
    Entry,
    Function,
    Index,
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


def show_index(index: Index) -> str:
    """A position: letters for bound ones, `#` for the arguments of an array."""
    match index[0]:
        case "i":
            return str(index[1]).replace("@", "#")
        case "v":
            return f"{LETTERS[index[1] % len(LETTERS)]}{index[1] // len(LETTERS) or ''}"
        case "at":
            return f"{index[1]}[{', '.join(map(show_index, index[2:]))}]"
        case "l":
            return str(Size(index[1]) + Size.number(1))
        case "#":
            return (
                f"{LETTERS[index[2] % len(LETTERS)]}{chr(0x2080 + index[1]) if index[1] < 10 else index[1]}"
            )
        case _:
            return f"#{index[2] + 1}"


def show_term(term: Term) -> str:
    """A term in index notation."""
    match term:
        case Number(value):
            return str(value)
        case SizeOf(size):
            return f"({size})" if len(size.terms) > 1 else str(size)
        case Constant(name):
            return {"pi": "π"}.get(name, name)
        case Entry(name, at):
            return _entry(name, at)
        case Delta(left, right):
            return f"δ({show_index(left)}, {show_index(right)})"
        case Less(left, right):
            return f"[{show_index(left)} < {show_index(right)}]"
        case Plus(terms):
            return "(" + " + ".join(map(show_term, terms)) + ")"
        case Times(factors):
            return " ".join(map(show_term, factors))
        case SumOver(index, _, body):
            return f"Σ_{show_index(index)} {show_term(body)}"
        case Power(base, exponent):
            return f"({show_term(base)})^({show_term(exponent)})"
        case Function(name, argument):
            return f"{name}({show_term(argument)})"
        case Applied(name, slots, at, arguments):
            inner = "; ".join(show_term(family.body) for family in arguments)
            marks = "".join(f"'{slot + 1}" for slot in slots)
            places = f"[{', '.join(map(show_index, at))}]" if at else ""
            return f"{name.removeprefix('call:')}{marks}({inner}){places}"


def show_poly(a: Poly) -> str:
    """A normal form: its terms in order."""
    text = ""
    for mono, factor in sorted(a.items(), key=lambda item: (not item[0], item[0])):
        body = show_mono(mono)
        size = abs(Fraction(factor))
        sign = "−" if factor < 0 else "+"
        shown = body if size == 1 and body else f"{size} {body}".strip()
        text = f"{text} {sign} {shown}" if text else f"−{shown}" if factor < 0 else shown
    return text or "0"


def show_mono(mono: Mono) -> str:
    return " ".join(_power(atom, exponent) for atom, exponent in mono)


def _power(atom: Atom, exponent: Exponent) -> str:
    if atom[0] == "e":
        inner = show_mono(atom[1])
        factor = "" if exponent == 1 else "−" if exponent == -1 else f"{exponent} "
        return f"exp({factor}{inner})" if inner else f"e^{exponent}"
    body = show_atom(atom)
    if exponent == 1:
        return f"({body})" if atom[0] == "S" else body
    return f"({body})^{exponent}" if " " in body else f"{body}^{exponent}"


def show_atom(atom: Atom) -> str:
    match atom[0]:
        case "x":
            return _entry(atom[1], atom[2:])
        case "n" | "p":
            return str(atom[1])
        case "c":
            return "π"
        case "d":
            return f"δ({show_index(atom[1])}, {show_index(atom[2])})"
        case "<":
            return f"[{show_index(atom[1])} < {show_index(atom[2])}]"
        case "f":
            inner = show_poly(thaw(atom[2]))
            return f"1[{inner} > 0]" if atom[1] == "step" else f"{atom[1]}({inner})"
        case "b":
            return f"({show_poly(thaw(atom[1]))})"
        case "S":
            bound = " ".join(f"Σ_{show_index(('#', atom[3], k))}" for k in range(len(atom[1])))
            return f"{bound} {show_mono(atom[2])}"
        case _:
            inner = "; ".join(_show_body(thaw(body)) for _, body, _ in atom[3])
            places = f"[{', '.join(map(show_index, atom[2]))}]" if atom[2] else ""
            return f"{str(atom[1]).removeprefix('call:')}({inner}){places}"


def _show_body(body: Poly) -> str:
    """An array as an argument: its name, or its entry at #1, #2."""
    if len(body) == 1:
        ((mono, factor),) = body.items()
        if factor == 1 and len(mono) == 1 and mono[0][1] == 1 and mono[0][0][0] == "x":
            places = mono[0][0][2:]
            level = places[0][1] if places else 0
            if places == tuple(("$", level, k) for k in range(len(places))):
                return str(mono[0][0][1])
    return show_poly(body)


def _entry(name: str, at: tuple[Index, ...]) -> str:
    if not at:
        return name
    places = [show_index(index) for index in at]
    if all(len(place) == 1 for place in places):
        return f"{name}_{''.join(places)}"
    return f"{name}[{', '.join(places)}]"

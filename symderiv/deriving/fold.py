"""Finding defined names again in entries that were written out."""

from symderiv.deriving.lowering import Lowering
from symderiv.deriving.terms import (
    Ask,
    Atom,
    Constant,
    Delta,
    Entry,
    Function,
    Group,
    Letters,
    Node,
    SizeOf,
    Step,
    Sum,
    Underivable,
    letters_of_atom,
    rename_atom,
    shown,
)
from symderiv.language.expression import Definition, Index, IndexVariable
from symderiv.records import replace

Found = dict[str, Index]


class Folding:
    """The definitions whose entry is a single atom, to be put back where that atom occurs."""

    def __init__(self, letters: Letters, lowering: Lowering) -> None:
        self.letters = letters
        self.lowering = lowering
        self.bodies: dict[str, tuple[tuple[IndexVariable, ...], Sum]] = {}
        self.refused: dict[str, str] = {}
        """The definitions that cannot be written out, and why."""
        self.patterns: list[tuple[Definition, tuple[IndexVariable, ...], Atom]] = []

    def learn(self, definition: Definition, at: tuple[IndexVariable, ...]) -> None:
        """Write a definition out at letters of its own, with earlier names folded."""
        body = self.fold(self.lowering.body(definition, at))
        self.bodies[definition.key] = (at, body)
        if len(body) == 1 and body[0].coefficient == 1 and not body[0].letters and len(body[0].factors) == 1:
            base, exponent = body[0].factors[0]
            if exponent == 1 and isinstance(base, Function | Node) and at:
                self.patterns.append((definition, at, base))

    def body(self, definition: Definition, at: tuple[Index, ...]) -> Sum:
        """The entry of a definition at a position."""
        if definition.key in self.refused:
            raise Underivable(self.refused[definition.key])
        letters, body = self.bodies[definition.key]
        names: dict[str, Index] = {old.name: new for old, new in zip(letters, at, strict=True)}
        return tuple(
            replace(p, factors=tuple((rename_atom(a, names), e) for a, e in p.factors)) for p in body
        )

    def fold(self, sum: Sum) -> Sum:
        return tuple(
            replace(product, factors=tuple((self.atom(a), e) for a, e in product.factors)) for product in sum
        )

    def atom(self, of: Atom) -> Atom:
        """The atom with the names of definitions for what they stand for."""
        inner = self._inside(of)
        for definition, letters, pattern in self.patterns:
            found: Found = {}
            wanted = {letter.name for letter in letters}
            if _meets(pattern, inner, wanted, found) and found.keys() == wanted:
                return Entry(definition, tuple(found[letter.name] for letter in letters))
        return inner

    def _inside(self, of: Atom) -> Atom:
        match of:
            case Function(name, argument):
                return Function(name, self.fold(argument))
            case Node(name, at, letters, body):
                return Node(name, at, letters, self.fold(body))
            case Group(sum):
                return Group(self.fold(sum))
            case Step(relation, left, right):
                return Step(relation, self.fold(left), self.fold(right))
            case Entry() | Delta() | Ask() | SizeOf() | Constant():
                return of


def _meets(pattern: Atom, of: Atom, wanted: set[str], found: Found) -> bool:
    """Is this the pattern, with positions for its letters?"""
    if type(pattern) is not type(of):
        return False
    free = sorted(letters_of_atom(pattern) & wanted)
    for guess in _guesses(pattern, of, free):
        if shown(rename_atom(pattern, guess), {}) == shown(of, {}):
            found.update(guess)
            return True
    return False


def _guesses(pattern: Atom, of: Atom, free: list[str]) -> list[Found]:
    """Which positions the letters may stand for: read off the first entries of both."""
    if not free:
        return [{}]
    candidates = list(_pairs(pattern, of))
    guesses: list[Found] = [{}]
    for name in free:
        options = list(dict.fromkeys(index for letter, index in candidates if letter == name))
        guesses = [{**guess, name: index} for guess in guesses for index in options[:4]]
    return guesses[:64]


def _pairs(pattern: Atom, of: Atom) -> list[tuple[str, Index]]:
    """Letters of the pattern against the positions that stand at like places."""
    ours, theirs = list(_places(pattern)), list(_places(of))
    found: list[tuple[str, Index]] = []
    for key, at in ours:
        for other, there in theirs:
            if key == other and len(at) == len(there):
                found += [(x.name, y) for x, y in zip(at, there, strict=True) if isinstance(x, IndexVariable)]
    return found


def _places(of: Atom) -> list[tuple[str, tuple[Index, ...]]]:
    match of:
        case Entry(array, at):
            return [(array.name, at)]
        case Node(name, at, _, body):
            return [(name, at), *_places_of_sum(body)]
        case Function(_, argument):
            return _places_of_sum(argument)
        case Group(sum):
            return _places_of_sum(sum)
        case Step(_, left, right):
            return [*_places_of_sum(left), *_places_of_sum(right)]
        case Delta(left, right):
            return [("δ", (left, right))]
        case Ask() | SizeOf() | Constant():
            return []


def _places_of_sum(sum: Sum) -> list[tuple[str, tuple[Index, ...]]]:
    return [place for product in sum for base, _ in product.factors for place in _places(base)]

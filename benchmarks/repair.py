"""How often a mistake finds its repair, and how fast: every proved claim of `derivations/`, spoiled once.

    python benchmarks/repair.py [SEED] [PART]

spoils every PART-th claim by one slip of the pen, asks for a repair, and prints by kind of slip how many
were found, how many of these are what stood there before, and the processor time of the median.
The slips are made in the text, with nothing that the repair itself uses.
"""

import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from symderiv.check import Checker, Options
from symderiv.errors import DerivationError
from symderiv.insight import INSIGHT
from symderiv.language.document import Document, Obligation
from symderiv.reading.load import load_document
from symderiv.reading.wording import Wording
from symderiv.report import RepairReport
from symderiv.source import Source

ROOT: Final = Path(__file__).parent.parent
LIMIT: Final = 0.9
SECONDS: Final = 0.3
TRIES: Final = 30

TOKEN: Final = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d_][^\W_]*[\u0300-\u036f]*(?:_\{[^{}]*\}|_[^\W_]+)*)"
    r"|(?P<post>\^T|\.T|ᵀ|\^\{?-?\w+\}?|\*\*\w+|')"
    r"|(?P<sign>[-−+])"
    r"|(?P<product>@|\*|⊙|∘|·|/)"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])"
    r"|(?P<other>\S)"
)


@dataclass(frozen=True)
class Token:
    """A piece of a formula and its place."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Factor:
    """A number, a name, a call or a bracket, with what stands above or behind it."""

    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """The formula to be spoiled and the names that are declared around it."""

    text: str
    names: tuple[str, ...]
    letters: tuple[str, ...]
    sizes: tuple[str, ...]

    @property
    def tokens(self) -> list[Token]:
        found = TOKEN.finditer(self.text)
        return [Token(str(each.lastgroup), each.group(), each.start(), each.end()) for each in found]

    def factors(self) -> list[Factor]:
        """Every factor, also within brackets."""
        tokens, found = self.tokens, []
        for at, token in enumerate(tokens):
            if token.kind not in ("number", "name") and token.text != "(":
                continue
            if token.text == "(" and at and _touches(tokens[at - 1], token):
                continue
            end = at
            if token.text == "(":
                end = _closing(tokens, at)
            elif end + 1 < len(tokens) and tokens[end + 1].text in "([" and _touches(token, tokens[end + 1]):
                end = _closing(tokens, end + 1)
            while end + 1 < len(tokens) and tokens[end + 1].kind == "post":
                end += 1
            found.append(Factor(token.start, tokens[end].end))
        return found

    def neighbours(self) -> list[tuple[Factor, str, Factor]]:
        """Two factors with nothing but a sign of a product, or a blank, between them."""
        factors = self.factors()
        pairs = ((one, other) for one in factors for other in factors if one.end < other.start)
        between = ((one, self.text[one.end : other.start], other) for one, other in pairs)
        return [each for each in between if re.fullmatch(r" +| *(?:@|\*|⊙|∘|·) *", each[1])]


def _touches(one: Token, other: Token) -> bool:
    return one.end == other.start and one.kind in ("name", "number", "post", "close")


def _closing(tokens: list[Token], at: int) -> int:
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end].kind == "open") - (tokens[end].kind == "close")
        if depth == 0:
            return end
    return len(tokens) - 1


# ── Slips of the pen ────────────────────────────────────────────────────────────────────────────


def _put(words: Words, start: int, end: int, text: str) -> str:
    return words.text[:start] + text + words.text[end:]


def sign(words: Words) -> Iterator[str]:
    """+ for −, − for +, a sign at the front."""
    for token in words.tokens:
        if token.kind == "sign":
            before = words.text[: token.start].rstrip()
            leads = not before or before[-1] in "([{,;=*/"
            yield _put(words, token.start, token.end, "" if leads else "+" if token.text in "-−" else "-")
    yield f"-{words.text}" if not re.search(r"[-−+]", words.text) else f"-({words.text})"


def difference(words: Words) -> Iterator[str]:
    """(b − a) for (a − b)."""
    for match in re.finditer(r"\(([^()+−-]+) ([-−]) ([^()+−-]+)\)", words.text):
        yield _put(words, match.start(), match.end(), f"({match[3]} {match[2]} {match[1]})")


def transpose(words: Words) -> Iterator[str]:
    """A transpose dropped, or one too many."""
    for token in words.tokens:
        if token.text in ("^T", ".T", "ᵀ"):
            yield _put(words, token.start, token.end, "")
        elif token.kind == "name" and token.text in words.names:
            yield _put(words, token.end, token.end, ".T" if "@" in words.text else "^T")


def order(words: Words) -> Iterator[str]:
    """Two factors exchanged."""
    text = words.text
    for one, between, other in words.neighbours():
        first, second = text[one.start : one.end], text[other.start : other.end]
        yield _put(words, one.start, other.end, second + between + first)


def product(words: Words) -> Iterator[str]:
    """A matrix product for an elementwise one, and the other way round."""
    for one, between, other in words.neighbours():
        sign = between.strip()
        if sign == "*":
            yield _put(words, one.end, other.start, " @ ")
        elif sign == "@":
            yield _put(words, one.end, other.start, " * ")
        elif sign in ("⊙", "∘"):
            yield _put(words, one.end, other.start, " ")
        elif not sign:
            yield _put(words, one.end, other.start, " ⊙ ")


def index(words: Words) -> Iterator[str]:
    """Another letter as a subscript."""
    for token in words.tokens:
        match = re.search(r"_(\{?)([^\W_])(\}?)$", token.text)
        if token.kind == "name" and match and token.text not in words.names:
            for letter in words.letters:
                if letter != match[2]:
                    yield _put(words, token.start + match.start(2), token.start + match.end(2), letter)


def symbol(words: Words) -> Iterator[str]:
    """Another name."""
    for token in words.tokens:
        if token.kind == "name" and token.text in words.names:
            yield from (
                _put(words, token.start, token.end, name) for name in words.names if name != token.text
            )


def dropped_factor(words: Words) -> Iterator[str]:
    """A factor forgotten."""
    for one, _, other in words.neighbours():
        yield _put(words, one.start, other.start, "")
        yield _put(words, one.end, other.end, "")
    for match in re.finditer(r" / (?:\w+)", words.text):
        yield _put(words, match.start(), match.end(), "")


def doubled_factor(words: Words) -> Iterator[str]:
    """A factor written twice."""
    for one, between, _ in words.neighbours():
        yield _put(words, one.end, one.end, between + words.text[one.start : one.end])


def scale(words: Words) -> Iterator[str]:
    """Twice, half, or an average in place of a sum."""
    text = words.text if not re.search(r"[-−+{]", words.text) else f"({words.text})"
    times = " * " if "@" in text or "*" in text else " "
    yield f"2{times}{text}"
    yield f"{text} / 2"
    yield from (f"{text} / {size}" for size in words.sizes)
    for match in re.finditer(r"(?<![\^*])\b2\b ?", words.text):
        yield _put(words, match.start(), match.end(), "")


def dropped_term(words: Words) -> Iterator[str]:
    """A term forgotten."""
    for match in re.finditer(r" [-−+] (?:[^()+−-]|\([^()]*\))+?(?=$|\)| [-−+] )", words.text):
        yield _put(words, match.start(), match.end(), "")
    for match in re.finditer(r"(?:^|(?<=\())(?:[^()+−-]|\([^()]*\))+? \+ ", words.text):
        yield _put(words, match.start(), match.end(), "")


def function(words: Words) -> Iterator[str]:
    """σ(−x) for σ(x), another function, none."""
    others = {
        "σ": "softmax",
        "softmax": "σ",
        "exp": "log",
        "log": "exp",
        "sum": "mean",
        "tanh": "σ",
        "relu": "σ",
    }
    tokens = words.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.kind != "name" or tokens[at + 1].text != "(" or token.end != tokens[at + 1].start:
            continue
        end = _closing(tokens, at + 1)
        inside = words.text[tokens[at + 1].end : tokens[end].start]
        if token.text in others:
            yield _put(words, token.start, token.end, others[token.text])
        if token.text in ("σ", "sigmoid"):
            negated = (
                inside[1:] if inside[:1] in "-−" else f"-{inside}" if " + " not in inside else f"-({inside})"
            )
            yield _put(words, tokens[at + 1].end, tokens[end].start, negated)
            yield _put(
                words, token.start, tokens[end].end, f"(1 - {words.text[token.start : tokens[end].end]})"
            )
        if token.text in ("diag", "σ", "exp", "log", "tanh"):
            yield _put(words, token.start, tokens[end].end, f"({inside})")


def power(words: Words) -> Iterator[str]:
    """A square forgotten."""
    for match in re.finditer(r"\^2|\*\*2|\^-1", words.text):
        yield _put(words, match.start(), match.end(), "")


SLIPS: Final[dict[str, Callable[[Words], Iterator[str]]]] = {
    "sign": sign, "difference": difference, "transpose": transpose, "order": order, "product": product,
    "index": index, "symbol": symbol, "factor dropped": dropped_factor, "factor doubled": doubled_factor,
    "scale": scale, "term dropped": dropped_term, "function": function, "power": power,
}  # fmt: skip


# ── Runs ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Outcome:
    """What became of one spoiled claim."""

    place: str
    kind: str
    before: str
    spoiled: str
    repair: RepairReport | None
    seconds: float

    @property
    def is_correct(self) -> bool:
        """Proved, by a change of the formula; an assumption does not undo a slip."""
        return self.repair is not None and self.repair.kind != "assumption"

    @property
    def is_same(self) -> bool:
        return self.repair is not None and _plain(self.repair.right) == _plain(self.before)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("−", "-")


def spoiled(document: Document, id: str, kinds: list[str], chance: random.Random) -> Outcome | None:
    """The claim with the first slip that makes it false, and its repair; None if no slip does."""
    source = document.source
    obligation = _obligation(document, id)
    if obligation is None or not isinstance(obligation.wording, Wording):
        return None
    fragment = obligation.wording.text
    words = _words(document, obligation, fragment.value)
    start, end = fragment.offsets[0], fragment.offsets[-1]
    if source.text[start:end] != fragment.value:
        return None
    for kind in kinds:
        texts = list(dict.fromkeys(SLIPS[kind](words)))
        for text in chance.sample(texts, min(len(texts), TRIES // 5)):
            outcome = _outcome(Source(source.path, source.text[:start] + text + source.text[end:]), id)
            if outcome is not None:
                repair, seconds = outcome
                place = f"{Path(source.path).name} {id}"
                return Outcome(place, kind, fragment.value, text, repair, seconds)
    return None


def _outcome(source: Source, id: str) -> tuple[RepairReport | None, float] | None:
    """The repair of a false claim with the time that it took; None if it is not false."""
    try:
        obligation = _obligation(load_document(source), id)
    except DerivationError:
        return None
    if obligation is None:
        return None
    checker = Checker(source, Options(repair="all", insight=INSIGHT))
    report = checker.check(obligation)
    if report.verdict not in ("refuted", "ill-shaped"):
        return None
    started = process_time()
    repair = checker.repaired_alone(obligation, report).repair
    return repair, process_time() - started


def _obligation(document: Document, id: str) -> Obligation | None:
    return next((each for each in document.obligations if each.id == id), None)


def _words(document: Document, obligation: Obligation, text: str) -> Words:
    names = [symbol.name for symbol in document.symbols]
    names += [each.name for each in document.definitions if not each.parameters]
    near = [name for name in names if name in text or name in obligation.left] or names
    letters = re.findall(r"_\{?([^\W_])\b", f"{obligation.left} {text}")
    sizes = tuple(size.name for size in document.sizes)
    return Words(text, tuple(dict.fromkeys(near)), tuple(dict.fromkeys(letters)), sizes)


def run(paths: list[Path], seed: int, part: int = 1) -> Iterator[Outcome]:
    """Every `part`-th proved claim of the files, each spoiled once; the kinds take turns."""
    chance = random.Random(seed)  # noqa: S311 - to spoil claims, not to keep secrets
    kinds = list(SLIPS)
    turn = 0
    for path in paths:
        document = load_document(Source(str(path), path.read_text(encoding="utf-8")))
        for obligation in document.obligations:
            if obligation.expected != "proved" or "~" in obligation.id:
                continue
            turn += 1
            if turn % part:
                continue
            first = turn // part % len(kinds)
            outcome = spoiled(document, obligation.id, [*kinds[first:], *kinds[:first]], chance)
            if outcome is not None:
                yield outcome


def table(outcomes: list[Outcome]) -> str:
    """By kind of slip: how many, how many found, how many as before, the median time."""
    rows = [f"{'slip':<16}{'claims':>8}{'repaired':>10}{'as before':>11}{'median ms':>11}{'most ms':>9}"]
    for kind in (*SLIPS, "all"):
        here = [each for each in outcomes if kind in (each.kind, "all")]
        if here:
            times = [1000 * each.seconds for each in here]
            correct, same = sum(each.is_correct for each in here), sum(each.is_same for each in here)
            rows.append(
                f"{kind:<16}{len(here):>8}{correct:>6}{correct / len(here):>4.0%}{same:>11}"
                f"{median(times):>11.0f}{max(times):>9.0f}"
            )
    return "\n".join(rows)


def main() -> int:
    """The exit status says whether nine in ten are repaired, the median within 300 ms."""
    seed, part = (
        (int(text) for text in (*sys.argv[1:3], "0", "1")[:2])
        if len(sys.argv) != 2
        else (int(sys.argv[1]), 1)
    )
    paths = sorted(path for path in (ROOT / "derivations").rglob("*.yaml") if "wrong" not in path.parts)
    outcomes = list(run(paths, seed, part))
    for each in outcomes:
        if not each.is_correct:
            print(f"{each.place}: {each.kind}: {each.before}  →  {each.spoiled}")
    print(table(outcomes))
    correct = sum(each.is_correct for each in outcomes) / len(outcomes)
    return 0 if correct >= LIMIT and median(each.seconds for each in outcomes) <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())

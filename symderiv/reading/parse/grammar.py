"""The grammar of expressions: one for the mathematical and the NumPy-like spelling.

Loosest first: comparisons; `+` and `-`; a prefix operator (Σ_i, ∂/∂x, ∇_x, log without brackets) over
the product that follows; products and `/`, from the left; sign; power, transpose, subscript.
"""

from typing import Final, NoReturn

from symderiv.reading.parse import syntax as s
from symderiv.reading.parse.applications import is_called, read_call
from symderiv.reading.parse.assembled import read_brace, read_square
from symderiv.reading.parse.bars import read_bars, read_paired_bars
from symderiv.reading.parse.binders import SIGNS, letters_of, read_big, read_number
from symderiv.reading.parse.cursor import FACTOR_STARTS, Cursor
from symderiv.reading.parse.differentials import read_fraction, read_nabla, read_partial, read_total
from symderiv.reading.parse.names import read_name, run_items
from symderiv.reading.parse.scripts import read_items_below, read_postfix
from symderiv.reading.parse.spellings import BARE, BIG
from symderiv.reading.parse.tokens import Token
from symderiv.records import replace
from symderiv.source import Span

PRODUCTS: Final = {
    "*": "star", "·": "dot", "×": "cross", "⊙": "hadamard", "⊗": "tensor", "@": "at", "/": "/",
}  # fmt: skip
RELATIONS: Final = {"=": "=", "==": "=", "≠": "≠", "<": "<", "≤": "≤", ">": ">", "≥": "≥", "∈": "∈", "∉": "∉"}
_CONDITION: Final = frozenset({*RELATIONS, "∧", "∨", "|", "¬"})
_POSTFIX: Final = frozenset({"_", "^", "**", "'", "ᵀ", "[", "("})


class Grammar(Cursor):
    """Reads the grammar by recursive descent; the levels stand in the order of `Cursor`."""

    # ── Conditions ──────────────────────────────────────────────────────────────────────────────

    def condition(self) -> s.Syntax:
        if self.kind != "¬":
            first = self.sum()
            if self.kind not in _CONDITION:
                return first
            return self._alternatives(first)
        return self._alternatives(None)

    def _alternatives(self, first: s.Syntax | None) -> s.Syntax:
        operands = [self._conjunction(first)]
        while self.kind == "∨" or self._is_bar_or():
            self.at += 1
            operands.append(self._conjunction(None))
        if len(operands) == 1:
            return operands[0]
        return s.Logic("or", tuple(operands), operands[0].span.to(operands[-1].span))

    def _is_bar_or(self) -> bool:
        return self.kind == "|" and self.here.bar is None and not self.here.conditional

    def _conjunction(self, first: s.Syntax | None) -> s.Syntax:
        operands = [self._negation(first)]
        while self.accept("∧"):
            operands.append(self._negation(None))
        if len(operands) == 1:
            return operands[0]
        return s.Logic("and", tuple(operands), operands[0].span.to(operands[-1].span))

    def _negation(self, first: s.Syntax | None) -> s.Syntax:
        start = self.at
        if first is None and self.accept("¬"):
            with self.nested():
                operand = self._negation(None)
            return s.Logic("not", (operand,), self.since(start))
        return self._comparison(self.sum() if first is None else first)

    def _comparison(self, first: s.Syntax) -> s.Syntax:
        operands, relations, spelled, is_tex = [first], [], [], False
        with self.within(replace(self.here, related=True)):
            while True:
                kind, written = self.kind, self.tokens[self.at].text
                if kind == "¬" and self.next_is("∈"):
                    self.at += 1
                    kind, written = "∉", "not in"
                if kind not in RELATIONS or (kind == "=" and not self._allows_equality()):
                    break
                is_tex |= self.tokens[self.at].tex
                self.at += 1
                operands.append(self.sum())
                relations.append(RELATIONS[kind])
                spelled.append(written)
        if not relations:
            return first
        origin: s.Origin = 0 if "==" in spelled else 1 if is_tex else self.here.origin
        span = first.span.to(operands[-1].span)
        return s.Compare(tuple(operands), tuple(relations), origin, tuple(spelled), span)  # type: ignore[arg-type]

    def _allows_equality(self) -> bool:
        if not self.here.equality and self.depth > 0:
            hint = "a comparison is `1[i = j]`, `{a if i = j; b otherwise}` or `a == b`"
            self.fail("E217", "`=` splits an equation, and cannot stand in brackets", self.at, hint=hint)
        return self.here.equality

    # ── Sums and products ───────────────────────────────────────────────────────────────────────

    def sum(self) -> s.Syntax:
        left = self.product()
        while (kind := self.tokens[self.at].kind) in ("+", "-"):
            sign = self.at
            self.at += 1
            right = self.product()
            left = s.Binary(kind, left, right, self.between(sign, sign + 1), left.span.to(right.span))  # type: ignore[arg-type]
        return left

    def product(self) -> s.Syntax:
        left = self.factor()
        while True:
            kind = self.tokens[self.at].kind
            operator = PRODUCTS.get(kind)
            if operator is None:
                if kind not in FACTOR_STARTS or not self._is_juxtaposed(kind, left):
                    return left
                place = self.at
                right = self.factor()
                self._check_remark(right, place)
                gap = Span(min(left.span.end, right.span.start), right.span.start)
                left = s.Binary("juxtaposition", left, right, gap, left.span.to(right.span))
                continue
            if self._ends_product(kind):
                return left
            place = self.at
            self.at += 1
            right = self.factor()
            if kind == "/":
                self._check_divisor(right, place)
            left = s.Binary(operator, left, right, self.between(place, place + 1), left.span.to(right.span))  # type: ignore[arg-type]

    def _check_remark(self, right: s.Syntax, place: int) -> None:
        r"""`a \; (x > 0)`, `a (2)`: in LaTeX, a factor, or something said about the formula?"""
        if not self.tokens[place].tex or not isinstance(right, s.Bracketed):
            return
        match right.inner:
            case s.Compare() | s.Logic():
                message = "a condition in brackets: an indicator as a factor, or a condition on the formula?"
                hint = r"write `\mathbb{1}[…]`; conditions stand under `for` and `given`"
            case s.Numeral():
                message = "a number in brackets: a factor, or the number of the formula?"
                hint = r"write `\cdot`, or `\tag{…}`"
            case _:
                return
        self.fail("E215", message, place, self.at, hint)

    def _ends_product(self, kind: str) -> bool:
        if kind == "/" and (
            (self.here.quotient and self.next_is("∂")) or self.tokens[self.at].start == self.here.total
        ):
            return True
        return bool(self.here.summed) and self._rebinds(self.at + 1)

    def _rebinds(self, at: int) -> bool:
        """Does a Σ at this token bind a letter of a sum that is being read?"""
        if self.tokens[at].kind not in SIGNS or not self.here.summed:
            return False
        start = self.at
        self.at = at
        letters = letters_of(self)
        self.at = start
        return bool(letters & self.here.summed)

    def _is_juxtaposed(self, kind: str, left: s.Syntax) -> bool:
        if kind == "number":
            if self._is_indicator():
                return True
            token = self.tokens[self.at]
            self.fail(
                "E219",
                f"the number `{token.text}` stands right after another factor",
                self.at,
                hint=f"put it in front, or write `· {token.text}`; a power is `^{token.text}`",
            )
        if kind in ("|", "‖"):
            return self._opens_bar(kind, left)
        if kind in SIGNS:
            return not self._rebinds(self.at)
        return True

    def _opens_bar(self, kind: str, left: s.Syntax) -> bool:
        if self.here.bar is not None or kind == "‖":
            return self.here.bar is None
        if self.here.conditional or self.here.related:
            return False
        return not (isinstance(left, s.Bracketed) and isinstance(left.inner, s.Compare | s.Logic))

    def _check_divisor(self, right: s.Syntax, slash: int) -> None:
        """`a / b c` has two readings; so has `a / log b c`."""
        follows = self.kind in FACTOR_STARTS and not isinstance(right, s.Numeral)
        if follows and self.kind in ("|", "‖"):
            follows = self._opens_bar(self.kind, right)
        wide = self.is_bare_call(right) and isinstance(right.arguments[0], s.Binary)  # type: ignore[union-attr]
        if follows or wide:
            message = "`a / b c` can be read in two ways: (a / b) c and a / (b c)"
            hint = "put brackets where they are meant, or write `*`, which is read from the left"
            below = self.excerpt(slash + 1, self.at)
            if follows and self.tokens[slash - 1].kind == "number":
                above = self.tokens[slash - 1].text
                hint = (
                    f"write `({above} / {below}) …`, or `{above} / {below} * …`; else `{above} / ({below} …)`"
                )
            self.fail("E213", message, slash, self.at + follows, hint)

    # ── Factors ─────────────────────────────────────────────────────────────────────────────────

    def factor(self) -> s.Syntax:
        start = self.at
        kind = self.tokens[start].kind
        if kind in ("-", "+"):
            self.at += 1
            with self.nested():
                operand = self.factor()
            return s.Sign(kind, operand, self.since(start))  # type: ignore[arg-type]
        base = self.atom()
        if self.tokens[self.at].kind in _POSTFIX:
            return read_postfix(self, base, start)
        return base

    def subscripted(self) -> s.Syntax:
        start = self.at
        base = read_name(self) if self.kind == "name" else self.atom()
        return read_postfix(self, base, start, variable=True)

    def atom(self) -> s.Syntax:
        start = self.at
        match self.tokens[start].kind:
            case "name":
                return self._word()
            case "number":
                return self._number()
            case "(":
                return self._bracketed()
            case "[" | "⟦":
                return read_square(self)
            case "frac":
                with self.nested():
                    return read_fraction(self)
            case "|(" | "‖(":
                return read_paired_bars(self)
            case "{":
                return read_brace(self)
            case "|" | "‖":
                return read_bars(self)
            case "Σ" | "Π" as kind:
                return self._big_sign(kind)
            case "∂":
                with self.nested():
                    return read_partial(self)
            case "∇":
                with self.nested():
                    return read_nabla(self)
            case _:
                return self._missing()

    def _missing(self) -> NoReturn:
        token = self.tokens[self.at]
        found = "nothing follows" if token.kind == "end" else f"`{token.text}` follows"
        if self.at == 0 or (token.kind != "end" and self.tokens[self.at - 1].kind in ("(", "[", "{", ",")):
            self.unexpected("an expression")
        before = self.tokens[self.at - 1]
        self.fail(
            "E212",
            f"something is missing after `{before.text}`: {found}",
            self.at - 1 if token.kind == "end" else self.at,
        )

    def _number(self) -> s.Syntax:
        if self._is_indicator():
            return self._indicator()
        number = read_number(self)
        if self.kind == "[" and self.touches():
            self.fail(
                "E222",
                "a number has no subscript",
                self.at,
                hint="an indicator is `1[i = j]`, a product `2 · 1[i = j]`",
            )
        return number

    def _is_indicator(self) -> bool:
        token = self.tokens[self.at]
        return token.text == "1" and self.next_is("[") and self.tokens[self.at + 1].start == token.end

    def _indicator(self) -> s.Syntax:
        start = self.at
        self.at += 2
        with self.nested(), self.within(self.inside(origin=1, equality=True)):
            condition = self.condition()
        self.expect("]", "`]`", "`1[i = j]`")
        return s.Indicator(condition, self.since(start))

    def _bracketed(self) -> s.Syntax:
        start = self.at
        is_side = self._is_side(start)
        self.at += 1
        if self.kind == ")" and is_side:
            self.at += 1
            return s.Tuple((), self.since(start))
        if self.kind == ")":
            self.fail("E200", "nothing stands in these brackets", start, self.at + 1)
        with self.nested(), self.within(self.inside(equality=self.here.equality)):
            inner = self.condition()
            if self.kind == "," and is_side:
                return self._tuple(inner, start)
        if self.kind == ",":
            self.fail(
                "E231",
                "a list in round brackets means nothing here",
                self.at,
                hint="side by side is `[a, b]`, below one another `[a; b]`",
            )
        self.expect(")", "an operator or `)`")
        return s.Bracketed(inner, self.since(start))

    def _is_side(self, start: int) -> bool:
        """Is this bracket a whole side of an equation?"""
        after = self.tokens[self.partners[start] + 1].kind
        return (
            self.depth == 0 and (start == 0 or self.tokens[start - 1].kind == "=") and after in ("=", "end")
        )

    def _tuple(self, first: s.Syntax, start: int) -> s.Syntax:
        """`(V, D)`, `(V,)`: a shape, written out."""
        items = [first]
        while self.accept(",") and self.kind != ")":
            items.append(self.condition())
        self.expect(")", "`,` or `)`")
        return s.Tuple(tuple(items), self.since(start))

    def _big_sign(self, kind: str) -> s.Syntax:
        start = self.at
        written = self.tokens[start].text
        self.at += 1
        if self.kind != "_" and written in self.names:
            return s.Name(written, self.since(start))
        return read_big(self, SIGNS[kind], start)

    def _word(self) -> s.Syntax:
        """A name, a call, or a function without brackets."""
        start = self.at
        text = self.tokens[start].text
        if text[0] == "d":
            with self.nested():
                total = read_total(self)
            if total is not None:
                return total
        special = self._special(text) if text not in self.names else None
        if special is not None:
            return special
        name = read_name(self)
        if self.kind == "(" and isinstance(name, s.Name) and is_called(self, name):
            return read_call(self, name, start)
        if isinstance(name, s.Name) and name.text in BARE and name.text not in self.names:
            return self._bare(name, start)
        return name

    def _special(self, text: str) -> s.Syntax | None:
        """`δ_ij`, `max_i e`, if none of these names is declared."""
        base, _, rest = text.partition("_")
        if base in self.names or not (rest or self.next_is("_")):
            return None
        if base in ("δ", "delta"):
            return self._delta(base, rest)
        if base in BIG and text not in ("log_softmax",):
            return self._big_word(base, rest)
        return None

    def _delta(self, base: str, rest: str) -> s.Syntax:
        start = self.at
        token = self.tokens[start]
        self.at += 1
        if rest:
            items = run_items(self, rest, token.end - len(rest))
            return s.Delta(items, 1, self.since(start))
        self.at += 1
        below = read_items_below(self)
        return s.Delta(
            tuple(item for item in below if not isinstance(item, s.Slice | s.NewAxis)), 1, self.since(start)
        )

    def _big_word(self, base: str, rest: str) -> s.Syntax:
        start = self.at
        token = self.tokens[start]
        if not rest:
            self.at += 1
            return read_big(self, base, start)
        cut = token.end - len(rest)
        pieces = [
            Token("name", base, token.start, cut - 1),
            Token("_", "_", cut - 1, cut),
            Token("name", rest, cut, token.end),
        ]
        self.insert(start, pieces)
        self.at += 1
        return read_big(self, base, start)

    def _bare(self, name: s.Name, start: int) -> s.Syntax:
        kind = self.kind
        if kind == "'":
            return name
        if kind in ("^", "**"):
            message = f"a power of the function `{name.text}` has no argument"
            self.fail("E226", message, start, self.at + 1, f"write `{name.text}(x)^2`")
        if kind == "+":
            message = f"`{name.text}` is a function, and here follows a sign"
            hint = f"write `{name.text}(x)`; a name that is no function must be declared"
            self.fail("E226", message, start, self.at + 1, hint)
        if (kind not in FACTOR_STARTS and kind != "-") or (kind == "|" and self.here.bar is not None):
            return name
        with self.nested():
            argument = self.product()
        return s.Call(name, (argument,), (), None, True, self.since(start))

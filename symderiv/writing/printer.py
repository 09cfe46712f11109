"""Printing typed trees, with brackets only where the grammar needs them: parse(print(e)) == e."""

from fractions import Fraction
from typing import Final

from symderiv.language.expression import (
    Add,
    Apply,
    Big,
    Block,
    Broadcast,
    Call,
    Cases,
    Compare,
    Constant,
    Contraction,
    Definition,
    DefinitionRef,
    Derivative,
    Distinct,
    Divide,
    Excludes,
    Expression,
    Filled,
    Identity,
    IndexCompare,
    IndexElement,
    IndexParameter,
    IndexSum,
    IndexSymbol,
    IndexVariable,
    Logic,
    MatrixPower,
    Negate,
    NewAxis,
    Number,
    ParameterRef,
    Power,
    Prime,
    Product,
    Shape,
    SizeNumber,
    Stack,
    Subscript,
    Subtract,
    SymbolRef,
    Target,
    Transpose,
)
from symderiv.language.operators import OPERATORS, ShapeRule
from symderiv.records import replace
from symderiv.writing import constructs
from symderiv.writing.piece import Level, Piece
from symderiv.writing.positions import (
    compact,
    print_binder,
    print_index,
    print_indices,
    print_shape,
    print_size,
)
from symderiv.writing.products import product_sign, standing, tex_gap
from symderiv.writing.spellings import LATEX, NUMPY, UNICODE, Spelling

__all__ = [
    "LATEX", "NUMPY", "UNICODE", "Spelling", "print_binder", "print_condition", "print_definition",
    "print_equation", "print_expression", "print_index", "print_shape", "print_size", "print_target",
    "print_terms",
]  # fmt: skip

_INDICES = (IndexVariable, IndexSymbol, IndexElement, IndexSum)
_LONGEST_DECIMAL = 18
_NO_TRANSPOSE: Final = {"T": "+T", "-T": "-(T)"}
"""Exponents that would be read as transposes, in braces, and how they are written instead."""


def print_expression(expression: Expression, spelling: Spelling) -> str:
    """The expression as one would write it in this spelling."""
    return Printer(spelling).value(expression).text


def print_condition(condition: Expression, spelling: Spelling) -> str:
    """A condition as it stands after `where` or `if`: `i ≠ o`, not `1[i ≠ o]`."""
    return constructs.condition(Printer(spelling), condition, 1).text


def print_equation(left: Expression, right: Expression, spelling: Spelling) -> tuple[str, str]:
    """The two sides of an equation; zeros of the other side's shape are a bare `0`."""
    sides = [print_expression(left, spelling), print_expression(right, spelling)]
    zeros = [isinstance(side, Filled) and side.value == 0 for side in (left, right)]
    if zeros[0] != zeros[1]:
        sides[zeros.index(True)] = "0"
    return sides[0], sides[1]


def print_terms(expression: Expression, spelling: Spelling) -> tuple[str, ...]:
    """The expression in pieces between which a line may be broken: `a`, `+ b`, `− c`."""
    printer = Printer(spelling)
    pieces: list[str] = []
    while isinstance(expression, Add | Subtract):
        sign = " + " if isinstance(expression, Add) else spelling.minus
        term = printer.at_least(printer.value(expression.right), Level.PREFIX)
        pieces.append(f"{sign.strip()} {term}")
        expression = expression.left
    first = printer.value(expression)
    head = printer.at_least(first, Level.SUM, signed=True) if pieces else first.text
    return (head, *reversed(pieces))


def print_target(target: Target, spelling: Spelling) -> str:
    """The variable of a derivative as it was written."""
    return print_expression(target.spelled, spelling)


def print_definition(definition: Definition, spelling: Spelling) -> tuple[str, str]:
    """What is defined and what it is: (`u_w`, `U[w]^T`)."""
    arguments = tuple(
        IndexVariable(each.name, each.sort)
        if isinstance(each, IndexParameter)
        else ParameterRef(each.name, each.shape)
        for each in definition.parameters
    )
    head = DefinitionRef(definition, arguments, definition.body.shape)
    return print_expression(head, spelling), print_expression(definition.body, spelling)


class Printer:
    """Prints in one spelling: a piece for every node of the tree."""

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling

    def value(self, expression: Expression) -> Piece:
        """The piece for an expression where a number or an array is wanted."""
        match expression:
            case Number(value):
                return self.number(value)
            case Constant(name):
                return Piece(self.spelling.pi if name == "pi" else "e")
            case SizeNumber(size):
                return _of_size(print_size(size, self.spelling))
            case SymbolRef(name, shape) | ParameterRef(name, shape):
                return self.name(name, array=not shape.is_scalar)
            case DefinitionRef():
                return self.reference(expression)
            case Identity(shape):
                return self.filled(self.spelling.identity, Shape(shape.axes[:1]))
            case Filled(value, shape):
                return self.filled(self.spelling.ones if value else self.spelling.zeros, shape)
            case Negate(argument):
                return self.negated(self.value(argument))
            case Add(left, right):
                return self.sum(left, " + ", right)
            case Subtract(left, right):
                return self.sum(left, self.spelling.minus, right)
            case Product():
                return self.product(expression)
            case Divide(left, right):
                return self.quotient(left, right)
            case Power() | MatrixPower():
                return self.power(expression)
            case Transpose(argument):
                return self.transpose(self.value(argument))
            case Broadcast(argument):
                return self.value(argument)
            case Subscript():
                return self.subscript(expression)
            case NewAxis(argument, position):
                return Piece(self.spelling.new_axis[position] % self.script_base(argument), sub=True)
            case Stack():
                return constructs.stack(self, expression)
            case Block(rows):
                return constructs.block(self, rows)
            case Apply():
                return self.apply(expression)
            case Call(function, arguments):
                name = self.spelling.name(function, False)
                return self.call(name, [self.value(each) for each in arguments])
            case Prime():
                return self.prime(expression)
            case Big():
                return constructs.big(self, expression)
            case Compare() | IndexCompare() | Logic() | Distinct() | Excludes():
                return constructs.indicator(self, expression)
            case Cases():
                return constructs.cases(self, expression)
            case Derivative():
                return constructs.derivative(self, expression)

    # ── Brackets ────────────────────────────────────────────────────────────────────────────────

    def at_least(self, piece: Piece, level: Level, *, signed: bool = False) -> str:
        """The text, in brackets if it is looser than the level or starts with a sign where none may stand."""
        if piece.level < level or (piece.signed and not signed):
            return self.spelling.brackets(piece.text)
        return piece.text

    def script_base(self, expression: Expression) -> str:
        """Something to hang a subscript on."""
        return self.scriptable(self.value(expression))

    def scriptable(self, piece: Piece) -> str:
        bracketed = piece.sup or (piece.sub and self.spelling.origin == 1)
        return self.spelling.brackets(piece.text) if bracketed else self.at_least(piece, Level.ATOM)

    def superscript_base(self, piece: Piece) -> str:
        """Something to hang a superscript on."""
        return self.spelling.brackets(piece.text) if piece.sup else self.at_least(piece, Level.ATOM)

    # ── Leaves ──────────────────────────────────────────────────────────────────────────────────

    def number(self, value: Fraction) -> Piece:
        """`2`, `0.1`, `1/3`: a decimal where it is short."""
        if value < 0:
            return self.negated(self.number(-value))
        decimal = _decimal(value)
        if decimal:
            return Piece(decimal, sub=True)
        return self.quotient(Number(Fraction(value.numerator)), Number(Fraction(value.denominator)))

    def name(self, name: str, *, array: bool) -> Piece:
        return Piece(self.spelling.name(name, array), sub="_" in name, sup="^" in name)

    def filled(self, template: str, shape: Shape) -> Piece:
        """The identity, zeros or ones of a size."""
        sizes = self.spelling.size_list.join(print_size(size, self.spelling) for size in shape.axes)
        return Piece(template % sizes, sub=self.spelling is LATEX)

    def reference(self, expression: DefinitionRef) -> Piece:
        """A defined name with its arguments as it was declared: `u_w`, `F(u, v)`, `P(w|c)`."""
        definition, arguments = expression.definition, expression.arguments
        name = self.name(definition.name, array=not expression.shape.is_scalar)
        if not arguments:
            return replace(name, callable=True)
        given = self.arguments(expression)
        if definition.written:
            names = [given.get(each) or self.spelling.name(each, False) for each in definition.written]
            bar = definition.conditional or len(names)
            sides = [", ".join(side) for side in (names[:bar], names[bar:]) if side]
            return Piece(name.text + self.spelling.brackets(self.spelling.given.join(sides)))
        script = self.spelling.script(compact(",".join(given.values()), self.spelling))
        return Piece(name.text + script, callable=True, sub=True, sup=name.sup)

    def arguments(self, expression: DefinitionRef) -> dict[str, str]:
        """What stands for every parameter."""
        return {
            parameter.name: print_index(each, self.spelling, 1)
            if isinstance(each, _INDICES)
            else self.value(each).text
            for parameter, each in zip(expression.definition.parameters, expression.arguments, strict=True)
        }

    # ── Arithmetic ──────────────────────────────────────────────────────────────────────────────

    def negated(self, argument: Piece) -> Piece:
        """`-x`; a sign holds tighter than a product, but stands before Σ."""
        if argument.level is Level.PREFIX and not argument.signed:
            closed = "-" + argument.closed if argument.closed else ""
            return Piece("-" + argument.text, Level.PREFIX, argument.open, signed=True, closed=closed)
        text = self.at_least(argument, Level.SIGN)
        is_callable = argument.callable and text == argument.text
        return Piece("-" + text, Level.SIGN, signed=True, callable=is_callable)

    def sum(self, left: Expression, sign: str, right: Expression) -> Piece:
        first, second = self.value(left), self.value(right)
        head = self.at_least(first, Level.SUM, signed=True)
        text = head + sign + self.at_least(second, Level.PREFIX)
        return Piece(text, Level.SUM, signed=first.signed and head == first.text)

    def product(self, expression: Product) -> Piece:
        left, right = self.value(expression.left), self.value(expression.right)
        sign = product_sign(expression, self.spelling)
        if "%s" in sign:
            return Piece(sign % (left.text, right.text))
        if not self.spelling.loose:
            left, right = standing(expression, left, right, self.transpose)
        first = self.first_factor(left, star=sign == " * ")
        if _looks_otherwise(expression) and first == left.text:
            first = self.spelling.brackets(first)
        opens = right.level is Level.PREFIX and not right.signed
        second = right.text if opens else self.at_least(right, Level.SIGN)
        if sign in (" ", self.spelling.scale) and sign != " * ":
            first, sign, second = self.apart(expression, left, first, sign, second)
        if self.spelling is LATEX:
            sign = tex_gap(first, sign, second, opens=opens)
        return Piece(
            first + sign + second,
            Level.PRODUCT,
            open=opens,
            signed=left.signed and first == left.text,
            callable=second == right.text and right.callable,
            closed=first + sign + (right.closed or self.spelling.brackets(right.text)) if opens else "",
        )

    def first_factor(self, left: Piece, *, star: bool = False) -> str:
        """The left factor, closed against what follows."""
        if left.open:
            return left.closed or self.spelling.brackets(left.text)
        if left.slash and not star:
            return self.spelling.brackets(left.text)
        return self.at_least(left, Level.PRODUCT, signed=True)

    def apart(
        self, expression: Product, left: Piece, first: str, sign: str, second: str
    ) -> tuple[str, str, str]:
        """The factors and the sign, where juxtaposition would read as a call, a subscript or one number."""
        called = left.callable and first == left.text and second.startswith(("(", r"\left("))
        glued = second[0] in "[0123456789" or (first[-1] == second[0] == "‖")
        if not called and not glued:
            return first, sign, second
        if expression.contraction is Contraction.SCALE:
            return first, self.spelling.times, second
        brackets = self.spelling.brackets
        return brackets(first) if left.callable else first, sign, brackets(second) if glued else second

    def quotient(self, left: Expression, right: Expression) -> Piece:
        above, below = self.value(left), self.value(right)
        if self.spelling.fraction:
            return Piece(self.spelling.fraction % (above.text, below.text), sub=True, sup=True)
        first = self.first_factor(above)
        signed = above.signed and first == above.text
        if isinstance(right, Big) and below.level is Level.PREFIX:
            return Piece(f"{first} / {below.text}", Level.PRODUCT, open=True, signed=signed)
        numeral = isinstance(right, Number) and below.level is Level.ATOM
        gap = "" if numeral and isinstance(left, Number) else " "
        second = self.at_least(below, Level.POWER)
        return Piece(f"{first}{gap}/{gap}{second}", Level.PRODUCT, signed=signed, slash=not numeral)

    def power(self, expression: Power | MatrixPower) -> Piece:
        spelling = self.spelling
        text = self.superscript_base(self.value(expression.base))
        if text == "e":
            text = spelling.brackets(text)
        match expression:
            case MatrixPower(exponent=count):
                raised = spelling.matrix_power % (text, count)
            case Power(exponent=exponent):
                template = spelling.entrywise_power if expression.shape.rank else spelling.power
                raised = template % (text, self.exponent(exponent))
        return Piece(raised, Level.POWER, sub=True, sup=True)

    def exponent(self, expression: Expression) -> str:
        """A number or a single letter as it is, anything else in brackets."""
        text = self.value(expression).text
        if self.spelling.compact_exponents:
            return _NO_TRANSPOSE.get(text, text)
        plain = text.isdecimal() or (len(text) == 1 and text != "T")
        return text if plain else self.spelling.brackets(text)

    def transpose(self, argument: Piece) -> Piece:
        scripted = self.spelling.scripted_transpose
        text = self.spelling.transpose % self.superscript_base(argument)
        return Piece(text, Level.POWER if scripted else Level.ATOM, sub=scripted, sup=scripted)

    # ── Parts ───────────────────────────────────────────────────────────────────────────────────

    def subscript(self, expression: Subscript) -> Piece:
        """`y_i`, `U_{w,d}`, `U[w]`, `U[:, d]`."""
        base, selectors, spelling = expression.base, expression.selectors, self.spelling
        text = self.entry_base(base) if expression.shape.is_scalar else self.script_base(base)
        indices = tuple(each for each in selectors if each is not None)
        if len(indices) == len(selectors):
            return Piece(spelling.component % (text, print_indices(indices, spelling)), sub=True)
        origin = 1 if spelling is LATEX else 0
        items = [":" if each is None else print_index(each, spelling, origin) for each in selectors]
        if items[1:] == [":"] and spelling is not LATEX:
            items.pop()
        return Piece(spelling.part % (text, ("," if spelling is LATEX else ", ").join(items)), sub=True)

    def entry_base(self, base: Expression) -> str:
        """An array as its entries bear its name: not bold."""
        match base:
            case SymbolRef(name) | ParameterRef(name) | DefinitionRef(Definition(name=name), ()):
                return self.scriptable(self.name(name, array=False))
            case _:
                return self.script_base(base)

    # ── Functions ───────────────────────────────────────────────────────────────────────────────

    def apply(self, expression: Apply) -> Piece:
        name, spelling = expression.function, self.spelling
        arguments = [self.value(each) for each in expression.arguments]
        first = arguments[0]
        if name == "inv" and spelling is LATEX:
            return Piece(self.superscript_base(first) + "^{-1}", Level.POWER, sub=True, sup=True)
        is_absolute = name == "abs" and expression.shape.rank > 0
        if name in spelling.special and "‖" not in first.text and not is_absolute:
            return Piece(spelling.special[name] % first.text, sub=True, sup=name == "normsq")
        function, axis = spelling.function(name), _axis_to_print(expression)
        if axis is not None:
            parts = (axis, spelling.brackets(first.text)) if spelling is LATEX else (first.text, axis)
            return Piece(spelling.axis % (function, *parts))
        called = self.call(function, arguments)
        is_prefix = first.level is Level.PREFIX and not first.signed
        bracketed = first.text.startswith(("(", r"\left("))
        if name in spelling.bare and not bracketed and (first.level >= Level.POWER or is_prefix):
            return Piece(f"{function} {first.text}", Level.PREFIX, open=True, closed=called.text)
        return called

    def call(self, function: str, arguments: list[Piece]) -> Piece:
        return Piece(function + self.spelling.brackets(", ".join(each.text for each in arguments)))

    def prime(self, expression: Prime) -> Piece:
        match expression.function:
            case str(name):
                function = self.spelling.function(name)
            case Definition(name=name) | Call(function=name):
                function = self.spelling.name(name, False)
        return self.call(function + "'" * expression.order, [self.value(expression.argument)])


def _of_size(text: str) -> Piece:
    if " " not in text and "*" not in text and not text.startswith("-"):
        return Piece(text, sub="_" in text, sup="^" in text)
    return Piece(text, Level.SUM, signed=text.startswith("-"))


def _decimal(value: Fraction) -> str:
    """The exact decimal number, or nothing where there is none that is short."""
    digits, rest = 0, value.denominator
    while rest % 10 == 0 or rest % 5 == 0 or rest % 2 == 0:
        rest //= 10 if rest % 10 == 0 else 5 if rest % 5 == 0 else 2
        digits += 1
    if rest != 1 or digits > _LONGEST_DECIMAL:
        return ""
    whole, part = divmod(value.numerator * 10**digits // value.denominator, 10**digits)
    return str(whole) + (f".{part:0{digits}d}" if digits else "")


def _axis_to_print(expression: Apply) -> int | None:
    """The axis that a function is given, where it is not the one it would take by itself."""
    axis = expression.axis
    rule = OPERATORS[expression.function].rule
    if rule in (ShapeRule.ALONG_ROWS, ShapeRule.REDUCE_ROWS):
        return None if axis == expression.arguments[0].shape.rank - 1 else axis
    return axis


def _looks_otherwise(product: Product) -> bool:
    """`(g ⊙ h) W`: products are read from the left, but people take `h W` together first."""
    left = product.left
    is_entrywise = isinstance(left, Product) and left.contraction is Contraction.ELEMENTWISE
    return is_entrywise and product.contraction is Contraction.CONTRACT

"""The tree that `symderiv parse` shows."""

from symderiv.language.expression import (
    SCALAR,
    Big,
    Binder,
    Contraction,
    Derivative,
    Expression,
    IndexSum,
    IndexVariable,
    Orientation,
    Product,
    Shape,
    Subscript,
    SymbolRef,
    Target,
)
from symderiv.language.sizes import Size
from symderiv.writing.tree import describe_shape, expression_tree

V, D, ONE = Size.named("V"), Size.named("D"), Size.number(1)
U = SymbolRef("U", Shape((V, D)))
v = SymbolRef("v", Shape((D,)))
w = IndexVariable("w", V)


def shown(expression: Expression) -> list[str]:
    return [" ".join(line.split()) for line in expression_tree(expression).split("\n")]


def test_a_product_says_what_it_contracts() -> None:
    tree = Product(Contraction.CONTRACT, U, v, Shape((V,)))
    assert expression_tree(tree) == (
        "Product contract  vector[V]\n"
        "  SymbolRef U     matrix[V, D]\n"
        "  SymbolRef v     vector[D]"
    )  # fmt: skip


def test_positions_and_ranges_are_written_out() -> None:
    after = IndexSum(((1, w),), ONE, V)
    row = Subscript(U, (after, None), Shape((D,), Orientation.LOOSE_ROW))
    tree = Big("sum", (Binder("w", V, Size(()), V - ONE),), None, row, row.shape)
    assert shown(tree) == [
        "Big sum w = 0 … V - 1 row[D]",
        "Subscript [w + 1, :] row[D]",
        "SymbolRef U matrix[V, D]",
    ]


def test_a_derivative_names_its_variable_once() -> None:
    target = Target(U, (w, None), Shape((D,)), Subscript(U, (w, None), Shape((D,))))
    tree = Derivative(SymbolRef("J", SCALAR), target, False, Shape((D,)))
    assert shown(tree) == ["Derivative vector[D]", "SymbolRef J scalar", "Target U [w, :] vector[D]"]


def test_shapes_read_like_declarations() -> None:
    tensor = Shape((V, D, V))
    assert [describe_shape(shape) for shape in (SCALAR, v.shape, U.shape, tensor)] == [
        "scalar", "vector[D]", "matrix[V, D]", "tensor[V, D, V]",
    ]  # fmt: skip

"""The typed tree: what counts in comparisons, what is free, what occurs."""

from symderiv.language.expression import (
    SCALAR,
    Big,
    Binder,
    Contraction,
    Definition,
    DefinitionRef,
    Index,
    IndexCompare,
    IndexParameter,
    IndexSymbol,
    IndexVariable,
    Orientation,
    Product,
    Shape,
    Subscript,
    SymbolRef,
)
from symderiv.language.sizes import Size
from symderiv.language.traverse import free_letters, parts, sizes_in, walk
from symderiv.source import Span

V, D = Size.named("V"), Size.named("D")
ONE = Size.number(1)
S = SymbolRef("s", Shape((V,)))
U = SymbolRef("U", Shape((V, D)))


def entry(i: Index) -> Subscript:
    return Subscript(S, (i,), SCALAR)


def total(name: str, body: Subscript | Product, condition: IndexCompare | None = None) -> Big:
    binder = Binder(name, V, Size(()), V - ONE)
    return Big("sum", (binder,), condition, body, SCALAR)


def test_spans_do_not_count() -> None:
    assert SymbolRef("s", Shape((V,)), Span(1, 2)) == S
    assert hash(SymbolRef("s", Shape((V,)), Span(1, 2))) == hash(S)


def test_orientation_counts() -> None:
    assert SymbolRef("s", Shape((V,), Orientation.ROW)) != S


def test_a_binder_binds_its_letter_and_no_other() -> None:
    i, j = IndexVariable("i", V), IndexVariable("j", V)
    both = Product(Contraction.SCALE, entry(i), entry(j), SCALAR)
    assert free_letters(both) == {"i", "j"}
    assert free_letters(total("i", both)) == {"j"}
    assert free_letters(total("i", entry(i), IndexCompare("≠", i, j))) == {"j"}
    assert free_letters(total("j", total("i", both))) == set()


def test_what_a_definition_binds_is_its_own() -> None:
    w = IndexVariable("w", V)
    family = Definition("u", "u", (IndexParameter("w", V),), entry(w))
    assert free_letters(DefinitionRef(family, (IndexVariable("k", V),), SCALAR)) == {"k"}
    assert free_letters(DefinitionRef(family, (IndexSymbol("o", V),), SCALAR)) == set()


def test_walking_meets_every_part_and_every_definition_once() -> None:
    w = IndexVariable("w", V)
    family = Definition("u", "u", (IndexParameter("w", V),), Subscript(U, (w, None), Shape((D,))))
    reference = DefinitionRef(family, (IndexSymbol("o", V),), Shape((D,)))
    both = Product(Contraction.CONTRACT, reference, reference, SCALAR)
    assert [node for node in walk(both) if isinstance(node, Definition)] == [family]
    assert [node for node in walk(both) if node == U] == [U]
    assert sizes_in(both) == {"V", "D"}
    assert list(parts(both)) == [reference, reference]


def test_definitions_are_told_apart_by_their_key() -> None:
    one = Definition("f", "f", (), S)
    assert one == Definition("f", "f", (), U)
    assert one != Definition("g", "f", (), S)


def test_a_grid_has_rows_and_columns() -> None:
    assert Shape((V,)).grid == (V, ONE)
    assert Shape((V,), Orientation.LOOSE_ROW).grid == (ONE, V)
    assert SCALAR.grid == (ONE, ONE)
    assert U.shape.grid == (V, D)

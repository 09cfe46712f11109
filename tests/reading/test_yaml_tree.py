"""The YAML tree: every scalar stays text and knows its place; everything else of YAML is refused in plain words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symderiv.errors import CODES, DerivationError, Diagnostic
from symderiv.reading.file.yaml_tree import Mapping, Node, Scalar, Sequence, as_formula_problem, compose
from symderiv.source import Source

LIMIT = 10.0
"""Seconds of CPU after which every file must have ended, however hostile; a hundred times what is needed."""


def scalar(node: Node | None) -> Scalar:
    assert isinstance(node, Scalar)
    return node


def value_of(text: str) -> Scalar:
    """The value of the key `k`."""
    return scalar(compose(Source("f.yaml", text)).get("k"))


def refused(text: str) -> Diagnostic:
    with pytest.raises(DerivationError) as caught:
        compose(Source("f.yaml", text))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code in CODES
    return diagnostic


def plain(node: Node) -> object:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key.value: plain(value) for key, value in node.entries}


def test_every_scalar_stays_text() -> None:
    text = "a: no\nb: 010\nc: 1:30\nd: 0.1\ne: [~, null, 2026-01-01]\nf: {g: 1e3, h: }\ni:\n- =\n- .nan\n"
    assert plain(compose(Source("f.yaml", text))) == {
        "a": "no",
        "b": "010",
        "c": "1:30",
        "d": "0.1",
        "e": ["~", "null", "2026-01-01"],
        "f": {"g": "1e3", "h": ""},
        "i": ["=", ".nan"],
    }


def test_spans_of_keys_lists_and_mappings() -> None:
    text = "sizes: [V, D]\nsteps:\n  - is: x\n    for: i\n  - y\n\nlast: 'z'  # comment\n"
    tree = compose(Source("f.yaml", text))
    written = {key.value: text[value.span.start : value.span.end] for key, value in tree.entries}
    assert written == {
        "sizes": "[V, D]",
        "steps": "- is: x\n    for: i\n  - y",
        "last": "'z'",
    }
    assert [text[key.span.start : key.span.end] for key, _ in tree.entries] == ["sizes", "steps", "last"]
    sizes, steps = tree.get("sizes"), tree.get("steps")
    assert isinstance(sizes, Sequence)
    assert sizes.flow
    assert isinstance(steps, Sequence)
    assert not steps.flow


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("k: ab c", "ab c", (3, 4, 5, 6, 7)),
        ("k: ŷ𝔸b", "ŷ𝔸b", (3, 4, 5, 6)),
        ("\ufeffk: a", "a", (4, 5)),
        ("k: a  \n   b", "a b", (3, 4, 10, 11)),
        ("k: a\n\n\n b", "a\n\nb", (3, 5, 6, 8, 9)),
        ("k: a\r\n b\r\n", "a b", (3, 4, 7, 8)),
        ("k: 'f''(x)'", "f'(x)", (4, 5, 7, 8, 9, 10)),
        ("k: 'a \n  b'", "a b", (4, 5, 9, 10)),
        ("k: ''", "", (4,)),
        (r'k: "a\\b\"c"', 'a\\b"c', (4, 5, 7, 8, 10, 11)),
        (r'k: "\u0177\x41\U0001d538."', "ŷA𝔸.", (4, 10, 14, 24, 25)),
        ('k: "a\\\n   b"', "ab", (4, 10, 11)),
        ("k: |\n  a\n  bc\n", "a\nbc\n", (7, 8, 11, 12, 13, 13)),
        ("k: |\r\n  a\r\n  b\r\n", "a\nb\n", (8, 9, 13, 14, 14)),
        ("k: |-  # why\n\n   a\n    b\n", "\na\n b", (13, 17, 18, 22, 23, 24)),
        ("k: >-\n  a\n  b\n\n  c\n", "a b\nc", (8, 9, 12, 14, 17, 18)),
        ("k: >+\n  a\n\n", "a\n\n", (8, 9, 9, 9)),
        ("k: |2-\n   a\n   b", " a\n b", (9, 10, 11, 14, 15, 16)),
        ("k: |\n", "", (3,)),
    ],
)
def test_every_character_knows_its_offset(text: str, value: str, places: tuple[int, ...]) -> None:
    fragment = value_of(text).fragment
    assert (fragment.value, fragment.offsets) == (value, places)


LINES = st.lists(
    st.text("ab:'\\x 𝔸", min_size=1, max_size=6).map(lambda line: f"a{line}b"), min_size=1, max_size=4
)


@given(LINES, st.sampled_from(["|", ">", "'", '"']), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_offsets_point_at_the_same_characters(lines: list[str], style: str, end: str) -> None:
    body = f"{end}   ".join(lines)
    match style:
        case "'":
            body = "'" + body.replace("'", "''") + "'"
        case '"':
            body = '"' + body.replace("\\", "\\\\") + '"'
        case _:
            body = f"{style}{end}   {body}"
    text = f"k: {body}{end}"
    fragment = value_of(text).fragment
    assert len(fragment.offsets) == len(fragment.value) + 1
    assert fragment.value.split() == " ".join(lines).split()
    for letter, at in zip(fragment.value, fragment.offsets, strict=False):
        assert text[at] == letter or (letter.isspace() and text[at].isspace())


TROUBLES = [
    # text, code, place, a word of the message, a word of the hint
    ("", "E101", "1:1", "empty", "symbols"),
    ("# nothing\n", "E101", "1:1", "empty", "symbols"),
    ("---\n", "E101", "1:1", "empty", "symbols"),
    ("hello", "E102", "1:1", "a text", "title"),
    ("- a", "E102", "1:1", "a list", "title"),
    ("{}", "E102", "1:1", "empty", "title"),
    ("a: 1\n---\nb: 2\n", "E103", "2:1", "second YAML document", "---"),
    ("%YAML 1.1\n---\na: 1", "E104", "1:1", "directive", "comment"),
    ("# c\n\n%YAML " + "1" * 5000 + ".1\n---\n", "E104", "3:1", "directive", "comment"),
    ("a: b\n%YAML " + "1" * 5000 + ".1\n---\n", "E104", "2:7", "directive", "comment"),
    ("a: *x + y", "E104", "1:4", "an alias", "'*x + y'"),
    ("a: * x", "E104", "1:4", "an alias", "'* x'"),
    ("a: &x y  # c", "E104", "1:4", "an anchor", "'&x y'"),
    ("a: !x y", "E104", "1:4", "a tag", "'!x y'"),
    ("a: !!python/object/apply:os.system [x]", "E104", "1:4", "a tag", "quotes"),
    ("a: !n!x y", "E104", "1:4", "a tag", "quotes"),
    ("&a a: b", "E104", "1:1", "an anchor", "quotes"),
    ("a: 1\n<<: {b: c}", "E104", "2:1", "merge key", "write the entries out"),
    ("a: 1\nb: 2\na: 3", "E105", "3:1", "`a`", "line 1"),
    ("d:\n  ŷ: 1\n  y\u0302: 2", "E105", "3:3", "second time", "line 2"),
    ("a: {b: 1, 'b': 2}", "E105", "1:11", "`b`", "line 1"),
    ("[a]: b", "E106", "1:1", "a key belongs", "quotes"),
    ("? {a: b}\n: c", "E106", "1:3", "a key belongs", "quotes"),
    (": b", "E106", "1:1", "a key is missing", "quotes"),
    ("'': b", "E106", "1:1", "a key is missing", "quotes"),
    ("a: 'x\nb: 2\n", "E107", "1:4", "never closed", "close it"),
    ('a: 1\nb: "x\nc: 2\n', "E107", "2:4", "never closed", "close it"),
    ('a: "x\\', "E107", "1:4", "never closed", "close it"),
    ("a: 'x\n---\nb: 'y'", "E107", "1:4", "never closed", "close it"),
    ("a: 'x\nb: 'y'\n", "E107", "1:4", "closed in line 2 only", "close it"),
    ("sizes: [V, D\nsymbols:\n  U: matrix[V, D]\n", "E107", "1:8", "`[` is never closed", "before line 2"),
    ("a: {is: x,\n", "E107", "1:4", "`{` is never closed", "`}`"),
    ("a: [x, y}", "E107", "1:4", "`}` stands at 1:9 where `]`", "quotes"),
    ("prove: J = b: c", "E108", "1:13", "`: ` within a value", "'J = b: c'"),
    ("steps:\n  - is: x: y", "E108", "2:10", "`: ` within a value", "'x: y'"),
    ("a: |x|_1 = 2", "E108", "1:4", "opens a block", "'|x|_1 = 2'"),
    ("a: > 0", "E108", "1:4", "opens a block", "'> 0'"),
    ("a: @x", "E108", "1:4", "begin with `@`", "'@x'"),
    ("a: `x`", "E108", "1:4", "begin with a backtick", "'`x`'"),
    ("a: %x", "E108", "1:4", "begin with `%`", "'%x'"),
    ("a: ]", "E108", "1:4", "`]` cannot begin", "']'"),
    ("a: - x", "E108", "1:4", "item of a list", "no space after the sign"),
    ("a: ? x", "E108", "1:4", "means a key", "'? x'"),
    ("for: [i, j], i ≠ j", "E108", "1:12", "begins with `[`", "'[i, j], i ≠ j'"),
    ("a: 'x' + y", "E108", "1:8", "begins with `'`", "whole value in quotes"),
    ("{a: 1} x", "E108", "1:8", "begins with `{`", "whole value in quotes"),
    ("a: {is: U[w]}", "E108", "1:10", "expects `,` or `}`", "brackets"),
    ("a: {is: f(a, b)}", "E108", "1:14", "`b)` has no `: value`", "comma"),
    ("a: {x if c; y otherwise}", "E108", "1:5", "has no `: value`", "begins with `{`"),
    ("a: {is: |x|}", "E108", "1:9", "begin with `|`", "single quotes"),
    ("a: [F(u, v), w]", "E108", "1:5", "`F(u` is an item", "comma"),
    ("a: [b,,c]", "E108", "1:7", "expects `,` or `]`", "quotes"),
    (r'a: "\frac{1}{2}"', "E109", "1:5", r"`\frac`", "single quotes"),
    (r'a: "x \theta"', "E109", "1:7", r"`\theta`", "block"),
    (r'a: "\beta"', "E109", "1:5", r"`\beta`", "block"),
    (r'a: "\nabla"', "E109", "1:5", r"`\nabla`", "block"),
    (r'a: "\Lambda"', "E109", "1:5", r"`\Lambda`", "block"),
    (r'a: "\partial"', "E109", "1:5", r"`\partial`", "block"),
    (r'a: "\xi"', "E109", "1:5", r"`\xi`", "block"),
    (r'a: "\UFFFFFFFF"', "E109", "1:5", r"`\UFFFFFFFF`", "block"),
    (r'a: "\ud800"', "E109", "1:5", r"`\ud`", "block"),
    ("a: 1\nb:c\nd: 2", "E100", "2:2", "space is missing after `b:`", "key: value"),
    ("title:foo", "E100", "1:6", "space is missing after `title:`", "key: value"),
    ("loss: J = a\n+ b\n", "E100", "2:1", "was expected in this line", "deeper"),
    ("a:\n\tb: 1\n", "E122", "2:1", "tab indents", "spaces"),
    ("a:\tb\n", "E122", "1:3", "tab", "space"),
    ("a: 1\n  b: 2\n", "E122", "2:3", "went on with the value above", "column"),
    ("  a: 1\nb: 2\n", "E122", "2:1", "none of the columns", "one column"),
    ("a:\n  - x\n - y\n", "E122", "3:2", "none of the columns", "one column"),
    ("a: \x00", "E123", "1:4", "U+0000", "remove"),
    ("a: 1\nb: x\x0cy", "E123", "2:5", "U+000C", "remove"),
    ("a: b\u2028c", "E123", "1:5", "line separator", "remove"),
    ("a: b\rc", "E123", "1:5", "U+000D", "remove"),
    ("a: b # \u202e", "E123", "1:8", "right-to-left override", "remove"),
    ("a: b\ufeff", "E123", "1:5", "U+FEFF", "remove"),
]


@pytest.mark.parametrize(("text", "code", "place", "message", "hint"), TROUBLES)
def test_trouble_is_told_in_the_terms_of_the_author(
    text: str, code: str, place: str, message: str, hint: str
) -> None:
    diagnostic = refused(text)
    assert (diagnostic.code, diagnostic.place()) == (code, f"f.yaml:{place}")
    assert message in diagnostic.message
    assert diagnostic.hint is not None
    assert hint in diagnostic.hint


def test_the_span_of_an_eaten_macro_covers_it() -> None:
    text = r'k: "a + \frac{1}{2}"'
    span = refused(text).span
    assert span is not None
    assert text[span.start : span.end] == r"\frac"


def test_literal_tabs_and_harmless_escapes_are_kept() -> None:
    assert value_of('k: "a\tb"').value == "a\tb"
    assert value_of(r'k: "a\\frac\/\u2202"').value == "a\\frac/∂"


def nested(levels: int) -> str:
    return "k: " + "[" * (levels - 1) + "]" * (levels - 1)


def test_depth_of_24_is_the_last_that_is_read() -> None:
    compose(Source("f.yaml", nested(24)))
    assert refused(nested(25)).code == "E120"


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{" * 100_000, "- " * 100_000, "? " * 100_000, "[\n" * 100_000]
)
def test_deep_nesting_ends_soon(text: str) -> None:
    start = time.process_time()
    assert refused(text).code == "E120"
    assert time.process_time() - start < LIMIT


def test_the_number_of_nodes_is_bounded() -> None:
    assert refused("k: [" + "x," * 50_000 + "]").code == "E121"
    within = compose(Source("f.yaml", "k: [" + "x," * 19_997 + "]")).get("k")
    assert isinstance(within, Sequence)
    assert len(within.items) == 19_997


def test_a_text_of_more_than_a_megabyte_is_not_read() -> None:
    assert refused("k: " + "x" * 1_000_000).code == "E115"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("k: [a, b; c, d]", "'[a, b; c, d]'"),
        ("k:\n- - x", "without a space"),
        ("k: {x: y}", "'{x: y}'"),
        ("k:\n  f: g", "'f: g'"),
    ],
)
def test_a_list_or_mapping_in_the_place_of_a_formula_needs_quotes(text: str, hint: str) -> None:
    source = Source("f.yaml", text)
    node = compose(source).get("k")
    assert node is not None
    problem = as_formula_problem(node, source)
    assert problem is not None
    assert "quotes" in problem
    assert hint in problem


def test_a_text_is_no_formula_problem() -> None:
    source = Source("f.yaml", "k: U v")
    assert as_formula_problem(value_of("k: U v"), source) is None


def test_the_pure_reader_stands_alone() -> None:
    """No constructor, resolver or C loader of PyYAML takes part."""
    from symderiv.reading.file import yaml_tree

    names = {base.__name__ for base in yaml_tree._Events.__mro__}
    assert names == {"_Events", "Reader", "Scanner", "Parser", "object"}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"one\n\ttwo \u00e9", "one\n two é"),
        (r"a \u202e b \x1b[31m", "a \ufffd b \ufffd[31m"),
        (r"\ud800", "\ufffd"),
    ],
)
def test_escapes_may_stand_in_free_text(written: str, text: str) -> None:
    tree = compose(Source("a.yaml", f'title: "{written}"\nderivations:\n  - notes: "{written}"\n'))
    title, derivations = (value for _, value in tree.entries)
    assert isinstance(derivations, Sequence)
    (item,) = derivations.items
    assert isinstance(item, Mapping)
    for each in (title, item.get("notes")):
        assert isinstance(each, Scalar)
        assert each.value == text


@pytest.mark.parametrize(
    "text", [r'define: {notes: "\theta"}', r'derivations: [{prove: "\theta"}]', r'loss: "\theta"']
)
def test_formulas_of_any_name_keep_their_backslashes(text: str) -> None:
    with pytest.raises(DerivationError) as caught:
        compose(Source("a.yaml", text))
    assert caught.value.diagnostics[0].code == "E109"

"""How a text becomes tokens: spellings, places, normal form, bounds, and the characters that are refused."""

import unicodedata

import pytest

from symderiv.errors import CODES, Unreadable
from symderiv.reading.parse import spellings
from symderiv.reading.parse.lexer import tokenise
from symderiv.reading.parse.tokens import MAX_LENGTH, MAX_TOKENS
from symderiv.source import Fragment, Source


def fragment(text: str) -> Fragment:
    return Fragment.whole(Source("t.yaml", text))


def kinds(text: str) -> list[str]:
    """The kinds of the tokens, names and numbers as they were written."""
    tokens = tokenise(fragment(text)).all
    assert tokens[-1].kind == "end"
    return [token.text if token.kind in ("name", "number") else token.kind for token in tokens[:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a+b", "a + b"),
        ("a − b", "a - b"),
        ("U_wd v_c", "U_wd v_c"),
        ("u_{neg_k}", "u _ { neg_k }"),
        ("foo_bar1", "foo_bar1"),
        ("x_1 y1", "x_1 y1"),
        ("2x 2e-3 .5 1e5 2.50", "2 x 2e-3 .5 1e5 2.50"),
        ("2e", "2 e"),
        ("x² A⁻¹", "x ^ { 2 } A ^ { - 1 }"),
        ("xᵢ₊₁", "x _ { i + 1 }"),
        ("Uᵀ U⊤ U.T U^T", "U ᵀ U ᵀ U ᵀ U ^ T"),
        ("U.Tx", None),
        ("x²ᵀ", "x ^ { 2 } ᵀ"),
        ("a <= b != c == d", "a ≤ b ≠ c == d"),
        ("a and b or not c in d", "a ∧ b ∨ ¬ c ∈ d"),
        ("Σ_i Π_k ∑_j", "Σ _ i Π _ k Σ _ j"),
        ("|x| ‖y‖ ||z||", "| x | ‖ y ‖ ‖ z ‖"),
        ("g ... h … k", "g … h … k"),
        ("f''(x)", "f ' ' ( x )"),
        ("∂²f/∂x²", "∂ ^ { 2 } f / ∂ x ^ { 2 }"),
        ("y\u0302 q\u0302", "ŷ q̂"),
        ("µ ∆x", "μ Δx"),
        ("a\u00a0b\u2009c\nd\te", "a b c d e"),
        ("потеря", "потеря"),
        ("", ""),
    ],
)
def test_spellings(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(Unreadable):
            kinds(text)
    else:
        assert kinds(text) == expected.split()


def test_every_sign_of_the_table_is_one_token_of_its_kind() -> None:
    for spelled, kind in spellings.SIGNS.items():
        if kind in "([{":
            continue
        opened = {")": "(", "]": "[", "}": "{"}.get(kind, "")
        tokens = tokenise(fragment(f"{opened} {spelled} ")).all
        assert [token.kind for token in tokens] == [*opened, kind, "end"], spelled


def test_tables_agree_with_one_another() -> None:
    assert not set(spellings.SIGNS) & set(spellings.ABSENT)
    assert not set(spellings.SIGNS) & set(spellings.SUGGESTIONS)
    assert not set(spellings.WORDS) & spellings.FUNCTIONS
    assert spellings.FUNCTIONS >= spellings.BARE
    assert spellings.FUNCTIONS >= spellings.BIG
    for letter, usual in spellings.LOOK_ALIKES.items():
        assert letter != usual
        assert unicodedata.normalize("NFC", letter) == letter


# ── Places ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["y\u0302 + q\u0302_i", "(a  +\nb)", "x₁² ᵀ", "a·b"])
def test_every_token_knows_where_it_was_written(text: str) -> None:
    tokens = tokenise(fragment(text))
    for token in tokens.all[:-1]:
        if token.kind in ("{", "}"):
            continue
        place = tokens.text.span(token.start, token.end)
        written = unicodedata.normalize("NFC", text[place.start : place.end])
        assert written == tokens.text.value[token.start : token.end] != ""


def test_places_are_those_of_the_file() -> None:
    source = Source("t.yaml", "loss: J = y\u0302 b")
    piece = Fragment(source, source.text[10:], tuple(range(10, len(source.text) + 1)))
    tokens = tokenise(piece)
    places = [tokens.text.span(token.start, token.end) for token in tokens.all]
    assert [(place.start, place.end) for place in places] == [(10, 12), (13, 14), (14, 14)]


def test_brackets_know_their_partners() -> None:
    tokens = tokenise(fragment("f(a, [b]) x²"))
    pairs = {tokens.all[a].kind + tokens.all[b].kind for a, b in tokens.partners.items()}
    assert pairs == {"()", "[]", "{}"}


# ── What is refused ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "code", "at", "message", "hint"),
    [
        ("x ’", "E201", 2, "RIGHT SINGLE QUOTATION MARK", "`'`"),
        ("“x”", "E201", 0, "LEFT DOUBLE QUOTATION MARK", "quotes"),
        ("a – b", "E201", 2, "EN DASH", "`-`"),
        ("a ÷ b", "E201", 2, "DIVISION SIGN", "`/`"),
        ("√x", "E201", 0, "SQUARE ROOT", "sqrt"),
        ("a ≈ b", "E201", 2, "ALMOST EQUAL TO", "`=`"),
        ("x.y", "E201", 1, "`.`", "`·`"),
        ("np.exp(x)", "E201", 2, "`.`", "`exp(x)`"),
        ("x!", "E201", 1, "`!`", "`!=`"),
        ("x?", "E201", 1, "`?`", ""),
        ("x ٣", "E201", 2, "ARABIC-INDIC DIGIT THREE", "`3`"),
        ("🙂", "E201", 0, "SLIGHTLY SMILING FACE", ""),
        ("x\u200by", "E202", 1, "ZERO WIDTH SPACE", "delete"),
        ("a \u202e b", "E202", 2, "RIGHT-TO-LEFT OVERRIDE", "delete"),
        ("\x0crac", "E202", 0, "U+000C", "single quotes"),
        ("\x08eta", "E202", 0, "U+0008", "single quotes"),
        ("\ufeffx", "E202", 0, "ZERO WIDTH NO-BREAK SPACE", "delete"),
        ("а + b", "E203", 0, "CYRILLIC SMALL LETTER A", "`a`"),
        ("vс", "E203", 1, "CYRILLIC SMALL LETTER ES", "`c`"),
        ("Α", "E203", 0, "GREEK CAPITAL LETTER ALPHA", "`A`"),
        ("𝐱 + 1", "E203", 0, "MATHEMATICAL BOLD SMALL X", "`x`"),
        ("ｘ", "E203", 0, "FULLWIDTH LATIN SMALL LETTER X", "`x`"),
        (r"\frac{a}{b}", "E204", 0, "LaTeX", ""),
        ("x" * (MAX_LENGTH + 1), "E205", 0, str(MAX_LENGTH), "define"),
        ("+" * (MAX_TOKENS + 1), "E206", MAX_TOKENS, str(MAX_TOKENS), "define"),
        ("1" * 201, "E207", 0, "200", ""),
        ("1e401", "E207", 0, "400", ""),
        ("1e-99999999999999", "E207", 0, "400", ""),
        ("(" * 101, "E208", 100, "100", "define"),
        ("a (b", "E210", 2, "never closed", "`)`"),
        ("a b)", "E211", 3, "closes nothing", "`(`"),
        ("(a]", "E211", 2, "`(` at 1:1", "`)`"),
        ("a // b", "E218", 2, "`//`", "floor"),
        ("a % b", "E218", 2, "`%`", "floor"),
        ("a && b", "E218", 2, "`&&`", "`and`"),
        ("x" * 201, "E229", 0, "100", ""),
    ],
)
def test_refused(text: str, code: str, at: int, message: str, hint: str) -> None:
    with pytest.raises(Unreadable) as caught:
        tokenise(fragment(text))
    found = caught.value.diagnostics[0]
    assert found.code == code
    assert code in CODES
    assert found.span is not None
    assert found.span.start == at
    assert message in found.message
    assert hint in (found.hint or "")


@pytest.mark.parametrize("text", ["1" * 200, "1e400", "(" * 100 + "x" + ")" * 100, "x " * 2000])
def test_within_the_bounds(text: str) -> None:
    assert kinds(text)

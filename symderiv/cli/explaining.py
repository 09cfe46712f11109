"""`symderiv parse`, `derive`, `explain`: an expression, a gradient, a diagnostic or a claim, told in full."""

from difflib import get_close_matches

import typer

from symderiv.check import Checker, Options, check_document
from symderiv.insight import INSIGHT
from symderiv.reading.file.files import read_source, text_or_file
from symderiv.reading.load import load_document, read_expression
from symderiv.source import visible
from symderiv.writing.entries import entry_text, is_code, other_codes
from symderiv.writing.explained import explanation_text
from symderiv.writing.printer import print_expression
from symderiv.writing.spellings import NUMPY, UNICODE
from symderiv.writing.tree import expression_tree


def understood(expression: str, symbols: str) -> str:
    """The tree of an expression with shapes, and its spellings."""
    tree = read_expression(expression, text_or_file(symbols))
    spellings = f"Unicode  {print_expression(tree, UNICODE)}\nNumPy    {print_expression(tree, NUMPY)}"
    return f"{expression_tree(tree)}\n\n{spellings}"


def derived_text(path: str, wrt: tuple[str, ...], of: str | None) -> tuple[str, int]:
    """Gradients as lines of the file, and the exit status."""
    from symderiv.gradients import answer_text, derived

    answer = derived(read_source(path), wrt, of)
    return answer_text(answer), 0 if all(each.is_proved for each in answer.results) else 1


def explained_code(code: str) -> tuple[str, int]:
    """The entry of a diagnostic; for anything else, what one may ask about the file; and the exit status."""
    text = entry_text(code)
    if text is not None:
        return text, 0
    if is_code(code):
        raise typer.BadParameter(f"there is no diagnostic {code}; {other_codes(code)}", param_hint="CODE")
    return _ids_of(code), 2


def _ids_of(path: str) -> str:
    """What one may ask about a file."""
    ids = [visible(each.id) for each in load_document(read_source(path)).obligations]
    return "\n  ".join([f"which claim? symderiv explain {visible(path)} ID, with one of", *ids])


def explained_claim(path: str, id: str) -> tuple[str, int]:
    """The whole account of one claim, and the exit status."""
    document = load_document(read_source(path))
    obligations = {each.id: each for each in document.obligations}
    if id not in obligations:
        near = get_close_matches(id, obligations, n=3, cutoff=0.3) or list(obligations)[:10]
        raise typer.BadParameter(f"no claim {id}; there is {', '.join(near)}", param_hint="ID")
    options = Options(select=(id,), show_proof=True, repair="all", insight=INSIGHT)
    file = check_document(document, options)
    report = next(each for each in file.obligations if each.id == id)
    report = Checker(document.source, options).with_derivative(obligations[id], report)
    return explanation_text(document, obligations[id], report), 3 if file.status == 3 else 0

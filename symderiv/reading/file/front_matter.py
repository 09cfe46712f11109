"""Front matter of Markdown documents, which programs that make pages of them read as well."""

from typing import Final

from symderiv.errors import DerivationError
from symderiv.reading.file.yaml_tree import Mapping
from symderiv.records import replace

HINT: Final = "beside keys of other programs, ours stand below one key, `symderiv:`"

OTHERS: Final = frozenset({
    "abstract", "affiliation", "aliases", "author", "authors", "bibliography", "categories", "category",
    "classoption", "comments", "cover", "created", "csl", "css", "date", "description", "documentclass",
    "doi", "draft", "editor", "email", "excerpt", "execute", "filters", "fontsize", "format", "geometry",
    "hide", "image", "images", "institute", "jupyter", "jupytext", "katex", "kernelspec", "keywords", "lang",
    "language", "lastmod", "license", "linkcolor", "marp", "math", "mathjax", "modified", "nav_order",
    "output", "paginate", "parent", "permalink", "published", "series", "sidebar_label", "sidebar_position",
    "slug", "status", "subject", "subtitle", "summary", "tag", "tags", "template", "thanks", "theme", "toc",
    "type", "updated", "url", "usemathjax", "version", "weight",
})  # fmt: skip
"""Keys that belong to such programs, and are no slips of the pen for ours."""


def hinted_front(problem: DerivationError) -> DerivationError:
    """The same error; where a key or a layout is neither ours nor known, with a way to keep both apart."""
    return DerivationError(
        *(
            replace(each, hint=f"{each.hint}; {HINT}" if each.code == "E134" else HINT)
            if each.code == "E134" or (each.hint or "").startswith("keys here are symderiv")
            else each
            for each in problem.diagnostics
        )
    )


def without_others(file: Mapping) -> Mapping:
    """What is left for us, where everything stands side by side."""
    entries = tuple(entry for entry in file.entries if entry[0].value.lower() not in OTHERS)
    return Mapping(entries, file.span, file.flow)

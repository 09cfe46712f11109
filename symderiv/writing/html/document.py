"""One self-contained page of HTML for one file or many: no scripts, nothing from elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from os.path import dirname
from typing import Final

from symderiv.writing.escape import escape_html
from symderiv.writing.html.mathml import Converter
from symderiv.writing.html.parts import Parts, anchor, mark, origin, paragraphs, tag
from symderiv.writing.page.model import Group, Page, Section, Verdict

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is loaded and nothing is run, whatever stood in a file."""

CONTENTS: Final = "contents"
"""The place of the table of contents."""

MANY: Final = 4
"""Sections from which on a page has a table of contents."""


def html_document(pages: Sequence[Page], converter: Converter) -> str:
    """The whole document: a table of contents where there are several files, then the files."""
    single = len(pages) == 1
    title = (pages[0].title or pages[0].path) if single else "Derivations"
    body = "".join(
        _file(page, Parts(converter, number), "h1" if single else "h2")
        for number, page in enumerate(pages, 1)
    )
    if not single:
        body = tag("header", tag("h1", title) + _contents(pages)) + body
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape_html(POLICY)}">\n'
        f"<title>{escape_html(' '.join(title.split()))}</title>\n<style>\n{stylesheet()}</style>"
    )
    return _WHOLE % (head, tag("main", body))


_WHOLE: Final = """<!doctype html>
<html lang="en">
<head>
%s
</head>
<body>
%s
</body>
</html>
"""


def stylesheet() -> str:
    """How a page looks: light and dark, wide and narrow, on paper."""
    return files("symderiv.writing.html").joinpath("style.css").read_text(encoding="utf-8")


def _contents(pages: Sequence[Page]) -> str:
    """A line for every file, those of one folder together, below its name where there are several."""
    folders: dict[str, list[tuple[int, Page]]] = {}
    for number, page in enumerate(pages, 1):
        folders.setdefault(dirname(page.path), []).append((number, page))
    lists: list[str] = []
    for folder, group in folders.items():
        if folder and len(folders) > 1:
            lists.append(tag("p", tag("code", escape_html(folder)), "folder"))
        lists.append(tag("ol", _rows(group)))
    return tag("nav", "".join(lists), "contents", id=CONTENTS, aria_label="Contents")


def _rows(pages: Iterable[tuple[int, Page]]) -> str:
    rows: list[str] = []
    for number, page in pages:
        link = tag("a", escape_html(page.title or page.path), href=f"#f{number}")
        sign = mark(Verdict(page.tone, "proved" if page.tone == "good" else "refuted", ""))
        rows.append(tag("li", f"{sign} {link} {tag('span', escape_html(page.summary), 'summary')}"))
    return "".join(rows)


def _file(page: Page, parts: Parts, heading: str) -> str:
    return tag("article", "\n".join(_content(page, parts, heading)), id=f"f{parts.number}")


def _content(page: Page, parts: Parts, heading: str) -> Iterator[str]:
    below = f"h{int(heading[1]) + 1}"
    lead = tag(heading, escape_html(page.title or page.path)) + origin(page.origin)
    path = tag("code", escape_html(page.path)) + " · " if page.title else ""
    summary = path + tag("span", escape_html(page.summary), page.tone)
    if heading != "h1":
        summary += tag("span", " · " + tag("a", "↑ contents", href=f"#{CONTENTS}"), "back")
    yield tag("header", lead + tag("p", summary, "summary"))
    yield paragraphs(page.notes)
    for remark in page.remarks:
        yield tag("p", parts.text(remark), "summary")
    for error in page.errors:
        yield tag("p", parts.text(error), "error")
    if len(page.sections) >= MANY:
        yield _sections(page, parts)
    yield from _setting(page, parts, below)
    for section in page.sections:
        yield tag("section", "\n".join(_section(section, parts, below)))
    if page.unchecked:
        rows = "".join(tag("li", tag("code", escape_html(each))) for each in page.unchecked)
        yield tag("section", tag(below, "Not checked") + tag("ul", rows))


def _sections(page: Page, parts: Parts) -> str:
    """The derivations of a file, each with the marks of its claims."""
    rows: list[str] = []
    for section in page.sections:
        link = tag("a", escape_html(section.name), href="#" + anchor(parts.number, "s-" + section.name))
        rows.append(tag("li", f"{link} {''.join(mark(line.verdict) for line in section.lines)}"))
    return tag("details", tag("summary", "Contents") + tag("ul", "".join(rows)), "contents")


def _setting(page: Page, parts: Parts, heading: str) -> Iterator[str]:
    """What is declared."""
    if page.sizes or page.symbols:
        sizes = ", ".join(parts.text(each) for each in page.sizes)
        word = "Sizes" if len(page.sizes) > 1 else "Size"
        line = tag("p", f"{word}: {sizes}.") if page.sizes else ""
        yield tag("section", tag(heading, "Symbols") + line + parts.symbols(page.symbols))
    for name, equations in (("Definitions", page.definitions), ("Loss", page.loss)):
        if equations:
            yield tag("section", tag(heading, name) + parts.equations(equations))
    if page.assumptions:
        yield tag("section", tag(heading, "Assumptions") + parts.conditions(page.assumptions))


def _section(section: Section, parts: Parts, heading: str) -> Iterator[str]:
    yield tag(heading, escape_html(section.name), id=anchor(parts.number, "s-" + section.name))
    yield origin(section.source) + paragraphs(section.notes)
    yield parts.reading(section.reading)
    for group in section.groups:
        yield from _group(group, parts, f"h{int(heading[1]) + 1}")


def _group(group: Group, parts: Parts, heading: str) -> Iterator[str]:
    if group.name or group.where:
        title = ": ".join(part for part in (group.name, group.where) if part)
        yield tag(heading, escape_html(title))
    yield origin(group.source) + paragraphs(group.notes) + parts.reading(group.reading)
    for chain in group.chains:
        yield "\n".join(parts.chain(chain))

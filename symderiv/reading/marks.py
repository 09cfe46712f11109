"""What an author says beside a claim: the verdict to expect, the reason, the right side as it should be."""

from symderiv.language.document import Verdict
from symderiv.reading.file.fields import Fields
from symderiv.reading.file.yaml_tree import Mapping, Node
from symderiv.records import dataclass
from symderiv.source import Fragment

EXPECTATIONS: tuple[Verdict, ...] = ("proved", "refuted", "ill-shaped", "unreadable", "undecided")


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands beside an expression; None where nothing was written."""

    because: str | None = None
    notes: str | None = None
    expected: Verdict | None = None
    holds: bool | None = None
    corrected: Fragment | None = None

    @property
    def about_a_link(self) -> bool:
        """Is anything said of the link that arrives here?"""
        return (self.expected, self.holds, self.corrected) != (None, None, None)


def read_marks(fields: Fields, mapping: Mapping) -> Marks:
    """The marks of a derivation, a case, a gradient or a step."""
    corrected = mapping.get("corrected")
    return Marks(
        fields.text(mapping.get("because")),
        fields.text(mapping.get("notes")),
        _expected(fields, mapping.get("expect")),
        _holds(fields, mapping.get("holds")),
        None if corrected is None else fields.formula(corrected, "an expression"),
    )


def _expected(fields: Fields, node: Node | None) -> Verdict | None:
    text = fields.text(node)
    if node is None or text is None:
        return None
    for each in EXPECTATIONS:
        if each == text:
            return each
    raise fields.error("E145", f"unknown verdict `{text}`", node.span, f"one of {', '.join(EXPECTATIONS)}")


def _holds(fields: Fields, node: Node | None) -> bool | None:
    text = fields.text(node)
    if node is None or text is None:
        return None
    answer = {"true": True, "false": False}.get(text.casefold())
    if answer is None:
        hint = "does the right side of this link equal the head of the chain?"
        raise fields.error("E149", f"`holds` is `true` or `false`, not `{text}`", node.span, hint)
    return answer

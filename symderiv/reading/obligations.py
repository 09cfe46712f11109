"""From a chain to what has to be checked of it: head = last, every link, and every corrected form."""

from symderiv.language.document import Obligation, Problem, Statement
from symderiv.reading.chain import Chain, ChainReader, Link, Written
from symderiv.reading.marks import Marks
from symderiv.reading.wording import Wording
from symderiv.records import dataclass, replace
from symderiv.source import Fragment


@dataclass(frozen=True, slots=True)
class Label:
    """What the obligations of one chain have in common."""

    id: str
    name: str
    derivation: int
    case: int | None


class Obligations:
    """Writes the obligations of one chain."""

    def __init__(self, reader: ChainReader, label: Label, chain: Chain) -> None:
        self.reader = reader
        self.frame = reader.frame
        self.label = label
        self.chain = chain
        self.frame.learn(chain.expressions)
        self.ends = self._claim(chain.head, chain.last)
        self.fault_of_head = self._fault(chain.head) if isinstance(self.ends, Problem) else None

    def all(self, marks: Marks) -> list[Obligation]:
        """In the order of the text, every corrected form after what it corrects."""
        chain, links = self.chain, self.chain.links
        if len(links) == 1:
            marks = self._joined(marks, links[0].marks)
        whole = self._whole(marks)
        made = [whole, *self._corrected(whole, marks.corrected)]
        if len(links) == 1:
            return made
        before = whole
        for number, link in enumerate(links, start=1):
            before = self._link(number, link, before)
            if number == len(links) and not chain.ends_marked and marks.expected not in (None, "proved"):
                before = replace(before, expected=None, expected_holds=False)
            made += [before, *self._corrected(before, link.marks.corrected)]
        return made

    def _joined(self, marks: Marks, own: Marks) -> Marks:
        """Of a chain of two expressions, which is step 0 alone: what is said of it and of its only link."""
        for key in ("expected", "corrected"):
            if getattr(marks, key) is not None and getattr(own, key) is not None:
                word = "expect" if key == "expected" else key
                message = f"`{word}` stands here twice: a chain of two expressions has one link"
                raise self.reader.fields.error("E148", message, self.chain.last.span, "say it once")
        return Marks(
            marks.because or own.because,
            marks.notes or own.notes,
            marks.expected or own.expected,
            own.holds,
            marks.corrected or own.corrected,
        )

    def _whole(self, marks: Marks) -> Obligation:
        """Step 0: the head equals the last expression."""
        head, last = self.chain.head, self.chain.last
        return Obligation(
            self.label.id, self.label.name, self.label.derivation, self.label.case, 0, self.chain.span,
            head.text, last.text, self.ends, marks.expected or "proved",
            expected_holds=marks.holds, because=marks.because, notes=marks.notes, allowed=self._weakened(),
            wording=self._wording(head, last),
        )  # fmt: skip

    def _weakened(self) -> Statement | Problem | None:
        head, last = self.chain.head.syntax, self.chain.last.syntax
        if isinstance(head, Problem) or isinstance(last, Problem):
            return None
        return self.frame.weakened(head, last)

    def _link(self, number: int, link: Link, before: Obligation) -> Obligation:
        """From the expression before, or from the head where the step restates it."""
        chain, marks = self.chain, link.marks
        left = chain.head if link.restates or number == 1 else chain.links[number - 2].right
        cause = self.label.id if left is chain.head else before.id
        obligation = Obligation(
            f"{self.label.id}#{number}", self.label.name, self.label.derivation, self.label.case, number,
            link.right.span, left.text, link.right.text, self._claim(left, link.right),
            marks.expected or "proved", before=None if left is chain.head else before.id,
            expected_holds=marks.holds, because=marks.because, notes=marks.notes,
            wording=self._wording(left, link.right),
        )  # fmt: skip
        obligation = self._blamed(obligation, left, link, cause)
        if self.fault_of_head is not None:
            return obligation
        if marks.holds is None and obligation.expected is not None:
            obligation = replace(obligation, expected_holds=obligation.expected == "proved")
        return replace(obligation, holds=self._claim(chain.head, link.right))

    def _blamed(self, obligation: Obligation, left: Written, link: Link, cause: str) -> Obligation:
        """The link with the verdict of the expression at fault; if that is its left side, it was caused."""
        problem = self.frame.problem
        if problem is not None:
            cause = self.label.id
        elif isinstance(obligation.claim, Problem):
            fault = self._fault(link.right)
            if fault is not None:
                return replace(obligation, claim=fault)
            problem = obligation.claim if self._fault(left) is not None else None
        if problem is None:
            return obligation
        return replace(obligation, claim=problem, expected=link.marks.expected, caused_by=cause)

    def _corrected(self, wrong: Obligation, fragment: Fragment | None) -> list[Obligation]:
        """The head equals the right side as it should be."""
        if fragment is None:
            return []
        right = self.reader.single(fragment)
        return [
            Obligation(
                f"{wrong.id}~corrected", f"{wrong.name}, corrected", wrong.derivation, wrong.case, wrong.step,
                right.span, self.chain.head.text, right.text, self._claim(self.chain.head, right),
                wording=self._wording(self.chain.head, right),
            )
        ]  # fmt: skip

    def _claim(self, left: Written, right: Written) -> Statement | Problem:
        if isinstance(left.syntax, Problem):
            return left.syntax
        if isinstance(right.syntax, Problem):
            return right.syntax
        return self.frame.claim(left.syntax, right.syntax)

    def _wording(self, left: Written, right: Written) -> Wording | None:
        if isinstance(left.syntax, Problem) or isinstance(right.syntax, Problem):
            return None
        return self.frame.wording(left.syntax, right.syntax, right.fragment)

    def _fault(self, side: Written) -> Problem | None:
        """What is wrong with an expression by itself."""
        if isinstance(side.syntax, Problem):
            return side.syntax
        return self.frame.problem or self.frame.alone(side.syntax)

"""What became of a chain as a whole: where it goes wrong, what that causes, where it is right again."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from symderiv.records import dataclass
from symderiv.report import FileReport, ObligationReport

GOOD: Final = ("proved", "consistent")

Event = Literal["wrong", "ill-shaped", "unreadable", "undecided", "carries on", "caused", "right again"]

_WORDS: Final[dict[Event, str]] = {
    "wrong": "wrong",
    "ill-shaped": "ill-shaped",
    "unreadable": "unreadable",
    "undecided": "not decided",
}
"""The events that are mistakes of a step's own."""


@dataclass(frozen=True, slots=True)
class Account:
    """The story of one chain; `events` names, in order, every step that is not simply right."""

    id: str
    """Of step 0."""
    events: tuple[tuple[int, Event], ...]
    end: ObligationReport

    @property
    def first_mistake(self) -> int | None:
        """The first link that does not follow."""
        return next((step for step, event in self.events if event in _WORDS), None)

    @property
    def is_of_the_head(self) -> bool:
        """Is the head itself at fault, so that nothing can be compared with it?"""
        return self.events[0] == (1, "caused")

    @property
    def recoveries(self) -> tuple[int, ...]:
        """Where the chain is right again."""
        return tuple(step for step, event in self.events if event == "right again")


def accounts(file: FileReport) -> Iterator[Account]:
    """One for each chain of which a link is not simply right."""
    links: dict[str, list[ObligationReport]] = {}
    ends: dict[str, ObligationReport] = {}
    for report in file.obligations:
        if "~" in report.id:
            continue
        chain, sign, _ = report.id.partition("#")
        if sign:
            links.setdefault(chain, []).append(report)
        else:
            ends[chain] = report
    for id, chain_links in links.items():
        is_whole = [link.step for link in chain_links] == list(range(1, len(chain_links) + 1))
        if id in ends and is_whole and (events := tuple(_events(chain_links))):
            yield Account(id, events, ends[id])


def _events(links: Sequence[ObligationReport]) -> Iterator[tuple[int, Event]]:
    is_right = True
    for link in links:
        event = _event(link, is_right)
        if event is not None:
            yield link.step, event
        if link.holds is not None:
            is_right = link.holds


def _event(link: ObligationReport, is_right: bool) -> Event | None:
    """What a link does to a chain that was right, or wrong, before it."""
    if link.verdict in GOOD:
        if link.holds is False:
            return "carries on"
        return None if is_right else "right again"
    if not is_right and link.holds:
        return "right again"
    if link.caused_by is not None:
        return "caused"
    match link.verdict:
        case "refuted":
            return "wrong"
        case "ill-shaped" | "unreadable" as verdict:
            return verdict
        case _:
            return "undecided"


def account_text(account: Account) -> str:
    """`step 2 is wrong, the first that does not follow; step 3 is right again; the end holds`."""
    parts: list[str] = [f"the head is {account.end.verdict}"] if account.is_of_the_head else []
    for event, steps in _runs(account):
        name = f"step {steps[0]}" if len(steps) == 1 else f"steps {_listed(steps)}"
        one = len(steps) == 1
        match event:
            case "carries on":
                parts.append(f"{name} {'follows' if one else 'follow'}, but from a wrong expression")
            case "caused":
                parts.append(f"{name} cannot be judged because of it")
            case "right again":
                parts.append(f"{name} {'is' if one else 'are'} right again")
            case _:
                parts.append(f"{name} {'is' if one else 'are'} {_WORDS[event]}")
                is_first = account.first_mistake == steps[0] and not account.is_of_the_head
                parts[-1] += ", the first that does not follow" if is_first else ""
    return "; ".join(parts if account.is_of_the_head else [*parts, _end(account.end)])


def _listed(steps: Sequence[int]) -> str:
    """`2, 3`, and `2 to 5` for neighbours of which there are many."""
    if len(steps) > 3 and steps[-1] - steps[0] == len(steps) - 1:
        return f"{steps[0]} to {steps[-1]}"
    return ", ".join(map(str, steps))


def _runs(account: Account) -> list[tuple[Event, list[int]]]:
    """Neighbouring steps of one kind together; the first mistake stands alone."""
    runs: list[tuple[Event, list[int]]] = []
    for step, event in account.events:
        if runs and runs[-1][0] == event and runs[-1][1][-1] != account.first_mistake:
            runs[-1][1].append(step)
        else:
            runs.append((event, [step]))
    return runs


def _end(end: ObligationReport) -> str:
    match end.verdict:
        case "proved":
            return "the end holds"
        case "consistent" | "undecided":
            return "whether the end holds is not decided"
        case "refuted":
            return "the end does not equal the head"
        case "ill-shaped":
            return "the end does not fit the head"
        case "unreadable":
            return "head and end cannot be compared"

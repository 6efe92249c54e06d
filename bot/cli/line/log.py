"""What a conversation's clients saw, and what is wrong with it. Pure: the clients write, the checker reads."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MORE = "weiter"
"""What a client says to see the next page; every other message is a new search."""


@dataclass(frozen=True)
class Seen:
    """An entry as a client was told of it. `offset` and `shown` are the results' place in the list and their number."""

    place: int
    id: str
    speaker: str
    text: str = ""
    offset: int | None = None
    shown: int = 0
    is_apology: bool = False


@dataclass
class Log:
    """One conversation. Times are seconds of one clock."""

    sent: list[str] = field(default_factory=list)
    """Ids in the order in which the person sent them."""
    accepted: dict[str, int] = field(default_factory=dict)
    """Place by id, as acknowledged."""
    tabs: list[list[Seen]] = field(default_factory=list)
    """What each tab was told, in the order of telling."""
    final: list[Seen] = field(default_factory=list)
    """The transcript at the end."""
    silences: list[float] = field(default_factory=list)
    """Seconds from each acknowledgement, or the return of the connection, to the answer or an honest notice."""
    delays: list[float] = field(default_factory=list)
    """Seconds from first sending to the answer, by message."""
    problems: list[str] = field(default_factory=list)
    """What the client did not understand."""


@dataclass(frozen=True)
class Faults:
    """How many messages of some conversations went wrong, and how."""

    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    out_of_step: int = 0

    def __add__(self, other: Faults) -> Faults:
        return Faults(
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.reordered + other.reordered,
            self.out_of_step + other.out_of_step,
        )


def faults_of(log: Log) -> Faults:
    """Lost: acknowledged, and message or answer is not in the transcript, or some tab was not told of it.

    Doubled: stored, answered or told twice. Reordered: not in the order of sending, or told out of order.
    Out of step: a page of results that does not follow the one before, as when a message were worked on twice.
    """
    return Faults(
        lost=_lost(log),
        doubled=_doubled(log.final) + sum(_doubled(tab) for tab in log.tabs),
        reordered=_reordered(log) + sum(_inversions([seen.place for seen in tab]) for tab in log.tabs),
        out_of_step=_out_of_step(log.final),
    )


def _lost(log: Log) -> int:
    stored = {(seen.id, seen.speaker) for seen in log.final}
    lost = {id_ for id_ in log.accepted if (id_, "person") not in stored or (id_, "assistant") not in stored}
    answers = {seen.place: seen.id for seen in log.final if seen.speaker == "assistant"}
    for tab in log.tabs:
        lost |= {answers[place] for place in answers.keys() - {seen.place for seen in tab}}
    return len(lost)


def _doubled(entries: Iterable[Seen]) -> int:
    return sum(count - 1 for count in Counter((seen.id, seen.speaker) for seen in entries).values())


def _reordered(log: Log) -> int:
    order = {id_: number for number, id_ in enumerate(log.sent)}
    return sum(
        _inversions([order[seen.id] for seen in log.final if seen.speaker == speaker and seen.id in order])
        for speaker in ("person", "assistant")
    )


def _inversions(numbers: Sequence[int]) -> int:
    return sum(later < earlier for earlier, later in itertools.pairwise(numbers))


def _out_of_step(entries: Sequence[Seen]) -> int:
    texts = {seen.id: seen.text for seen in entries if seen.speaker == "person"}
    answers = [seen for seen in entries if seen.speaker == "assistant"]
    wrong, before = 0, None
    for answer in answers:
        expected = 0
        if texts.get(answer.id) == MORE and before is not None and before.offset is not None:
            expected = before.offset + before.shown
        wrong += answer.offset is not None and answer.offset != expected
        before = answer
    return wrong

"""What one message means on its own: all finders, then scopes, then one `Reading`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.language.choices import find_age, find_choices
from bot.language.foreign import language_of
from bot.language.industries import find_industries
from bot.language.line import Line
from bot.language.occupations import find_occupations
from bot.language.overlaps import settled
from bot.language.places import find_places
from bot.language.radius import find_radius, says_near_me, says_nearer, says_wider
from bot.language.reading import Mention, Reading
from bot.language.scopes import Scopes, Slot, scopes_of, skeleton_of, slots_of, words_at
from bot.language.sense import sense_of
from bot.language.slips import fluent, put_right, with_marks
from bot.language.text import tokens
from bot.language.topics import find_topics
from bot.language.wishes import find_beside, find_wishes


@dataclass(frozen=True)
class Steps:
    """A reading with the steps to it, for `kumpel explain`."""

    reading: Reading
    skeleton: str
    scopes: Scopes
    dropped: tuple[Mention, ...]
    """Mentions that lost against another for the same words, or were too weak beside a sure one."""


def read(text: str) -> Reading:
    """What a message says, independent of the conversation."""
    return read_in_steps(text).reading


def read_in_steps(text: str) -> Steps:
    """The reading of a message, and how it came about."""
    text = with_marks(text)
    words = put_right(tokens(text))
    line = Line(text, words)
    said = fluent(words)
    found = [*find_occupations(text, said), *find_industries(text, said), *find_places(text, said)]
    found += [*find_radius(text, words), *find_wishes(line)]
    mentions = settled(found)
    slots = slots_of(mentions, line)
    beside = _beside(skeleton_of(slots, line), slots, line)
    if beside:
        mentions = settled([*mentions, *beside])
        slots = slots_of(mentions, line)
    skeleton = skeleton_of(slots, line)
    scopes = scopes_of(skeleton)
    topics = find_topics(line)
    reading = replace(
        sense_of(slots, skeleton, scopes),
        topics=tuple(dict.fromkeys(code for topic in topics for code in topic.codes)),
        choices=find_choices(line),
        near_me=says_near_me(text, words),
        nearer=says_nearer(text, words),
        wider=says_wider(text, words),
        age=find_age(line),
        language=language_of(text),
        mentions=tuple(sorted([*mentions, *topics], key=lambda item: (item.start, item.end))),
    )
    return Steps(reading, skeleton, scopes, tuple(item for item in found if item not in mentions))


def _beside(skeleton: str, slots: Sequence[Slot], line: Line) -> list[Mention]:
    """Wishes that a neighbouring mention reveals, placed back into the text."""
    found = []
    for wish, start, end in find_beside(skeleton):
        words = words_at(skeleton, slots, start, end)
        first, last = line.words[words.start].start, line.words[words.stop - 1].end
        found.append(Mention(wish.key, wish.codes, first, last, wish.label, how="beside"))
    return found

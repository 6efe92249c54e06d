"""Names of people: how they introduce themselves, sign and speak of others, with a list of given and family names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, takewhile
from pathlib import Path

import yaml

from bot.conversations.redaction.spans import Span, overlaps

_TABLE = Path(__file__).with_name("names.yml")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_BETWEEN_NAMES = re.compile(r"[ \t,]*$")
_BEFORE_A_NAME = re.compile(r"[\s,:;\"'„“!.-]{0,4}$")
_LINE_END = re.compile(r"[\s.!:)*<3]*(?:\n|$)")
MOST_WORDS = 3
"""Words of one name that are looked at."""


@dataclass(frozen=True)
class _Names:
    given: frozenset[str]
    family: frozenset[str]
    ambiguous: frozenset[str]
    ordinary: frozenset[str]
    firm_before: frozenset[str]
    firm_after: frozenset[str]
    surely: re.Pattern[str]
    maybe: re.Pattern[str]
    closings: re.Pattern[str]
    titles: re.Pattern[str]
    called: re.Pattern[str]

    def is_given(self, word: str) -> bool:
        """A listed given name, or two joined by a hyphen."""
        return all(part in self.given for part in word.lower().rstrip(".").split("-"))

    def is_ordinary(self, word: str) -> bool:
        """A word of the language rather than somebody's name."""
        return word.lower().rstrip(".") in self.ordinary


def find_names(text: str, kept: Sequence[Span] = ()) -> list[Span]:
    """Where a text names people, one span for given and family name together.

    Args:
        text: as a person wrote it.
        kept: spans of occupations, places and firms; a name there needs a context that leaves no doubt.
    """
    words = list(_WORD.finditer(text))
    finders = (_introduced, _called, _maybe_introduced, _signed, _titled, _standing_alone)
    found: list[Span] = []
    for span in chain.from_iterable(finder(text, words, kept) for finder in finders):
        if not overlaps(span, found):
            found.append(span)
    return found


def _introduced(text: str, words: Sequence[re.Match[str]], _kept: Sequence[Span]) -> Iterator[Span]:
    """After "my name is" anything is a name that is no ordinary word."""
    for match in _names().surely.finditer(text):
        following = _following(text, words, match.end())
        if following and not _names().is_ordinary(following[0].group()):
            yield _whole(text, following)


def _called(text: str, _words: Sequence[re.Match[str]], _kept: Sequence[Span]) -> Iterator[Span]:
    """What the person says to be called by others."""
    return (match.span("it") for match in _names().called.finditer(text))


def _maybe_introduced(text: str, words: Sequence[re.Match[str]], kept: Sequence[Span]) -> Iterator[Span]:
    """After "I am" only a listed name is one."""
    for match in _names().maybe.finditer(text):
        following = _following(text, words, match.end())
        if following and _names().is_given(following[0].group()) and not overlaps(following[0].span(), kept):
            yield _whole(text, following)


def _signed(text: str, words: Sequence[re.Match[str]], _kept: Sequence[Span]) -> Iterator[Span]:
    """After a closing the rest of the line is a name when it is short and holds no ordinary word."""
    for match in _names().closings.finditer(text):
        following = _following(text, words, match.end())
        if not following or any(_names().is_ordinary(word.group()) for word in following):
            continue
        if _LINE_END.match(text, following[-1].end()):
            yield following[0].start(), following[-1].end()


def _titled(text: str, words: Sequence[re.Match[str]], kept: Sequence[Span]) -> Iterator[Span]:
    """After "Frau" or "Herr" a family name, even one that is an occupation as well."""
    for match in _names().titles.finditer(text):
        following = _following(text, words, match.end())
        if not following or _names().is_ordinary(following[0].group()):
            continue
        word, names = following[0].group(), _names()
        listed = word.lower() in names.family or names.is_given(word)
        if listed or (word[0].isupper() and not overlaps(following[0].span(), kept)):
            yield _whole(text, following)


def _standing_alone(text: str, words: Sequence[re.Match[str]], kept: Sequence[Span]) -> Iterator[Span]:
    """A listed given name that means nothing else, and belongs to no firm."""
    names = _names()
    for index, word in enumerate(words):
        bare = word.group().lower().rstrip(".")
        if not names.is_given(bare) or (bare in names.ambiguous and not _with_family(text, words, index)):
            continue
        if not overlaps(word.span(), kept) and not _in_a_firm(text, words, index):
            yield _whole(text, words[index : index + MOST_WORDS])


def _with_family(text: str, words: Sequence[re.Match[str]], index: int) -> bool:
    """Whether a listed family name follows, both written as names are."""
    pair = words[index : index + 2]
    if len(pair) < 2 or not _BETWEEN_NAMES.fullmatch(text[pair[0].end() : pair[1].start()]):
        return False
    return all(word.group()[0].isupper() for word in pair) and pair[1].group().lower() in _names().family


def _in_a_firm(text: str, words: Sequence[re.Match[str]], index: int) -> bool:
    names = _names()
    before = words[index - 1].group().lower().rstrip(".") if index else ""
    line_end = text.find("\n", words[index].end())
    after = [word for word in words[index + 1 : index + 4] if line_end < 0 or word.start() < line_end]
    return before in names.firm_before or any(word.group().lower().rstrip(".") in names.firm_after for word in after)


def _following(text: str, words: Sequence[re.Match[str]], position: int) -> list[re.Match[str]]:
    """The words right after a position, with nothing but spaces between them."""
    later = [word for word in words if word.start() >= position][:MOST_WORDS]
    if not later or not _BEFORE_A_NAME.fullmatch(text[position : later[0].start()]):
        return []
    joined = [later[0]]
    for word in later[1:]:
        if not _BETWEEN_NAMES.fullmatch(text[joined[-1].end() : word.start()]) or _ends_a_sentence(joined[-1]):
            break
        joined.append(word)
    return joined


def _ends_a_sentence(word: re.Match[str]) -> bool:
    return word.group().endswith(".") and len(word.group()) > len("M.")


def _whole(text: str, words: Sequence[re.Match[str]]) -> Span:
    """From the first word over those that go on like a name: listed, or with a capital and no ordinary word."""
    last = words[0]
    for word in takewhile(_goes_on, words[1:]):
        if text[last.end() : word.start()] != " ":
            break
        last = word
    return words[0].start(), last.end()


def _goes_on(word: re.Match[str]) -> bool:
    names, bare = _names(), word.group().lower().rstrip(".")
    if bare in names.ordinary:
        return False
    return word.group()[0].isupper() or bare in names.family or names.is_given(bare)


@cache
def _names() -> _Names:
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    from spacy.lang.de.stop_words import STOP_WORDS  # brings spaCy, which the page does not need

    def listed(name: str) -> frozenset[str]:
        return frozenset(table[name].split())

    return _Names(
        given=listed("given"),
        family=listed("family"),
        ambiguous=listed("ambiguous"),
        ordinary=listed("ordinary") | frozenset(STOP_WORDS),
        firm_before=listed("firm_before"),
        firm_after=listed("firm_after"),
        surely=_any_of(table["surely"]),
        maybe=_any_of(table["maybe"]),
        closings=_any_of(table["closings"]),
        titles=_any_of([table["titles"] + r"(?!\w)"]),
        called=_any_of([table["called"]]),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)

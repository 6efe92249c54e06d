"""Whether a word that looks like a place is one: prepositions, lists, capitals and the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from bot.language.places_match import Hit, is_near, is_plate, kind_of
from bot.language.places_names import table
from bot.language.text import Token

_SENTENCE_END = re.compile(r"[.!?;\n…]")
_PAUSE = re.compile(r"[,()]|\s[-–—]+\s|\.\.+")
_SURE, _LIKELY, _HINT, _AGAINST = 5, 2, 1, -4
_LONGEST_PREPOSITION = 5
_NARROWING = {("nur", "noch"), ("bloss", "noch"), ("doch", "nur")}
"""Two words in front of a name that leave nothing but a place for it."""
_TELEGRAM = 6
_SHORT_TELEGRAM = 3
"""Words of a message that is hardly a sentence, and of one that is a title and a place."""
_LIKE_A_TITLE = 5
"""Letters from which a word before a name may be what is wanted there."""
_LONG_ENOUGH_AFAR = 7
"""Letters from which a misspelt place outside the two regions needs no sign that a place is meant."""


@dataclass(frozen=True)
class Context:
    """A text as the rules see it: its words, the breaks between them, and whether capitals mean something in it."""

    text: str
    words: Sequence[Token]
    breaks: tuple[str, ...]
    """Before each word: "." the start of a sentence, "," behind a pause, "" neither."""
    cased: bool

    def folded(self, position: int) -> str:
        """The folded word at a position; "" outside the text or across the end of a sentence."""
        return self.words[position].folded if 0 <= position < len(self.words) else ""

    def before(self, position: int) -> str:
        """The folded word right before a position, "" when a pause or the start of a sentence lies between."""
        return self.folded(position - 1) if position and not self.breaks[position] else ""

    def after(self, position: int) -> str:
        """The folded word at a position, "" when a pause or the end of a sentence lies before it."""
        return self.folded(position) if position < len(self.words) and not self.breaks[position] else ""

    def fragment(self, position: int) -> range:
        """The words between the two breaks around a position."""
        first = position
        while not self.breaks[first]:
            first -= 1
        last = position + 1
        while last < len(self.words) and not self.breaks[last]:
            last += 1
        return range(first, last)


def context_of(text: str, words: Sequence[Token]) -> Context:
    """The context that a text gives its words."""
    gaps = [text[words[place - 1].end : word.start] if place else "." for place, word in enumerate(words)]
    breaks = tuple("." if _SENTENCE_END.search(gap) else "," if _PAUSE.search(gap) else "" for gap in gaps)
    return Context(text, words, breaks, not text.isupper() and not text.islower())


@cache
def word_set(name: str) -> frozenset[str]:
    """A list of `tables/place_words.yml` as a set."""
    return frozenset(table("place_words")[name])


@cache
def _ruled_out() -> Mapping[str, Mapping[str, Any]]:
    listed: dict[str, dict[str, list[str]]] = table("place_words")["ruled_out"]
    return {name: {side: frozenset(words) for side, words in sides.items()} for name, sides in listed.items()}


def preposition_start(context: Context, hit: Hit) -> int:
    """Position of the first word of the preposition text in front of a name ("in der Nähe von" Unna)."""
    start = hit.first
    while (
        hit.first - start < _LONGEST_PREPOSITION
        and start > 0
        and not context.breaks[start]
        and context.folded(start - 1) in word_set("preposition_parts")
    ):
        start -= 1
    return start


def keep_places(context: Context, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are places: first those that need no neighbour, then those that stand in a list with one."""
    kept = {hit for hit in hits if _is_place(context, hit, ())} | _pairs(context, hits)
    while True:
        more = {hit for hit in hits if hit not in kept and _is_place(context, hit, tuple(kept))}
        if not more:
            return [hit for hit in hits if hit in kept]
        kept |= more


def _pairs(context: Context, hits: Sequence[Hit]) -> set[Hit]:
    """A town and its quarter side by side, both with a capital, though either alone is a word: "Essen Steele"."""
    found: set[Hit] = set()
    for left, right in pairwise(hits):
        beside = left.last == right.first and not context.breaks[right.first]
        capitals = all(context.words[hit.first].text[0].isupper() for hit in (left, right))
        if beside and capitals and left.places[0].code in {place.code for place in right.places if place.district}:
            found |= {left, right}
    return found


def _is_place(context: Context, hit: Hit, certain: Sequence[Hit]) -> bool:
    if hit.postal_code:
        telephone = context.before(hit.first).isdigit()
        return not telephone and context.after(hit.last) not in word_set("after_numbers")
    if _names_a_street(context, hit):
        return False
    if hit.how == "inflected" and kind_of(hit):
        return context.words[hit.first].text[0].isupper() and context.after(hit.last) in word_set("place_nouns")
    return evidence(context, hit, certain) >= _needed(context, hit)


def _needed(context: Context, hit: Hit) -> int:
    """How much must speak for a place, by how much its name looks like something else."""
    if is_plate(hit):
        return _needed_by_plate(context, hit)
    kind = kind_of(hit)
    if kind in ("word", "verb"):
        return _SURE if hit.name in word_set("words_first") else _LIKELY
    if hit.how == "spelling" and hit.score <= 0.9:
        length = max(len(context.words[position].folded) for position in range(hit.first, hit.last))
        if length < _LONG_ENOUGH_AFAR and not is_near(hit):
            return _SURE
        return _LIKELY if hit.score < 0.9 else {4: _LIKELY, 5: _LIKELY, 6: _HINT}.get(length, 0)
    return 0


def _needed_by_plate(context: Context, hit: Hit) -> int:
    written = context.text[context.words[hit.first].start : context.words[hit.last - 1].end]
    if len(written) > 1 and written.isupper() and (context.cased or len(context.words) == 1):
        return 0
    return 0 if hit.name in word_set("plates_in_chat") and _ends_a_wish(context, hit) else _SURE


def _ends_a_wish(context: Context, hit: Hit) -> bool:
    """A plate in small letters at the end of a fragment or of a list, behind a word of another kind."""
    previous = context.before(hit.first)
    if not previous or previous in word_set("plate_not_after") or context.words[hit.first].text.istitle():
        return False
    return context.after(hit.last) in word_set("plate_before") | {""}


def _names_a_street(context: Context, hit: Hit) -> bool:
    following = context.after(hit.last)
    if hit.places[0].inhabitant:
        return following in word_set("street_words")
    return following in word_set("street_after_name")


def evidence(context: Context, hit: Hit, certain: Sequence[Hit]) -> int:
    """What speaks for a place, less what speaks against it."""
    points = _preposition(context, hit) + _list(context, hit, certain) + _capital(context, hit)
    points += _against(context, hit) + _quarter(context, hit, certain)
    if _alone(context, hit, certain) or _short_wish(context, hit):
        points += _LIKELY
    if context.before(hit.first) in word_set("home_before") or context.after(hit.last) in word_set("place_comments"):
        points += _LIKELY
    if hit.how == "inflected" and context.after(hit.last) in word_set("place_nouns"):
        points += _LIKELY
    if context.breaks[hit.first] and context.after(hit.last) in word_set("place_comments_first"):
        points += _LIKELY
    return points


def _preposition(context: Context, hit: Hit) -> int:
    last = context.before(hit.first)
    if is_plate(hit):
        return _SURE if last in word_set("plate_follows") else 0
    if last in word_set("place_follows"):
        return _SURE
    start = preposition_start(context, hit)
    run = {context.folded(position) for position in range(start, hit.first)}
    if run & word_set("place_surely_follows"):
        return _SURE
    narrowed = (context.folded(hit.first - 2), last) in _NARROWING
    return _LIKELY if narrowed or last in word_set("place_may_follow") else 0


def _list(context: Context, hit: Hit, certain: Sequence[Hit]) -> int:
    """A connector or a comma between this name and one that is a place."""
    for other in certain:
        first, last = (other.last, hit.first) if other.first < hit.first else (hit.last, other.first)
        between = [context.folded(position) for position in range(first, last)]
        apart = context.breaks[first] if first < len(context.breaks) else "."
        if len(between) > 2 or apart == "." or any(word not in word_set("connectors") for word in between):
            continue
        gap = context.text[context.words[first - 1].end : context.words[last].start]
        if apart or "/" in gap or word_set("list_marks").intersection(between):
            return _SURE if hit.name in word_set("plates_in_lists") else _LIKELY
    return 0


def _quarter(context: Context, hit: Hit, certain: Sequence[Hit]) -> int:
    """A town right before its quarter, or a plate before a quarter: "Dortmund-Nette", "GE-Buer"."""
    codes = {place.code for place in hit.places}
    for other in certain:
        beside = hit.last == other.first or other.last == hit.first
        if beside and codes & {place.code for place in other.places}:
            return _SURE
    return 0


def _capital(context: Context, hit: Hit) -> int:
    """A capital inside a sentence, where the text has small letters too; nouns have it as well."""
    word = context.words[hit.first]
    if not (context.cased and word.text[0].isupper()) or context.breaks[hit.first]:
        return 0
    return {"verb": _LIKELY, "word": 0}.get(kind_of(hit), _HINT)


def _against(context: Context, hit: Hit) -> int:
    rules = _ruled_out().get(hit.name, {})
    before, after = context.before(hit.first), context.after(hit.last)
    phrase = f"{after} {context.after(hit.last + 1)}"
    if before in rules.get("before", ()) or {after, phrase} & set(rules.get("after", ())):
        return _AGAINST
    exposed = kind_of(hit) in ("word", "verb") or _needed(context, hit) > 0
    return _AGAINST if exposed and before in word_set("word_before") else 0


def _short_wish(context: Context, hit: Hit) -> bool:
    """A name right behind what is wanted: "Praktikum Essen", or an occupation and a name alone: "Kellner Essen"."""
    if context.before(hit.first) in word_set("wanted_nouns") or _ends_telegram(context, hit):
        return True
    words = context.words
    return context.cased and hit.first == 1 and hit.last == len(words) and all(w.text.istitle() for w in words)


def _ends_telegram(context: Context, hit: Hit) -> bool:
    """A misspelt name at the end of a few words one of which is what is wanted: "praktikum beim tierarzt kamne"."""
    fragment = context.fragment(hit.first)
    if hit.last != len(context.words) or not is_near(hit) or len(fragment) > _TELEGRAM:
        return False
    if (
        len(fragment) <= _SHORT_TELEGRAM
        and (hit.how == "spelling" or kind_of(hit) == "verb")
        and not hit.places[0].district
    ):
        return len(context.before(hit.first)) >= _LIKE_A_TITLE and context.before(hit.first) not in word_set(
            "word_before"
        )
    return hit.how == "spelling" and any(context.folded(position) in word_set("wanted_nouns") for position in fragment)


def _alone(context: Context, hit: Hit, certain: Sequence[Hit]) -> bool:
    """The name with nothing but chatter between two breaks, at the end of the text or beside another place."""
    fragment = context.fragment(hit.first)
    taken = {position for other in (*certain, hit) for position in range(other.first, other.last)}
    if any(place not in taken and context.folded(place) not in word_set("chatter") for place in fragment):
        return False
    beside = any(other.last == fragment.start or other.first == fragment.stop for other in certain)
    goes_on = context.folded(fragment.start) in word_set("list_words")
    return fragment.stop == len(context.words) or beside or goes_on

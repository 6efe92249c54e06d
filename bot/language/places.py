"""Places in what people write: municipalities, Kreise, quarters and postal codes of North Rhine-Westphalia.

`find_places` gives mentions of three keys: "place" with an AGS, "region" for areas without a code ("im Pott"), and
"elsewhere" for cities of other states. The extras are `prep` (the preposition text in front), `role` (home, school for
school or work now, wanted), and for what was said beside the AGS `district` or `postal_code`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.language.places_context import Context, context_of, keep_places, preposition_start
from bot.language.places_match import Hit, find_hits, joined
from bot.language.places_names import PlaceName, index
from bot.language.places_roles import roles_of
from bot.language.reading import Mention
from bot.language.text import Token

__all__ = ["find_places", "load"]


def load() -> None:
    """Build the index of names now instead of at the first message."""
    index()


def find_places(text: str, words: Sequence[Token]) -> list[Mention]:
    """The places that a text names, in order; each mention spans the name alone, without its preposition."""
    if not words:
        return []
    context = context_of(text, words)
    kept = keep_places(context, find_hits(text, words))
    hits = _merged(context, [_decided(hit, kept) for hit in kept])
    return [_mention(context, hit, role) for hit, role in zip(hits, roles_of(context, hits), strict=True)]


def _decided(hit: Hit, hits: Sequence[Hit]) -> Hit:
    """A name that several places share means the one that lies in a town the text names as well."""
    if len(hit.places) == 1:
        return hit
    named = {place.code for other in hits if other is not hit for place in other.places[:1] if not place.district}
    beside = [place for place in hit.places if place.code in named and place.district]
    return replace(hit, places=(beside[0] if beside else hit.places[0],))


def _merged(context: Context, hits: Sequence[Hit]) -> list[Hit]:
    merged: list[Hit] = []
    for hit in hits:
        whole = _one_place(context, merged[-1], hit) if merged else None
        if whole:
            merged[-1] = whole
        else:
            merged.append(hit)
    return merged


def _one_place(context: Context, left: Hit, right: Hit) -> Hit | None:
    """Two names side by side that are one place: "Dortmund-Hörde", "59174 Kamen", "Hörde (Dortmund)"."""
    first, second = left.places[0], right.places[0]
    if left.last != right.first or first.code != second.code or first.code is None:
        return None
    if context.breaks[right.first] or not joined(context.text, context.words, right.first - 1, right.first + 1):
        return None
    if first.district and second.district:
        return None
    place = first if first.district else second
    how = "postal_code" if left.postal_code or right.postal_code else place.how
    code = left.postal_code or right.postal_code
    return Hit(left.first, right.last, (place,), left.name, how, min(left.score, right.score), code)


def _mention(context: Context, hit: Hit, role: str) -> Mention:
    place = hit.places[0]
    words, text = context.words, context.text
    start = preposition_start(context, hit)
    prep = text[words[start].start : words[hit.first].start].strip().lower()
    return Mention(
        place.key,
        (place.code,) if place.code else (),
        words[hit.first].start,
        words[hit.last - 1].end,
        place.label,
        hit.score,
        hit.how,
        tuple(_extras(place, hit, role, prep)),
    )


def _extras(place: PlaceName, hit: Hit, role: str, prep: str) -> Iterable[tuple[str, Any]]:
    if hit.postal_code:
        yield "postal_code", hit.postal_code
    if place.district:
        yield "district", place.district
    yield "role", role
    yield "prep", prep

"""What a place is to the person: home, school or work now, where somebody comes from, or where something is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.places_context import Context, preposition_start, word_set
from bot.language.places_match import Hit

HOME, SCHOOL, ORIGIN, WANTED = "home", "school", "origin", "wanted"
_FARTHEST_CUE = 9
_VERB_AT_END = 5


def roles_of(context: Context, hits: Sequence[Hit]) -> list[str]:
    """The role of each hit; members of one list ("Unna oder Kamen") share theirs."""
    roles: list[str] = []
    for number, hit in enumerate(hits):
        earlier = hits[number - 1] if number else None
        told = _role(context, hit)
        if earlier and not told and _same_list(context, earlier, hit):
            roles.append(roles[-1])
        else:
            roles.append(told or _known(hit, hits[:number], roles) or WANTED)
    return roles


def _known(hit: Hit, earlier: Sequence[Hit], roles: Sequence[str]) -> str:
    """What the same place was said to be before: "Schule in Werl … Werl selber hat nicht viel"."""
    known = zip(earlier, roles, strict=False)
    return next((role for other, role in known if other.places == hit.places and role != ORIGIN), "")


def _same_list(context: Context, earlier: Hit, hit: Hit) -> bool:
    between = [context.folded(position) for position in range(earlier.last, hit.first)]
    parted = any(context.breaks[position] == "." for position in range(earlier.last, hit.first + 1))
    return not parted and len(between) <= 1 and all(word in word_set("list_words") for word in between)


def _role(context: Context, hit: Hit) -> str:
    start = preposition_start(context, hit)
    run = {context.folded(position) for position in range(start, hit.first)}
    from_there = bool(run & word_set("from")) and not run & word_set("place_surely_follows")
    return (
        _by_move(context, hit, run)
        or _by_verb_after(context, hit, from_there)
        or _by_inhabitant(context, hit)
        or _by_cue_before(context, start, from_there)
    )


def _by_inhabitant(context: Context, hit: Hit) -> str:
    if hit.places[0].inhabitant and context.before(hit.first) in word_set("inhabitant_before"):
        return HOME
    return ""


def _by_move(context: Context, hit: Hit, run: set[str]) -> str:
    """ "von Köln nach Bottrop gezogen": where somebody has moved to is the home now."""
    after = [context.after(position) for position in range(hit.last, min(hit.last + _VERB_AT_END, len(context.words)))]
    until = after.index("") if "" in after else len(after)
    if not word_set("moved").intersection(after[:until]):
        return ""
    return ORIGIN if run & word_set("from") else HOME


def _by_verb_after(context: Context, hit: Hit, from_there: bool) -> str:
    """A clause that ends on the verb: "weil ich in Kamen wohne", "in Lünen geh ich zur Schule"."""
    for position in range(hit.last, min(hit.last + _VERB_AT_END, len(context.words))):
        if context.breaks[position]:
            return ""
        word = context.folded(position)
        if word in word_set("origin"):
            return ORIGIN
        if word in word_set("home_after") or (from_there and word in word_set("home_after_from")):
            return ORIGIN if _somebody_else(context, position) else HOME
        if word in word_set("school_after"):
            return SCHOOL
        if word not in word_set("school_fillers") and word not in word_set("school_verbs"):
            return ""
    return ""


def _by_cue_before(context: Context, start: int, from_there: bool) -> str:
    """The nearest word before the name that tells: "wohne", "komme aus", "Schule", or again "suche"."""
    pauses = 0
    for position in range(start - 1, max(-1, start - 1 - _FARTHEST_CUE), -1):
        pauses += bool(context.breaks[position + 1])
        if context.breaks[position + 1] == ".":
            return ""
        word = context.folded(position)
        role = _cue(context, position, word, from_there, pauses)
        if role:
            return role
    return HOME if start == 0 and context.folded(start) in word_set("from_home") else ""


def _cue(context: Context, position: int, word: str, from_there: bool, pauses: int) -> str:
    if word in word_set("home_before") and not pauses:
        return ORIGIN if word in word_set("origin") or _somebody_else(context, position) else HOME
    if from_there and word in word_set("from_wanted"):
        return WANTED
    if from_there and pauses <= 1 and word in word_set("home_from"):
        return HOME
    beside = {context.folded(place) for place in range(position - 2, position)}
    if word in word_set("at_home") and not pauses and "bei" in beside:
        return HOME
    if word in word_set("school_before") and not pauses and "neben" not in beside:
        return SCHOOL
    searched = context.folded(position - 1) in word_set("wanted")
    if word in word_set("work_now") and not pauses and not searched and _says_now(context, position):
        return SCHOOL
    if word in word_set("turning"):
        return "" if context.folded(position - 1) in word_set("home_before") else WANTED
    return WANTED if word in word_set("wanted") else ""


def _somebody_else(context: Context, position: int) -> bool:
    return any(context.folded(place) in word_set("someone") for place in range(position - 2, position))


def _says_now(context: Context, position: int) -> bool:
    around = {context.folded(place) for place in range(position - 2, position + 4)}
    return bool(around & word_set("now"))

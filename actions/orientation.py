"""Goal orientation: at most seven questions to tap, then five occupations with reasons. A start, no test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType

from actions import knowledge
from actions.base import TurnAction
from actions.chips import Chip
from actions.occupation_info import occupation_chips
from actions.talks import listens, resumes
from actions.turn import Reply, Turn
from bot.catalogue.needs import Needs, Taste
from bot.language.criteria import Criteria
from bot.language.orientation import goes_past, has_enough, option_in, options_told
from bot.language.short_answers import goes_back, stops
from bot.phrases import entry, phrase

TALK = "orientation"
SUGGESTIONS = 5
BACK, SKIP, ENOUGH, STOP, AGAIN, RESUME = "back", "skip", "enough", "stop", "again", "resume"
_OTHER_TOPICS = ("programmes", "advice", "human", "application_help", "events", "privacy", "delete_data", "reset")
_FEW_WORDS = 3
_TELLING = ("with_what", "with_whom", "where")
"""Questions whose options a message names whichever of them is open."""
_TASTES = ("interests", "likes", "dislikes", "settings")


class ActionOrientation(TurnAction):
    """The next question, or the suggestions."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_orientation"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Begin, or take what was tapped."""
        is_open = turn.talk.get("name") == TALK
        if turn.repeats and is_open:
            return await _go_on(turn, reply, int(turn.talk["step"]), dict(turn.talk["chosen"]))
        if turn.chip is not None and (is_open or turn.chip.value == RESUME):
            return await _tapped(turn, reply, turn.chip.value)
        paused = turn.talk.get("paused") or {}
        if paused.get("name") == TALK and has_enough(turn.words):
            return await _suggest(turn, reply, dict(paused["chosen"]))
        chosen = options_told(turn.words)
        return await _go_on(turn, reply, 0, chosen, starts=True)


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """An answer to the open question in words or by its number."""
    step, chosen = int(turn.talk["step"]), dict(turn.talk["chosen"])
    if step >= len(_questions()) or turn.said_as == "crisis":
        return None
    question, words = _questions()[step], turn.words
    if has_enough(words):
        return await _suggest(turn, reply, chosen)
    if stops(words):
        return _stop(turn, reply)
    if goes_back(words):
        return await _go_on(turn, reply, max(step - 1, 0), chosen, asks=True)
    if goes_past(words):
        return await _go_on(turn, reply, step + 1, chosen)
    if _is_about_something_else(turn):
        return None
    option = _numbered(words, question, chosen) or option_in(words, question)
    # "mit Tieren" tells something whichever question is open.
    told = {question: option} if option else options_told(words, _TELLING)
    return await _go_on(turn, reply, step + 1, {**chosen, **told}) if told else None


@resumes(TALK)
def ask_again(turn: Turn, reply: Reply) -> None:
    """The open question once more."""
    step = int(turn.talk["step"])
    if step < len(_questions()):
        _ask(turn, reply, step, dict(turn.talk["chosen"]))


async def _tapped(turn: Turn, reply: Reply, value: str) -> list[EventType]:
    talk = turn.talk if turn.talk.get("name") == TALK else turn.talk.get("paused") or {}
    step, chosen = int(talk.get("step", 0)), dict(talk.get("chosen", {}))
    question, _, option = value.partition("=")
    if value == STOP:
        return _stop(turn, reply)
    if value == ENOUGH:
        return await _suggest(turn, reply, chosen)
    if value == AGAIN:
        return await _go_on(turn, reply, 0, {})
    if value == BACK:
        return await _go_on(turn, reply, max(step - 1, 0), chosen, asks=True)
    if value == SKIP:
        return await _go_on(turn, reply, step + 1, chosen)
    if question in _questions() and option in _options(question, {}):
        return await _go_on(turn, reply, _questions().index(question) + 1, {**chosen, question: option})
    return await _go_on(turn, reply, step, chosen, asks=True)


async def _go_on(
    turn: Turn, reply: Reply, step: int, chosen: dict[str, str], *, starts: bool = False, asks: bool = False
) -> list[EventType]:
    """The question of a step, or the first after it that has no answer yet; after the last the suggestions."""
    questions = _questions()
    while not asks and step < len(questions) and questions[step] in chosen:
        step += 1
    if step >= len(questions):
        return await _suggest(turn, reply, chosen)
    if starts:
        reply.say("utter_orientation")
    _ask(turn, reply, step, chosen)
    return turn.slots(asked=f"{TALK}:{questions[step]}", shown=turn.shown, talk=_talk(step, chosen))


def _ask(turn: Turn, reply: Reply, step: int, chosen: dict[str, str]) -> None:
    question = _questions()[step]
    options = _options(question, chosen)
    numbered = (
        phrase("orientation.option", number=number, title=option["title"])
        for number, option in enumerate(options.values(), start=1)
    )
    ask = entry(f"orientation.questions.{question}.ask")
    reply.say(
        "utter_orientation_question",
        chips=_question_chips(question, options, step, chosen),
        question=phrase("orientation.progress", number=step + 1, count=len(_questions()), ask=ask),
        options=phrase("orientation.options", titles=str(entry("orientation.option_join")).join(numbered)),
    )


def _question_chips(question: str, options: dict[str, Any], step: int, chosen: dict[str, str]) -> list[Chip]:
    chips = [Chip(str(option["title"]), TALK, f"{question}={name}") for name, option in options.items()]
    controls = [SKIP, *([BACK] if step else []), *([ENOUGH] if chosen else []), STOP]
    return [*chips, *(Chip(phrase(f"orientation.chip.{control}"), TALK, control) for control in controls)]


async def _suggest(turn: Turn, reply: Reply, chosen: dict[str, str]) -> list[EventType]:
    taste = taste_of(chosen)
    again = Chip(phrase("orientation.chip.again"), TALK, AGAIN)
    advice = Chip(phrase("orientation.chip.advice"), "advice")
    if not taste:
        reply.say("utter_orientation_nothing", chips=[again, advice, *knowledge.employer_chips(turn)])
        return turn.finished().slots(shown=turn.shown)
    needs = Needs(taste=taste)
    found = await knowledge.look_up("occupations", Criteria(), needs, limit=SUGGESTIONS)
    result = replace(found, total=len(found.items), facets=())
    internship = Chip(phrase("orientation.chip.internship"), "search", "offer=internship")
    reply.say(
        "utter_orientation_result" if result.items else "utter_orientation_nothing",
        chips=[*occupation_chips(result.items), internship, again, advice],
        result=replace(result, criteria=turn.criteria).as_dict(),
        items=knowledge.item_lines(turn, result),
    )
    return turn.slots(shown=knowledge.shown_of(result, needs), talk=_talk(len(_questions()), chosen))


def taste_of(chosen: dict[str, str]) -> Taste:
    """The likings that the chosen options stand for."""
    tastes = [_options(question, {})[option]["taste"] for question, option in chosen.items()]
    merged = {name: tuple(dict.fromkeys(code for each in tastes for code in each.get(name, ()))) for name in _TASTES}
    return Taste(**merged)


def _is_about_something_else(turn: Turn) -> bool:
    """Whether a message looks for something or asks about another topic, and only sounds like an answer."""
    searches = bool({"offer", "place"} & set(turn.reading.says))
    return searches or (turn.said_as in _OTHER_TOPICS and len(turn.words.split()) > _FEW_WORDS)


def _stop(turn: Turn, reply: Reply) -> list[EventType]:
    turn = turn.finished()
    again = Chip(phrase("orientation.chip.again"), TALK, AGAIN)
    reply.say("utter_orientation_stopped", chips=[*knowledge.employer_chips(turn), again])
    return turn.slots(shown=turn.shown)


def _questions() -> list[str]:
    return list(entry("orientation.questions"))


def _options(question: str, chosen: dict[str, str]) -> dict[str, Any]:
    """A question's options; what was chosen first is not offered a second time."""
    options: dict[str, Any] = entry(f"orientation.questions.{question}.options")
    taken = chosen.get("doing") if question == "also" else None
    return {name: option for name, option in options.items() if name != taken}


def _numbered(words: str, question: str, chosen: dict[str, str]) -> str | None:
    options, number = list(_options(question, chosen)), words.strip(" .")
    return options[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(options) else None


def _talk(step: int, chosen: dict[str, str]) -> dict[str, Any]:
    question = _questions()[step] if step < len(_questions()) else None
    return {"name": TALK, "step": step, "question": question, "chosen": chosen}

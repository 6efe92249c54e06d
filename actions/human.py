"""Goal human: whom to ring up, or a wish to be called back, told step by step and stored encrypted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk.events import EventType

from actions import wiring
from actions.base import TurnAction
from actions.chips import Chip
from actions.office import contact_lines, hours_words
from actions.talks import listens, resumes
from actions.turn import Reply, Turn
from bot.conversations.callbacks import Wish
from bot.language.contact_words import channel_in, nickname_in
from bot.language.short_answers import goes_back, says_yes_or_no, skips, stops
from bot.phrases import entry, phrase

TALK = "human"
CONSENT, SEND, RESUME = "consent", "send", "resume"
FIELDS = ("name", "channel", "when", "about")
QUESTIONS = (CONSENT, *FIELDS, SEND)
_LONGEST = 200
"""Characters of an answer that are kept; more belongs into the call itself."""
_INTERRUPTING = ("crisis", "privacy", "delete_data", "help", "reset", "bot_challenge")
"""Goals that are no answer to a question for free words."""


class ActionHuman(TurnAction):
    """The agency's channels and hours, and the question whether somebody shall call back."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_human"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """Begin, or take what a chip says as the answer to the open question."""
        is_open = turn.talk.get("name") == TALK
        if turn.repeats and is_open:
            return _ask(turn, reply, str(turn.talk["question"]), dict(turn.talk["told"]))
        if turn.chip is not None and turn.chip.value == RESUME and turn.talk.get("paused"):
            paused = turn.talk["paused"]
            return _ask(turn, reply, str(paused["question"]), dict(paused["told"]))
        if turn.chip is not None and is_open:
            return await _take(turn, reply, turn.chip.value)
        region = wiring.region()
        reply.say("utter_human", contacts="\n".join(contact_lines(region)), hours=hours_words(region))
        return _ask(turn, reply, CONSENT, {})


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """An answer to the open question; None for what is none."""
    question = str(turn.talk["question"])
    if stops(turn.words):
        return _cancel(turn, reply)
    if goes_back(turn.words):
        before = QUESTIONS[max(QUESTIONS.index(question) - 1, 0)]
        return _ask(turn, reply, before, dict(turn.talk["told"]))
    if question in (CONSENT, SEND):
        answer = says_yes_or_no(turn.words)
        return None if answer is None else await _take(turn, reply, "yes" if answer else "no")
    if turn.said_as in _INTERRUPTING or turn.words.endswith("?"):
        return None
    return await _take(turn, reply, turn.words)


@resumes(TALK)
def ask_again(turn: Turn, reply: Reply) -> None:
    """The open question once more."""
    _say_question(turn, reply, str(turn.talk["question"]), dict(turn.talk["told"]))


async def _take(turn: Turn, reply: Reply, answer: str) -> list[EventType]:
    question, told = str(turn.talk["question"]), dict(turn.talk["told"])
    if answer == "cancel" or (question in (CONSENT, SEND) and answer == "no"):
        return _cancel(turn, reply)
    if answer == "again":
        return _ask(turn, reply, "name", {})
    if question == SEND:
        return await _send(turn, reply, told) if answer == "yes" else _ask(turn, reply, SEND, told)
    if question != CONSENT:
        value = _READERS[question](answer)
        if value is None:
            reply.say(f"utter_callback_unclear_{question}")
            return _ask(turn, reply, question, told)
        told[question] = value
    return _ask(turn, reply, QUESTIONS[QUESTIONS.index(question) + 1], told)


async def _send(turn: Turn, reply: Reply, told: dict[str, str]) -> list[EventType]:
    await (await wiring.callbacks()).add(turn.sender, Wish(**told))
    days = wiring.settings().callback_days
    reply.say("utter_callback_sent", chips=[_search_chip()], days=days, hours=hours_words(wiring.region()))
    return turn.finished().slots(shown=turn.shown)


def _cancel(turn: Turn, reply: Reply) -> list[EventType]:
    reply.say("utter_callback_cancelled", chips=[_search_chip()])
    return turn.finished().slots(shown=turn.shown)


def _ask(turn: Turn, reply: Reply, question: str, told: dict[str, str]) -> list[EventType]:
    _say_question(turn, reply, question, told)
    talk: dict[str, Any] = {"name": TALK, "question": question, "told": told}
    return turn.slots(asked=f"{TALK}:{question}", shown=turn.shown, talk=talk)


def _say_question(turn: Turn, reply: Reply, question: str, told: dict[str, str]) -> None:
    summary = "\n".join(phrase(f"human.summary.{field}", value=told[field]) for field in FIELDS if field in told)
    days = wiring.settings().callback_days
    reply.say(f"utter_callback_{question}", chips=_chips(question), days=days, summary=summary)


def _chips(question: str) -> list[Chip]:
    if question == CONSENT:
        return [Chip(phrase(f"human.chip.{answer}"), TALK, answer) for answer in ("yes", "no")]
    if question == SEND:
        answers = {"yes": "send", "again": "change", "cancel": "cancel"}
        return [Chip(phrase(f"human.chip.{title}"), TALK, answer) for answer, title in answers.items()]
    ready = [
        Chip(words, TALK, words) for words in (entry(f"human.{question}") if question in ("when", "about") else ())
    ]
    return [*ready, Chip(phrase("human.chip.cancel"), TALK, "cancel")]


def _search_chip() -> Chip:
    return Chip(phrase("human.chip.search"), "search")


def _free_words(text: str) -> str | None:
    words = " ".join(text.split())[:_LONGEST]
    return words or None


def _when(text: str) -> str | None:
    return str(entry("human.when")[-1]) if skips(text) else _free_words(text)


_READERS: dict[str, Callable[[str], str | None]] = {
    "name": nickname_in,
    "channel": channel_in,
    "when": _when,
    "about": _free_words,
}

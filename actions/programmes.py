"""Goal programmes: from a need to what helps, with reasons and open conditions, and few questions that change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType

from actions import knowledge, wiring
from actions.base import TurnAction
from actions.chips import Chip
from actions.office import contact_lines
from actions.talks import leads_elsewhere, listens, pages, resumes
from actions.turn import Reply, Turn
from bot.catalogue.conditions import FACTS
from bot.catalogue.needs import Needs
from bot.catalogue.person import Person
from bot.catalogue.programmes import open_question
from bot.catalogue.result import Result
from bot.catalogue.verdict_words import answers, question
from bot.language.criteria import TOPICS
from bot.language.person import answer_in, facts_in, is_skipped, plain_word_in
from bot.language.short_answers import says_yes_or_no, stops
from bot.phrases import entry, phrase

TALK = "programmes"
TOPIC, SKIP = "topic", "skip"
_BUSY = ("in_training", "school_training", "preparation", "voluntary")
_MOST_WORDS = 6
"""A longer message is no bare answer."""


class ActionProgrammes(TurnAction):
    """What helps with a need; a question is at the end, never before."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_programmes"

    async def answer(self, turn: Turn, reply: Reply) -> list[EventType]:
        """A new need, or what a chip says about the one that is open."""
        is_open = turn.talk.get("name") == TALK
        if turn.chip is not None:
            return await _tapped(turn, reply)
        if turn.repeats and is_open:
            return await say_programmes(turn, reply, dict(turn.talk), keeps=True)
        # A sentence that names no new need goes on with the one that is open.
        goes_on = is_open and bool(turn.words) and not turn.reading.topics
        return await say_programmes(turn, reply, dict(turn.talk) if goes_on else _new_talk(turn))

    def say_trouble(self, reply: Reply) -> None:
        """Who helps while this does not work."""
        reply.say("utter_trouble_help", contacts="\n".join(contact_lines(wiring.region())))


@listens(TALK)
async def hear(turn: Turn, reply: Reply) -> list[EventType] | None:
    """A bare answer belongs to this talk, whatever else it may look like; anything else does not."""
    talk, asked = dict(turn.talk), turn.talk.get("question")
    if asked == TOPIC and (topics := _topics_named(turn)):
        chosen = replace(turn, topics=topics)
        return await say_programmes(chosen, reply, _new_talk(chosen))
    value = _answer(turn, asked)
    if value is not None:
        return await say_programmes(_knowing(turn, {str(asked): value}), reply, talk)
    if asked and stops(turn.words):
        return await say_programmes(turn, reply, {**talk, "closed": True})
    if asked and is_skipped(turn.words):
        return await say_programmes(turn, reply, talk)
    told = plain_word_in(turn.words)
    if told or _is_bare(turn):
        return await say_programmes(_knowing(turn, told), reply, talk, keeps=True)
    return None


@resumes(TALK)
def ask_again(turn: Turn, reply: Reply) -> None:
    """The open question once more."""
    asked = turn.talk.get("question")
    if asked == TOPIC:
        reply.say("utter_ask_topic", chips=_topic_chips())
    elif asked:
        reply.say("utter_ask_person", chips=_answer_chips(str(asked)), question=_question(turn, str(asked)))


@pages("programmes")
async def further(turn: Turn, reply: Reply, offset: int) -> list[EventType]:
    """The next programmes of the need that was shown last; the open question stays."""
    assert turn.shown is not None
    if offset >= turn.shown.total:
        return knowledge.say_end(turn, reply)
    needs = Needs(turn.shown.topics, Person(turn.person), words=turn.shown.words)
    result = await knowledge.look_up("programmes", knowledge.place_only(turn.criteria), needs, offset=offset)
    _say(turn, reply, result, str(turn.talk.get("question") or "") or None, turn.talk)
    return turn.slots(asked=turn.asked, shown=knowledge.shown_of(result, needs), talk=turn.talk)


async def say_programmes(turn: Turn, reply: Reply, talk: dict[str, Any], *, keeps: bool = False) -> list[EventType]:
    """The programmes for a talk's need as things stand, with the next question that changes them.

    `keeps` asks the open question once more, because the message was no answer to it.
    """
    turn = replace(turn, goal=TALK)
    needs = Needs(topics=tuple(talk["topics"]), person=Person(turn.person), words=talk["words"])
    criteria = knowledge.place_only(turn.criteria)
    result = await knowledge.look_up("programmes", criteria, needs)
    if not needs.topics and not needs.words:
        # All there are would be no answer; what it is about is asked first.
        result = replace(result, items=(), facets=())
    asked = await _next_question(result, needs, talk, keeps=keeps)
    if asked and asked not in (TOPIC, *talk["asked"]):
        talk["asked"] = [*talk["asked"], asked]
    talk["question"] = asked
    _say(turn, reply, result, asked, talk)
    shown = knowledge.shown_of(result, needs) if result.items else turn.shown
    return turn.slots(asked=f"{TALK}:{asked}" if asked else None, shown=shown, talk=talk)


def _say(turn: Turn, reply: Reply, result: Result, asked: str | None, talk: Mapping[str, Any]) -> None:
    result = replace(result, criteria=turn.criteria)
    if asked == TOPIC:
        reply.say("utter_ask_topic", chips=_topic_chips(), result=result.as_dict())
        return
    further = [
        *(_answer_chips(asked) if asked else []),
        *_offer_chips(talk),
        *knowledge.employer_chips(turn),
        Chip(phrase("knowledge_talk.chip.advice"), "advice"),
    ]
    if not result.items:
        reply.say("utter_programmes_none", chips=further, result=result.as_dict())
        return
    reply.say(
        "utter_programmes",
        chips=knowledge.result_chips(result, further),
        result=result.as_dict(),
        found=knowledge.found_words(result),
        items=knowledge.item_lines(turn, result),
        ways="\n".join(filter(None, (knowledge.ways(result), _question(turn, asked) if asked else ""))),
    )


async def _next_question(result: Result, needs: Needs, talk: dict[str, Any], *, keeps: bool) -> str | None:
    if talk.get("closed"):
        return None
    if not result.items and not needs.topics:
        return TOPIC
    held, asked = talk["question"], [fact for fact in talk["asked"] if not keeps or fact != talk["question"]]
    best = await open_question(await wiring.catalogue(), knowledge.place_only(result.criteria), needs, asked)
    return held if keeps and best and held in FACTS and held not in needs.person else best


async def _tapped(turn: Turn, reply: Reply) -> list[EventType]:
    """A chip: "topic=finance" begins a need, "age=19" and "skip" answer the open question."""
    name, _, value = turn.chip.value.partition("=") if turn.chip else ("", "", "")
    talk = dict(turn.talk) if turn.talk.get("name") == TALK else _new_talk(turn)
    if name == TOPIC and value in TOPICS:
        chosen = replace(turn, topics=(value,))
        return await say_programmes(chosen, reply, _new_talk(chosen))
    if name in FACTS and _is_value(name, value):
        return await say_programmes(_knowing(turn, {name: value}), reply, talk)
    return await say_programmes(turn, reply, talk)


def _is_value(fact: str, value: str) -> bool:
    try:
        Person({fact: value})
    except ValueError:
        return False
    return True


def _knowing(turn: Turn, facts: dict[str, Any]) -> Turn:
    """The turn with an answer; what the message tells beside it counts too."""
    told = facts_in(turn.words)
    return replace(turn, known=Person({**turn.known, **told, **facts}).said, text="")


def _answer(turn: Turn, asked: str | None) -> str | int | None:
    """The answer to the open question: the whole message, or what a sentence tells that looks for nothing else."""
    if not asked or asked == TOPIC:
        return None
    bare = answer_in(turn.words, asked)
    return bare if bare is not None or _searches(turn) else facts_in(turn.words).get(asked)


def topics_of(facts: Mapping[str, str | int], *tables: str) -> tuple[str, ...]:
    """The topics that facts about a person point to, by all tables or some of them."""
    listed = [entry(f"knowledge_talk.{table}") for table in tables or ("topics_from", "topics_beside")]
    named = (table.get(fact, {}).get(str(value)) for table in listed for fact, value in facts.items())
    return tuple(dict.fromkeys(topic for topic in named if topic))


def _topics_named(turn: Turn) -> tuple[str, ...]:
    """The topics that a short answer names in words of the reader or of the chips."""
    if len(turn.words.split()) > _MOST_WORDS:
        return ()
    labels = entry("knowledge_talk.topics").items()
    tapped = tuple(topic for topic, label in labels if str(label).casefold() == turn.words.strip(" .!").casefold())
    return tapped or turn.reading.topics


def _is_bare(turn: Turn) -> bool:
    """Whether a message says nothing but where, how old, or yes or no."""
    reading, words = turn.reading, turn.words
    if leads_elsewhere(turn) or reading.topics or _searches(turn):
        return False
    says_place = set(reading.says) <= {"place", "postal_code", "district"} and bool(reading.says or reading.home)
    short = len(words.split()) <= _MOST_WORDS
    return short and (says_place or bool(facts_in(words)) or says_yes_or_no(words) is not None)


def _searches(turn: Turn) -> bool:
    """Whether a message looks for something; who says to be in training names it without looking for it."""
    wished = {"offer", "occupation", "industry", "size", "radius_km"} & set(turn.reading.says)
    return bool(wished - {"offer"} if facts_in(turn.words).get("situation") in _BUSY else wished)


def _new_talk(turn: Turn) -> dict[str, Any]:
    """A need: its topics are those said, else those that the facts told point to, else those of before."""
    told = facts_in(turn.words)
    said = turn.reading.topics or topics_of(told, "topics_from")
    topics = dict.fromkeys((*said, *topics_of(told, "topics_beside"))) or turn.topics or topics_of(turn.known)
    earlier = turn.talk.get("asked", []) if turn.talk.get("name") == TALK else []
    skipped = [fact for fact in earlier if fact not in turn.person]
    offers = list(turn.reading.says.get("offer", ()))
    need: dict[str, Any] = {"topics": list(topics), "words": turn.words, "offers": offers}
    return {"name": TALK, **need, "asked": skipped, "question": None}


def _question(turn: Turn, fact: str) -> str:
    if turn.plain:
        return str(entry(f"eligibility.questions.{fact}.plain"))
    return phrase("knowledge_talk.question", ask=question(fact))


def _answer_chips(fact: str) -> list[Chip]:
    chips = [Chip(label, TALK, f"{fact}={value}") for value, label in answers(fact).items()]
    return [*chips, Chip(phrase("knowledge_talk.chip.skip"), TALK, SKIP)]


def _offer_chips(talk: Mapping[str, Any]) -> list[Chip]:
    """Where a need names an offer as well, the search for it."""
    titles = entry("knowledge_talk.offers")
    offers = [offer for offer in talk.get("offers", ()) if offer in titles]
    return [Chip(str(titles[offer]), "search", f"offer={offer}") for offer in offers]


def _topic_chips() -> list[Chip]:
    return [Chip(label, TALK, f"{TOPIC}={topic}") for topic, label in entry("knowledge_talk.topics").items()]

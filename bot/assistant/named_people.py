"""People as spaCy's German pipeline names them, where `de_core_news_sm` is installed; a help to the lists of names."""

from __future__ import annotations

from functools import cache, partial

import spacy
from spacy.language import Language

from bot.assistant.spacy_pipeline import BLANK, MODEL, installed_pipeline
from bot.conversations.redaction import PersonFinder
from bot.conversations.redaction.spans import Span

PERSON = "PER"
_UNUSED = ("parser", "morphologizer", "tagger", "attribute_ruler", "lemmatizer")


@cache
def person_finder() -> PersonFinder | None:
    """Finds people in a text; None on spaCy's blank pipeline, which knows nobody."""
    if installed_pipeline() == BLANK:
        return None
    return partial(people_in, spacy.load(MODEL, exclude=list(_UNUSED)))


def people_in(pipeline: Language, text: str) -> list[Span]:
    """Entities that are people, each word with a capital: in chats the model takes much else for a person."""
    return [
        (entity.start_char, entity.end_char)
        for entity in pipeline(text).ents
        if entity.label_ == PERSON and all(word.text[:1].isupper() for word in entity if word.is_alpha)
    ]

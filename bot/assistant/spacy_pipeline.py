"""The German spaCy pipeline: `de_core_news_sm` where set-up could install it, else spaCy's blank German."""

from __future__ import annotations

import importlib.util
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Token

MODEL = "de_core_news_sm"
BLANK = "blank"
_UNUSED = ("parser", "ner", "morphologizer", "tagger", "attribute_ruler")


def installed_pipeline() -> str:
    """Name and version of the pipeline that this environment has, e.g. "de_core_news_sm-3.7.0" or "blank"."""
    if importlib.util.find_spec(MODEL) is None:
        return BLANK
    return f"{MODEL}-{importlib.import_module(MODEL).__version__}"


def words_of(text: str) -> list[Token]:
    """The words of a text, without what is only space."""
    return [word for word in load_pipeline()(text) if not word.is_space]


@cache
def load_pipeline() -> Language:
    """The installed pipeline with only the parts that words and lemmas need."""
    if installed_pipeline() == BLANK:
        return spacy.blank("de")
    return spacy.load(MODEL, exclude=list(_UNUSED))

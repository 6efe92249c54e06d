"""The occupations of the stock: official codes, plain text that is plain, enough under every value of orientation."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from bot.catalogue.codes import CERTIFICATES, DEMANDS, INTERESTS, LIKES, SETTINGS, TRAINING_WAYS
from bot.catalogue.exchange.entries import OCCUPATIONS
from bot.catalogue.stock.reading import read_stock
from bot.language.occupations import code_of, is_kldb

RECORDS = read_stock(date(2026, 11, 24))[OCCUPATIONS]
CODES = {record.kldb for record in RECORDS}
LAST_DIGITS = {"helper": "1", "study": "4"}
"""Levels of the KldB 2010: 1 helpers, 4 experts."""
each_occupation = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.source_id)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def words(sentence: str) -> list[str]:
    return re.findall(r"[\w/-]+", sentence)


def test_stock_has_at_least_120_occupations():
    assert len(RECORDS) >= 120


@each_occupation
def test_kldb_code_is_official_and_agrees_with_the_title(record):
    assert len(record.kldb) == 5 and is_kldb(record.kldb)
    assert record.kldb.startswith(code_of(record.title) or record.kldb)
    assert record.kldb.endswith(LAST_DIGITS.get(record.training, record.kldb[-1]))


@each_occupation
def test_related_occupations_stand_in_the_stock(record):
    assert 2 <= len(record.related) <= 5
    assert set(record.related) <= CODES - {record.kldb}


@each_occupation
def test_plain_text_has_short_sentences_and_words(record):
    assert 2 <= len(sentences(record.plain)) <= 6
    for sentence in sentences(record.plain):
        assert sentence[-1] in ".!?"
        assert len(words(sentence)) <= 10, sentence
        assert all(len(word) <= 17 for word in words(sentence)), sentence


@each_occupation
def test_text_is_of_two_to_four_sentences(record):
    assert 2 <= len(sentences(record.text)) <= 4
    assert 120 <= len(record.text) <= 400
    assert len(record.plain) < len(record.text)


@each_occupation
def test_occupation_is_complete(record):
    assert 1 <= len(record.interests) <= 3
    assert record.likes and record.demands and record.settings
    assert record.certificate in (None, *CERTIFICATES)
    assert record.months is None or 12 <= record.months <= 42
    assert record.sources and record.keywords
    assert not record.pay, "no source states pay"


def test_helpers_need_no_certificate_and_no_fixed_time():
    helpers = [record for record in RECORDS if record.training == "helper"]
    assert {(record.certificate, record.months) for record in helpers} == {("none", None)}


@pytest.mark.parametrize("name", ["source_id", "title", "text", "plain"])
def test_nothing_stands_twice(name):
    assert [value for value, count in Counter(getattr(record, name) for record in RECORDS).items() if count > 1] == []


def test_no_two_texts_begin_alike():
    beginnings = Counter(tuple(words(record.text)[:3]) for record in RECORDS)
    assert [beginning for beginning, count in beginnings.items() if count > 1] == []


def test_keyword_names_one_occupation():
    keywords = Counter(keyword for record in RECORDS for keyword in record.keywords)
    assert [keyword for keyword, count in keywords.items() if count > 1] == []
    assert all(keyword == keyword.lower() and len(keyword) >= 3 for keyword in keywords)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name, known in (("interests", INTERESTS), ("likes", LIKES), ("demands", DEMANDS), ("settings", SETTINGS))
        for value in known
    ],
)
def test_orientation_finds_five_occupations_under_every_value(name, value):
    assert sum(value in getattr(record, name) for record in RECORDS) >= 5


def test_every_way_of_learning_is_present():
    assert {record.training for record in RECORDS} == set(TRAINING_WAYS)

"""The table of sections, and every section and amount that the stock cites."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from bot.catalogue.codes import LAWS
from bot.catalogue.exchange.entries import PROGRAMMES
from bot.catalogue.facts import law_of, sections
from bot.catalogue.stock import read_stock
from bot.phrases import entry
from bot.settings import PROJECT_ROOT

LAW_TEXTS = PROJECT_ROOT.parent / "shared" / "reference" / "law"
"""The texts that the table was made from; a checkout of the project alone has none."""
_HEADING = re.compile(r"^# § (\d+[a-z]?) – (.*)$", re.MULTILINE)
_REPEALED = "weggefallen"
STOCK = read_stock(date(2026, 11, 24))[PROGRAMMES]


@cache
def law_text(law: str) -> str:
    return (LAW_TEXTS / f"{law}.md").read_text(encoding="utf-8")


def test_every_law_has_sections_and_a_name() -> None:
    assert set(sections()) == set(LAWS) == set(entry("knowledge.laws"))
    assert all(sections().values())


@pytest.mark.parametrize("law", LAWS)
def test_the_table_says_what_the_texts_have(law: str) -> None:
    if LAW_TEXTS.is_dir():
        found = {number for number, title in _HEADING.findall(law_text(law)) if _REPEALED not in title}
        assert sections()[law] == found


@pytest.mark.parametrize("record", STOCK, ids=lambda record: record.source_id)
def test_what_a_programme_cites_exists(record) -> None:
    cited = [each.split() for each in record.basis if law_of(each) in LAWS]
    assert all(section in sections()[law] for law, section in cited)


@pytest.mark.parametrize("record", STOCK, ids=lambda record: record.source_id)
def test_no_sentence_is_copied_from_the_law(record) -> None:
    """Not even eight words in a row."""
    if not LAW_TEXTS.is_dir():
        return
    for law in {law_of(each) for each in record.basis} & set(LAWS):
        lawful = " ".join(re.findall(r"\w+", law_text(law).lower()))
        for text in (record.text, record.plain, record.how_to_apply, *record.also):
            words = re.findall(r"\w+", text.lower())
            runs = [" ".join(words[start : start + 8]) for start in range(len(words) - 7)]
            assert [run for run in runs if run in lawful] == []

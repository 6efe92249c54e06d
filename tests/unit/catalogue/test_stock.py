"""The stock: what is in it, how its files are read, and what a wrong entry is told."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import codes
from bot.catalogue.conditions import FACTS
from bot.catalogue.exchange.entries import EVENTS, OCCUPATIONS, PLACES, PROGRAMMES
from bot.catalogue.nearby import overlap
from bot.catalogue.stock import STOCK_DIR, StockError, read_stock
from bot.catalogue.stock.reading import STOCK_KINDS
from bot.language.criteria import TOPICS
from bot.language.topics import topics
from bot.phrases import entry
from bot.region import REGIONS_DIR, load_region
from bot.settings import PROJECT_ROOT

TODAY = date(2026, 11, 24)
STOCK = read_stock(TODAY)
REGIONS = [load_region(path.stem) for path in sorted(REGIONS_DIR.glob("*.yml"))]
GUIDE = (PROJECT_ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
GOOD = """
- id: eintrag
  name: Ort
  kind: advice
  text: Rat.
  plain: Hier gibt es Rat.
  checked_on: 2026-11-24
"""


def test_enough_programmes_for_every_topic() -> None:
    assert len(STOCK[PROGRAMMES]) >= 60
    counts = Counter(topic for record in STOCK[PROGRAMMES] for topic in record.topics)
    assert {topic: counts[topic] for topic in TOPICS if counts[topic] < 2} == {}


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.id)
def test_enough_places_and_events_for_each_region(region) -> None:
    def of_region(records) -> list:
        return [
            record
            for record in records
            if overlap(getattr(record, "serves", ()) or ([record.ags] if record.ags else []), region.municipalities)
        ]

    assert len(of_region(STOCK[PLACES])) >= 40
    assert len(of_region(STOCK[EVENTS])) >= 25
    kinds = {record.kind for record in of_region(STOCK[PLACES]) if not record.sample}
    assert {"employment_agency", "job_centre", "youth_employment_agency", "chamber", "youth_office"} <= kinds


def test_the_lines_of_a_crisis_are_there() -> None:
    phones = " ".join(f"{record.phone} {record.text}" for record in STOCK[PLACES] if record.kind == "crisis_line")
    for number in ("116 111", "0800 111 0 111", "0800 111 0 222", "116 016"):
        assert number in phones


def test_there_are_occupations() -> None:
    assert STOCK[OCCUPATIONS]


def test_invented_entries_are_marked_and_real_ones_say_where_from() -> None:
    for records in STOCK.values():
        for record in records:
            assert record.source == ("beispiel" if record.sample else "kumpel")
            assert record.sample or record.sources or getattr(record, "basis", ())
    assert all(record.sample for record in STOCK[EVENTS])


def test_the_old_name_of_the_benefit_only_explains_the_new_one() -> None:
    for records in STOCK.values():
        for record in records:
            text = f"{record.text} {getattr(record, 'how_to_apply', '')}"
            assert text.count("Bürgergeld") == text.count("früher Bürgergeld")


@settings(max_examples=20, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_sample_events_are_always_to_come(today: date) -> None:
    for record in read_stock(today)[EVENTS]:
        assert record.starts_on > today
        assert record.starts_on < today + timedelta(weeks=16)
        assert record.valid_until == (record.ends_on or record.starts_on)


def test_sample_events_stay_where_they_are_within_a_week() -> None:
    days = {
        day: [record.starts_on for record in read_stock(day)[EVENTS]]
        for day in (date(2026, 11, 23), TODAY, date(2026, 11, 29), date(2026, 11, 30))
    }
    assert days[date(2026, 11, 23)] == days[TODAY] == days[date(2026, 11, 29)] != days[date(2026, 11, 30)]


def write(folder: Path, kind: str, text: str) -> Path:
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / "group.yml").write_text(text, encoding="utf-8")
    return folder


def test_what_looks_like_something_else_stays_text(tmp_path: Path) -> None:
    folder = write(
        tmp_path, "places", GOOD + "  serves: [05913000]\n  hours: ['monday 08:00-12:00']\n  keywords: [no]\n"
    )
    record = read_stock(TODAY, folder)[PLACES][0]
    assert (record.serves, record.hours, record.keywords) == (("05913000",), ("monday 08:00-12:00",), ("no",))


def test_a_place_gets_its_code_and_coordinates(tmp_path: Path) -> None:
    record = read_stock(TODAY, write(tmp_path, "places", GOOD + "  city: Lünen\n"))[PLACES][0]
    assert record.ags == "05978024"
    assert record.lat == pytest.approx(51.6, abs=0.1)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("places", GOOD.replace("eintrag", "Eintrag"), "entry 1: begin with an id"),
        ("places", GOOD.replace("id: eintrag", "name2: x"), "begin with an id"),
        ("places", GOOD + "  colour: red\n", r"group.yml, entry 1 \(eintrag\): 'colour' is no key"),
        ("places", GOOD.replace("  plain: Hier gibt es Rat.\n", ""), "'plain' is missing"),
        ("places", GOOD.replace("2026-11-24", "gestern"), "write a day"),
        ("places", GOOD + "  sample: ja\n", "write true or false"),
        ("places", GOOD + "  topics: finance\n", "write a list"),
        ("places", GOOD + "  topics: [money]\n", "topics='money' does not fit"),
        ("places", GOOD.replace("advice", "castle"), "kind='castle' does not fit"),
        ("places", GOOD + "  city: München\n", "not known in North Rhine-Westphalia"),
        ("places", GOOD + "  hours: ['Montag 8-12']\n", "hours="),
        ("places", GOOD + "  sources: [irgendwo]\n", "sources="),
        ("places", GOOD + GOOD, "'eintrag' stands in group.yml already"),
        ("places", "name: kein\n", "write a list of entries"),
        ("places", "- id: [", "cannot be read as a YAML file"),
        ("events", GOOD.replace("name:", "title:").replace("advice", "fair"), "'starts_on' is missing"),
        (
            "events",
            GOOD.replace("name:", "title:").replace("advice", "fair") + "  weekdays: [monday]\n",
            "weekdays are for samples",
        ),
        (
            "events",
            GOOD.replace("name:", "title:").replace("advice", "fair") + "  sample: true\n  weekdays: [Montag]\n",
            "weekdays: write a list",
        ),
        (
            "events",
            GOOD.replace("name:", "title:").replace("advice", "fair")
            + "  sample: true\n  weekdays: [monday]\n  weeks_ahead: 0-3\n",
            "weeks_ahead: write a span",
        ),
        (
            "events",
            GOOD.replace("name:", "title:").replace("advice", "fair")
            + "  sample: true\n  weekdays: [monday]\n  days: 9\n",
            "days: write 1 to 7",
        ),
    ],
)
def test_a_wrong_entry_is_told_what_is_wrong(tmp_path: Path, kind: str, text: str, said: str) -> None:
    with pytest.raises(StockError, match=said):
        read_stock(TODAY, write(tmp_path, kind, text))


def test_a_wrong_condition_is_told_what_there_is(tmp_path: Path) -> None:
    text = (STOCK_DIR / "programmes" / "training_money.yml").read_text(encoding="utf-8")
    broken = text.replace("situation in in_training", "situation in bed", 1)
    with pytest.raises(StockError, match=r"\(bab\).*situation is one of"):
        read_stock(TODAY, write(tmp_path, "programmes", broken))


def test_several_days_end_an_event_later(tmp_path: Path) -> None:
    text = GOOD.replace("name:", "title:").replace("advice", "fair")
    folder = write(tmp_path, "events", text + "  sample: true\n  weekdays: [friday]\n  weeks_ahead: 2-2\n  days: 3\n")
    record = read_stock(TODAY, folder)[EVENTS][0]
    assert (record.starts_on, record.ends_on, record.valid_until) == (
        date(2026, 12, 11),
        date(2026, 12, 13),
        date(2026, 12, 13),
    )


CODE_LISTS = {
    name: getattr(codes, name)
    for name in dir(codes)
    if name.isupper() and isinstance(getattr(codes, name), tuple) and name != "LAWS"
}


@pytest.mark.parametrize("name", CODE_LISTS)
def test_the_guide_names_every_code(name: str) -> None:
    assert [code for code in CODE_LISTS[name] if f"`{code}`" not in GUIDE] == []


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.name)
def test_the_guide_describes_every_fact(fact) -> None:
    line = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{fact.name}` |"))
    assert [code for code in fact.codes if f"`{code}`" not in line] == []


@pytest.mark.parametrize("kind", STOCK_KINDS, ids=lambda kind: kind.name)
def test_the_guide_names_every_key(kind) -> None:
    names = [item.name for item in fields(kind.record)]
    derived = {"source", "source_id", "ags", "lat", "lon"}
    missing = [name for name in names if name not in derived and f"`{name}`" not in GUIDE]
    assert missing == []


@pytest.mark.parametrize(
    ("phrases", "listed"),
    [
        ("place_kinds", codes.PLACE_KINDS),
        ("event_kinds", codes.EVENT_KINDS),
        ("training_ways", codes.TRAINING_WAYS),
        ("certificates", codes.CERTIFICATES),
        ("likes", codes.LIKES),
        ("demands", codes.DEMANDS),
        ("settings", codes.SETTINGS),
        ("laws", codes.LAWS),
    ],
)
def test_every_code_has_its_words(phrases: str, listed: tuple[str, ...]) -> None:
    assert tuple(entry(f"knowledge.{phrases}")) == listed


def test_facts_have_their_words() -> None:
    for table in ("reason", "written.facts", "questions"):
        assert set(entry(f"eligibility.{table}")) == set(FACTS)


def test_topics_are_named() -> None:
    assert {topic.code for topic in topics()} == set(TOPICS)


def test_names_of_keywords_are_small() -> None:
    for records in STOCK.values():
        for record in records:
            assert [word for word in record.keywords if word != word.lower() or not re.search(r"\w", word)] == []

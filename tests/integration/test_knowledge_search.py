"""Programmes, places, events and occupations from the stock to the cards, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catalogue import Catalogue, Needs
from bot.catalogue.exchange.entries import EVENTS, OCCUPATIONS, PLACES, PROGRAMMES
from bot.catalogue.exchange.importing import import_kinds
from bot.catalogue.exchange.knowledge_records import EventRecord, OccupationRecord, PlaceRecord, ProgrammeRecord
from bot.catalogue.knowledge_tables import Event, Occupation, Place, Programme
from bot.catalogue.message_schema import RESULT_SCHEMA
from bot.catalogue.needs import Taste
from bot.catalogue.person import Person
from bot.catalogue.programmes import open_question
from bot.catalogue.reviews import clear_review
from bot.catalogue.stock import fill_stock, read_stock
from bot.database import create_engine
from bot.region import load_region

TODAY = date(2026, 11, 24)
LUENEN, DORTMUND, GELSENKIRCHEN, KREIS_UNNA = "05978024", "05913000", "05513000", "05978"
REGION = load_region("westfaelisches-ruhrgebiet")
STOCK = read_stock(TODAY)
KINDS = {"programmes": PROGRAMMES, "places": PLACES, "events": EVENTS, "occupations": OCCUPATIONS}
TABLES = {"programmes": Programme, "places": Place, "events": Event, "occupations": Occupation}


@pytest.fixture
async def catalogue(engine: AsyncEngine) -> AsyncIterator[Catalogue]:
    """The stock alone."""
    await fill_stock(engine, TODAY)
    opened = await Catalogue.open(engine, REGION)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def stock_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the stock alone, for what does not depend on the database and only reads."""
    path = tmp_path_factory.mktemp("held") / "stock.sqlite"
    shutil.copy(sqlite_template, path)
    url = f"sqlite+aiosqlite:///{path}"

    async def fill_and_close() -> None:
        engine = create_engine(url)
        await fill_stock(engine, TODAY)
        await engine.dispose()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, fill_and_close()).result()
    return url


@pytest.fixture
async def held(stock_url: str) -> AsyncIterator[Catalogue]:
    """A catalogue on `stock_url`."""
    engine = create_engine(stock_url)
    opened = await Catalogue.open(engine, REGION)
    yield opened
    await opened.close()
    await engine.dispose()


async def titles(catalogue: Catalogue, kind: str, criteria=None, needs: Needs | None = None, **options) -> list[str]:
    options = {"limit": 10, "today": TODAY, **options}
    result = await catalogue.search(kind, criteria or {}, needs or Needs(), **options)
    jsonschema.validate(result.as_dict(), RESULT_SCHEMA)
    return [item.title for item in result.items]


@pytest.mark.parametrize("kind", KINDS)
async def test_everything_comes_back_page_by_page(catalogue: Catalogue, kind: str) -> None:
    whole = await catalogue.search(kind, {}, limit=1000, today=TODAY)
    pages = [
        item.id
        for offset in range(0, whole.total, 7)
        for item in (await catalogue.search(kind, {}, offset=offset, limit=7, today=TODAY)).items
    ]
    assert pages == [item.id for item in whole.items]
    assert len(set(pages)) == whole.total > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_details_say_everything_and_so_do_plain_ones(catalogue: Catalogue, kind: str) -> None:
    result = await catalogue.search(kind, {}, limit=1000, today=TODAY)
    details = await catalogue.details(kind, [item.id for item in result.items], today=TODAY)
    assert [each.title for each in details] == [item.title for item in result.items]
    assert all(each.plain and all(each.lines) and "{" not in "".join(each.lines) for each in details)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_over_never_appears(catalogue: Catalogue, engine: AsyncEngine, kind: str) -> None:
    result = await catalogue.search(kind, {}, limit=1, today=TODAY)
    first = result.items[0]
    table = TABLES[kind]
    async with engine.begin() as connection:
        await connection.execute(update(table).where(table.id == int(first.id)).values(valid_until=TODAY))
    fresh = await Catalogue.open(engine, REGION)
    try:
        until = [item.id for item in (await fresh.search(kind, {}, limit=1000, today=TODAY)).items]
        after = [item.id for item in (await fresh.search(kind, {}, limit=1000, today=TODAY + timedelta(days=1))).items]
        assert first.id in until
        assert first.id not in after
        assert await fresh.details(kind, [first.id], today=TODAY + timedelta(days=1)) == []
    finally:
        await fresh.close()


async def test_filling_again_changes_nothing_and_what_is_gone_ends(engine: AsyncEngine) -> None:
    first = await fill_stock(engine, TODAY)
    assert first.counts["programmes"].new == len(STOCK[PROGRAMMES])
    again = await fill_stock(engine, TODAY)
    assert again.touched == 0
    own = ProgrammeRecord(
        source_id="1",
        source="agentur",
        title="Eigenes",
        provider="Agentur",
        entitlement="offer",
        topics=("finance",),
        text="T",
        plain="P",
        how_to_apply="H",
    )
    left = replace(own, source="kumpel", source_id="gone")
    await import_kinds(engine, "agentur", {PROGRAMMES: [own, left]}, today=TODAY)
    outcome = await fill_stock(engine, TODAY)
    assert outcome.counts["programmes"].ended == 1


@pytest.mark.parametrize(
    ("topics", "facts", "words", "first"),
    [
        (
            ["school_certificate"],
            {"age": 19, "certificate": "none"},
            "hab kein Abschluss",
            "Hauptschulabschluss in der",
        ),
        (["mobility"], {"situation": "in_training"}, "kann mir die Fahrt nicht leisten", "Günstiges Ticket"),
        (["single_parent"], {"single_parent": "yes"}, "geht Ausbildung auch in Teilzeit?", "Ausbildung in Teilzeit"),
        (["dropout"], {"situation": "in_training"}, "bin mit dem Betrieb zerstritten", "Kündigung in der Ausbildung"),
        (["inclusion"], {"disability": "severe"}, "sitze im Rollstuhl", "Teilhabe am Arbeitsleben"),
        (["debt"], {}, "hab Schulden und Mahnungen", "Kostenlose Schuldnerberatung"),
        ([], {}, "Was ist BAB?", "Berufsausbildungsbeihilfe (BAB)"),
    ],
)
async def test_from_a_need_to_a_programme(held: Catalogue, topics, facts, words, first) -> None:
    found = await titles(held, "programmes", needs=Needs(tuple(topics), Person(facts), words=words))
    assert any(title.startswith(first) for title in found[:3]), found


async def test_three_questions_at_most_lead_to_fewer_open_programmes(held: Catalogue) -> None:
    """A skipped question is not asked again; an answered one is known."""
    replies = {"situation": "in_training", "age": 19, "with_parents": "no", "benefit": "none", "child": "no"}
    person, asked = Person(), []
    while (name := await open_question(held, {}, Needs(("finance",), person), asked, TODAY)) is not None:
        asked.append(name)
        if name in replies:
            person = person.with_fact(name, replies[name])
    assert 1 <= len(asked) <= 3
    assert len(set(asked)) == len(asked)
    before = await held.search("programmes", {}, Needs(("finance",)), limit=1, today=TODAY)
    after = await held.search("programmes", {}, Needs(("finance",), person), limit=1, today=TODAY)
    assert after.total < before.total


async def test_a_detail_names_its_grounds_and_an_event_its_calendar(held: Catalogue) -> None:
    programme = (await held.search("programmes", {}, Needs(words="bab"), limit=1, today=TODAY)).items[0]
    detail = (await held.details("programmes", [programme.id], today=TODAY))[0]
    assert detail.source.startswith("§ 56 SGB III, § 57 SGB III")
    assert detail.calendar is None
    event = (await held.search("events", {}, limit=1, today=TODAY)).items[0]
    detail = (await held.details("events", [event.id], today=TODAY))[0]
    assert detail.calendar is not None
    assert detail.calendar.startswith("BEGIN:VCALENDAR")
    line = (await held.search("places", {}, Needs(words="telefonseelsorge"), limit=1, today=TODAY)).items[0]
    assert (await held.details("places", [line.id], today=TODAY))[0].source == "TelefonSeelsorge"


async def test_what_does_not_fit_the_person_is_left_out(held: Catalogue) -> None:
    young = await titles(held, "programmes", needs=Needs(("health",), Person({"age": 16})), limit=100)
    older = await titles(held, "programmes", needs=Needs(("health",), Person({"age": 25})), limit=100)
    assert "Unter 18: Pausen" in young
    assert "Unter 18: Pausen" not in older


async def test_a_programme_of_one_town_is_for_that_town(held: Catalogue) -> None:
    needs = Needs(("housing",), words="Azubi Wohnheim")
    assert "Wohnen für Azubis in Dortmund-Körne" in await titles(held, "programmes", {"place": [DORTMUND]}, needs)
    assert "Wohnen für Azubis in Dortmund-Körne" not in await titles(held, "programmes", {"place": [LUENEN]}, needs)


async def first_eight(catalogue: Catalogue, criteria, words: str) -> list[str]:
    result = await catalogue.search("programmes", criteria, Needs(words=words), limit=8, today=TODAY)
    return [item.title for item in result.items]


async def test_every_programme_is_found_by_three_different_words(held: Catalogue) -> None:
    """Among the first results, said without a topic, by somebody of whom nothing is known."""
    short = {}
    for record in STOCK[PROGRAMMES]:
        place = {"place": [record.serves[0]]} if record.serves else {}
        reached = [
            word for word in record.keywords if record.title in await first_eight(held, place, f"Frage zu {word}")
        ]
        if len(reached) < 3:
            short[record.source_id] = reached
    assert short == {}


async def test_the_nearest_place_for_a_need_comes_first(held: Catalogue) -> None:
    found = await titles(held, "places", {"place": [LUENEN]}, Needs(("housing",), words="Stress zu Hause, Jugendamt"))
    assert found[0] == "Jugendamt Lünen"
    debts = await titles(held, "places", {"place": [DORTMUND]}, Needs(("debt",)))
    assert "Verbraucherzentrale in Dortmund" in debts


async def test_an_office_that_serves_a_town_is_found_from_there(held: Catalogue) -> None:
    found = await titles(held, "places", {"place": [LUENEN]}, Needs(("finance",)))
    assert "Jobcenter Kreis Unna" in found
    assert "Jobcenter Dortmund" not in found


async def test_lines_for_everybody_come_after_what_is_near(held: Catalogue) -> None:
    result = await held.search("places", {"place": [LUENEN]}, Needs(("health",)), limit=100, today=TODAY)
    mainly = {record.name for record in STOCK[PLACES] if record.topics[:1] == ("health",)}
    located = [item.lat is not None for item in result.items if item.title in mainly]
    assert located == sorted(located, reverse=True)
    assert {True, False} == set(located)


async def test_a_place_without_anything_widens_and_says_so(engine: AsyncEngine) -> None:
    there = EventRecord(
        source_id="1",
        title="Dort",
        kind="fair",
        text="T",
        plain="P",
        starts_on=TODAY,
        ags=DORTMUND,
        lat=51.51,
        lon=7.46,
    )
    await import_kinds(engine, "beispiel", {EVENTS: [there]}, today=TODAY)
    opened = await Catalogue.open(engine, REGION)
    try:
        result = await opened.search("events", {"place": [LUENEN]}, today=TODAY)
        assert [item.title for item in result.items] == ["Dort"]
        assert [step.key for step in result.relaxed] == ["radius_km"]
        assert any("km von Lünen" in reason for reason in result.items[0].reasons)
        ruled_out = {"place": [LUENEN], "not": {"place": [DORTMUND]}}
        assert await titles(opened, "events", ruled_out) == []
    finally:
        await opened.close()


async def test_events_are_to_come_and_the_soonest_is_first(held: Catalogue) -> None:
    result = await held.search("events", {}, limit=100, today=TODAY)
    days = [datetime.strptime(item.reasons[0][3:13], "%d.%m.%Y").date() for item in result.items]
    assert days == sorted(days)
    assert all(item.sample for item in result.items)
    later = await held.search("events", {}, limit=100, today=days[3] + timedelta(days=1))
    assert later.total < result.total


async def test_events_about_an_occupation(held: Catalogue) -> None:
    found = await titles(held, "events", {"occupation": ["81302"]}, limit=30)
    assert found[0] == "Infoabend: Ausbildung in der Pflege"
    assert "Schnuppertag im Labor" not in found


def occupation(number: str, **values) -> OccupationRecord:
    values = {"title": f"Beruf {number}", "training": "dual", "text": "T", "plain": "P", **values}
    return OccupationRecord(source_id=number, sample=True, **values)


OFFERED = [
    occupation("a", kldb="25212", likes=("tools", "machines"), interests=("realistic",), demands=("dirt",)),
    occupation("b", kldb="81302", likes=("caring", "people"), interests=("social",), demands=("shifts",), months=36),
    occupation("c", kldb="26312", likes=("tools", "computers"), interests=("investigative", "realistic")),
]


@pytest.fixture
async def occupations(engine: AsyncEngine) -> AsyncIterator[Catalogue]:
    await import_kinds(engine, "beispiel", {OCCUPATIONS: OFFERED}, today=TODAY)
    opened = await Catalogue.open(engine, REGION)
    yield opened
    await opened.close()


async def test_occupations_by_liking_with_reasons(occupations: Catalogue) -> None:
    taste = Taste(interests=("realistic",), likes=("tools",), dislikes=("dirt",))
    result = await occupations.search("occupations", {}, Needs(taste=taste), today=TODAY)
    assert [item.title for item in result.items] == ["Beruf c", "Beruf a"]
    assert result.items[0].reasons[0] == "passt, weil du gern mit Werkzeug arbeitest"
    assert result.items[1].reasons[-1] == "aber: Schmutz"


async def test_occupations_by_code_and_name(occupations: Catalogue) -> None:
    assert await titles(occupations, "occupations", {"occupation": ["813"]}) == ["Beruf b"]
    assert await titles(occupations, "occupations", {"not": {"occupation": ["813"]}}) == ["Beruf a", "Beruf c"]
    assert (await titles(occupations, "occupations", needs=Needs(words="was macht man als beruf c")))[0] == "Beruf c"
    details = await occupations.details("occupations", ["2"], today=TODAY)
    assert "Ausbildung im Betrieb, 3 Jahre" in details[0].lines


async def test_a_settled_note_warns_nobody_any_more(engine: AsyncEngine) -> None:
    await fill_stock(engine, TODAY)
    await clear_review(engine, "programmes", "wohngeld", TODAY)
    opened = await Catalogue.open(engine, REGION)
    try:
        result = await opened.search("programmes", {}, Needs(words="wohngeld"), limit=1, today=TODAY)
        details = await opened.details("programmes", [result.items[0].id], today=TODAY)
        assert details[0].title == "Wohngeld"
        assert not any("Noch nicht ganz geprüft" in line for line in details[0].lines)
    finally:
        await opened.close()


async def test_an_online_event_is_for_everybody(engine: AsyncEngine) -> None:
    online = EventRecord(
        source_id="1", title="Online", kind="info", text="T", plain="P", starts_on=TODAY, online=True, sample=True
    )
    there = replace(online, source_id="2", title="Dort", online=False, ags=GELSENKIRCHEN, city="Gelsenkirchen")
    await import_kinds(engine, "beispiel", {EVENTS: [online, there]}, today=TODAY)
    opened = await Catalogue.open(engine, REGION)
    try:
        assert await titles(opened, "events") == ["Online"]
        assert await titles(opened, "events", {"place": [GELSENKIRCHEN]}) == ["Online", "Dort"]
        assert await titles(opened, "events", {"place": [GELSENKIRCHEN]}, today=TODAY + timedelta(days=1)) == []
    finally:
        await opened.close()


async def test_a_place_open_today_says_so(engine: AsyncEngine) -> None:
    place = PlaceRecord(
        source_id="1", name="Ort", kind="advice", text="T", plain="P", hours=("tuesday 09:00-12:00, 13:00-17:00",)
    )
    await import_kinds(engine, "beispiel", {PLACES: [place]}, today=TODAY)
    opened = await Catalogue.open(engine, REGION)
    try:
        tuesday = await opened.search("places", {}, today=TODAY)
        assert "Dienstag: 09:00 bis 12:00, 13:00 bis 17:00 Uhr" in tuesday.items[0].reasons
        wednesday = await opened.search("places", {}, today=TODAY + timedelta(days=1))
        assert not any("Uhr" in reason for reason in wednesday.items[0].reasons)
    finally:
        await opened.close()

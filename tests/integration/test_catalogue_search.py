"""The catalogue from the database to the cards, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timezone

import pytest
from sqlalchemy import delete, event, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import bot.catalogue
from bot.catalogue import Catalogue, UnknownKindError
from bot.catalogue.repository import read_index
from bot.catalogue.tables import CatalogueRevision, Employer, JobOffer
from bot.database import create_engine
from bot.region import load_region

TODAY = date(2026, 11, 22)
LUENEN, DORTMUND, HAMM, MUNICH = "05978024", "05913000", "05915000", "09162000"
REGION = load_region("westfaelisches-ruhrgebiet")


def provenance(number: int, **values) -> dict:
    return {"source": "beispiel", "source_id": str(number), "checked_on": TODAY, "sample": True, **values}


def employer(number: int, **values) -> Employer:
    values = {"name": f"Beispiel {number}", "match_key": f"beispiel {number}", "features": [], "trains": [], **values}
    return Employer(id=number, **provenance(number), **values)


def offer(number: int, employer_id: int, **values) -> JobOffer:
    values = {"kind": "apprenticeship", "title": "Kfz-Mechatroniker/in", "kldb": "25212", "features": [], **values}
    return JobOffer(id=number, employer_id=employer_id, **provenance(number), **values)


RECORDS = [
    employer(1, ags=LUENEN, city="Lünen", lat=51.6143, lon=7.5228, size="small", features=["family_friendly"]),
    employer(2, ags=DORTMUND, postal_code="44263", size="micro", industry="45.20", url="https://example.org/2"),
    employer(3, ags=HAMM, trains=["25212", "43412"], industry="C"),
    employer(4, ags=MUNICH, lat=48.1, lon=11.6),
    employer(5, ags=LUENEN, valid_until=date(2026, 11, 21)),
    offer(1, 1, starts_on=date(2027, 8, 1), positions=2, certificate="none", url="https://example.org/offer"),
    offer(2, 1, kind="internship", apply_until=date(2026, 11, 21)),
    offer(3, 2, kind="job", title="Kfz-Helfer/in", kldb="25201", ags=LUENEN),
    offer(4, 2, features=["part_time"]),
    offer(5, 5),
]


async def save(engine: AsyncEngine, *records) -> None:
    async with AsyncSession(engine) as session, session.begin():
        session.add_all(record for record in records if isinstance(record, Employer))
        await session.flush()
        session.add_all(record for record in records if not isinstance(record, Employer))


@pytest.fixture
async def catalogue(engine: AsyncEngine) -> AsyncIterator[Catalogue]:
    copies = [type(each)(**{name: value for name, value in vars(each).items() if name[0] != "_"}) for each in RECORDS]
    revision = CatalogueRevision(id=1, number=1, changed_at=datetime(2026, 11, 22, tzinfo=timezone.utc))
    await save(engine, *copies, revision)
    catalogue = await Catalogue.open(engine, REGION)
    yield catalogue
    await catalogue.close()


async def ids(catalogue: Catalogue, criteria, **options) -> list[str]:
    result = await catalogue.search("employers", criteria, today=TODAY, **options)
    return [item.id for item in result.items]


async def test_a_card_has_everything_the_contract_asks_for(catalogue: Catalogue) -> None:
    criteria = {"offer": ["apprenticeship"], "occupation": ["25212"], "place": [LUENEN], "radius_km": 5}
    result = await catalogue.search("employers", criteria, today=TODAY)
    assert result.as_dict() == {
        "type": "employers",
        "criteria": criteria,
        "total": 1,
        "offset": 0,
        "items": [
            {
                "id": "1",
                "title": "Beispiel 1",
                "reasons": [
                    "Ausbildung Kfz-Mechatroniker/in ab 08/2027",
                    "unter 1 km von Lünen",
                    "familienfreundlich",
                    "auch ohne Schulabschluss",
                    "kleiner Betrieb",
                ],
                "sample": True,
                "source": "beispiel",
                "checked_on": "2026-11-22",
                "lat": pytest.approx(51.6143, abs=1e-4),
                "lon": pytest.approx(7.5228, abs=1e-4),
                "url": "https://example.org/offer",
            }
        ],
        "facets": [],
    }


async def test_all_keys_reach_the_database_and_back(catalogue: Catalogue) -> None:
    assert await ids(catalogue, {"size": ["micro"], "industry": ["45"]}) == ["2"]
    assert await ids(catalogue, {"features": ["part_time"]}) == ["2"]
    assert await ids(catalogue, {"features": ["no_certificate"], "offer": ["apprenticeship"]}) == ["1"]
    assert await ids(catalogue, {"place": [LUENEN], "offer": ["job"]}) == ["2"]
    assert await ids(catalogue, {"occupation": ["43412"]}) == ["3"]
    assert await ids(catalogue, {"occupation": ["252"], "not": {"place": [LUENEN]}}) == ["2", "3"]
    assert sorted(await ids(catalogue, {"place": [DORTMUND, HAMM]})) == ["2", "3"]


async def test_a_postal_code_gives_missing_coordinates(catalogue: Catalogue) -> None:
    result = await catalogue.search("employers", {"place": [DORTMUND], "district": "Hörde"}, today=TODAY)
    (item,) = result.items
    assert any("von Hörde" in reason for reason in item.reasons)
    assert item.lat == pytest.approx(51.49, abs=0.03)


async def test_the_region_comes_first_when_no_place_was_said(catalogue: Catalogue) -> None:
    assert (await ids(catalogue, {}))[-1] == "4"


async def test_what_has_ended_is_gone_on_that_day_and_not_before(catalogue: Catalogue) -> None:
    assert await ids(catalogue, {"offer": ["internship"], "place": [LUENEN], "not": {"offer": ["job"]}}) != []
    result = await catalogue.search("employers", {"offer": ["internship"]}, today=TODAY)
    assert [step.key for step in result.relaxed] == ["offer"]
    day_before = await catalogue.search("employers", {"offer": ["internship"]}, today=date(2026, 11, 21))
    assert [item.id for item in day_before.items] == ["1"] and not day_before.relaxed
    assert "5" not in await ids(catalogue, {"place": [LUENEN]})


async def test_nothing_exact_is_widened_and_says_so(catalogue: Catalogue) -> None:
    result = await catalogue.search("employers", {"occupation": ["43412"], "place": [DORTMUND]}, today=TODAY)
    assert [item.id for item in result.items] == ["3"]
    (step,) = result.relaxed
    assert (step.key, step.before, step.after) == ("radius_km", None, 35)
    assert step.label == "im Umkreis von 35 km statt nur in Dortmund"
    assert result.as_dict()["relaxed"] == [{"key": "radius_km", "from": None, "to": 35}]


async def test_a_facet_has_words_and_leads_to_what_it_counts(catalogue: Catalogue) -> None:
    result = await catalogue.search("employers", {"place": [LUENEN, DORTMUND, HAMM]}, today=TODAY)
    facets = {(facet.key, facet.value): facet for facet in result.facets}
    assert facets["size", "micro"].label == "sehr kleine Betriebe"
    assert ("place", LUENEN) not in facets
    for (key, value), facet in facets.items():
        chosen = await catalogue.search("employers", {**result.criteria, key: [value]}, today=TODAY)
        assert chosen.total == facet.count


async def test_pages_follow_each_other(catalogue: Catalogue) -> None:
    whole = await ids(catalogue, {})
    assert [*await ids(catalogue, {}, limit=2), *await ids(catalogue, {}, offset=2, limit=2)] == whole
    beyond = await catalogue.search("employers", {}, offset=50, today=TODAY)
    assert (beyond.items, beyond.total, beyond.offset) == ((), 4, 50)


async def test_a_page_takes_one_statement(catalogue: Catalogue, engine: AsyncEngine) -> None:
    await ids(catalogue, {})
    statements = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    catalogue._checked = float("inf")
    assert len(await ids(catalogue, {})) == 4
    assert len(statements) == 1


async def test_details_come_in_the_order_of_the_ids_without_what_is_gone(catalogue: Catalogue) -> None:
    found = await catalogue.details("employers", ["3", "1", "5", "77", "x", "3"], today=TODAY)
    assert [detail.id for detail in found] == ["3", "1"]
    assert found[1].lines[0] == (
        "Ausbildung Kfz-Mechatroniker/in ab 08/2027 (2 freie Plätze, ohne Schulabschluss möglich)"
    )
    assert not any("Praktikum" in line for line in found[1].lines)
    assert found[1].sample and found[1].source == "beispiel"


async def test_a_kind_that_does_not_exist_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownKindError):
        await catalogue.search("dragons", {})
    with pytest.raises(UnknownKindError):
        await catalogue.details("dragons", ["1"])


async def test_an_employer_deleted_since_is_left_out_of_the_page(catalogue: Catalogue, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(delete(Employer).where(Employer.id == 1))
    assert await ids(catalogue, {"place": [LUENEN]}) == ["2"]


async def test_a_change_is_seen_soon_and_the_old_index_serves_until_then(
    catalogue: Catalogue, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.catalogue, "CHECK_SECONDS", 0.0)
    await save(engine, employer(6, ags=LUENEN, trains=["43412"]))
    assert "6" not in await ids(catalogue, {"place": [LUENEN]})
    async with engine.begin() as connection:
        await connection.execute(update(CatalogueRevision).values(number=2))
    assert "6" not in await ids(catalogue, {"place": [LUENEN]})

    async def until_seen() -> None:
        while "6" not in await ids(catalogue, {"place": [LUENEN]}):
            await asyncio.sleep(0)

    await asyncio.wait_for(until_seen(), 60)


async def test_a_failed_renewal_leaves_the_old_index_and_a_line_in_the_log(
    catalogue: Catalogue, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_arguments):
        raise OSError("the disk is gone")

    monkeypatch.setattr(bot.catalogue, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(bot.catalogue, "_read", fail)
    async with engine.begin() as connection:
        await connection.execute(update(CatalogueRevision).values(number=2))

    async def until_logged() -> None:
        while "the disk is gone" not in caplog.text:
            assert len(await ids(catalogue, {})) == 4

    await asyncio.wait_for(until_logged(), 60)


async def test_closing_during_a_renewal_is_quiet(
    catalogue: Catalogue, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.catalogue, "CHECK_SECONDS", 0.0)
    async with engine.begin() as connection:
        await connection.execute(update(CatalogueRevision).values(number=2))
    await ids(catalogue, {})
    await catalogue.close()
    assert not catalogue._loading


async def test_an_empty_catalogue_answers_with_nothing(engine: AsyncEngine) -> None:
    catalogue = await Catalogue.open(engine, REGION)
    result = await catalogue.search("employers", {"offer": ["job"], "place": [LUENEN]})
    assert (result.total, result.items, result.facets, result.relaxed) == (0, (), (), ())
    await catalogue.close()


async def test_the_index_is_the_same_on_both_databases(sqlite_url: str, postgres_url: str) -> None:
    columns = []
    for url in (sqlite_url, postgres_url):
        engine = create_engine(url)
        await save(engine, *[type(each)(**{k: v for k, v in vars(each).items() if k[0] != "_"}) for each in RECORDS])
        async with engine.connect() as connection:
            index = await read_index(connection)
        columns.append([getattr(index.ways, name).tolist() for name in vars(index.ways)])
        await engine.dispose()
    assert columns[0] == columns[1]

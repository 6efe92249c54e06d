"""Teach in the console: correcting, the second pair of eyes, the reviewed change, promotion, the way back."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from console_site import Browser, House, Staffed, running_console
from html_reading import read_html
from log_turns import turn
from sqlalchemy import select

from bot.console.teach.lookup import matches
from bot.conversations import trainings
from bot.conversations.corrections import list_corrections
from bot.conversations.lessons import lessons_file, read_lessons
from bot.conversations.log import write_turns
from bot.conversations.log_tables import LoggedConversation
from bot.settings import Settings
from bot.staff import audit
from bot.teaching import model_store
from bot.teaching.model_store import write_card

SAID = "ich möchte gern auf dem Kutter anfangen"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>"


async def conversation(house: House, *turns: Any) -> str:
    """A conversation in the log; its path."""
    said = turns or (turn(text="Moin Leute", goal="greet"), turn(text=SAID, goal="out_of_scope", criteria={}))
    async with house.engine.begin() as connection:
        await write_turns(connection, said)
        return f"/conversations/{await connection.scalar(select(LoggedConversation.key))}"


async def post(browser: Browser, path: str, **form: Any) -> Any:
    return await browser.post(path, form_token=await browser.form_token(), **form)


async def correct(house: House, path: str, number: int = 2, role: str = "reviewer", **form: Any) -> str:
    """Correct a message; the path of the correction."""
    form = {"act": "save", "goal": "search", "text": SAID, **form}
    async with house.browser(role) as browser:
        response = await post(browser, f"{path}/messages/{number}/correct", **form)
        assert response.status == 303, read_html(await response.text()).words()
        return str(response.headers["Location"])


async def decide(house: House, correction: str, act: str = "accept", role: str = "editor") -> int:
    async with house.browser(role) as browser:
        return int((await post(browser, f"{correction}/decide", act=act)).status)


async def write(house: House) -> None:
    async with house.browser("editor") as editor:
        (stamp,) = re.findall(r'name="stamp" value="([0-9a-f]{64})"', await editor.text("/teach/plan"))
        assert (await post(editor, "/teach/plan", stamp=stamp)).status == 303


async def test_the_form_opens_with_what_was_understood(house: House) -> None:
    criteria = {"offer": ["internship"], "occupation": ["25212"], "place": ["05915000"], "radius_km": 10}
    path = await conversation(house, turn(text="Praktikum", criteria={**criteria, "not": {"size": ["large"]}}))
    async with house.browser("reviewer") as browser:
        page = read_html(await browser.text(f"{path}/messages/1/correct"))
    ticked = {
        (e.attributes["name"], e.attributes["value"])
        for e in page.find("input", type="checkbox")
        if "checked" in e.attributes
    }
    assert ticked == {
        ("offer", "internship"),
        ("occupation", "25212"),
        ("place", "05915000"),
        ("not.size", "large"),
    }
    (radius,) = page.find("input", name="radius_km")
    assert radius.attributes["value"] == "10"


async def test_looking_up_keeps_what_was_ticked(house: House) -> None:
    path = await conversation(house)
    form = {
        "goal": "search",
        "place": ["05915000"],
        "find.occupation": "stapler",
        "find.not.place": "lünen",
        "note": "n",
    }
    async with house.browser("reviewer") as browser:
        response = await post(browser, f"{path}/messages/2/correct", act="find", text=SAID, **form)
        page = read_html(await response.text())
    boxes = {
        (e.attributes["name"], e.attributes["value"]): "checked" in e.attributes
        for e in page.find("input", type="checkbox")
    }
    assert boxes["place", "05915000"]
    assert boxes["occupation", "52531"] is False
    assert boxes["not.place", "05978024"] is False
    assert await list_corrections(house.engine) == []


@pytest.mark.parametrize(
    ("key", "query", "code"),
    [
        ("occupation", "25212", "25212"),
        ("occupation", "Zahnmedizin", "81112"),
        ("occupation", "Mechatronicker", "26112"),
        ("industry", "kita", "88"),
        ("place", "Kreis Unna", "05978"),
        ("place", "hoerde", "05913000"),
    ],
)
def test_codes_are_found_by_name_number_and_everyday_word(key: str, query: str, code: str) -> None:
    assert code in matches(key, query)


async def test_a_correction_holds_before_after_context_and_word(house: House) -> None:
    before = turn(text="Moin Leute", criteria={"place": ["05915000"]})
    path = await conversation(house, before, turn(text=SAID, goal="out_of_scope", criteria={"place": ["05915000"]}))
    form = {
        "occupation": ["52531"],
        "place": ["05915000"],
        "not.size": ["large"],
        "radius_km": "7,5",
        "word": "Kutterlenker",
    }
    await correct(house, path, **form)
    (one,) = await list_corrections(house.engine)
    assert one.criteria == {
        "occupation": ["52531"],
        "place": ["05915000"],
        "radius_km": 7.5,
        "not": {"size": ["large"]},
    }
    assert one.words == [{"word": "Kutterlenker", "kldb": ["52531"], "wz": []}]
    assert one.before == {"goal": "out_of_scope", "criteria": {"place": ["05915000"]}, "topics": []}
    assert one.context == {"criteria": {"place": ["05915000"]}, "topics": []}


async def test_out_of_scope_is_one_click_and_leaves_the_search_as_it_was(house: House) -> None:
    before = turn(text="in Hamm", criteria={"place": ["05915000"]})
    path = await conversation(house, before, turn(text=SAID, criteria={"place": ["05915000"], "size": ["small"]}))
    await correct(house, path, act="outside", size=["small"])
    (one,) = await list_corrections(house.engine)
    assert (one.goal, one.criteria, one.topics) == ("out_of_scope", {"place": ["05915000"]}, [])


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"text": "ruf an: [Telefon] wegen Kutter"}, 200, "Marke für persönliche Angaben"),
        ({"text": "ruf an: 0176 90417733 wegen Kutter"}, 200, "nach persönlichen Angaben"),
        ({"word": "Koch", "occupation": ["52531"]}, 200, "Das Wort ist schon bekannt"),
        ({"word": "Kutterlenker"}, 200, "mindestens einen Beruf"),
        ({"radius_km": "weit"}, 400, "Der Umkreis"),
        ({"postal_code": "00000"}, 400, "Postleitzahl"),
        ({"goal": "x"}, 400, "nicht lesbar"),
        ({"occupation": ["99999"]}, 400, "nicht lesbar"),
        ({"offer": [ATTACK]}, 400, "nicht lesbar"),
        ({"topics": ["x"]}, 400, "nicht lesbar"),
    ],
)
async def test_what_will_not_do_is_said(house: House, form: dict[str, Any], status: int, words: str) -> None:
    path = await conversation(house)
    async with house.browser("reviewer") as browser:
        given = {"act": "save", "goal": "search", "text": SAID, **form}
        response = await post(browser, f"{path}/messages/2/correct", **given)
        assert response.status == status
        assert words in read_html(await response.text()).words()
    assert await list_corrections(house.engine) == []


async def test_taps_and_messages_that_there_are_not_have_no_form(house: House) -> None:
    path = await conversation(house, turn(text='/search{"chip": "size=small"}'))
    async with house.browser("admin") as browser:
        assert await browser.status(f"{path}/messages/1/correct") == 404
        assert await browser.status(f"{path}/messages/2/correct") == 404
        assert "/messages/1/correct" not in await browser.text(path)


async def test_nobody_decides_about_their_own(house: House) -> None:
    correction = await correct(house, await conversation(house), role="editor")
    assert await decide(house, correction, role="editor") == 409
    assert await decide(house, correction, role="reviewer") == 403
    assert await decide(house, correction, role="admin") == 303
    async with house.browser("editor") as editor:
        assert "prüft jemand anderes" in await editor.text(correction)


async def test_only_the_change_that_was_shown_is_written(house: House, staffed: Staffed) -> None:
    path = await conversation(house)
    first = await correct(house, path)
    await decide(house, first)
    async with house.browser("editor") as editor:
        shown = await editor.text("/teach/plan")
        assert f"+ - {SAID}" in read_html(shown).words()
        (stamp,) = re.findall(r'name="stamp" value="([0-9a-f]{64})"', shown)
        second = await correct(house, path, role="admin", number=1, text="noch ein Satz mit Kutter", goal="greet")
        await decide(house, second)
        assert (await post(editor, "/teach/plan", stamp=stamp)).status == 409
        assert read_lessons(staffed.url) == []
    await write(house)
    assert {lesson.text for lesson in read_lessons(staffed.url)} == {SAID, "noch ein Satz mit Kutter"}
    async with house.browser("editor") as editor:
        assert "Es gibt nichts zu übernehmen" in await editor.text("/teach/plan")
        assert (await post(editor, "/teach/plan", stamp=stamp)).status == 409


async def test_of_two_that_contradict_each_other_the_second_is_refused(house: House, staffed: Staffed) -> None:
    path = await conversation(house)
    for number, goal in ((1, "events"), (2, "search")):
        await decide(house, await correct(house, path, number=number, goal=goal))
    async with house.browser("editor") as editor:
        assert "schon mit einem anderen Anliegen" in await editor.text("/teach/plan")
    await write(house)
    assert [lesson.goal for lesson in read_lessons(staffed.url)] == ["events"]


async def test_what_is_taught_is_taken_back_and_erased(house: House, staffed: Staffed) -> None:
    path = await conversation(house)
    for number, text in ((1, "erster Satz mit Kutter"), (2, SAID)):
        await decide(house, await correct(house, path, number=number, text=text))
    await write(house)
    one, _ = await list_corrections(house.engine)
    assert await decide(house, f"/teach/{one.number}", "take_back") == 303
    assert [lesson.text for lesson in read_lessons(staffed.url)] == [SAID]
    async with house.browser("editor") as editor:
        page = await (await post(editor, f"{path}/erase")).text()
        assert "2 Korrekturen" in page
    assert lessons_file(staffed.url).read_text() == ""
    files = [file for file in staffed.file.parent.rglob("*") if file.is_file()]
    assert [file.name for file in files if b"Kutter" in file.read_bytes()] == []


async def test_a_conversation_becomes_a_dialogue_test(house: House, staffed: Staffed) -> None:
    first = turn(text="den Kutter nochmal bitte", goal="search", criteria={"occupation": ["25212"]})
    second, tapped = turn(text=SAID, goal="out_of_scope"), turn(text="/more")
    path = await conversation(house, first, second, tapped, turn(text="nach dem Tippen"))
    await correct(house, path, goal="programmes", topics=["housing"])
    async with house.browser("reviewer") as browser:
        page = read_html(await browser.text(f"{path}/dialogue-test"))
        assert [area.attributes["name"] for area in page.find("textarea")] == ["turn.1", "turn.2", "note"]
        form = {"text": "Kutter", "turn.1": "den Kutter nochmal bitte", "turn.2": "ruf an: [Telefon]"}
        assert "Marke für persönliche" in await (await post(browser, f"{path}/dialogue-test", **form)).text()
        response = await post(browser, f"{path}/dialogue-test", **{**form, "turn.2": SAID})
        assert response.status == 303
    await decide(house, response.headers["Location"])
    await write(house)
    (lesson,) = read_lessons(staffed.url)
    assert [turn["expect"]["goal"] for turn in lesson.turns] == ["search", "programmes"]
    assert lesson.turns[0]["expect"]["criteria"]["occupation"][0]["kldb"] == ["25212"]
    assert lesson.turns[1]["expect"]["topics"] == ["housing"]


async def test_what_somebody_wrote_is_text_on_every_page(house: House) -> None:
    path = await conversation(house, turn(text=ATTACK, goal=ATTACK[:32], topics=[ATTACK]), turn(text=SAID))
    correction = await correct(house, path, note=ATTACK)
    await decide(house, correction)
    async with house.browser("admin") as admin:
        for page in (
            f"{path}/messages/1/correct",
            correction,
            "/teach?state=accepted",
            "/teach/plan",
            f"{path}/dialogue-test",
        ):
            text = await admin.text(page)
            read = read_html(text)
            assert not read.find("script") and not read.find("img")
        assert ATTACK in html.unescape(await admin.text(correction))


REPORT = {
    "sealed": {
        side: [{"name": "goals right", "value": value, "at_least": True}]
        for side, value in (("before", 0.97), ("after", 0.90))
    },
    "corrected": {"before": {"1": {"right": False}}, "after": {"1": {"right": True}}},
    "compared_with": "old.tar.gz",
}


def put(folder: Path, name: str, trained_at: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(name.encode())
    digest = hashlib.sha256(name.encode()).hexdigest()
    card = {"file": name, "bytes": len(name), "sha256": digest, "fingerprint": "f", "trained_at": trained_at}
    write_card(folder / name, card)


@pytest.fixture
async def store(staffed: Staffed, tmp_path: Path) -> AsyncIterator[tuple[House, Settings]]:
    """A console with a model in use and a training that has one ready, which is worse on the sealed sets."""
    folder = tmp_path / "models"
    put(folder, "old.tar.gz", "2026-01-01T00:00:00+00:00")
    put(folder / "candidates", "new.tar.gz", "2026-01-02T00:00:00+00:00")
    async with running_console(staffed, models_dir=str(folder)) as house:
        await correct(house, await conversation(house))
        await decide(house, "/teach/1")
        await write(house)
        number = await trainings.begin_training(house.engine, "editor", [1])
        assert number == 1
        await trainings.beat(house.engine, 1, state=trainings.READY, model="new.tar.gz", report=REPORT)
        yield house, Settings(models_dir=str(folder))


async def test_a_worse_model_needs_an_admins_reason(store: tuple[House, Settings]) -> None:
    house, settings = store
    async with house.browser("admin") as admin:
        page = read_html(await admin.text("/teach/models/1")).words()
        assert "97,0 %" in page and "90,0 %" in page and "-7,00" in page and "zu viel schlechter" in page
        assert SAID in page
        for reason in ("", "   "):
            assert (await post(admin, "/teach/models/1/promote", act="promote", reason=reason)).status == 409
        assert model_store.newest_model(settings).name == "old.tar.gz"
        assert (await post(admin, "/teach/models/1/promote", act="promote", reason="gewollt")).status == 303
        assert model_store.newest_model(settings).name == "new.tar.gz"
        assert "gewollt" in await admin.text("/teach/models/1")
        assert (await post(admin, "/teach/models/rollback", model="old.tar.gz")).status == 303
        assert model_store.newest_model(settings).name == "old.tar.gz"
        assert (await post(admin, "/teach/models/rollback", model="../new.tar.gz")).status == 409
    deeds = [deed.deed for deed in await audit.trail(house.engine)]
    assert "teach_overruled" in deeds and "teach_rolled_back" in deeds and "teach_promoted" not in deeds


async def test_a_changed_file_is_not_promoted(store: tuple[House, Settings]) -> None:
    house, settings = store
    (model_store.candidates_folder(settings) / "new.tar.gz").write_bytes(b"NEW.tar.gz")
    async with house.browser("admin") as admin:
        response = await post(admin, "/teach/models/1/promote", act="promote", reason="gewollt")
        assert response.status == 409
        assert "nicht mehr so da" in await response.text()
    assert model_store.newest_model(settings).name == "old.tar.gz"


async def test_a_comparison_with_a_model_that_is_no_longer_in_use_does_not_count(store: tuple[House, Settings]) -> None:
    house, settings = store
    put(model_store.models_folder(settings), "other.tar.gz", "2026-01-03T00:00:00+00:00")
    async with house.browser("admin") as admin:
        assert "Noch einmal vergleichen" in await admin.text("/teach/models/1")
        assert (await post(admin, "/teach/models/1/promote", act="promote", reason="gewollt")).status == 409


async def test_a_model_that_learned_what_was_erased_since_is_not_promoted(store: tuple[House, Settings]) -> None:
    house, settings = store
    async with house.engine.connect() as connection:
        key = await connection.scalar(select(LoggedConversation.key))
    async with house.browser("admin") as admin:
        assert (await post(admin, f"/conversations/{key}/erase")).status == 200
        response = await post(admin, "/teach/models/1/promote", act="promote", reason="gewollt")
        assert (response.status, "inzwischen gelöscht" in await response.text()) == (409, True)
        assert SAID not in await admin.text("/teach/models/1")
    assert model_store.newest_model(settings).name == "old.tar.gz"


async def test_a_model_is_dropped(store: tuple[House, Settings]) -> None:
    house, _ = store
    async with house.browser("admin") as admin:
        assert (await post(admin, "/teach/models/1/promote", act="drop")).status == 303
        assert (await post(admin, "/teach/models/1/promote", act="promote", reason="doch")).status == 409


async def test_there_is_nothing_to_train_and_one_training_at_a_time(store: tuple[House, Settings]) -> None:
    house, _ = store
    async with house.browser("editor") as editor:
        await decide(house, "/teach/1", "take_back")
        response = await post(editor, "/teach/models/train")
        assert "nichts Neues zu lernen" in await response.text()
        await decide(house, "/teach/1")
        await write(house)
        assert "ist neu und noch in keinem Modell" in await editor.text("/teach/models")
        await trainings.begin_training(house.engine, "admin", [1])
        response = await post(editor, "/teach/models/train")
        assert (response.status, "läuft schon ein Training" in await response.text()) == (409, True)
        house.clock.moment = datetime.now(timezone.utc)  # every login has moved it
        page = await editor.text("/teach/models/2")
        assert 'http-equiv="refresh"' in page and "Schritt 0 von 3" in page
        house.clock.pass_by(minutes=5)
        page = await editor.text("/teach/models/2")
        assert "meldet sich nicht mehr" in page and "refresh" not in page


async def test_the_report_holds_no_sentence(store: tuple[House, Settings]) -> None:
    house, _ = store
    training = await trainings.find_training(house.engine, 1)
    assert training is not None
    assert SAID not in json.dumps(training.report, ensure_ascii=False)

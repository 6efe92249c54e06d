"""The whole loop with the real parts: chat badly, correct, accept, write, train, compare, promote, be understood."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from console_site import Browser, House, add_staff, running_console
from html_reading import read_html
from log_turns import logged_texts
from sqlalchemy import select

from bot.cli.servers import running_servers
from bot.conversations.log_tables import LoggedTurn
from bot.evaluation.assistants import RunningAssistant
from bot.settings import PROJECT_ROOT, Settings
from bot.teaching import model_store
from bot.teaching.files import NLU, WORDS
from bot.teaching.model_store import card_path

SAID = "Ich möchte gern als Gabelkönigin anfangen"
MEANT = ["52531"]
LONGEST_TRAINING_SECONDS = 400


async def until(what: Callable[[], Awaitable[Any]], seconds: float) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := await what()):
        assert time.monotonic() < deadline, "waited too long"
        await asyncio.sleep(0.5)
    return found


async def occupation(assistant: RunningAssistant) -> list[str] | None:
    """What the sentence is understood as in a new conversation; None while Rasa is being started again."""
    sender = uuid.uuid4().hex
    try:
        await assistant.answer(sender, SAID)
        state = await assistant.tracker(sender)
    except aiohttp.ClientError:
        return None
    return list((state["slots"].get("criteria") or {}).get("occupation", []))


async def understood_as(assistant: RunningAssistant, expected: list[str]) -> None:
    async def met() -> bool:
        return await occupation(assistant) == expected

    await until(met, 90)


async def post(browser: Browser, path: str, **form: str) -> str:
    """Where the answer leads."""
    response = await browser.post(path, form_token=await browser.form_token(), **form)
    assert response.status == 303, await response.text()
    return str(response.headers["Location"])


async def message_path(house: House) -> str:
    async with house.engine.connect() as connection:
        row = (await connection.execute(select(LoggedTurn.conversation_key, LoggedTurn.number))).one()
    return f"/conversations/{row.conversation_key}/messages/{row.number}/correct"


async def corrected(house: House) -> str:
    """The reviewer corrects, the editor accepts and writes; the path of the training that the editor starts."""
    path = await message_path(house)
    async with house.browser("reviewer") as reviewer:
        transcript = await reviewer.text(path.partition("/messages")[0])
        assert f'href="{path}"' in transcript
        found = await reviewer.post(
            path, form_token=await reviewer.form_token(), act="find", goal="search", **{"find.occupation": "Stapler"}
        )
        assert f'value="{MEANT[0]}"' in await found.text()
        form = {
            "goal": "search",
            "occupation": MEANT[0],
            "text": SAID,
            "word": "Gabelkönigin",
            "note": "Staplerfahrerin",
        }
        correction = await post(reviewer, path, act="save", **form)
    async with house.browser("editor") as editor:
        assert "Das neue Wort wird ab dem nächsten Modell" in await editor.text(correction)
        await post(editor, f"{correction}/decide", act="accept")
        plan = await editor.text("/teach/plan")
        lines = read_html(plan).words()
        assert f"+ - {SAID}" in lines
        assert "+Gabelkönigin;52531;" in lines
        (stamp,) = re.findall(r'name="stamp" value="([0-9a-f]{64})"', plan)
        await post(editor, "/teach/plan", stamp=stamp)
        return await post(editor, "/teach/models/train")


async def trained(browser: Browser, training: str) -> str:
    """The training's page once it is done; meanwhile it shows how far it is."""
    assert 'http-equiv="refresh"' in await browser.text(training)

    async def done() -> str | None:
        page = await browser.text(training)
        return page if 'http-equiv="refresh"' not in page else None

    return str(await until(done, LONGEST_TRAINING_SECONDS))


def export(settings: Settings, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "teach", "export", str(folder)],
        cwd=PROJECT_ROOT,
        env={**os.environ, **settings.as_environment()},
        check=True,
        capture_output=True,
        timeout=60,
    )


@pytest.mark.servers
async def test_a_correction_makes_the_assistant_understand(
    trained_model: Path, sqlite_samples: Path, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    for file in (trained_model, card_path(trained_model)):
        shutil.copy2(file, models)
    database = tmp_path / "kumpel.sqlite"
    shutil.copy(sqlite_samples, database)
    staffed = await add_staff(database)
    settings = replace(Settings(), database_url=staffed.url, models_dir=str(models))
    async with (
        running_servers(settings, tmp_path / "log") as (used, assistant),
        running_console(staffed, models_dir=str(models)) as house,
    ):
        assert used.models_dir == str(models)
        assert await occupation(assistant) == []
        await until(lambda: logged_texts(house.engine), 30)
        training = await corrected(house)
        export(settings, tmp_path / "checkout")
        assert SAID in (tmp_path / "checkout" / NLU).read_text(encoding="utf-8")
        assert "Gabelkönigin;52531;" in (tmp_path / "checkout" / WORDS).read_text(encoding="utf-8")
        async with house.browser("admin") as admin:
            page = read_html(await trained(admin, training))
            words = page.words()
            assert "fertig, noch nicht eingesetzt" in words
            better = next(part for part in page.find("section") if "Jetzt richtig verstanden" in part.text)
            assert SAID in better.words()
            assert "Notlagen erkannt" in words
            assert model_store.newest_model(settings).name == trained_model.name, "nothing is in use yet"
            assert await occupation(assistant) == []
            await post(admin, f"{training}/promote", act="promote", reason="Die Probe im Test")
            await understood_as(assistant, MEANT)
            await post(admin, "/teach/models/rollback", model=trained_model.name)
            await understood_as(assistant, [])
            trail = read_html(await admin.text("/audit")).words()
        for deed in ("korrigiert", "angenommen", "übernommen", "Training gestartet", "eingesetzt", "zurückgekehrt"):
            assert deed in trail

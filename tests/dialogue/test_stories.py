"""Stories for every goal and long talks, on the trained model: what each sentence means, then what follows."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.language.goals import GOALS, goal_of
from bot.settings import PROJECT_ROOT

FOLDER = Path(__file__).parent
STORIES: list[tuple[str, dict[str, Any]]] = [
    (f"{path.stem}: {story['story']}", story)
    for path in sorted(FOLDER.glob("test_*.yml"))
    for story in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
]
SENTENCES = sorted(
    {(step["user"], step["intent"]) for _, story in STORIES for step in story["steps"] if "user" in step}
)


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2"}
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def understood(trained_model: Path) -> dict[str, str]:
    """The intent of each sentence as the model sees it."""
    from bot.assistant.agent import ModelReader

    reader = ModelReader(str(trained_model))

    async def intents() -> dict[str, str]:
        return {text: (await reader.parse(text))["intent"]["name"] for text, _ in SENTENCES}

    return asyncio.run(intents())


@pytest.mark.parametrize(("text", "intent"), SENTENCES)
def test_a_sentence_means_what_its_story_says(understood: dict[str, str], text: str, intent: str) -> None:
    assert goal_of(understood[text]) == goal_of(intent)


def test_what_follows_is_what_the_stories_say(trained_model: Path, tmp_path: Path) -> None:
    run = rasa(
        *("test", "core", "--model", str(trained_model), "--stories", str(FOLDER), "--out", str(tmp_path)),
        *("--fail-on-prediction-errors", "--no-plot"),
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    report = yaml.safe_load((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["total"] == len(STORIES)
    assert report["conversation_accuracy"]["correct"] == len(STORIES)


def test_a_wrong_story_is_noticed(trained_model: Path, tmp_path: Path) -> None:
    wrong = {
        "version": "3.1",
        "stories": [{"story": "wrong", "steps": [{"user": "moin", "intent": "greet"}, {"action": "action_reset"}]}],
    }
    (tmp_path / "test_wrong.yml").write_text(yaml.safe_dump(wrong), encoding="utf-8")
    run = rasa(
        *("test", "core", "--model", str(trained_model), "--stories", str(tmp_path), "--out", str(tmp_path / "out")),
        *("--fail-on-prediction-errors", "--no-plot"),
    )
    assert run.returncode != 0


def test_every_goal_has_a_story() -> None:
    assert {intent for _, intent in SENTENCES} >= set(GOALS)


def test_rasas_own_check_of_the_data_passes() -> None:
    run = rasa("data", "validate", "--fail-on-warnings")
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]

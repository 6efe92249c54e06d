"""Settings come from the environment, and a mistake in one is named."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from bot.settings import ENV_PREFIX, PROJECT_ROOT, SettingError, Settings, load_settings, variable


def test_without_an_environment_the_defaults_count() -> None:
    assert load_settings({}) == Settings()


def test_other_peoples_variables_do_not_matter() -> None:
    assert load_settings({"PATH": "/bin", "RASA_TELEMETRY_ENABLED": "false"}) == Settings()


def test_each_type_is_read() -> None:
    given = {
        "KUMPEL_REGION": "emscher-lippe",
        "KUMPEL_WEB_PORT": "9090",
        "KUMPEL_ANSWER_TIMEOUT_SECONDS": "2.5",
        "KUMPEL_WEB_COOKIE_SECURE": "1",
    }
    settings = load_settings(given)
    assert (settings.region, settings.web_port) == ("emscher-lippe", 9090)
    assert settings.answer_timeout_seconds == 2.5
    assert settings.web_cookie_secure is True


@pytest.mark.parametrize(
    ("value", "read"), [("1", True), ("true", True), ("TRUE", True), ("0", False), ("False", False), ("", False)]
)
def test_switches_take_few_words(value: str, read: bool) -> None:
    assert load_settings({"KUMPEL_WEB_COOKIE_SECURE": value}).web_cookie_secure is read


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("KUMPEL_WEB_PORT", "many", "a whole number"),
        ("KUMPEL_WEB_PORT", "80.5", "a whole number"),
        ("KUMPEL_ANSWER_TIMEOUT_SECONDS", "soon", "a number"),
        ("KUMPEL_WEB_COOKIE_SECURE", "perhaps", "0 or 1"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_would(name: str, value: str, kind: str) -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({name: value})
    assert name in str(caught.value)
    assert value in str(caught.value)
    assert kind in str(caught.value)


def test_a_misspelt_setting_is_refused_rather_than_ignored() -> None:
    with pytest.raises(SettingError, match=r"KUMPEL_DATABSE_URL.*docs/settings\.md"):
        load_settings({"KUMPEL_DATABSE_URL": "x", "KUMPEL_REGION": "y"})


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUMPEL_SESSION_HOURS", "7")
    assert load_settings().session_hours == 7


def test_another_process_gets_the_same_settings() -> None:
    settings = replace(Settings(), web_port=1234, web_cookie_secure=True, session_secret="s=e c", log_level="DEBUG")
    environment = settings.as_environment()
    assert load_settings(environment) == settings
    assert all(name.startswith(ENV_PREFIX) for name in environment)
    assert set(environment) == {variable(item.name) for item in fields(Settings)}


def test_every_setting_says_what_it_does() -> None:
    assert all(item.metadata["help"].endswith(".") for item in fields(Settings))


def test_relative_paths_start_at_the_project() -> None:
    assert Settings().path("models") == PROJECT_ROOT / "models"
    assert Settings().path("/elsewhere") == Path("/elsewhere")


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        Settings().web_port = 1  # type: ignore[misc]

"""Installs the German spaCy pipeline from its maker's release page, or says in one line that it goes without.

The pipeline is in no package registry, and what bears a similar name there is not it: only a wheel fetched from the
address of the setting, of exactly this name and version, is ever installed.
"""

from __future__ import annotations

import hashlib
import json
import time
import zipfile
from pathlib import Path
from typing import Any

from bot.settings import Settings, variable
from bot.setup.console import SetupError, Step, say
from bot.setup.download import DownloadError, fetch
from bot.setup.environment import Environment

NAME = "de_core_news_sm"
VERSION = "3.7.0"
"""The release for spaCy 3.7."""
WHEEL = f"{NAME}-{VERSION}-py3-none-any.whl"
RETRY_SECONDS = 24 * 3600.0
"""After a failed attempt, later starts do not wait again for this long."""
WITHOUT = "the assistant runs on spaCy's blank German pipeline"


class RejectedError(SetupError):
    """What was fetched is not the wheel that was asked for."""


def record_path(environment: Environment) -> Path:
    """Where the last attempt is written down."""
    return environment.root / "var" / "spacy-model.json"


def wheel_path(environment: Environment) -> Path:
    """Where the fetched wheel is kept, because `uv pip sync` takes the installed one away."""
    return environment.root / "var" / "spacy" / WHEEL


def ensure(environment: Environment, settings: Settings, now: float | None = None) -> None:
    """Bring the pipeline to what the settings ask for. Nothing here keeps the assistant from starting.

    Raises:
        SetupError: the setting has another value than `auto` or `off`, or uv failed.
    """
    now = time.time() if now is None else now
    if settings.spacy_model not in ("auto", "off"):
        raise SetupError(f"{variable('spacy_model')}={settings.spacy_model!r} does not work: it takes auto or off.")
    record = read_record(environment)
    pin = settings.spacy_model_sha256.strip().lower()
    if settings.spacy_model == "off" or (pin and pin != record.get("sha256")):
        _uninstall(environment)
    if settings.spacy_model == "off" or is_installed(environment):
        return
    if _is_kept(environment, record, pin):
        _install(environment)
    elif _failed_lately(record, settings, now):
        say(f"{NAME}: {record['reason']}; {WITHOUT}. Next try after {RETRY_SECONDS / 3600:.0f} hours.")
    else:
        _attempt(environment, settings, now)


def read_record(environment: Environment) -> dict[str, Any]:
    """The last attempt; empty when there was none or its file is damaged."""
    try:
        record = json.loads(record_path(environment).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def is_installed(environment: Environment) -> bool:
    """Whether the pipeline of this version is in the environment."""
    return (environment.site_packages / f"{NAME}-{VERSION}.dist-info").is_dir()


def check_wheel(path: Path) -> None:
    """Refuse everything but the wheel of this name and version.

    Raises:
        RejectedError: it is something else.
    """
    metadata = f"{NAME}-{VERSION}.dist-info"
    try:
        with zipfile.ZipFile(str(path)) as wheel:
            folders = {name.split("/")[0] for name in wheel.namelist()}
            said = wheel.read(f"{metadata}/METADATA").decode("utf-8").splitlines()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, OSError):
        raise RejectedError(f"what the address serves is not {WHEEL}") from None
    names = {line.split(":", 1)[1].strip().replace("-", "_") for line in said if line.startswith("Name:")}
    versions = {line.split(":", 1)[1].strip() for line in said if line.startswith("Version:")}
    if (names, versions) != ({NAME}, {VERSION}) or folders != {NAME, metadata}:
        raise RejectedError(f"what the address serves is not {WHEEL}")


def _attempt(environment: Environment, settings: Settings, now: float) -> None:
    record: dict[str, Any] = {"url": settings.spacy_model_url, "tried_at": now}
    try:
        with Step(f"Fetching {NAME} {VERSION}"):
            record["sha256"] = _fetch(environment, settings)
    except (DownloadError, RejectedError) as error:
        record["reason"] = str(error)
        say(f"{NAME}: {error}; {WITHOUT}.")
    record_path(environment).parent.mkdir(parents=True, exist_ok=True)
    record_path(environment).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if "sha256" in record:
        _install(environment)


def _fetch(environment: Environment, settings: Settings) -> str:
    target = wheel_path(environment)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        fetch(settings.spacy_model_url, part, settings.spacy_model_timeout_seconds)
        found = _sha256(part)
        pin = settings.spacy_model_sha256.strip().lower()
        if pin and pin != found:
            raise RejectedError(f"its SHA-256 is {found}, not the one that {variable('spacy_model_sha256')} asks for")
        check_wheel(part)
        part.replace(target)
    finally:
        if part.exists():
            part.unlink()
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_kept(environment: Environment, record: dict[str, Any], pin: str) -> bool:
    kept = wheel_path(environment)
    recorded = record.get("sha256")
    return bool(recorded) and pin in ("", recorded) and kept.is_file() and _sha256(kept) == recorded


def _failed_lately(record: dict[str, Any], settings: Settings, now: float) -> bool:
    """A pin or an address that was changed since is tried at once."""
    same = record.get("url") == settings.spacy_model_url and "reason" in record
    return same and 0 <= now - float(record["tried_at"]) < RETRY_SECONDS


def _install(environment: Environment) -> None:
    with Step(f"Installing {NAME} {VERSION}"):
        options = ("--python", str(environment.python), "--no-deps", "--offline")
        environment.run_uv(environment.uv(), "pip", "install", *options, str(wheel_path(environment)))


def _uninstall(environment: Environment) -> None:
    if is_installed(environment):
        with Step(f"Removing {NAME}"):
            environment.run_uv(
                environment.uv(), "pip", "uninstall", "--python", str(environment.python), NAME.replace("_", "-")
            )

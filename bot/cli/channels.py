"""`kumpel channels`: which messengers are on, whether they can be reached, and telling Telegram where to deliver."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from bot.channels.kinds import KINDS, Kind
from bot.cli.matrix_login import matrix_login
from bot.settings import SettingError, Settings, load_settings

if TYPE_CHECKING:
    from datetime import datetime

    from bot.channels.adapter import Adapter
    from bot.conversations.messenger_states import State

T = TypeVar("T")
_NAME = click.argument("name", type=click.Choice(list(KINDS)))


@click.group()
def channels() -> None:
    """Messengers: what is set up, what works, what went wrong last."""


channels.add_command(matrix_login)


@channels.command()
def status() -> None:
    """Show each messenger: on or off and what is missing, last messages, last error. Asks no messenger."""
    settings = load_settings()
    states, waiting = _stored(settings)
    for kind in KINDS.values():
        click.echo(f"{kind.name:10}{_condition(kind, settings)}")
        if state := states.get(kind.name):
            click.echo(f"{'':10}{_told(state, waiting.get(kind.name, 0))}")


@channels.command()
@_NAME
def test(name: str) -> None:
    """Ask a messenger who we are; exits with 1 when it cannot be reached or does not take the credentials."""
    kind, settings = KINDS[name], load_settings()
    click.echo(f"{name}: {asyncio.run(_asked(kind, settings, lambda adapter: adapter.check()))}")


@channels.command("set-webhook")
@click.argument("name", type=click.Choice(["telegram"]))
def set_webhook(name: str) -> None:
    """Tell Telegram to deliver to KUMPEL_PUBLIC_URL, with the secret that proves it."""
    from bot.channels.telegram import Telegram

    settings = load_settings()
    url = f"{settings.public_url.rstrip('/')}/channels/{name}"

    async def tell(adapter: Adapter) -> str:
        assert isinstance(adapter, Telegram)
        return await adapter.set_webhook(url)

    click.echo(f"{url}: {asyncio.run(_asked(KINDS[name], settings, tell))}")


async def _asked(kind: Kind, settings: Settings, ask: Callable[[Adapter], Awaitable[T]]) -> T:
    """Ask a messenger something.

    Raises:
        click.ClickException: it is not set up, cannot be reached, or refuses.
    """
    from aiohttp import ClientSession

    from bot.channels.adapter import Denied, TryLater

    if missing := kind.missing(settings):
        raise click.ClickException(f"{kind.name} is off: set {', '.join(missing)}.")
    async with ClientSession() as http:
        adapter = kind.build(settings, http)
        try:
            return await ask(adapter)
        except (Denied, TryLater) as error:
            raise click.ClickException(f"{kind.name}: {error}") from error
        finally:
            await adapter.close()


def _stored(settings: Settings) -> tuple[dict[str, State | None], dict[str, int]]:
    """States and what waits to be sent, by messenger; what is missing can be told without a database."""
    from bot.database import OUTAGES

    try:
        return asyncio.run(_read(settings))
    except OUTAGES as error:
        click.echo(f"The database does not answer, or `kumpel migrate` did not run yet ({type(error).__name__}).")
        return {}, {}


async def _read(settings: Settings) -> tuple[dict[str, State | None], dict[str, int]]:
    from bot.conversations.messenger_states import States
    from bot.conversations.messengers import Outbox
    from bot.database import create_engine

    engine = create_engine(settings.database_url)
    try:
        states = States(engine)
        return {name: await states.read(name) for name in KINDS}, await Outbox(engine).waiting()
    finally:
        await engine.dispose()


def _condition(kind: Kind, settings: Settings) -> str:
    if not kind.is_wanted(settings):
        return f"off (docs/{kind.name}.md)"
    if missing := kind.missing(settings):
        return f"off, not set: {', '.join(missing)}"
    try:
        _build_once(kind, settings)
    except SettingError as error:
        return f"off: {error}"
    return "on"


def _build_once(kind: Kind, settings: Settings) -> None:
    """Raises what is wrong with its settings."""
    from aiohttp import ClientSession

    async def build() -> None:
        async with ClientSession() as http:
            await kind.build(settings, http).close()

    asyncio.run(build())


def _told(state: State, waiting: int) -> str:
    parts = [
        f"last message in {_time(state.received_at)}, out {_time(state.sent_at)}",
        f"{waiting} waiting to be sent",
        f"{state.given_up} given up",
    ]
    return "; ".join([*parts, *([f"last error {_time(state.error_at)}: {state.error}"] if state.error else [])])


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"

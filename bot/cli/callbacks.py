"""`kumpel callbacks`: wishes to be called back, for staff."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from bot.phrases import phrase
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.conversations.callbacks import Callbacks

T = TypeVar("T")


@click.group()
def callbacks() -> None:
    """Wishes to be called back: list them, and delete those that are done."""


@callbacks.command("list")
def list_open() -> None:
    """Show all wishes that nobody has done yet, the oldest first."""
    for each in asyncio.run(_with(lambda stored: stored.open())):
        told = vars(each.wish) if each.wish else None
        words = phrase("human.staff.wish", **told) if told else phrase("human.staff.unreadable")
        click.echo(f"{each.id}  {each.created_at:%Y-%m-%d %H:%M}  {words}")


@callbacks.command()
@click.argument("number", type=int)
def done(number: int) -> None:
    """Delete the wish of that number, because it is done."""
    if not asyncio.run(_with(lambda stored: stored.done(number))):
        raise click.ClickException(f"There is no wish of the number {number}.")


async def _with(use: Callable[[Callbacks], Awaitable[T]]) -> T:
    from bot.conversations.callbacks import KEY_FILE, Callbacks, callback_key
    from bot.database import create_engine

    settings = load_settings()
    engine = create_engine(settings.database_url)
    try:
        return await use(Callbacks(engine, callback_key(settings, settings.path(KEY_FILE)), settings.callback_days))
    finally:
        await engine.dispose()

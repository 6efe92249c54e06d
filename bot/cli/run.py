"""`kumpel run`: prepares what is missing, starts everything under one supervisor and prints the address."""

from __future__ import annotations

import asyncio
import signal
import time
from datetime import datetime

import click

from bot.cli.parts import LOG_FOLDER, actions, console, console_address, rasa, web, web_address, with_token
from bot.cli.ports import check_ports
from bot.cli.preparation import check_database_url, has_staff, prepare_database, prepare_model
from bot.cli.supervisor import Supervisor
from bot.region import load_region
from bot.settings import Settings, load_settings
from bot.setup.console import Step, end_on_signals, say

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
def run() -> None:
    """Start everything and print the address. Ctrl-C ends it."""
    started = time.monotonic()
    end_on_signals()
    settings = with_token(load_settings())
    check_database_url(settings.database_url)
    load_region(settings.region)
    check_ports(settings, "web_port", "rasa_port", "actions_port", *(["metrics_port"] if settings.metrics_port else []))
    prepare_database(settings)
    with_console = has_staff(settings)
    if with_console:
        check_ports(settings, "web_port", "rasa_port", "actions_port", "console_port")
    prepare_model(settings)
    asyncio.run(serve(settings, started, with_console=with_console))


async def serve(settings: Settings, started: float, *, with_console: bool) -> None:
    """Run all parts until a signal comes.

    Args:
        settings: with a token for Rasa.
        started: `time.monotonic()` of the beginning, for the line that says how long it took.
        with_console: start the staff console as well.

    Raises:
        PartError: a part cannot start.
    """
    parts = [rasa(settings), actions(settings), web(settings), *([console(settings)] if with_console else [])]
    supervisor = Supervisor(parts, LOG_FOLDER, _log)
    for number in _SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, supervisor.stop)
    running = asyncio.create_task(supervisor.run())
    await _show_start(supervisor, running)
    if not running.done():
        say(f"Kumpel is ready after {time.monotonic() - started:.0f} s: {web_address(settings)} (Ctrl-C ends it)")
        if with_console:
            say(f"The staff console: {console_address(settings)}")
    await running
    say("Kumpel has ended.")


async def _show_start(supervisor: Supervisor, running: asyncio.Task[None]) -> None:
    ready = asyncio.create_task(supervisor.ready())
    with Step("Starting Rasa, the action server and the page"):
        await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()


def _log(line: str) -> None:
    say(f"{datetime.now():%H:%M:%S} {line}")

"""`kumpel chat`: the assistant in the terminal, the running one or one started for this."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from itertools import chain
from typing import Any

import aiohttp
import click

from bot.cli.maintenance import answers
from bot.cli.parts import LOG_FOLDER, actions, rasa, with_token
from bot.cli.ports import LOOPBACK, check_ports
from bot.cli.preparation import prepare_database, prepare_model
from bot.cli.supervisor import Supervisor
from bot.settings import Settings, load_settings
from bot.setup.console import Step

Message = Mapping[str, Any]


@click.command()
def chat() -> None:
    """Chat in the terminal, with the running assistant or one started for this. An empty line ends it."""
    settings = with_token(load_settings())
    if answers(rasa(settings)):
        asyncio.run(converse(settings))
        return
    check_ports(settings, "rasa_port", "actions_port")
    prepare_database(settings)
    prepare_model(settings)
    asyncio.run(_start_and_converse(settings))


async def converse(settings: Settings) -> None:
    """Send each line to Rasa and show what comes back, until the input ends or a line is empty."""
    sender = f"terminal-{secrets.token_hex(8)}"
    buttons: Sequence[Mapping[str, str]] = []
    timeout = aiohttp.ClientTimeout(total=settings.answer_timeout_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        next_line = _prompted_lines()
        while line := await next_line():
            messages = await _ask(session, settings, sender, payload(line, buttons))
            buttons = [button for message in messages for button in message.get("buttons", ())]
            for text in shown(messages):
                click.echo(text)


def payload(line: str, buttons: Sequence[Mapping[str, str]]) -> str:
    """What a line sends: a number in square brackets presses that button, everything else is said."""
    number = line.strip().strip("[]")
    pressed = line.strip() == f"[{number}]" and number.isdecimal() and 1 <= int(number) <= len(buttons)
    return buttons[int(number) - 1]["payload"] if pressed else line


def shown(messages: Sequence[Message]) -> list[str]:
    """The lines that show an answer: texts, then all buttons with their numbers."""
    buttons = [button for message in messages for button in message.get("buttons", ())]
    numbered = "  ".join(f"[{number}] {button['title']}" for number, button in enumerate(buttons, start=1))
    texts = [str(message["text"]) for message in messages if message.get("text")]
    return [*texts, numbered] if numbered else texts


def _read_lines(lines: asyncio.Queue[str], loop: asyncio.AbstractEventLoop) -> None:
    """Put each line of the input into the queue; "" ends it. `sys.stdin` itself would be locked when Python ends."""
    with os.fdopen(os.dup(0), encoding="utf-8", errors="replace") as terminal, contextlib.suppress(RuntimeError):
        for line in chain(terminal, [""]):
            loop.call_soon_threadsafe(lines.put_nowait, line.strip())  # raises when the chat has ended meanwhile


def _prompted_lines() -> Callable[[], Awaitable[str]]:
    """A function that asks for the next line. A thread of its own reads, so that Ctrl-C need not wait for Enter."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    threading.Thread(target=_read_lines, args=(lines, asyncio.get_running_loop()), daemon=True).start()

    async def next_line() -> str:
        click.echo("> ", nl=False)
        return await lines.get()

    return next_line


async def _ask(session: aiohttp.ClientSession, settings: Settings, sender: str, message: str) -> Sequence[Message]:
    url = f"http://{LOOPBACK}:{settings.rasa_port}/webhooks/rest/webhook"
    try:
        async with session.post(url, json={"sender": sender, "message": message}) as answer:
            answer.raise_for_status()
            messages: list[Message] = await answer.json()
            return messages
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        raise click.ClickException(
            f"Rasa does not answer ({error or 'too slow'}); var/log/rasa.log says why."
        ) from error


async def _start_and_converse(settings: Settings) -> None:
    async with _started(settings):
        await converse(settings)


@contextlib.asynccontextmanager
async def _started(settings: Settings) -> AsyncIterator[None]:
    supervisor = Supervisor([rasa(settings), actions(settings)], LOG_FOLDER, lambda line: click.echo(line, err=True))
    running = asyncio.create_task(supervisor.run())
    ready = asyncio.create_task(supervisor.ready())
    with Step("Starting Rasa and the action server"):
        await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not running.done():
            yield
    finally:
        ready.cancel()
        supervisor.stop()
        await running

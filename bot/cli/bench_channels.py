"""`kumpel bench channels`: people in all messengers at once, against stand-ins that speak the messengers' protocols."""

from __future__ import annotations

import asyncio
import dataclasses
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import aiohttp
import click
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.channels.composing import compose
from bot.channels.kinds import KINDS
from bot.channels.messages import Limits
from bot.cli.bench_chat import prepare
from bot.cli.line.site import running_site
from bot.cli.line.texts import texts
from bot.cli.messengers import telegram, whatsapp
from bot.cli.messengers.stand_in import Sent, StandIn, running
from bot.cli.messengers.telegram import StandInTelegram
from bot.cli.messengers.whatsapp import StandInWhatsApp
from bot.conversations.messenger_tables import MessengerChat
from bot.conversations.sealing import Vault
from bot.conversations.transcripts import Entry, Transcripts
from bot.database import create_engine
from bot.figures import Bar, as_json, as_lines
from bot.phrases import phrase
from bot.settings import Settings, load_settings
from bot.setup.console import end_on_signals

MESSAGES = 6
"""Of each person."""
PATIENCE_SECONDS = 60.0
CORES = 2
_AGAIN_SECONDS = 0.2


@dataclass
class Person:
    """Somebody in a messenger: what is said, when, and how to say it."""

    channel: str
    address: str
    said: Sequence[str]
    say: Callable[[str], Awaitable[tuple[int, object]]]
    stand_in: StandIn
    at: list[float] = field(default_factory=list)

    def text_of(self, sent: Sent) -> str:
        """The words of a message that reached the person."""
        return self.stand_in.text_of(sent.body)

    async def got(self, count: int) -> list[Sent]:
        """The messages that reached the person, once there are so many; that one takes longer is said beside them."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            all_of_them = self.stand_in.chats[self.address]
            got = [each for each in all_of_them if self.text_of(each) != phrase("web.delayed")]
            if len(got) >= count or time.monotonic() > end:
                return got
            await asyncio.sleep(_AGAIN_SECONDS)

    async def talk(self, first: float, every: float) -> None:
        """Say everything, the first after some seconds, without waiting for answers."""
        await asyncio.sleep(first)
        for text in self.said:
            self.at.append(time.monotonic())
            status, _reply = await self.say(text)
            assert status == 200, status
            await asyncio.sleep(max(0.0, every - (time.monotonic() - self.at[-1])))


@dataclass(frozen=True)
class Outcome:
    """What one person got. `wrong`: what was shown is not all answers in order; `delays` in seconds."""

    wrong: bool
    delays: list[float]


@click.command()
@click.option("--rate", default=10.0, show_default=True, help="Messages a second, over all messengers together.")
@click.option("--persons", default=60, show_default=True, help="Chats at once.")
@click.option("--json", "to_json", is_flag=True, help="One JSON object.")
def channels(rate: float, persons: int, to_json: bool) -> None:
    """Messages a second over the messengers at once, through the real page and Rasa; exits with 1 on a missed limit."""
    end_on_signals()
    bars = asyncio.run(_measure(rate, persons))
    on = {"database": "sqlite", "rate": rate, "persons": persons, "messages": persons * MESSAGES}
    click.echo(as_json("bench channels", on, bars) if to_json else as_lines(bars))
    if not all(bar.ok for bar in bars):
        raise SystemExit(1)


async def _measure(rate: float, count: int) -> list[Bar]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kumpel-bench-")))
        here = await stack.enter_async_context(running(StandInTelegram()))
        there = await stack.enter_async_context(running(StandInWhatsApp()))
        settings = _settings(folder, here, there)
        await prepare(settings)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        site = await stack.enter_async_context(running_site(settings, folder, http))
        here.webhook, there.webhook = (f"{site.address}/channels/{name}" for name in ("telegram", "whatsapp"))
        people = [_person(number, here, there) for number in range(count)]
        every = count / rate
        began = time.monotonic()
        await asyncio.gather(*(person.talk(n / rate, every) for n, person in enumerate(people)))
        took = time.monotonic() - began - every + 1 / rate
        outcomes = [await _outcome(settings, person) for person in people]
    return _bars(outcomes, count * MESSAGES / took, rate)


def _processor_seconds() -> float:
    """Of all parts that have ended: web, Rasa and action server, their start included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _settings(folder: Path, here: StandIn, there: StandIn) -> Settings:
    return dataclasses.replace(
        load_settings(),
        database_url=f"sqlite+aiosqlite:///{folder / 'bench.sqlite'}",
        public_url="https://kumpel.example.org",
        channel_key=Fernet.generate_key().decode(),
        telegram_token=telegram.TOKEN,
        telegram_secret=telegram.SECRET,
        telegram_api=here.address,
        whatsapp_token=whatsapp.TOKEN,
        whatsapp_phone_id=whatsapp.PHONE_ID,
        whatsapp_app_secret=whatsapp.APP_SECRET,
        whatsapp_verify_token=whatsapp.VERIFY_TOKEN,
        whatsapp_api=there.address,
    )


def _person(number: int, here: StandInTelegram, there: StandInWhatsApp) -> Person:
    said = texts(number, MESSAGES)
    if number % 2:
        address = f"49151{number:08}"
        return Person("whatsapp", address, said, lambda text: there.say(address, text), there)
    return Person("telegram", str(number + 1), said, lambda text: here.say(number + 1, text), here)


async def _outcome(settings: Settings, person: Person) -> Outcome:
    """Compare what somebody was shown with what the transcript says was answered."""
    entries = await _answered(settings, person)
    async with aiohttp.ClientSession() as http:
        limits = KINDS[person.channel].build(settings, http).limits
    pieces = [_pieces(entry, limits) for entry in entries if entry.direction == "assistant"]
    ends = list(accumulate(map(len, pieces), initial=1))[1:]  # first comes the note about the messenger
    sent = await person.got(ends[-1] if ends else 0)
    shown = [person.text_of(each) for each in sent]
    asked = [entry.payload["text"] for entry in entries if entry.direction == "person"]
    is_right = asked == list(person.said) and shown[1:] == [piece for each in pieces for piece in each]
    arrived = [sent[end - 1].at for end in ends if end <= len(sent)]
    return Outcome(not is_right, [at - person.at[number] for number, at in enumerate(arrived)])


async def _answered(settings: Settings, person: Person) -> list[Entry]:
    """The person's transcript as soon as everything is answered."""
    key = Vault(settings.channel_key.encode()).name("chat", person.channel, person.address)
    engine = create_engine(settings.database_url)
    end = time.monotonic() + PATIENCE_SECONDS
    try:
        async with engine.connect() as connection:
            query = select(MessengerChat.conversation_key).where(MessengerChat.chat_key == key)
            conversation = str(await connection.scalar(query))
        while True:
            entries = await Transcripts(engine).entries(conversation)
            if len(entries) >= 2 * len(person.said) or time.monotonic() > end:
                return entries
            await asyncio.sleep(_AGAIN_SECONDS)
    finally:
        await engine.dispose()


def _pieces(entry: Entry, limits: Limits) -> list[str]:
    """The texts that show an answer."""
    return [piece.text for piece in compose(entry.payload["messages"], limits)]


def _bars(outcomes: list[Outcome], rate: float, wanted: float) -> list[Bar]:
    """The last figure does not depend on what else the machine does: two cores take the rate when it holds."""
    delays = [seconds for outcome in outcomes for seconds in outcome.delays]
    return [
        Bar("messages a second taken", rate, "1/s", 0.95 * wanted, at_least=True),
        Bar("chats with an answer missing, doubled or out of order", sum(each.wrong for each in outcomes), "", 0),
        Bar("delivery to answer, median", statistics.median(delays), "s", 2.0),
        Bar("delivery to answer, p95", statistics.quantiles(delays, n=20)[-1], "s", 5.0),
        Bar("processor time a message, start included", _processor_seconds() / len(delays), "s", CORES / wanted),
    ]

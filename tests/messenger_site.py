"""The site with messengers, each a stand-in that speaks its protocol over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from web_site import Site, running_site

from bot.cli.messengers import telegram, whatsapp
from bot.cli.messengers.stand_in import running
from bot.cli.messengers.telegram import StandInTelegram
from bot.cli.messengers.whatsapp import StandInWhatsApp

WEBSITE = "https://kumpel.example.org"


@dataclass
class Messengers:
    """Both messengers and the site behind them."""

    site: Site
    telegram: StandInTelegram
    whatsapp: StandInWhatsApp


def settings_for(here: StandInTelegram, there: StandInWhatsApp) -> dict[str, Any]:
    """Both set up."""
    return {
        "public_url": WEBSITE,
        "channel_retry_seconds": 0.05,
        "telegram_token": telegram.TOKEN,
        "telegram_secret": telegram.SECRET,
        "telegram_api": here.address,
        "whatsapp_token": whatsapp.TOKEN,
        "whatsapp_phone_id": whatsapp.PHONE_ID,
        "whatsapp_app_secret": whatsapp.APP_SECRET,
        "whatsapp_verify_token": whatsapp.VERIFY_TOKEN,
        "whatsapp_api": there.address,
    }


@asynccontextmanager
async def stand_ins() -> AsyncIterator[tuple[StandInTelegram, StandInWhatsApp]]:
    """Both messengers, nothing behind them."""
    async with running(StandInTelegram()) as here, running(StandInWhatsApp()) as there:
        yield here, there


@asynccontextmanager
async def messenger_site(
    database_url: str, tmp_path: Path, here: StandInTelegram, there: StandInWhatsApp, **settings: Any
) -> AsyncIterator[Messengers]:
    """A site to which both deliver."""
    async with running_site(database_url, tmp_path, **{**settings_for(here, there), **settings}) as site:
        here.webhook = str(site.client.make_url("/channels/telegram"))
        there.webhook = str(site.client.make_url("/channels/whatsapp"))
        yield Messengers(site, here, there)

"""The messengers there are, and which settings each needs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from aiohttp import ClientSession

from bot.channels.adapter import Adapter
from bot.settings import Settings, variable

Build = Callable[[Settings, ClientSession], Adapter]
_SHARED = ("public_url",)


@dataclass(frozen=True)
class Kind:
    """A messenger: where its adapter is and which settings must be there before it is on."""

    name: str
    module: str
    """Has `build(settings, http)`; imported only when the messenger is on."""
    needs: tuple[str, ...]
    """Names of settings, beside those that all need."""

    def is_wanted(self, settings: Settings) -> bool:
        """Whether somebody began to set it up."""
        return any(getattr(settings, name) for name in self.needs)

    def missing(self, settings: Settings) -> list[str]:
        """The variables that are not set; the messenger is on when there is none."""
        return [variable(name) for name in (*self.needs, *_SHARED) if not getattr(settings, name)]

    def build(self, settings: Settings, http: ClientSession) -> Adapter:
        """The adapter. Nothing is asked of the messenger yet, so that it may be away."""
        return cast(Build, importlib.import_module(self.module).build)(settings, http)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("telegram", "bot.channels.telegram", ("telegram_token", "telegram_secret")),
        Kind(
            "whatsapp",
            "bot.channels.whatsapp",
            ("whatsapp_token", "whatsapp_phone_id", "whatsapp_app_secret", "whatsapp_verify_token"),
        ),
        Kind("matrix", "bot.channels.matrix", ("matrix_homeserver", "matrix_token")),
    )
}

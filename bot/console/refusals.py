"""What the console will not do, in words."""

from __future__ import annotations

from bot.phrases import phrase


class Refusal(Exception):
    """A request that is refused. `code` names a line of `console.refusals` in the phrases."""

    def __init__(self, code: str, status: int, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.text = phrase(f"console.refusals.{code}", **values)

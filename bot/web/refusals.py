"""Requests that are refused, each with a line that the person can act on."""

from __future__ import annotations

from bot.phrases import phrase


class Refusal(Exception):
    """A request that is not carried out. `code` names its line in `bot/phrases/web.yml` under `refused`.

    `in_danger` adds help lines, for somebody who must not be left with a line about technology.
    """

    def __init__(
        self, code: str, status: int, *, retry_after: int | None = None, in_danger: bool = False, **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.in_danger = in_danger
        self.values = values

    @property
    def text(self) -> str:
        """The German line."""
        line = phrase(f"web.refused.{self.code}", seconds=self.retry_after, **self.values)
        return f"{line} {phrase('web.in_danger')}" if self.in_danger else line

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's head says beyond its status."""
        return {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}

"""Requests that are refused, each with a line that the person can act on."""

from __future__ import annotations

from bot.phrases import phrase


class Refusal(Exception):
    """A request that is not carried out. `code` names its line in `bot/phrases/web.yml` under `refused`."""

    def __init__(self, code: str, status: int, *, retry_after: int | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.values = values

    @property
    def text(self) -> str:
        """The German line."""
        return phrase(f"web.refused.{self.code}", seconds=self.retry_after, **self.values)

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's head says beyond its status."""
        return {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}

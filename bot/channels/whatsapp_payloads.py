"""Messages as WhatsApp shows them: text, up to 3 reply buttons, a list of up to 10 rows, a button to a website.

Limits: https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages and its neighbours.
"""

from __future__ import annotations

from bot.channels.adapter import Payload
from bot.channels.messages import Choice, Limits, Link, Outgoing
from bot.phrases import phrase

MOST_BUTTONS, MOST_ROWS = 3, 10
BUTTON_TITLE, ROW_TITLE, ROW_DESCRIPTION = 20, 24, 72
LIMITS = Limits(text=4096, choices=MOST_ROWS, text_with_choices=1024, choice_title=ROW_DESCRIPTION, links=True)


def payloads(message: Outgoing) -> list[Payload]:
    """The requests that show a message; a link and choices do not fit into one."""
    if message.link is None:
        return [_with_choices(message.text, list(message.choices))]
    linked = _with_link(message.text, message.link)
    return [linked, _with_choices(phrase("channels.next"), list(message.choices))] if message.choices else [linked]


def _with_choices(text: str, choices: list[Choice]) -> Payload:
    if not choices:
        return {"type": "text", "text": {"body": text, "preview_url": False}}
    if len(choices) <= MOST_BUTTONS and all(len(choice.title) <= BUTTON_TITLE for choice in choices):
        replies = [{"type": "reply", "reply": {"id": choice.token, "title": choice.title}} for choice in choices]
        return _interactive("button", text, {"buttons": replies})
    rows = [_row(choice) for choice in choices]
    return _interactive("list", text, {"button": phrase("channels.list"), "sections": [{"rows": rows}]})


def _row(choice: Choice) -> Payload:
    """A long title is cut, and whole in the line below."""
    if len(choice.title) <= ROW_TITLE:
        return {"id": choice.token, "title": choice.title}
    cut = choice.title[: ROW_TITLE - 1].rstrip() + "…"
    return {"id": choice.token, "title": cut, "description": choice.title}


def _with_link(text: str, link: Link) -> Payload:
    parameters = {"display_text": link.title[:BUTTON_TITLE], "url": link.url}
    return _interactive("cta_url", text, {"name": "cta_url", "parameters": parameters})


def _interactive(kind: str, text: str, action: Payload) -> Payload:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}

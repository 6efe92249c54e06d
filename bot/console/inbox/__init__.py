"""The inbox: filter, read, review and export conversations."""

from bot.console.guard import For, Route
from bot.console.inbox.assets import SCRIPT_ADDRESS, STYLE_ADDRESS, get_script, get_style
from bot.console.inbox.exporting import get_export
from bot.console.inbox.listing import get_inbox
from bot.console.inbox.reading import get_conversation
from bot.console.inbox.reviewing import post_note_removal, post_review, post_undo
from bot.console.inbox.saving import post_filter, post_filter_removal
from bot.staff.roles import READ, REVIEW

ROUTES = (
    Route("GET", SCRIPT_ADDRESS, get_script, For.EVERYBODY),
    Route("GET", STYLE_ADDRESS, get_style, For.EVERYBODY),
    Route("GET", "/inbox", get_inbox, READ),
    Route("GET", "/inbox/export.{form:csv|xlsx}", get_export, REVIEW),
    Route("POST", "/inbox/review", post_review, REVIEW),
    Route("POST", "/inbox/undo", post_undo, REVIEW),
    Route("POST", "/inbox/filters", post_filter, READ),
    Route("POST", "/inbox/filters/remove", post_filter_removal, READ),
    Route("GET", "/conversations/{key:[0-9a-f]{32}}", get_conversation, READ),
    Route("POST", "/conversations/{key:[0-9a-f]{32}}/notes/remove", post_note_removal, REVIEW),
)

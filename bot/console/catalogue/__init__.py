"""The catalogue in the console: look entries up, change them, check them, import and export spreadsheets."""

from bot.catalogue.exchange.entries import KINDS
from bot.catalogue.exchange.file_kinds import MOST_MEGABYTES
from bot.console.catalogue import entries, files, lists
from bot.console.guard import Route
from bot.staff.roles import CATALOGUE, READ

__all__ = ["ROUTES"]
_KIND = f"/catalogue/{{kind:{'|'.join(kind.name for kind in KINDS)}}}"
_ENTRY = f"{_KIND}/{{number:[0-9]{{1,9}}}}"
_JOB = "/catalogue/jobs/{job:[0-9a-f]{32}}"
_FORM_BYTES = 1 << 20
_FILE_BYTES = (max(MOST_MEGABYTES.values()) + 1) << 20

ROUTES = (
    Route("GET", "/catalogue", lists.get_catalogue, READ),
    Route("GET", "/catalogue/work", lists.get_work, READ),
    Route("GET", "/catalogue/template", files.get_template, READ),
    Route("GET", "/catalogue/import", files.get_import, CATALOGUE),
    Route("POST", "/catalogue/import", files.post_import, CATALOGUE, _FILE_BYTES),
    Route("POST", "/catalogue/export", files.post_export, READ),
    Route("GET", _JOB, files.get_job, READ),
    Route("GET", f"{_JOB}/file", files.get_file, READ),
    Route("POST", f"{_JOB}/apply", files.post_apply, CATALOGUE),
    Route("POST", f"{_JOB}/discard", files.post_discard, READ),
    Route("GET", _KIND, lists.get_kind, READ),
    Route("GET", f"{_KIND}/new", entries.get_new, CATALOGUE),
    Route("POST", f"{_KIND}/new", entries.post_new, CATALOGUE, _FORM_BYTES),
    Route("GET", _ENTRY, entries.get_entry, READ),
    Route("POST", _ENTRY, entries.post_entry, CATALOGUE, _FORM_BYTES),
    Route("POST", f"{_ENTRY}/end", entries.post_end, CATALOGUE),
    Route("POST", f"{_ENTRY}/undo", entries.post_undo, CATALOGUE),
    Route("POST", f"{_ENTRY}/check", entries.post_check, CATALOGUE),
)

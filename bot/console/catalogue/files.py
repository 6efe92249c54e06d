"""Spreadsheets in the console: template, import with a preview, export, and what an import found as a spreadsheet."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from aiohttp import web
from aiohttp.web_request import FileField

from bot.catalogue.exchange.entries import KINDS
from bot.catalogue.exchange.exporting import Format, write_template
from bot.console.catalogue.asking import who
from bot.console.catalogue.jobs import JOBS, Job
from bot.console.keys import ENGINE
from bot.console.refusals import Refusal
from bot.console.rendering import page
from bot.staff import audit

REFRESH_SECONDS = 3
_UNSAFE = re.compile(r"[^\w.() -]")
_KIND_NAMES = ("", *(kind.name for kind in KINDS))
_FORMS: dict[str, Format] = {"xlsx": "xlsx", "csv": "csv"}
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}


async def get_import(request: web.Request) -> web.StreamResponse:
    """Where a file is chosen."""
    return page(request, "catalogue_import.html", kinds=_KIND_NAMES)


async def post_import(request: web.Request) -> web.StreamResponse:
    """Take a file and look through it; nothing is changed."""
    form = await request.post()
    upload = form.get("file")
    if not isinstance(upload, FileField) or not upload.filename:
        raise Refusal("no_file", 400)
    kind = str(form.get("kind", ""))
    if kind not in _KIND_NAMES:
        raise Refusal("bad_request", 400)
    options = [*(("--kind", kind) if kind else ()), *(("--complete",) if form.get("complete") else ())]
    jobs = request.app[JOBS]
    job = jobs.new(who(request), _safe_name(upload.filename), options)
    await asyncio.to_thread(_store, upload.file, job.file)
    arguments = ("import", "--json", "--dry-run", "--report", str(job.report), *options, "--", str(job.file))
    await jobs.start(job, "checked", *arguments)
    raise web.HTTPSeeOther(_address(job))


async def get_job(request: web.Request) -> web.StreamResponse:
    """How far a job is, or what it found."""
    job = _job(request)
    waiting = job.state == "running"
    still = "still" in request.query
    answer = page(request, "catalogue_job.html", job=job, still=still)
    if waiting and not still:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


async def post_apply(request: web.Request) -> web.StreamResponse:
    """Import the file that was looked through: all of it, or the good rows."""
    job = _job(request)
    if job.state != "checked":
        raise Refusal("conflict", 409)
    partial = ("--partial",) if (await request.post()).get("partial") and "--complete" not in job.options else ()
    arguments = ("import", "--json", "--report", str(job.report), *partial, *job.options, "--", str(job.file))
    await audit.note(request.app[ENGINE], who(request), "catalogue_imported", job.file.name)
    await request.app[JOBS].start(job, "applied", *arguments)
    raise web.HTTPSeeOther(_address(job))


async def post_discard(request: web.Request) -> web.StreamResponse:
    """Forget a job and its files."""
    request.app[JOBS].discard(_job(request))
    raise web.HTTPSeeOther("/catalogue")


async def post_export(request: web.Request) -> web.StreamResponse:
    """Write the entries of one kind or of all as a spreadsheet."""
    form = await request.post()
    kind, ending = str(form.get("kind", "")), str(form.get("form", "xlsx"))
    if kind not in _KIND_NAMES or ending not in _FORMS or (ending == "csv" and not kind):
        raise Refusal("bad_request", 400)
    jobs = request.app[JOBS]
    job = jobs.new(who(request), f"kumpel-{kind or 'katalog'}.{ending}")
    await audit.note(request.app[ENGINE], who(request), "catalogue_exported", job.file.name)
    await jobs.start(job, "exported", "export", *(("--kind", kind) if kind else ()), "--", str(job.file))
    raise web.HTTPSeeOther(_address(job))


async def get_file(request: web.Request) -> web.StreamResponse:
    """The spreadsheet of an export, or the report of an import."""
    job = _job(request)
    path = job.file if job.state == "exported" else job.report
    if not path.is_file():
        raise Refusal("not_found", 404)
    return _download(path, path.name if path == job.file else f"{job.file.stem}-{path.name}")


async def get_template(request: web.Request) -> web.StreamResponse:
    """An empty spreadsheet to fill in; CSV of one kind."""
    kind, ending = request.query.get("kind", ""), request.query.get("form", "xlsx")
    if kind not in _KIND_NAMES or ending not in _FORMS or (ending == "csv" and not kind):
        raise Refusal("bad_request", 400)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"kumpel-vorlage.{ending}"
        await asyncio.to_thread(write_template, path, _FORMS[ending], kind or None)
        body = await asyncio.to_thread(path.read_bytes)
    return web.Response(body=body, content_type=_TYPES[path.suffix], headers=_attachment(path.name))


def _download(path: Path, name: str) -> web.StreamResponse:
    return web.FileResponse(path, headers={"Content-Type": _TYPES[path.suffix], **_attachment(name)})


def _attachment(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {"Content-Disposition": f'attachment; filename="{plain}"'}


def _job(request: web.Request) -> Job:
    job = request.app[JOBS].find(request.match_info["job"], who(request))
    if job is None:
        raise Refusal("not_found", 404)
    return job


def _address(job: Job) -> str:
    return f"/catalogue/jobs/{job.id}"


def _safe_name(name: str) -> str:
    """The last part of a file's name, without what could mean something to a shell, a path or a header."""
    last = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".- ")
    return last[-80:] or "upload"


def _store(file: IO[bytes], path: Path) -> None:
    file.seek(0)
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)

"""Files with a hash in their address, lines of the log, and the German lines of refusals."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.phrases import entry
from bot.web.logs import AnonymousAccessLogger, WithoutAddresses
from bot.web.refusals import Refusal
from bot.web.static_files import load_static_files, response_for


def test_a_changed_file_has_another_address(tmp_path: Path) -> None:
    path = tmp_path / "a.css"
    path.write_text("a {}", encoding="utf-8")
    before = load_static_files(tmp_path)["a.css"].address
    path.write_text("b {}", encoding="utf-8")
    after = load_static_files(tmp_path)["a.css"].address
    assert before != after
    assert before.endswith("/a.css")


def test_other_files_are_not_served(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert load_static_files(tmp_path) == {}


def test_a_file_is_found_under_its_own_address_only() -> None:
    files = load_static_files()
    for file in files.values():
        assert response_for(files, file.address).body == file.content
    for path in ("/static/0000000000000000/chat.css", "/static/chat.css", "/static/../settings.py"):
        with pytest.raises(web.HTTPNotFound):
            response_for(files, path)


def test_style_and_icon_stay_small() -> None:
    assert sum(len(file.content) for file in load_static_files().values()) < 40_000


def test_the_access_log_holds_no_address_and_no_query(caplog: pytest.LogCaptureFixture) -> None:
    request = make_mocked_request("GET", "/forged%0Aline?text=geheim", headers={"User-Agent": "Browser"})
    with caplog.at_level(logging.INFO):
        logger = AnonymousAccessLogger(logging.getLogger("access"), "")
        logger.log(request, web.Response(status=404), 0.0124)
    assert caplog.messages == ["GET /forged%0Aline 404 12 ms"]


def test_aiohttp_s_own_error_lines_lose_address_and_content() -> None:
    record = logging.LogRecord(
        "aiohttp.server", logging.ERROR, "", 0, "Error handling request from %s", ("192.0.2.7",), None
    )
    assert WithoutAddresses().filter(record)
    assert record.getMessage() == "Error handling request"


def test_other_lines_stay_whole() -> None:
    record = logging.LogRecord("aiohttp.server", logging.ERROR, "", 0, "Unhandled %s", ("exception",), None)
    assert WithoutAddresses().filter(record)
    assert record.getMessage() == "Unhandled exception"


@pytest.mark.parametrize("code", entry("web.refused"))
def test_every_refusal_has_its_line(code: str) -> None:
    refusal = Refusal(code, 400, retry_after=3, limit=1000, length=1200)
    assert "{" not in refusal.text
    assert refusal.headers == {"Retry-After": "3"}


def test_a_refusal_without_a_wait_sends_no_header() -> None:
    assert Refusal("empty", 400).headers == {}

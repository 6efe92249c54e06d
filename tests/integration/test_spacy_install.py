"""Installing the German pipeline from a stand-in of its maker's release page, with the real uv, into a test's venv."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_wheel import build_wheel, sha256

from bot.settings import PROJECT_ROOT, Settings
from bot.setup import spacy_model
from bot.setup.console import SetupError
from bot.setup.environment import Environment

FILES = {"de_core_news_sm/__init__.py": "__version__ = '3.7.0'\n"}
NOW = 1_800_000_000.0


class ReleasePage:
    """Serves one file, counts who asks, and can misbehave."""

    def __init__(self) -> None:
        self.content = b""
        self.status = 200
        self.promised_bytes: int | None = None
        self.requests = 0
        self.release = threading.Event()
        self.release.set()
        page = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page.requests += 1
                page.release.wait(20)
                self.send_response(page.status)
                self.send_header("Content-Length", str(page.promised_bytes or len(page.content)))
                self.end_headers()
                self.wfile.write(page.content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/{spacy_model.WHEEL}"

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def page() -> Iterator[ReleasePage]:
    page = ReleasePage()
    yield page
    page.close()


@pytest.fixture(scope="module")
def empty_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder whose `.venv` has nothing installed."""
    root = tmp_path_factory.mktemp("project with spaces")
    uv = Environment(PROJECT_ROOT, dict(os.environ)).uv()
    base = (PROJECT_ROOT / ".venv" / "bin" / "python").readlink()
    subprocess.run([uv, "venv", "-q", "--python", base, root / ".venv"], check=True)
    return root


@pytest.fixture
def project(empty_venv: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    uv = Environment(PROJECT_ROOT, dict(os.environ)).uv()
    environment = Environment(empty_venv, {**os.environ, "PATH": f"{uv.parent}{os.pathsep}{os.environ['PATH']}"})
    yield environment
    spacy_model.ensure(environment, Settings(spacy_model="off"))
    for path in (spacy_model.record_path(environment), spacy_model.wheel_path(environment)):
        path.unlink(missing_ok=True)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return build_wheel(tmp_path, "de_core_news_sm", "3.7.0", FILES)


def settings(page: ReleasePage, **others: object) -> Settings:
    return Settings(spacy_model_url=page.url, **{"spacy_model_timeout_seconds": 20.0, **others})  # type: ignore[arg-type]


def version_in(environment: Environment) -> str:
    name = "de_core_news_sm"
    code = f"import importlib.util as u; print(u.find_spec('{name}') and __import__('{name}').__version__)"
    answer = subprocess.run([environment.python, "-c", code], capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def test_installs_what_the_page_serves_and_records_its_sum(
    project: Environment, page: ReleasePage, wheel: Path
) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, settings(page), NOW)
    assert version_in(project) == "3.7.0"
    record = json.loads(spacy_model.record_path(project).read_text())
    assert record == {"url": page.url, "tried_at": NOW, "sha256": sha256(wheel)}


def test_once_installed_nothing_is_asked_again(project: Environment, page: ReleasePage, wheel: Path) -> None:
    page.content = wheel.read_bytes()
    for _start in range(2):
        spacy_model.ensure(project, settings(page), NOW)
    assert page.requests == 1


def test_comes_back_from_the_kept_wheel_after_the_libraries_were_renewed(
    project: Environment, page: ReleasePage, wheel: Path
) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, settings(page), NOW)
    subprocess.run([project.uv(), "pip", "uninstall", "-q", "--python", project.python, "de-core-news-sm"], check=True)
    assert version_in(project) == "None"
    spacy_model.ensure(project, settings(page), NOW)
    assert (version_in(project), page.requests) == ("3.7.0", 1)


def test_off_never_asks_and_removes_what_is_there(
    project: Environment, page: ReleasePage, wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, settings(page), NOW)
    spacy_model.ensure(project, settings(page, spacy_model="off"), NOW)
    assert (version_in(project), page.requests) == ("None", 1)


def test_a_pin_that_fits_installs(project: Environment, page: ReleasePage, wheel: Path) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, settings(page, spacy_model_sha256=sha256(wheel).upper()), NOW)
    assert version_in(project) == "3.7.0"


def test_a_pin_that_does_not_fit_installs_nothing(
    project: Environment, page: ReleasePage, wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, settings(page, spacy_model_sha256="0" * 64), NOW)
    assert version_in(project) == "None"
    assert not spacy_model.wheel_path(project).exists()
    assert f"its SHA-256 is {sha256(wheel)}, not the one" in capsys.readouterr().out


def test_a_pin_set_later_removes_what_it_does_not_fit(project: Environment, page: ReleasePage, wheel: Path) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, settings(page), NOW)
    spacy_model.ensure(project, settings(page, spacy_model_sha256="0" * 64), NOW)
    assert version_in(project) == "None"


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: build_wheel(folder, "de_core_news_sm", "3.8.0", FILES),
        lambda folder: build_wheel(folder, "de_core_news_sm", "3.7.0", FILES, claims="de-core-news"),
        lambda folder: build_wheel(folder, "de_core_news_sm", "3.7.0", {**FILES, "spacy/__init__.py": ""}),
        lambda folder: build_wheel(folder, "de_core_news_sm", "3.7.0", {**FILES, "../../evil.py": ""}),
    ],
    ids=["another version", "another name", "another library inside", "a path that leads out"],
)
def test_nothing_but_the_wheel_asked_for_is_installed(
    make: Callable[[Path], Path],
    project: Environment,
    page: ReleasePage,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page.content = make(tmp_path).read_bytes()
    spacy_model.ensure(project, settings(page), NOW)
    assert version_in(project) == "None"
    assert f"what the address serves is not {spacy_model.WHEEL}" in capsys.readouterr().out


def test_an_error_page_is_no_wheel(project: Environment, page: ReleasePage, capsys: pytest.CaptureFixture[str]) -> None:
    page.content = b"<html>please log in</html>"
    spacy_model.ensure(project, settings(page), NOW)
    last_line = capsys.readouterr().out.splitlines()[-1]
    assert last_line == (
        f"de_core_news_sm: what the address serves is not {spacy_model.WHEEL}; "
        "the assistant runs on spaCy's blank German pipeline."
    )


def test_a_missing_release_is_said_in_one_line(
    project: Environment, page: ReleasePage, capsys: pytest.CaptureFixture[str]
) -> None:
    page.status = 404
    spacy_model.ensure(project, settings(page), NOW)
    assert "de_core_news_sm: 127.0.0.1 answered with 404; the assistant runs on" in capsys.readouterr().out


def test_half_a_file_is_not_installed(
    project: Environment, page: ReleasePage, wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.content = wheel.read_bytes()
    page.promised_bytes = len(page.content) + 1000
    spacy_model.ensure(project, settings(page), NOW)
    assert version_in(project) == "None"
    assert "the connection ended after" in capsys.readouterr().out


def test_a_silent_page_costs_no_more_than_the_time_out(
    project: Environment, page: ReleasePage, capsys: pytest.CaptureFixture[str]
) -> None:
    page.release.clear()
    started = time.monotonic()
    spacy_model.ensure(project, settings(page, spacy_model_timeout_seconds=0.2), NOW)
    assert time.monotonic() - started < 5
    assert "127.0.0.1 did not answer within 0.2 s" in capsys.readouterr().out


def test_a_failed_attempt_is_not_repeated_for_a_day(
    project: Environment, page: ReleasePage, wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.status = 503
    spacy_model.ensure(project, settings(page), NOW)
    page.status, page.content = 200, wheel.read_bytes()
    spacy_model.ensure(project, settings(page), NOW + spacy_model.RETRY_SECONDS - 1)
    assert page.requests == 1
    assert "answered with 503" in capsys.readouterr().out.splitlines()[-1]
    spacy_model.ensure(project, settings(page), NOW + spacy_model.RETRY_SECONDS)
    assert version_in(project) == "3.7.0"


def test_another_address_is_tried_at_once(project: Environment, page: ReleasePage, wheel: Path) -> None:
    page.content = wheel.read_bytes()
    spacy_model.ensure(project, Settings(spacy_model_url="http://127.0.0.1:1/x.whl"), NOW)
    spacy_model.ensure(project, settings(page), NOW)
    assert version_in(project) == "3.7.0"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x.whl", "nonsense", ""])
def test_only_web_addresses_are_fetched(project: Environment, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    spacy_model.ensure(project, Settings(spacy_model_url=url), NOW)
    assert "is no http or https address" in capsys.readouterr().out


def test_a_damaged_record_is_no_obstacle(project: Environment, page: ReleasePage, wheel: Path) -> None:
    page.content = wheel.read_bytes()
    spacy_model.record_path(project).parent.mkdir(exist_ok=True)
    spacy_model.record_path(project).write_text("{half")
    spacy_model.ensure(project, settings(page), NOW)
    assert version_in(project) == "3.7.0"


def test_another_word_than_auto_or_off_is_refused(project: Environment, page: ReleasePage) -> None:
    with pytest.raises(SetupError, match=r"KUMPEL_SPACY_MODEL='on' does not work: it takes auto or off\."):
        spacy_model.ensure(project, settings(page, spacy_model="on"), NOW)

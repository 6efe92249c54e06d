"""The supervisor with real processes that crash, fall silent, do not start, or do not want to end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import process
from bot.cli.process import Part
from bot.cli.supervisor import PartError, Rhythm, Supervisor

QUICK = Rhythm(
    start=20, start_check=0.02, check=0.05, check_timeout=1, first_delay=0.01, longest_delay=0.03, calm=100, grace=1
)
STAND_IN = """
import http.server, os, pathlib, signal, subprocess, sys
port, folder, stubborn = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:] == ["stubborn"]
if stubborn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 if (folder / "sick").exists() else 200)
        self.end_headers()
print("listening on", port, flush=True)
server = http.server.HTTPServer(("127.0.0.1", port), Handler)
(folder / "starts").open("a").write(f"{os.getpid()} {child.pid}\\n")
server.serve_forever()
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class StandIn:
    """A part that answers, and writes down its process ids at each start."""

    def __init__(self, folder: Path, name: str, *options: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        port = free_port()
        command = [sys.executable, "-c", STAND_IN, str(port), str(self.folder), *options]
        self.part = Part(
            name, command, folder=self.folder, health_url=f"http://127.0.0.1:{port}/", environment=os.environ
        )

    def starts(self) -> list[tuple[int, int]]:
        path = self.folder / "starts"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(int(line.split()[0]), int(line.split()[1])) for line in lines if len(line.split()) == 2]

    @property
    def sickness(self) -> Path:
        return self.folder / "sick"


def command_part(tmp_path: Path, name: str, code: str) -> Part:
    return Part(
        name,
        [sys.executable, "-c", code],
        folder=tmp_path,
        health_url=f"http://127.0.0.1:{free_port()}/",
        environment=os.environ,
    )


async def until(condition: Callable[[], bool]) -> None:
    async def met() -> None:
        while not condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(met(), 20)


@asynccontextmanager
async def running(supervisor: Supervisor) -> AsyncIterator[None]:
    task = asyncio.create_task(supervisor.run())
    try:
        await asyncio.wait_for(supervisor.ready(), 20)
        yield
    finally:
        supervisor.stop()
        await asyncio.wait_for(task, 20)


def is_alive(pid: int) -> bool:
    """Whether a process does anything still; one that ended and was not collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in "ZX"


async def test_is_ready_when_all_parts_have_answered(tmp_path: Path) -> None:
    parts = [StandIn(tmp_path, "one"), StandIn(tmp_path, "two")]
    async with running(Supervisor([part.part for part in parts], tmp_path, print, QUICK)):
        assert [len(part.starts()) for part in parts] == [1, 1]
    assert "listening on" in (tmp_path / "one.log").read_text()


async def test_stop_ends_parts_and_what_they_started(tmp_path: Path) -> None:
    parts = [StandIn(tmp_path, "one"), StandIn(tmp_path, "stubborn", "stubborn")]
    async with running(Supervisor([part.part for part in parts], tmp_path, print, QUICK)):
        pids = [pid for part in parts for pid in part.starts()[0]]
        assert all(map(is_alive, pids))
    await until(lambda: not any(map(is_alive, pids)))


async def test_a_crashed_part_starts_again_alone_and_says_so(tmp_path: Path) -> None:
    lines: list[str] = []
    crashing, other = StandIn(tmp_path, "crashing"), StandIn(tmp_path, "other")
    async with running(Supervisor([crashing.part, other.part], tmp_path, lines.append, QUICK)):
        parent, child = crashing.starts()[0]
        os.kill(parent, signal.SIGKILL)
        await until(lambda: len(crashing.starts()) == 2)
        await until(lambda: not is_alive(child))
        assert len(other.starts()) == 1
    assert lines == [f"crashing ended with code -9; starting it again in 0.01 s (log: {tmp_path / 'crashing.log'})"]


async def test_pauses_between_crashes_grow_up_to_a_limit(tmp_path: Path) -> None:
    lines: list[str] = []
    crashing = StandIn(tmp_path, "crashing")
    async with running(Supervisor([crashing.part], tmp_path, lines.append, QUICK)):
        for attempt in range(1, 5):
            await until(lambda attempt=attempt: len(crashing.starts()) == attempt)
            os.kill(crashing.starts()[-1][0], signal.SIGKILL)
        await until(lambda: len(crashing.starts()) == 5)
    assert [line.split(" in ")[1].split(" (")[0] for line in lines] == ["0.01 s", "0.02 s", "0.03 s", "0.03 s"]


async def test_after_a_calm_time_a_crash_counts_as_the_first(tmp_path: Path) -> None:
    lines: list[str] = []
    crashing = StandIn(tmp_path, "crashing")
    restless = Rhythm(start_check=0.02, check=0.05, first_delay=0.01, longest_delay=1, calm=0)
    async with running(Supervisor([crashing.part], tmp_path, lines.append, restless)):
        for attempt in range(1, 4):
            await until(lambda attempt=attempt: len(crashing.starts()) == attempt)
            os.kill(crashing.starts()[-1][0], signal.SIGKILL)
        await until(lambda: len(crashing.starts()) == 4)
    assert all("in 0.01 s" in line for line in lines)


async def test_a_part_that_fails_its_health_checks_is_started_again(tmp_path: Path) -> None:
    lines: list[str] = []
    sick = StandIn(tmp_path, "sick")
    async with running(Supervisor([sick.part], tmp_path, lines.append, QUICK)):
        sick.sickness.touch()
        await until(lambda: bool(lines))
        sick.sickness.unlink()
        await until(lambda: len(sick.starts()) == 2)
        assert not is_alive(sick.starts()[0][0])
    assert lines[0].startswith("sick did not answer 3 health checks; starting it again")


async def test_a_part_that_cannot_start_ends_everything_and_names_its_log(tmp_path: Path) -> None:
    good = StandIn(tmp_path, "good")
    broken = command_part(tmp_path, "broken", "import sys; print('no model there'); sys.exit(4)")
    with pytest.raises(PartError) as raised:
        await asyncio.wait_for(Supervisor([good.part, broken], tmp_path, print, QUICK).run(), 20)
    assert str(raised.value) == f"broken cannot start: it ended with code 4; {tmp_path / 'broken.log'} says why."
    assert (tmp_path / "broken.log").read_text() == "no model there\n" * 3
    assert not any(is_alive(pid) for start in good.starts() for pid in start)


async def test_a_part_that_never_answers_cannot_start(tmp_path: Path) -> None:
    mute = command_part(tmp_path, "mute", "import time; time.sleep(1000)")
    impatient = Rhythm(start=0.1, start_check=0.02, first_delay=0.01, grace=1)
    with pytest.raises(PartError, match=r"mute cannot start: it did not answer within 0\.1 s"):
        await asyncio.wait_for(Supervisor([mute], tmp_path, print, impatient).run(), 20)


async def test_a_missing_program_cannot_start(tmp_path: Path) -> None:
    part = Part("gone", [str(tmp_path / "gone")], folder=tmp_path, health_url="http://127.0.0.1:1/", environment={})
    with pytest.raises(PartError, match="gone cannot start: it could not be run"):
        await asyncio.wait_for(Supervisor([part], tmp_path, print, QUICK).run(), 20)


async def test_a_part_that_once_ran_is_never_given_up(tmp_path: Path) -> None:
    lines: list[str] = []
    part = StandIn(tmp_path, "part")
    async with running(Supervisor([part.part], tmp_path, lines.append, QUICK)):
        hindrance = (part.folder / "starts").rename(part.folder / "kept")
        (part.folder / "starts").mkdir()
        os.kill(int(hindrance.read_text().split()[0]), signal.SIGKILL)
        await until(lambda: len(lines) > QUICK.failed_starts + 1)
        (part.folder / "starts").rmdir()
        await until(lambda: len(part.starts()) == 1)


async def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOG_BYTES", 100_000)
    log = tmp_path / "chatty.log"
    part = command_part(tmp_path, "chatty", "for n in range(2000): print('ä' * 500)")
    chatty = await process.PartProcess.start(part, log)
    assert await asyncio.wait_for(chatty.wait(), 20) == 0
    await chatty.stop(1)
    kept = sorted(path.name for path in tmp_path.glob("chatty.log*"))
    assert kept == ["chatty.log", "chatty.log.1", "chatty.log.2", "chatty.log.3"]
    assert set(log.read_text(encoding="utf-8")) <= {"ä", "\n"}


def test_a_part_does_not_show_its_secrets(tmp_path: Path) -> None:
    part = Part("x", ["x"], folder=tmp_path, health_url="http://h/?token=geheim1", environment={"TOKEN": "geheim2"})
    assert "geheim" not in repr(part)


async def test_a_part_is_started_again_when_there_is_something_new_to_load(tmp_path: Path) -> None:
    one, said, stamps = StandIn(tmp_path, "one"), list[str](), ["first"]
    part = replace(one.part, stamp=lambda: stamps[-1])
    async with running(Supervisor([part], tmp_path, said.append, QUICK)):
        ((old, child),) = one.starts()
        await asyncio.sleep(0.3)
        assert len(one.starts()) == 1
        stamps.append("second")
        await until(lambda: len(one.starts()) == 2)
        assert not is_alive(old) and not is_alive(child)
    assert said == ["one has something new to load; starting it again at once"]

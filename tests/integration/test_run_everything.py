"""`kumpel run` with the real parts: Rasa, the action server and the page."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

pytestmark = pytest.mark.servers

START_SECONDS = 600
"""Room for a training on a busy machine; a start with a model that fits takes 20 at most."""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _port in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def until(condition: Callable[[], bool], seconds: float, process: subprocess.Popen[bytes] | None = None) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        assert process is None or process.poll() is None, "it ended"
        time.sleep(0.05)


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    output: Path
    environment: Mapping[str, str]

    def port(self, part: str) -> int:
        return int(self.environment[f"KUMPEL_{part.upper()}_PORT"])

    def command(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=PROJECT_ROOT,
            env=dict(self.environment),
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("run")
    web, rasa, actions, metrics = free_ports(4)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("KUMPEL_")},
        "KUMPEL_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/kumpel.sqlite",
        "KUMPEL_WEB_HOST": "0.0.0.0",
        "KUMPEL_WEB_PORT": str(web),
        "KUMPEL_RASA_PORT": str(rasa),
        "KUMPEL_ACTIONS_PORT": str(actions),
        "KUMPEL_METRICS_PORT": str(metrics),
    }
    output = folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "run"],
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: "Kumpel is ready" in output.read_text(), START_SECONDS, process)
        yield Running(process, output, environment)
    finally:
        process.terminate()
        process.wait(60)


def children_of(pid: int) -> dict[int, list[str]]:
    """Command lines of all that a process started, and of what those started."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {child: command_of(child) for child in found - {pid}}


def command_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def listening(pids: set[int]) -> set[tuple[bool, int]]:
    """Whether it is loopback, and the port, of each TCP socket on which one of the processes listens (proc(5))."""
    sockets = {file.resolve().name for pid in pids for file in Path(f"/proc/{pid}/fd").glob("*")}
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            address, _colon, port = fields[1].partition(":")
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add((address in ("0100007F", f"{'0' * 24}01000000"), int(port, 16)))
    return found


def test_the_address_that_it_prints_is_the_page(running: Running) -> None:
    last = next(line for line in running.output.read_text().splitlines() if "is ready" in line)
    address = last.partition("s: ")[2].partition(" ")[0]
    assert address == f"http://127.0.0.1:{running.port('web')}"
    with urllib.request.urlopen(address, timeout=20) as page:
        assert page.status == 200
        assert "text/html" in page.headers["Content-Type"]


def test_each_step_was_shown(running: Running) -> None:
    shown = running.output.read_text()
    for step in ("Preparing the database", "Looking for a model that fits", "Starting Rasa, the action server"):
        assert step in shown


def test_only_the_page_can_be_reached_from_outside(running: Running) -> None:
    sockets = listening(set(children_of(running.process.pid)))
    assert {port for is_loopback, port in sockets if not is_loopback} == {running.port("web")}
    assert {port for is_loopback, port in sockets if is_loopback} >= {
        running.port(part) for part in ("rasa", "actions", "metrics")
    }


def test_rasas_http_api_asks_for_the_token(running: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", running.port("rasa"), timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", "/status")
        assert connection.getresponse().status == 401


def test_no_command_line_shows_the_token(running: Running) -> None:
    commands = [" ".join(command) for command in children_of(running.process.pid).values()]
    assert len(commands) >= 3
    assert not any("token" in command for command in commands)


def test_it_answers_in_the_terminal(running: Running) -> None:
    chat = running.command("chat", typed="hallo\n\n")
    assert (chat.returncode, chat.stderr) == (0, "")
    assert len(chat.stdout.removeprefix("> ").strip()) > 20


def test_status_shows_that_all_run(running: Running) -> None:
    status = running.command("status")
    assert (status.returncode, status.stderr) == (0, "")
    assert [line.split()[-1] for line in status.stdout.splitlines()[:3]] == ["runs"] * 3
    assert "fits (spaCy: " in status.stdout


def test_a_second_one_says_which_port_is_taken(running: Running) -> None:
    second = running.command("run")
    assert second.returncode == 1
    assert second.stderr.startswith(f"Error: Port {running.port('web')} on 0.0.0.0 is in use by another program")
    assert second.stderr.count("\n") == 1


def test_a_part_that_is_killed_comes_back(running: Running) -> None:
    def action_servers() -> list[int]:
        return [pid for pid, command in children_of(running.process.pid).items() if "rasa_sdk" in command]

    (killed,) = action_servers()
    os.kill(killed, signal.SIGKILL)
    until(lambda: action_servers() not in ([], [killed]), 60)
    until(lambda: (True, running.port("actions")) in listening(set(children_of(running.process.pid))), 60)
    assert "actions ended with code -9; starting it again in 1 s" in running.output.read_text()


def test_a_signal_ends_everything(running: Running) -> None:
    """The last one: nothing runs after it."""
    pids = set(children_of(running.process.pid))
    assert len(pids) >= 3
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert running.output.read_text().endswith("Kumpel has ended.\n")
    assert not [command_of(pid) for pid in pids if command_of(pid) != [""] and command_of(pid)]

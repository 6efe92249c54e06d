"""What set-up shows: one line per step, with a dot every two seconds while it lasts, and one line when it fails."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ALIVE_SECONDS = 2.0
_ERROR = re.compile(r"(×|error:)\s*", re.IGNORECASE)
_CAUSE = re.compile(r"(caused by|cause):\s*", re.IGNORECASE)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class SetupError(RuntimeError):
    """Set-up cannot go on; the message is the one line that says why and what to do."""


def say(text: str) -> None:
    """Print a line at once, also into a pipe; below the line of a step that is under way."""
    _write(text + "\n", new_line=Step.under_way)


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP end Python as Ctrl-C does, so that what is under way is ended too."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)


class _Start:
    """Whether a command is being started: a signal then waits, or the new process would be nobody's to end."""

    under_way = False
    signal_seen = 0


def _end(number: int, _frame: Any) -> None:
    if _Start.under_way:
        _Start.signal_seen = number
        return
    raise SystemExit(128 + number)


def _write(text: str, new_line: bool = False) -> None:
    sys.stdout.write("\n" + text if new_line else text)
    sys.stdout.flush()


class Step:
    """`with Step("Doing this"):` shows the title, a dot every two seconds, and how long it took."""

    under_way = False

    def __init__(self, title: str, alive_seconds: float = ALIVE_SECONDS) -> None:
        self._title = title
        self._alive_seconds = alive_seconds
        self._done = threading.Event()
        self._dots = threading.Thread(target=self._show_dots, daemon=True)

    def __enter__(self) -> Step:
        self._started = time.monotonic()
        Step.under_way = True
        _write(self._title + " ")
        self._dots.start()
        return self

    def __exit__(self, error_type: Any, error: Any, trace: Any) -> None:
        self._done.set()
        self._dots.join()
        seconds = time.monotonic() - self._started
        Step.under_way = False
        _write("stopped\n" if error_type else f"{seconds:.0f} s\n" if seconds >= 1 else "done\n")

    def _show_dots(self) -> None:
        while not self._done.wait(self._alive_seconds):
            _write(".")


def run_logged(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    cwd: Path | None = None,
    seconds: float | None = None,
) -> None:
    """Run a command with its output in a log file, at most for some seconds where these are given.

    Raises:
        SetupError: it failed; the message has its own reason and the log's path.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        start = output.tell()
        code = _wait(_start(command, output, environment, cwd), seconds)
    if code != 0:
        with log.open("rb") as written:
            written.seek(start)
            raise SetupError(f"{reason(written.read().decode('utf-8', 'replace'))} (all of it: {log})")


def _start(
    command: Sequence[str], output: IO[bytes], environment: Mapping[str, str], cwd: Path | None
) -> subprocess.Popen[bytes]:
    _Start.under_way = True
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=dict(environment), cwd=cwd
        )
    except OSError:
        _Start.under_way = False
        raise


def _wait(process: subprocess.Popen[bytes], seconds: float | None) -> int:
    try:
        _Start.under_way = False
        if _Start.signal_seen:
            raise SystemExit(128 + _Start.signal_seen)
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise SetupError(f"It did not end within {seconds:.0f} s") from None
    except BaseException:
        process.terminate()
        process.wait()
        raise


def reason(output: str) -> str:
    """The line of a failed command's output that says most, without colours."""
    lines = [line.strip() for line in _COLOUR.sub("", output).splitlines() if line.strip()]
    if any("No space left on device" in line for line in lines):
        return "The disk is full: free some space and try again"
    causes = [line for line in lines if _CAUSE.match(line)]
    errors = [line for line in lines if _ERROR.match(line)]
    if errors and causes:
        return f"{_ERROR.sub('', errors[-1])} ({_CAUSE.sub('', causes[-1])})"
    return _ERROR.sub("", (errors or lines or ["It failed without a word"])[-1])

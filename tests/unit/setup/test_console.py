from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from bot.setup.console import SetupError, Step, reason, run_logged, say


def test_a_step_shows_its_title_and_that_it_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with Step("Doing this"):
        pass
    assert capsys.readouterr().out == "Doing this done\n"


def test_a_long_step_shows_that_it_is_alive(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with Step("Doing this", alive_seconds=0.01):
        run_logged([sys.executable, "-c", "import time; time.sleep(0.3)"], tmp_path / "log", {})
    assert re.fullmatch(r"Doing this \.{2,} ?(done|\d+ s)\n", capsys.readouterr().out)


def test_a_step_that_fails_is_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SetupError), Step("Doing this"):
        raise SetupError("no")
    assert capsys.readouterr().out == "Doing this stopped\n"


def test_a_line_said_during_a_step_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with Step("Doing this"):
        say("rasa ended")
    say("afterwards")
    assert capsys.readouterr().out == "Doing this \nrasa ended\ndone\nafterwards\n"


def test_output_goes_to_the_log_behind_what_is_there(tmp_path: Path) -> None:
    log = tmp_path / "var" / "log"
    for word in ("first", "second"):
        run_logged([sys.executable, "-c", f"print('{word}')"], log, {})
    assert log.read_text() == "first\nsecond\n"


def test_a_failed_command_gives_its_own_reason_not_an_older_one(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for word in ("older", "newer"):
        with pytest.raises(SetupError) as raised:
            run_logged([sys.executable, "-c", f"import sys; sys.exit('error: {word}')"], log, {})
    assert str(raised.value) == f"newer (all of it: {log})"


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "Resolved 1\nerror: Failed to fetch `x`\n  cause: a\n  cause: no such host\n",
            "Failed to fetch `x` (no such host)",
        ),
        ("error: Failed\n  Caused by: dns error\n", "Failed (dns error)"),
        ("\x1b[31merror\x1b[0m: Hash mismatch\nhint: look\n", "Hash mismatch"),
        ("× No solution found\n", "No solution found"),
        ("Error: no such option\n", "no such option"),
        ("E: Unable to locate package\n", "E: Unable to locate package"),
        ("error: Failed to install\n cause: No space left on device (os error 28)", "The disk is full"),
        ("", "It failed without a word"),
    ],
)
def test_the_reason_is_the_line_that_says_most(output: str, line: str) -> None:
    assert reason(output).startswith(line)


def test_sigterm_ends_what_is_under_way_too(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from bot.settings import PROJECT_ROOT
from bot.setup.console import end_on_signals, run_logged
end_on_signals()
run_logged(["sh", "-c", "echo $$; exec sleep 1000"], Path({str(tmp_path / "log")!r}), {{"PATH": "/usr/bin:/bin"}})
"""
    setup = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT_ROOT)
    while not (tmp_path / "log").exists() or not (tmp_path / "log").read_text().endswith("\n"):
        assert setup.poll() is None
    child = int((tmp_path / "log").read_text())
    setup.terminate()
    assert setup.wait(20) == 128 + signal.SIGTERM
    deadline = time.monotonic() + 20
    while is_running(child):
        assert time.monotonic() < deadline, "the child outlived set-up"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """A process that has ended may stay listed until its new parent has collected it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False

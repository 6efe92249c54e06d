"""What is weighed and timed: processes, percentiles, a busy neighbour that does not outlive the measurement."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.evaluation import cost
from bot.evaluation.cost import Cost, bars, busy_core, memory_mb, percentiles, timed_command, times_of

CHEAP = Cost(start_seconds=3, load_seconds=4, p50=5, p95=9, busy_p95=12, memory_mb=300, model_mb=2)


def test_targets_of_the_issue() -> None:
    assert [(bar.value, bar.limit, bar.ok) for bar in bars(40, CHEAP, 450)] == [
        (40, 60, True),
        (4, 6, True),
        (9, 15, True),
        (12, 15, True),
        (450, 750, True),
    ]


def test_each_target_can_be_missed() -> None:
    dear = Cost(start_seconds=3, load_seconds=6.1, p50=5, p95=15.1, busy_p95=15.1, memory_mb=300, model_mb=2)
    assert not any(bar.ok for bar in bars(60.1, dear, 750.1))


def test_a_command_is_timed_and_what_it_says_stays_out_of_our_output(capfd: pytest.CaptureFixture[str]) -> None:
    seconds = timed_command([sys.executable, "-c", "print('hello')"], os.environ)
    assert 0 < seconds < 60
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "hello" in captured.err


def test_a_failing_command_is_no_figure() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        timed_command([sys.executable, "-c", "raise SystemExit(3)"], os.environ)


def test_memory_of_a_process_grows_with_what_it_holds() -> None:
    code = "import sys; held = b'x' * int(sys.argv[1]); print('ready', flush=True); sys.stdin.read()"
    sizes = []
    for held in (0, 80_000_000):
        command = [sys.executable, "-c", code, str(held)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            sizes.append(memory_mb(process.pid))
            process.communicate()
    assert 75 < sizes[1] - sizes[0] < 90


def test_memory_of_a_process_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        memory_mb(2**30)


def test_percentiles_of_known_times() -> None:
    p50, p95 = percentiles([float(number) for number in range(1, 101)])
    assert p50 == 50.5
    assert p95 == pytest.approx(95.95)


def test_every_text_is_timed_in_turn() -> None:
    heard: list[str] = []

    async def parse(text: str) -> None:
        heard.append(text)
        await asyncio.sleep(0)

    times = times_of(parse, ["a", "b", "a"])
    assert heard == ["a", "b", "a"]
    assert all(0 <= milliseconds < 1000 for milliseconds in times)


def test_the_busy_process_ends_with_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, **named)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(cost.subprocess, "Popen", Noted)
    with pytest.raises(RuntimeError, match="measured"), busy_core():
        assert started[0].poll() is None
        raise RuntimeError("measured")
    assert started[0].returncode is not None


def test_a_model_that_does_not_load_is_no_figure(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no model")
    with pytest.raises(subprocess.CalledProcessError):
        cost.measured(broken, ["hallo"])
